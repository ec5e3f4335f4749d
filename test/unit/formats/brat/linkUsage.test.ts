import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FileLink, LinkUsage } from '../../../../server/formats/brat/linkUsage.ts';
import { spellConcepts } from '../../../../server/formats/concepts.ts';

const link = fc.record({
  key: fc.constantFrom('Sign\tcold', 'Sign\tfever'),
  concepts: fc.array(
    fc.record({ system: fc.constantFrom('A', 'B'), identifier: fc.constantFrom('1', '2') }),
    { minLength: 1, maxLength: 2 },
  ),
  place: fc.nat(9),
});

function told(usage: LinkUsage<number>): unknown {
  return ['Sign\tcold', 'Sign\tfever'].map((key) =>
    usage
      .of(key)
      .map(({ concepts, count, places }) => {
        const where = [...places].map(([file, of]) => [file, [...of].sort()]).sort();
        return [spellConcepts(concepts), count, where] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('the usage of links', () => {
  it('is that of the last links of each file, whatever there was before', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(link, { maxLength: 5 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(changes, (all) => {
        const usage = new LinkUsage<number>();
        for (const [file, links] of all) usage.set(file, links);
        const fresh = new LinkUsage<number>();
        for (const [file, links] of new Map(all)) fresh.set(file, links);
        assert.deepEqual(told(usage), told(fresh));
        assert.equal(usage.files, fresh.files);
      }),
    );
  });

  it('says whether more than places has changed', () => {
    const usage = new LinkUsage<number>();
    const one: FileLink<number> = { key: 'k', concepts: [{ system: 'A', identifier: '1' }], place: 1 };
    const check = (links: readonly FileLink<number>[], expected: boolean): void =>
      assert.equal(usage.set('a', links), expected);
    check([], false);
    check([one], true);
    check([{ ...one, place: 2 }], false);
    assert.deepEqual([...(usage.of('k')[0]?.places ?? [])], [['a', [2]]]);
    check([{ ...one, key: 'l' }], true);
    check([{ ...one, concepts: [{ system: 'A', identifier: '2' }] }], true);
    check([], true);
    assert.deepEqual([usage.of('k'), usage.of('l'), usage.files], [[], [], 0]);
  });
});
