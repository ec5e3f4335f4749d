import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise, stemsKey, wordsKey } from '../../../../server/terminology/normalisation/normalisation.ts';

type Level = 'same words' | 'same set of stems' | 'different';

function levelOf(one: string, other: string): Level {
  const [a, b] = [normalise(one), normalise(other)];
  if (wordsKey(a) === wordsKey(b)) return 'same words';
  return stemsKey(a) === stemsKey(b) ? 'same set of stems' : 'different';
}

function check(expected: Level, pairs: readonly (readonly [string, string])[]): void {
  for (const [one, other] of pairs) assert.equal(levelOf(one, other), expected, `${one} / ${other}`);
}

describe('names that have the same words', () => {
  it('differ in case, blanks, hyphens and punctuation', () =>
    check('same words', [
      ['Heart failure', 'heart  FAILURE'],
      ['anti-inflammatory', 'anti inflammatory'],
      ['IL-2', 'il2'],
      ['CYP2D6', 'CYP 2D6'],
      ['failure; heart', 'failure heart'],
    ]));
  it('differ in accents, Greek letters and ligatures', () =>
    check('same words', [
      ['Ménière disease', 'Meniere disease'],
      ['TNF-α', 'TNF alpha'],
      ['β-blocker', 'beta blocker'],
      ['ﬁbrosis', 'fibrosis'],
      ['Sjøgren', 'Sjogren'],
    ]));
  it('differ in a possessive', () =>
    check('same words', [
      ["Crohn's disease", 'Crohn disease'],
      ['Crohn’s disease', 'Crohn disease'],
    ]));
  it('are spelled the British and the American way', () =>
    check('same words', [
      ['tumour', 'tumor'],
      ['oedema', 'edema'],
      ['leukaemia', 'leukemia'],
      ['diarrhoea', 'diarrhea'],
      ['haemorrhage', 'hemorrhage'],
      ['sulphate', 'sulfate'],
      ['fibre', 'fiber'],
      ['catheterisation', 'catheterization'],
      ['aluminium', 'aluminum'],
      ['coeliac', 'celiac'],
    ]));
  it('differ in a category in brackets', () =>
    check('same words', [
      ['Asthma (disorder)', 'asthma'],
      ['asthma [EXACT]', 'asthma exact'],
    ]));
});

describe('names that have the same set of stems', () => {
  it('differ in order and in words that say nothing', () =>
    check('same set of stems', [
      ['Neoplasm, Breast', 'breast neoplasm'],
      ['cancer of the breast', 'breast cancer'],
      ['asthma NOS', 'asthma'],
    ]));
  it('are singular and plural', () =>
    check('same set of stems', [
      ['tumors', 'tumor'],
      ['biopsies', 'biopsy'],
      ['metastases', 'metastasis'],
      ['carcinomata', 'carcinoma'],
      ['diseases', 'disease'],
      ['abscesses', 'abscess'],
      ['psychoses', 'psychosis'],
      ['viruses', 'virus'],
    ]));
  it('are noun and adjective', () =>
    check('same set of stems', [
      ['necrotic', 'necrosis'],
      ['ischemic', 'ischaemia'],
      ['neuropathic', 'neuropathy'],
      ['nephritic', 'nephritis'],
    ]));
  it('have numbers in digits and in Roman numerals', () =>
    check('same set of stems', [
      ['type II collagen', 'type 2 collagen'],
      ['factor VIII', 'factor 8'],
      ['bipolar I disorder', 'bipolar 1 disorder'],
    ]));
});

describe('different names', () => {
  it('stay apart', () =>
    check('different', [
      ['hypertension', 'hypotension'],
      ['hepatitis B', 'hepatitis C'],
      ['type 1 diabetes', 'type 2 diabetes'],
      ['with infection', 'without infection'],
      ['I', '1'],
      ['gastric', 'gastritis'],
    ]));
});

describe('normalisation', () => {
  it('keeps what would otherwise be nothing', () => {
    assert.deepEqual(normalise('of the').stems, ['of', 'the']);
    assert.deepEqual(normalise('(disorder)').words, ['disorder']);
    assert.deepEqual(normalise('+/-'), { words: [], stems: [] });
  });
  it('does not depend on case and on what stands between words', () => {
    const between = fc.constantFrom(' ', '-', ', ', '  ', '/');
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zα-ω]{1,9}$|^\d{1,3}$/), { minLength: 1 }),
        between,
        (words, mark) => {
          const plain = normalise(words.join(' '));
          assert.deepEqual(normalise(words.join(mark).toUpperCase()), plain);
          assert.deepEqual(normalise(`(${words.join(mark)}).`), plain);
        },
      ),
    );
  });
});
