import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { modes } from '../../../server/comparison/counting.ts';
import { type ComparisonReport, compareDocuments } from '../../../server/comparison/report.ts';
import { readCorpus } from '../../../server/corpus/reading.ts';

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const dataFolder = process.env['GOLDSPAN_DATA'] ?? join(checkout, '../shared/data');
const fixture = join(dataFolder, 'fixtures/brateval');
const skip = existsSync(fixture) ? false : `needs the data folder (GOLDSPAN_DATA), which has no ${fixture}`;

/** `type|tp|fp|fn|...` lines of a published result file. */
function published(name: string): Map<string, number[]> {
  const content = readFileSync(join(fixture, `bratevals/chemu_sample/ner-gt-test-${name}.txt`), 'utf8');
  const lines = content.split(/\r?\n/).filter((line) => /^\w+(\|[\d.]+){6}$/.test(line));
  return new Map(
    lines.map((line) => {
      const [type, ...numbers] = line.split('|');
      return [type as string, numbers.slice(0, 3).map(Number)];
    }),
  );
}

describe('the published results of brateval on the ChEMU sample', { skip }, () => {
  let report: ComparisonReport;
  before(async () => {
    const gold = await readCorpus(join(fixture, 'corpora/chemu_sample/ner/gt'));
    const predicted = await readCorpus(join(fixture, 'systems/chemu_sample/ner/test'));
    const byId = new Map(predicted.documents.map((document) => [document.id, document]));
    const pairs = gold.documents.map(({ id, text, annotations }) => ({
      id,
      text,
      gold: annotations.entities,
      predicted: byId.get(id)?.annotations.entities ?? [],
    }));
    assert.equal(pairs.length, 50);
    report = compareDocuments(pairs, { modes });
  });

  const counterparts = {
    strict: 'exact-exact',
    exact: 'exact-inexact',
    type: 'overlap-exact',
    partial: 'overlap-inexact',
  } as const;
  for (const mode of modes) {
    it(`${counterparts[mode]} is what the mode ${mode} counts, in every type`, () => {
      const expected = published(counterparts[mode]);
      assert.equal(expected.size, 12);
      const found = report.modes[mode];
      assert.ok(found !== undefined);
      const { micro, types } = found;
      const matched = micro.correct + micro.partial;
      assert.deepEqual([matched, micro.actual - matched, micro.possible - matched], expected.get('all'));
      for (const { type, gold, predicted, possible, actual } of types) {
        const goldMatched = gold.correct + gold.partial;
        const predictedMatched = predicted.correct + predicted.partial;
        assert.deepEqual(
          [goldMatched, actual - predictedMatched, possible - goldMatched],
          expected.get(type),
          type,
        );
      }
    });
  }

  it('strict counts 761 right, 6 wrong and 9 not found', () => {
    const strict = report.modes.strict?.micro;
    assert.ok(strict !== undefined);
    const { correct, actual, possible } = strict;
    assert.deepEqual([correct, actual - correct, possible - correct], [761, 6, 9]);
  });
});
