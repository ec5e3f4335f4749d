import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { decodeMentions, type TokenScores } from '../../server/suggestion/decoding.ts';
import { aggregations } from '../../server/suggestion/tokenClassification.ts';
import {
  compareFamily,
  type FamilyComparison,
  familyNames,
  inUtf16,
  type ReferenceEntity,
} from './modelFamilies.ts';

const script = fileURLToPath(new URL('../../dist/engine.cjs', import.meta.url));

/**
 * Half precision has a unit of 2^-9 at logits of the size that these models give, and processors without instructions for
 * eight bits round sums of them.
 */
const tolerance = ({ reference }: FamilyComparison): number =>
  ['half precision', 'eight bits'].includes(reference.shape) ? 5e-2 : 1e-3;

describe('a model of the family', async () => {
  const engine = new EngineHost({ script });
  for (const name of await familyNames()) {
    it(`${name} gives the tokens, logits and entities of the transformers library`, async () => {
      const family = await compareFamily(engine, name);
      const { reference, encoded, model, difference } = family;
      assert.ok(reference.cases.length >= 10);
      reference.cases.forEach(({ text, offsets }, index) => {
        const { starts, ends } = encoded[index] as TokenScores;
        assert.deepEqual(
          Array.from(starts, (start, token) => [start, ends[token]]),
          inUtf16(text, offsets),
          text,
        );
      });
      assert.ok(difference < tolerance(family), `logits differ by ${difference}`);
      checkWords(family);
      const { decoding } = model;
      assert.equal(decoding.kind, 'labels');
      if (decoding.kind !== 'labels') return;
      reference.cases.forEach(({ text, entities = {} }, index) => {
        for (const aggregation of aggregations) {
          if (entities[aggregation] === undefined) continue;
          const found = decodeMentions(text, encoded[index] as TokenScores, { ...decoding, aggregation });
          const expected = mentionsOf(text, entities[aggregation]);
          const where = `${aggregation}: ${text}`;
          assert.deepEqual(
            found.map(({ span, type }) => [span.start, span.end, type]),
            expected.map(({ start, end, type }) => [start, end, type]),
            where,
          );
          found.forEach(({ score }, entity) => {
            const difference = Math.abs(score - (expected[entity]?.score ?? Number.NaN));
            assert.ok(difference < tolerance(family), `${where}: scores differ by ${difference}`);
          });
        }
      });
    });
  }
  it('goes', () => engine.stop());
});

/** In the aggregation `word`, mentions neither overlap nor begin or end within a word, whatever the tokens are. */
function checkWords({ reference, encoded, model }: FamilyComparison): void {
  reference.cases.forEach(({ text }, index) => {
    let last = 0;
    for (const { span } of decodeMentions(text, encoded[index] as TokenScores, model.decoding)) {
      const mention = `${text}: ${text.slice(span.start, span.end)}`;
      assert.ok(span.start >= last, mention);
      assert.doesNotMatch(
        text.slice(0, span.start).slice(-1) + text.charAt(span.start),
        /\p{L}\p{L}/u,
        mention,
      );
      assert.doesNotMatch(text.charAt(span.end - 1) + text.charAt(span.end), /\p{L}\p{L}/u, mention);
      last = span.end;
    }
  });
}

/**
 * A reference's entities as Goldspan gives them: in UTF-16 code units, without the spaces that some tokenizers count as part
 * of a word, with the type instead of the label where the strategy `none` gives labels, and of two that begin together the
 * longer first, then by type.
 */
function mentionsOf(
  text: string,
  entities: readonly ReferenceEntity[],
): { start: number; end: number; type: string; score: number }[] {
  return entities
    .map(([start, end, label, score]) => {
      const [[from, to]] = inUtf16(text, [[start, end]]) as [[number, number]];
      const words = text.slice(from, to);
      const begin = from + words.length - words.trimStart().length;
      return { start: begin, end: begin + words.trim().length, type: label.replace(/^[BIES]-/, ''), score };
    })
    .filter(({ start, end }) => end > start)
    .sort(
      (one, other) =>
        one.start - other.start ||
        other.end - one.end ||
        (one.type < other.type ? -1 : one.type > other.type ? 1 : 0),
    );
}
