import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LinkJudge } from '../../../../server/formats/brat/conceptChecking.ts';
import { linkedEntities } from '../../../../server/formats/brat/conceptChecking.ts';
import { differenceProblem, linkDifference } from '../../../../server/formats/brat/linkDifferences.ts';
import { conceptsOf, linkedMentionsIn, mentionKey } from '../../../../server/formats/brat/linkedMentions.ts';
import { LinkUsage } from '../../../../server/formats/brat/linkUsage.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { Homonyms, parseHomonyms } from '../../../../server/formats/homonyms.ts';

const text = 'Cold and 😀 fever, cold, COLD, cold.';
const entities = [
  'T1\tSign 0 4\tCold',
  'T2\tSign 11 16\tfever',
  'T3\tSign 18 22\tcold',
  'T4\tSign 24 28\tCOLD',
  'T5\tSign 30 34\tcold',
  'T6\tDisease 30 34\tcold',
  '',
].join('\n');

/** B:1 is another identifier of A:1; what begins with C is of another group; the group of X is not known. */
const judge: LinkJudge = {
  judge: () => ({ kind: 'fitting' }),
  conceptKey: ({ system, identifier }) => (system === 'B' ? `A:${identifier}` : `${system}:${identifier}`),
  groupOf: ({ system }) => (system === 'X' ? undefined : system === 'C' ? 'CHEM' : 'DISO'),
};

function usageOf(...files: readonly string[]): LinkUsage<string> {
  const usage = new LinkUsage<string>();
  for (const [index, content] of files.entries()) {
    const links = linkedMentionsIn(content).map(({ mention, lines }) => ({
      key: mentionKey(mention),
      concepts: conceptsOf(lines),
      place: mention.id,
    }));
    usage.set(`${index}`, links);
  }
  return usage;
}

describe('the same words are linked differently', () => {
  function check(
    links: string,
    expected: readonly string[],
    others: readonly string[] = [],
    homonyms = Homonyms.none,
  ): void {
    const content = entities + links;
    const usage = usageOf(content, ...others.map((each) => entities + each));
    const found = linkedEntities(parseStandoff(content, text)).flatMap((mention) => {
      const { lines } = mention;
      const difference = linkDifference(
        mentionKey(mention.mention),
        conceptsOf(lines),
        usage,
        judge,
        homonyms,
      );
      return difference === undefined ? [] : [differenceProblem(mention, difference).message];
    });
    assert.deepEqual(
      found.map((message) => message.replace(/\. Link them.*$/, '')),
      expected,
    );
  }

  it('in whatever case, and both sides are told where they are as many', () =>
    check('N1\tReference T1 A:1\tOne\nN2\tReference T3 A:5\n', [
      'T1 is linked to A:1 (1 place), and the same words as often to A:5 (1 place)',
      'T3 is linked to A:5 (1 place), and the same words as often to A:1 (One; 1 place)',
    ]));
  it('and only the fewer are told where they are not', () =>
    check('N1\tReference T1 A:1\nN2\tReference T3 A:5\nN3\tReference T5 A:5\n', [
      'T1 is linked to A:1 (1 place), and the same words more often to A:5 (2 places)',
    ]));
  it('in other files', () =>
    check(
      'N1\tReference T1 A:1\n',
      ['T1 is linked to A:1 (1 place), and the same words more often to A:5 (Five; 3 places)'],
      ['N1\tReference T1 A:5\nN2\tReference T3 A:5\tFive\n', 'N1\tReference T5 A:5\n'],
    ));
  it('unless they are short forms', () => check('N1\tReference T1 A:1\nN2\tReference T4 A:5\n', []));
  it('unless their types differ', () => check('N1\tReference T5 A:1\nN2\tReference T6 A:5\n', []));
  it('unless the ids are of one concept, whose places count together', () => {
    check('N1\tReference T1 A:1\nN2\tReference T3 B:1\n', []);
    check(
      'N1\tReference T1 A:5\nN2\tReference T3 B:1\n',
      ['T1 is linked to A:5 (1 place), and the same words more often to A:1 (2 places)'],
      ['N1\tReference T1 A:1\n'],
    );
  });
  it('unless the concepts are of different groups', () =>
    check('N1\tReference T1 A:1\nN2\tReference T3 C:5\n', []));
  it('also to what is of no known group', () =>
    check('N1\tReference T1 A:1\nN2\tReference T3 X:5\nN3\tReference T5 X:5\n', [
      'T1 is linked to A:1 (1 place), and the same words more often to X:5 (2 places)',
    ]));
  it('also where there is said to be no concept', () =>
    check('N1\tReference T1 UMLS:CUI-less\nN2\tReference T3 A:1\nN3\tReference T5 A:1\n', [
      'T1 is linked to UMLS:CUI-less (1 place), and the same words more often to A:1 (2 places)',
    ]));
  it('to several concepts, in whatever order', () => {
    const both = 'N1\tReference T1 A:1\nN2\tReference T1 A:2\n';
    check(`${both}N3\tReference T3 A:2\nN4\tReference T3 A:1\n`, []);
    check(`${both}N3\tReference T3 A:2\n`, [
      'T1 is linked to A:1|A:2 (1 place), and the same words as often to A:2 (1 place)',
      'T3 is linked to A:2 (1 place), and the same words as often to A:1|A:2 (1 place)',
    ]);
  });
  it('unless they are homonyms, by any of the ids of a concept', () => {
    const links = 'N1\tReference T1 A:1\nN2\tReference T3 A:5\n';
    check(
      links,
      [],
      [],
      parseHomonyms('# a comment\n\nSign\tCOld\tA:9\tA:1\nSign\tcold\tB:1\tA:5\n').homonyms,
    );
    const others = [
      'Disease\tcold\tA:1\tA:5\n',
      'Sign\tcold\tA:1\tA:6\n',
      'Sign\tcold\tA:1\nSign\tcold\tA:5\n',
    ];
    for (const other of others) {
      const found = [
        'T1 is linked to A:1 (1 place), and the same words as often to A:5 (1 place)',
        'T3 is linked to A:5 (1 place), and the same words as often to A:1 (1 place)',
      ];
      check(links, found, [], parseHomonyms(other).homonyms);
    }
  });
});
