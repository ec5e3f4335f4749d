import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Dictionary } from '../../../../server/suggestion/dictionary/dictionary.ts';

const dictionary = new Dictionary(
  [
    ['heart failure', 'Disease'],
    ['failure', 'Problem'],
    ['ALL', 'Disease'],
    ['leukaemia', 'Disease'],
    ['metastasis', 'Disease'],
    ['virus', 'Species'],
    ['biopsy', 'Procedure'],
    ['red blood cells', 'Cell'],
    ['TNF-α', 'Gene'],
    ['insulin', 'Chemical'],
    ['insulin', 'Gene'],
    ['vitamin B12', 'Chemical'],
    ["Crohn's disease", 'Disease'],
  ].map(([name = '', type = '']) => ({ name, type })),
);

/** @param expected type and words of each mention. */
function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(
    dictionary.mentions(text).map(({ span: { start, end }, type }) => `${type} ${text.slice(start, end)}`),
    expected,
  );
}

describe('a dictionary', () => {
  it('finds names in any case', () => check('😀 Heart failure.', ['Disease Heart failure']));
  it('prefers the longest name', () =>
    check('heart failure, failure', ['Disease heart failure', 'Problem failure']));
  it('finds whole words alone', () => check('virus, retrovirus, virusx, virus2', ['Species virus']));
  it('takes white space, line ends and hyphens between words alike', () =>
    check('heart-failure, heart\r\nfailure and TNF α', [
      'Disease heart-failure',
      'Disease heart\r\nfailure',
      'Gene TNF α',
    ]));
  it('does not go across sentences and empty lines', () =>
    check('heart. failure; heart\n\nfailure', ['Problem failure', 'Problem failure']));
  it('finds plurals', () =>
    check('metastases, viruses, biopsies and heart failures', [
      'Disease metastases',
      'Species viruses',
      'Procedure biopsies',
      'Disease heart failures',
    ]));
  it('finds the singular of a plural', () => check('a red blood cell', ['Cell red blood cell']));
  it('counts case in abbreviations', () => check('All with ALL, all ALLs', ['Disease ALL', 'Disease ALLs']));
  it('gives a name all its types', () => check('insulin', ['Chemical insulin', 'Gene insulin']));
  it('takes signs in names literally', () =>
    check("Crohn's disease, Crohn disease, vitamin B12", [
      "Disease Crohn's disease",
      'Chemical vitamin B12',
    ]));
  it('finds nothing in nothing', () => check('', []));
  it('knows its types', () =>
    assert.deepEqual(dictionary.types, [
      'Cell',
      'Chemical',
      'Disease',
      'Gene',
      'Problem',
      'Procedure',
      'Species',
    ]));

  it('finds every name where it stands by itself, at its place', () => {
    const name = fc.constantFrom('heart failure', 'virus', 'vitamin B12', 'insulin');
    const filler = fc.constantFrom(' and ', '; 😀 ', '\r\n', ' (', '). ', ' e\u0301, ');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, filler)), (pieces) => {
        let text = '';
        const places: string[] = [];
        for (const [words, gap] of pieces) {
          places.push(`${text.length} ${text.length + words.length}`);
          text += words + gap;
        }
        const found = dictionary.mentions(text).map(({ span: { start, end } }) => `${start} ${end}`);
        assert.deepEqual([...new Set(found)], places);
      }),
    );
  });
});
