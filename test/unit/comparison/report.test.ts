import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { modes } from '../../../server/comparison/counting.ts';
import {
  type ComparisonOptions,
  type ComparisonReport,
  compareDocuments,
  type ModeReport,
} from '../../../server/comparison/report.ts';
import { mentions } from './mentions.ts';

const text = 'x'.repeat(40);

type Notated = readonly [gold: readonly string[], predicted: readonly string[]];

function compare(documents: readonly Notated[], options: Partial<ComparisonOptions> = {}): ComparisonReport {
  const pairs = documents.map(([gold, predicted], index) => ({
    id: `note-${index + 1}`,
    text,
    gold: mentions(...gold),
    predicted: mentions(...predicted),
  }));
  return compareDocuments(pairs, { modes, ...options });
}

function modeOf(report: ComparisonReport, mode: (typeof modes)[number]): ModeReport {
  const found = report.modes[mode];
  assert.ok(found !== undefined);
  return found;
}

/** COR INC PAR MIS SPU. */
function counts({ micro }: ModeReport): number[] {
  return [micro.correct, micro.incorrect, micro.partial, micro.missing, micro.spurious];
}

describe('cases that comparison tools are known to get wrong', () => {
  it('partial credit of two equal documents is that of one', () => {
    const document: Notated = [['A 0 10'], ['A 0 5']];
    for (const documents of [[document], [document, document]]) {
      const { precision, recall, f1 } = modeOf(compare(documents), 'partial').micro;
      assert.deepEqual([precision, recall, f1], [0.5, 0.5, 0.5]);
    }
  });

  it('a nested gold mention that is predicted exactly is correct', () => {
    const report = compare([[['A 0 5', 'A 0 2'], ['A 0 2']]]);
    assert.deepEqual(counts(modeOf(report, 'strict')), [1, 0, 0, 1, 0]);
  });

  it('the order of the gold mentions changes nothing', () => {
    const there = compare([[['A 0 5', 'B 3 9'], ['B 2 8']]]);
    const back = compare([[['B 3 9', 'A 0 5'], ['B 2 8']]]);
    assert.deepEqual(counts(modeOf(there, 'type')), [1, 0, 0, 1, 0]);
    assert.deepEqual(back, there);
  });

  it('spans that touch do not overlap', () => {
    const report = compare([[['A 0 3'], ['A 3 6']]]);
    assert.deepEqual(counts(modeOf(report, 'partial')), [0, 0, 0, 1, 1]);
  });

  it('a type confusion is incorrect in the rows of both types, not missing and spurious', () => {
    const report = compare([[['A 0 5'], ['B 0 5']]]);
    const strict = modeOf(report, 'strict');
    assert.deepEqual(counts(strict), [0, 1, 0, 0, 0]);
    assert.deepEqual(
      strict.types.map(({ type, gold, predicted, possible, actual }) => ({
        type,
        gold: gold.incorrect,
        missing: gold.missing,
        predicted: predicted.incorrect,
        spurious: predicted.spurious,
        possible,
        actual,
      })),
      [
        { type: 'A', gold: 1, missing: 0, predicted: 0, spurious: 0, possible: 1, actual: 0 },
        { type: 'B', gold: 0, missing: 0, predicted: 1, spurious: 0, possible: 0, actual: 1 },
      ],
    );
  });
});

describe('compareDocuments', () => {
  it('gives zeros and no scores for nothing', () => {
    const strict = modeOf(compare([]), 'strict');
    assert.deepEqual(counts(strict), [0, 0, 0, 0, 0]);
    assert.equal(strict.micro.f1, null);
    assert.equal(strict.macro.types.f1, null);
  });

  it('counts only the modes asked for', () => {
    assert.deepEqual(Object.keys(compare([], { modes: ['type'] }).modes), ['type']);
  });

  it('restricts both sides to the chosen types', () => {
    const report = compare(
      [
        [
          ['A 0 5', 'B 6 9'],
          ['C 0 5', 'B 6 9', 'C 10 12'],
        ],
      ],
      { types: new Set(['A', 'B']) },
    );
    assert.deepEqual(counts(modeOf(report, 'strict')), [1, 0, 0, 1, 0]);
    assert.deepEqual(
      modeOf(report, 'strict').types.map(({ type }) => type),
      ['A', 'B'],
    );
  });

  it('keeps the counts of every document, in their order', () => {
    const strict = modeOf(
      compare([
        [['A 0 5'], []],
        [['A 0 5'], ['A 0 5']],
      ]),
      'strict',
    );
    assert.deepEqual(
      strict.documents.map(({ id, correct, missing, f1 }) => [id, correct, missing, f1]),
      [
        ['note-1', 0, 1, 0],
        ['note-2', 1, 0, 1],
      ],
    );
  });

  it('averages over types and over documents that have a mention', () => {
    const strict = modeOf(
      compare([
        [
          ['A 0 5', 'A 6 8', 'B 9 10'],
          ['A 0 5', 'A 6 8'],
        ],
        [[], []],
      ]),
      'strict',
    );
    assert.deepEqual(strict.macro.types, { precision: 0.5, recall: 0.5, f1: 0.5 });
    assert.deepEqual(strict.macro.documents, { precision: 1, recall: 2 / 3, f1: 0.8 });
  });

  it('lists the confusion matrix with what has no counterpart', () => {
    const { confusion } = compare([
      [
        ['A 0 5', 'A 6 8', 'B 20 22'],
        ['B 0 5', 'A 6 9', 'C 30 31'],
      ],
    ]);
    assert.deepEqual(confusion, [
      { gold: 'A', predicted: 'A', count: 1 },
      { gold: 'A', predicted: 'B', count: 1 },
      { gold: 'B', predicted: null, count: 1 },
      { gold: null, predicted: 'C', count: 1 },
    ]);
  });
});

const place = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat(30), fc.integer({ min: 1, max: 6 }));
const side = fc.array(
  place.map(([type, start, length]) => `${type} ${start} ${start + length}`),
  { maxLength: 8 },
);

describe('any comparison', () => {
  it('adds up: documents, types and the confusion matrix to the overall counts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { maxLength: 4 }), (documents) => {
        const report = compare(documents);
        const golds = documents.reduce((sum, [gold]) => sum + gold.length, 0);
        const predictions = documents.reduce((sum, [, predicted]) => sum + predicted.length, 0);
        for (const mode of modes) {
          const { micro, types } = modeOf(report, mode);
          assert.deepEqual([micro.possible, micro.actual], [golds, predictions]);
          const total = (value: (row: (typeof types)[number]) => number): number =>
            types.reduce((sum, row) => sum + value(row), 0);
          for (const outcome of ['correct', 'incorrect', 'partial'] as const) {
            assert.equal(
              total(({ gold }) => gold[outcome]),
              micro[outcome],
            );
            assert.equal(
              total(({ predicted }) => predicted[outcome]),
              micro[outcome],
            );
          }
          assert.equal(
            total(({ gold }) => gold.missing),
            micro.missing,
          );
          assert.equal(
            total(({ predicted }) => predicted.spurious),
            micro.spurious,
          );
        }
        const cells = report.confusion.reduce((sum, { count }) => sum + count, 0);
        const { correct, incorrect, missing, spurious } = modeOf(report, 'strict').micro;
        assert.equal(cells, correct + incorrect + missing + spurious);
      }),
    );
  });

  it('of a set with itself is perfect in every mode', () => {
    fc.assert(
      fc.property(side, (notations) => {
        for (const mode of modes) {
          const { micro } = modeOf(compare([[notations, notations]]), mode);
          assert.deepEqual([micro.correct, micro.f1], [notations.length, notations.length === 0 ? null : 1]);
        }
      }),
    );
  });
});
