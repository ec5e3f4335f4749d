import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Chain, decodeChain, staysOutside } from '../../../server/suggestion/chain.ts';

const forbidden = -10_000;
/** As a trained chain has it: I neither begins a sequence nor follows O. */
const bio: Chain = {
  start: [0, 0, forbidden],
  end: [0, 0, 0],
  transitions: [
    [0, 0, forbidden],
    [0, 0, 0],
    [0, 0, 0],
  ],
};

/** Emissions that favour a label by five for each letter of `labels`. */
function emissionsFor(labels: string): Float64Array {
  return Float64Array.from(
    [...labels].flatMap((label) => ['O', 'B', 'I'].map((each) => (each === label ? 5 : 0))),
  );
}

function check(labels: string, expected: [start: number, end: number][]): void {
  const spans = decodeChain(emissionsFor(labels), labels.length, bio);
  assert.deepEqual(
    spans.map(({ start, end }) => [start, end]),
    expected,
  );
}

/** Every label sequence with its score: what the recursions must agree with. */
function enumerate(
  emissions: Float64Array,
  length: number,
  chain: Chain,
): { labels: number[]; score: number }[] {
  let sequences: { labels: number[]; score: number }[] = [{ labels: [], score: 0 }];
  for (let token = 0; token < length; token++) {
    sequences = sequences.flatMap(({ labels, score }) =>
      [0, 1, 2].map((label) => {
        const previous = labels.at(-1);
        const step = previous === undefined ? chain.start[label] : chain.transitions[previous]?.[label];
        return {
          labels: [...labels, label],
          score: score + (step ?? 0) + (emissions[token * 3 + label] ?? 0),
        };
      }),
    );
  }
  return sequences.map(({ labels, score }) => ({
    labels,
    score: score + (chain.end[labels.at(-1) as number] as number),
  }));
}

function spansOf(labels: readonly number[]): string[] {
  const spans: string[] = [];
  labels.forEach((label, token) => {
    if (label !== 1 && !(label === 2 && (labels[token - 1] ?? 0) === 0)) return;
    let end = token + 1;
    while (labels[end] === 2) end += 1;
    spans.push(`${token} ${end}`);
  });
  return spans;
}

describe('decodeChain', () => {
  it('finds nothing in nothing', () => check('', []));
  it('finds nothing outside', () => check('OOO', []));
  it('finds one token', () => check('OBO', [[1, 2]]));
  it('finds a mention at both ends', () =>
    check('BIOBI', [
      [0, 2],
      [3, 5],
    ]));
  it('keeps neighbours apart', () =>
    check('BBI', [
      [0, 1],
      [1, 3],
    ]));
  it('reaches the end', () => check('OBII', [[1, 4]]));

  it('agrees with counting out every label sequence', () => {
    const score = fc.double({ min: -4, max: 4, noNaN: true });
    const row = fc.tuple(score, score, score);
    // I after O gets no weight, as in every chain this project trains.
    const chain = fc.record({
      start: row.map(([o, b]) => [o, b, forbidden]),
      end: row,
      transitions: fc.tuple(row, row, row).map(([o, b, i]) => [[o[0], o[1], forbidden], b, i]),
    });
    fc.assert(
      fc.property(chain, fc.array(row, { minLength: 1, maxLength: 5 }), (drawn, rows) => {
        const emissions = Float64Array.from(rows.flat());
        const sequences = enumerate(emissions, rows.length, drawn);
        const best = sequences.reduce((a, b) => (b.score > a.score ? b : a));
        const decoded = decodeChain(emissions, rows.length, drawn);
        const found = decoded.map(({ start, end }) => `${start} ${end}`).join();
        // Several sequences may share the best score.
        const winners = sequences.filter(({ score: each }) => best.score - each < 1e-9);
        assert.ok(winners.some(({ labels }) => spansOf(labels).join() === found));
        const total = sequences.reduce((sum, { score: each }) => sum + Math.exp(each - best.score), 0);
        for (const { start, end, probability } of decoded) {
          const having = sequences
            .filter(({ labels }) => spansOf(labels).includes(`${start} ${end}`))
            .reduce((sum, { score: each }) => sum + Math.exp(each - best.score), 0);
          assert.ok(
            Math.abs(probability - having / total) < 1e-9,
            `${probability} instead of ${having / total}`,
          );
        }
      }),
    );
  });
});

describe('staysOutside', () => {
  const labels = [1, 0, 2] as const;
  /** Logits with the label O in the second column. */
  const logitsOf = (rows: readonly (readonly [number, number, number])[]): Float32Array =>
    Float32Array.from(rows.flatMap(([o, b, i]) => [b, o, i]));

  it('is certain of tokens far from any mention', () =>
    assert.equal(
      staysOutside(
        logitsOf([
          [9, 0, 0],
          [9, 1, 2],
        ]),
        3,
        labels,
        bio,
      ),
      true,
    ));
  it('is not certain where one token may begin a mention', () =>
    assert.equal(
      staysOutside(
        logitsOf([
          [9, 0, 0],
          [1, 2, 0],
        ]),
        3,
        labels,
        bio,
      ),
      false,
    ));

  it('is never certain of a sequence that decoding finds a mention in', () => {
    const score = fc.float({ min: -4, max: 4, noNaN: true });
    const row = fc.tuple(score, score, score);
    const outsideRow = fc.tuple(fc.float({ min: -4, max: 24, noNaN: true }), score, score);
    const chain = fc.record({ start: row, end: row, transitions: fc.tuple(row, row, row) });
    fc.assert(
      fc.property(chain, fc.array(outsideRow, { minLength: 1, maxLength: 6 }), (drawn, rows) => {
        if (!staysOutside(logitsOf(rows), 3, labels, drawn)) return;
        assert.deepEqual(decodeChain(Float64Array.from(rows.flat()), rows.length, drawn), []);
      }),
      { numRuns: 2000 },
    );
  });
});
