/** Relations that a classifier of texts suggests, one pair of entities at a time. */
import type { PredictedRelation } from '../annotation/document.ts';
import { calibrated } from '../suggestion/calibration.ts';
import { absentOf } from '../suggestion/relations/absence.ts';
import { knownType } from '../suggestion/relations/places.ts';
import { joinedSentences, stretches } from '../suggestion/relations/rows.ts';
import type { ModelTypes } from '../suggestion/selection.ts';
import { entitiesInRows, type Pair, pairsOf, partAround } from '../suggestion/sequence/contexts.ts';
import { decide } from '../suggestion/sequence/deciding.ts';
import { encodedPair } from '../suggestion/sequence/encoding.ts';
import {
  outcomesOf,
  type RelationQuestion,
  relationTypesOf,
  type SequenceInput,
} from '../suggestion/sequence/rules.ts';
import { sentences } from '../text/sentences.ts';
import type { RelationRequest, RelationSource, RelationSuggester } from './relationSuggester.ts';
import { reachOf } from './sequenceReach.ts';
import type { Row, SequenceReader } from './sequenceReader.ts';

/** Pairs whose texts are held at once. */
const pairsAtOnce = 512;

interface Asked {
  readonly question: RelationQuestion;
  readonly pair: Pair;
}

export class SequenceRelations implements RelationSuggester {
  readonly #reader: SequenceReader;

  constructor(reader: SequenceReader) {
    this.#reader = reader;
  }

  async types(): Promise<ModelTypes> {
    const { rules } = await this.#reader.model();
    return { types: relationTypesOf(rules), optionalTypes: [] };
  }

  async predict(
    text: string,
    source: RelationSource,
    { signal, wanted = () => true, onSkipped }: RelationRequest = {},
  ): Promise<PredictedRelation[] | undefined> {
    const { rules, name, window } = await this.#reader.known();
    const known = source.entities.filter(({ type }) => knownType(type, rules) !== undefined);
    if (known.length < 2) return [];
    const rows = joinedSentences(sentences(text), known);
    const entities = entitiesInRows(known, rows, rules);
    const reach = reachOf(window);
    const isAbsenceAsked = rules.relations.some(({ present }) => present);
    const absent = isAbsenceAsked ? absentIn(text, rows, source) : new Set<string>();
    const asked = rules.relations
      .filter(({ reading }) => outcomesOf(reading).some(({ type }) => wanted(type)))
      .flatMap((question) => {
        const taken = entities.filter(({ entity }) => !question.present || !absent.has(entity.id));
        return pairsOf(taken, question, rules.context, reach).map((pair): Asked => ({ question, pair }));
      });
    const inputsOf = ({ question: { reading }, pair }: Asked): SequenceInput[] => {
      const part = partAround([pair.head, pair.tail], rows, rules.context, reach);
      return reading.kind === 'labels'
        ? [encodedPair(text, part, pair, rules.encoding)]
        : reading.templates.map(({ template }) => encodedPair(text, part, pair, rules.encoding, template));
    };
    const found: PredictedRelation[] = [];
    let skipped = 0;
    for (let start = 0; start < asked.length; start += pairsAtOnce) {
      const some = asked.slice(start, start + pairsAtOnce);
      const inputs = some.map(inputsOf);
      const logits = await this.#reader.read(inputs.flat(), signal);
      if (logits === undefined) return undefined;
      let reached = 0;
      for (const [index, { question, pair }] of some.entries()) {
        const end = reached + (inputs[index] as SequenceInput[]).length;
        const own = complete(logits.slice(reached, end));
        reached = end;
        if (own === undefined) {
          skipped += 1;
          continue;
        }
        const answer = decide(question.reading, own, rules);
        if (!answer?.outcome) continue;
        const { type, isReversed } = answer.outcome;
        const score = Math.round(calibrated(answer.probability, rules.calibration) * 1e4) / 1e4;
        const [from, to] = isReversed ? [pair.tail, pair.head] : [pair.head, pair.tail];
        found.push({
          ...{ id: `R${found.length + 1}`, type, score, model: name },
          arguments: [
            { role: 'Arg1', target: from.entity.id },
            { role: 'Arg2', target: to.entity.id },
          ],
        });
      }
    }
    if (skipped > 0) onSkipped?.(skipped, name);
    return found;
  }
}

/** The rows of a question; undefined where one of its texts does not fit. */
export function complete(rows: readonly Row[]): Float32Array[] | undefined {
  const fitting = rows.filter((row) => row !== undefined);
  return fitting.length === rows.length ? fitting : undefined;
}

/** The findings that the text negates, looked for page by page as every relation model does. */
function absentIn(
  text: string,
  rows: Parameters<typeof stretches>[0],
  { entities }: RelationSource,
): Set<string> {
  const absent = stretches(rows).flatMap((some) => {
    const start = some[0]?.start ?? 0;
    const end = some.at(-1)?.end ?? 0;
    const inside = entities.filter(({ fragments: [first] }) => first.start >= start && first.start < end);
    return [...absentOf(text, some, inside)];
  });
  return new Set(absent);
}
