import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeededRandom } from '../../../scripts/samples/random.ts';
import {
  conceptCount,
  conceptRows,
  mentionOf,
  syntheticConcept,
  syntheticConcepts,
} from '../../bench/syntheticTerms.ts';

describe('the terminology that indexes are measured with', () => {
  const names = 5000;
  const concepts = [...syntheticConcepts(names)];

  it('has about as many names as are asked for, the same every time', () => {
    assert.equal(concepts.length, conceptCount(names));
    const count = concepts.reduce((sum, concept) => sum + concept.names.length, 0);
    assert.ok(Math.abs(count - names) < 0.1 * names, `${count}`);
    assert.deepEqual(syntheticConcept(77, names), concepts[77]);
  });
  it('has words that are used as unevenly as in any text', () => {
    const frequencies = new Map<string, number>();
    for (const { names: own } of concepts)
      for (const { words } of own)
        for (const word of words.split(/[ ,]+/)) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
    const sorted = [...frequencies.values()].sort((a, b) => b - a);
    assert.ok((sorted[0] as number) > 20 * (sorted[100] as number));
    assert.ok(sorted.filter((count) => count === 1).length > 0.3 * sorted.length);
  });
  it('is written as rows of MRCONSO.RRF with a column for each of its eighteen fields', () => {
    const rows = conceptRows(syntheticConcept(0, names)).trimEnd().split('\n');
    for (const row of rows) {
      const cells = row.split('|');
      assert.equal(cells.length, 19);
      assert.deepEqual([cells[0], cells[1], cells[16], cells[18]], ['C0000001', 'ENG', 'N', '']);
    }
    assert.deepEqual(
      rows.map((row) => row.split('|')[14]),
      syntheticConcept(0, names).names.map(({ words }) => words),
    );
  });
  it('is mentioned in other words than its own', () => {
    const concept = syntheticConcept(5, names);
    const words = concept.names.map((name) => name.words);
    assert.ok(words.includes(mentionOf(concept, 'exact', new SeededRandom(1))));
    for (const distortion of ['misspelt', 'paraphrased'] as const)
      assert.ok(!words.includes(mentionOf(concept, distortion, new SeededRandom(1))));
  });
});
