import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnnotationConfiguration } from '../../../../server/formats/brat/annotationConfiguration.ts';
import { overlapProblems } from '../../../../server/formats/brat/overlapChecking.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';

const text = 'small cell lung cancer';

function check(overlaps: string, annotations: readonly string[], expected: readonly RegExp[]): void {
  const content = annotations
    .map((annotation, index) => {
      const [, start, end] = annotation.split(' ').map(Number);
      return `T${index + 1}\t${annotation}\t${text.slice(start, end)}\n`;
    })
    .join('');
  const configuration = readAnnotationConfiguration(
    `[entities]\nDisease\n\tCancer\nAnatomy\n[relations]\n${overlaps}\n[events]\n[attributes]\n`,
  );
  const messages = overlapProblems(parseStandoff(content, text), configuration).map(({ message }) => message);
  assert.equal(messages.length, expected.length, messages.join('\n'));
  expected.forEach((pattern, index) => {
    assert.match(messages[index] as string, pattern);
  });
}

const nested = '<OVERLAP>\tArg1:Anatomy, Arg2:Disease, <OVL-TYPE>:contain';

describe('overlapProblems', () => {
  it('allows everything where no line speaks of overlaps', () =>
    check('', ['Disease 0 22', 'Anatomy 11 15'], []));
  it('allows what is listed, either way round', () => {
    check(nested, ['Disease 11 22', 'Anatomy 11 15'], []);
    check(nested, ['Anatomy 0 22', 'Disease 11 15'], []);
  });
  it('allows what is listed for a type above', () => check(nested, ['Cancer 11 22', 'Anatomy 11 15'], []));
  it('finds equal, containing and crossing pairs that are not listed', () => {
    check(
      nested,
      ['Disease 11 22', 'Anatomy 11 22'],
      [/Anatomy T2 has the same span as Disease T1|Disease T1 has the same span as Anatomy T2/],
    );
    check(nested, ['Disease 0 22', 'Disease 11 22'], [/Disease T2 lies inside or around Disease T1/]);
    check(nested, ['Disease 0 15', 'Anatomy 11 22'], [/Anatomy T2 crosses Disease T1/]);
  });
  it('finds nothing where spans only touch', () => check(nested, ['Disease 0 10', 'Disease 10 22'], []));
  it('takes <ANY> for every kind and <ENTITY> for every type', () =>
    check(
      '<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>',
      ['Disease 0 15', 'Anatomy 11 22'],
      [],
    ));
});
