/** Relations that a classifier of texts suggests, one pair of entities at a time. */
import type { PredictedRelation } from '../annotation/document.ts';
import { calibrated } from '../suggestion/calibration.ts';
import { absentOf } from '../suggestion/relations/absence.ts';
import { knownType } from '../suggestion/relations/places.ts';
import { joinedSentences, stretches } from '../suggestion/relations/rows.ts';
import type { ModelTypes } from '../suggestion/selection.ts';
import { entitiesInRows, type Pair, pairsOf, partAround, reachOf } from '../suggestion/sequence/contexts.ts';
import { decide } from '../suggestion/sequence/deciding.ts';
import { encodedPair } from '../suggestion/sequence/encoding.ts';
import {
  outcomesOf,
  type RelationQuestion,
  relationTypesOf,
  type SequenceInput,
  type SequenceRules,
} from '../suggestion/sequence/rules.ts';
import type { Span } from '../text/positions.ts';
import { sentences } from '../text/sentences.ts';
import type { SequenceModelDescription } from './messages.ts';
import type { RelationRequest, RelationSource, RelationSuggester } from './relationSuggester.ts';
import type { SequenceReader } from './sequenceReader.ts';

/** Pairs whose texts are held at once. */
const pairsAtOnce = 512;

/** A pair, what is read of the text with it, and the question about it. */
interface Asked {
  readonly question: RelationQuestion;
  readonly pair: Pair;
  readonly part: Span;
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
    const model = await this.#reader.known();
    const { rules, name } = model;
    const questions = rules.relations.filter(({ reading }) =>
      outcomesOf(reading).some(({ type }) => wanted(type)),
    );
    const asked = askedAbout(text, source, questions, model);
    const found: PredictedRelation[] = [];
    let skipped = 0;
    for (let start = 0; start < asked.length; start += pairsAtOnce) {
      const some = asked.slice(start, start + pairsAtOnce);
      const said = await this.#reader.ask(
        some.map((each) => inputsOf(text, each, rules)),
        signal,
      );
      if (said === undefined) return undefined;
      for (const [index, { question, pair }] of some.entries()) {
        const rows = said[index];
        if (rows === undefined) skipped += 1;
        const answer = rows && decide(question.reading, rows, rules);
        if (!answer?.outcome) continue;
        const { type, isReversed } = answer.outcome;
        const score = Math.round(calibrated(answer.probability, rules.calibration) * 1e4) / 1e4;
        const [first, second] = isReversed ? [pair.tail, pair.head] : [pair.head, pair.tail];
        found.push({
          ...{ id: `R${found.length + 1}`, type, score, model: name },
          arguments: [
            { role: 'Arg1', target: first.entity.id },
            { role: 'Arg2', target: second.entity.id },
          ],
        });
      }
    }
    if (skipped > 0) onSkipped?.(skipped, name);
    return found;
  }
}

function askedAbout(
  text: string,
  source: RelationSource,
  questions: readonly RelationQuestion[],
  { rules, window }: Pick<SequenceModelDescription, 'rules' | 'window'>,
): Asked[] {
  const known = source.entities.filter(({ type }) => knownType(type, rules) !== undefined);
  if (known.length < 2) return [];
  const rows = joinedSentences(sentences(text), known);
  const entities = entitiesInRows(known, rows, rules);
  const reach = reachOf(window);
  const isAbsenceAsked = questions.some(({ present }) => present);
  const absent = isAbsenceAsked ? absentIn(text, rows, source) : new Set<string>();
  return questions.flatMap((question) => {
    const taken = entities.filter(({ entity }) => !question.present || !absent.has(entity.id));
    return pairsOf(taken, question, rules.context, reach).map((pair) => ({
      question,
      pair,
      part: partAround([pair.head, pair.tail], rows, rules.context, reach),
    }));
  });
}

function inputsOf(
  text: string,
  { question: { reading }, pair, part }: Asked,
  { encoding }: SequenceRules,
): SequenceInput[] {
  return reading.kind === 'labels'
    ? [encodedPair(text, part, pair, encoding)]
    : reading.templates.map(({ template }) => encodedPair(text, part, pair, encoding, template));
}

/** The findings that the text negates, looked for page by page as every relation model does. */
function absentIn(text: string, rows: readonly Span[], { entities }: RelationSource): Set<string> {
  const absent = stretches(rows).flatMap((some) => {
    const start = some[0]?.start ?? 0;
    const end = some.at(-1)?.end ?? 0;
    const inside = entities.filter(({ fragments: [first] }) => first.start >= start && first.start < end);
    return [...absentOf(text, some, inside)];
  });
  return new Set(absent);
}
