/** From an index and an encoder to a file of vectors, in stretches that outlive an interruption. */
import { statSync } from 'node:fs';
import type { Concept } from '../concept.ts';
import { partialPathOf } from '../index/stretches.ts';
import type { ConceptWithWordings, TerminologyIndex } from '../index/terminologyIndex.ts';
import { type Coding, encodeRow, rowLength } from './coding.ts';
import type { ChoiceStatement, EncoderStatement } from './layout.ts';
import { PartialRows } from './partialRows.ts';
import { similarityScale } from './scale.ts';
import { type VectorRow, writeVectors } from './writing.ts';

/** What turns names into vectors. */
export interface NamesEncoder {
  readonly statement: EncoderStatement;
  readonly dimensions: number;
  /** In the order of the names; of zeros for a name without a token. */
  readonly encode: (names: readonly string[]) => Promise<readonly Float32Array[]>;
}

export interface EncodingOptions {
  readonly coding: Coding;
  readonly choice: ChoiceStatement;
  /** Heard after each stretch. */
  readonly signal?: AbortSignal;
  /** Called with the number of wordings that have been gone through since the last call. */
  readonly onProgress?: (wordings: number) => void;
}

/** Why a name has no vector. */
export const reasons = ['group', 'systems', 'token'] as const;
export type Reason = (typeof reasons)[number];

export interface EncodingReport {
  /** Names that have a vector. */
  readonly encoded: number;
  /** How many of them an earlier run had encoded. */
  readonly kept: number;
  /** Names without one: of other groups, of concepts with identifiers of certain systems alone, and without a token. */
  readonly leftOut: Readonly<Record<Reason, number>>;
  /** Of the file. */
  readonly bytes: number;
}

/** The work ended before its end; what is done is kept. The message tells it, after that of the cause. */
export class EncodingInterrupted extends Error {
  override readonly name = 'EncodingInterrupted';

  constructor(cause: unknown, encoded: number) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(`${message} ${encoded} names are encoded and kept; the same command goes on from there.`, {
      cause,
    });
  }
}

/** Names that are encoded and written together. */
const namesPerStretch = 1024;

/** Concepts that are looked at for names whose similarities give the scale. */
const namesForScale = 2000;

/** How far the work has come. */
interface State {
  readonly nextConcept: number;
  readonly wordings: number;
  readonly encoded: number;
  readonly leftOut: Readonly<Record<Reason, number>>;
}

interface Name {
  readonly wording: number;
  readonly words: string;
}

/**
 * Encodes the first name of each wording that is chosen, and writes the vectors beside `out` and renames them when they are complete.
 * Called again after an interruption, with the same index, encoder, coding and choice, it goes on behind the last stretch
 * that was written; the file is the same, byte for byte, as without an interruption.
 * @throws EncodingInterrupted with what the encoder threw or the reason of the signal as its cause; otherwise the file
 * system's error, UnusableIndex where the index is damaged.
 */
export async function encodeIndex(
  index: TerminologyIndex,
  out: string,
  encoder: NamesEncoder,
  options: EncodingOptions,
): Promise<EncodingReport> {
  const { coding, choice } = options;
  const about = { encoder: encoder.statement, dimensions: encoder.dimensions, coding, choice };
  const partial = new PartialRows<State>(partialPathOf(out), { index: index.identity, ...about });
  const kept = partial.state?.encoded ?? 0;
  let report: EncodingReport;
  try {
    const { encoded, leftOut } = await encodeRest(index, encoder, partial, options);
    const some = await vectorsOf(someNames(index, choice), encoder, encoded, options.signal);
    const scale = similarityScale(coding, some);
    writeVectors(out, index, { ...about, scale }, () => partial.rows(rowLength(coding, encoder.dimensions)));
    report = { encoded, kept, leftOut, bytes: statSync(out).size };
  } finally {
    partial.close();
  }
  partial.remove();
  return report;
}

/** Preferred names from all over the index, of concepts that are chosen. */
function someNames(index: TerminologyIndex, choice: ChoiceStatement): string[] {
  const { concepts } = index.counts;
  const leftOutFor = reasonsOf(choice);
  const step = Math.max(1, concepts / namesForScale);
  const numbers = Array.from({ length: Math.floor(concepts / step) }, (_, place) => Math.floor(place * step));
  return numbers.flatMap((number) => {
    const concept = index.concept(number);
    const [first] = concept.names;
    return first === undefined || leftOutFor(concept) !== undefined ? [] : [first.words];
  });
}

/** Encodes what earlier runs have not. */
async function encodeRest(
  index: TerminologyIndex,
  encoder: NamesEncoder,
  partial: PartialRows<State>,
  { coding, choice, signal, onProgress }: EncodingOptions,
): Promise<State> {
  let state = partial.state ?? {
    ...{ nextConcept: 0, wordings: 0, encoded: 0 },
    leftOut: { group: 0, systems: 0, token: 0 },
  };
  onProgress?.(state.wordings);
  for (const { names, after } of stretchesOf(index, choice, state)) {
    const words = names.map((name) => name.words);
    const vectors = await vectorsOf(words, encoder, state.encoded, signal);
    const rows = names.flatMap(({ wording }, place): VectorRow[] => {
      const vector = vectors[place] as Float32Array;
      return vector.some((component) => component !== 0) ? [{ wording, row: encodeRow(coding, vector) }] : [];
    });
    const encoded = state.encoded + rows.length;
    const token = state.leftOut.token + names.length - rows.length;
    onProgress?.(after.wordings - state.wordings);
    state = { ...after, encoded, leftOut: { ...after.leftOut, token } };
    partial.append(rows, state);
  }
  return state;
}

/** @throws EncodingInterrupted where the encoder fails, or the signal says so. */
async function vectorsOf(
  words: readonly string[],
  encoder: NamesEncoder,
  encoded: number,
  signal: AbortSignal | undefined,
): Promise<readonly Float32Array[]> {
  try {
    signal?.throwIfAborted();
    return await encoder.encode(words);
  } catch (error) {
    // Whatever the encoder says of being ended, it was ended on purpose.
    throw new EncodingInterrupted(signal?.aborted ? signal.reason : error, encoded);
  }
}

/** The names to encode, some at a time, and how far the work is when they are done, but for what encoding tells. */
function* stretchesOf(
  index: TerminologyIndex,
  choice: ChoiceStatement,
  from: State,
): Generator<{ readonly names: readonly Name[]; readonly after: State }> {
  const leftOutFor = reasonsOf(choice);
  let { wordings } = from;
  let names: Name[] = [];
  let leftOut = { ...from.leftOut };
  let nextConcept = from.nextConcept;
  for (const entry of index.conceptsWithWordings(from.nextConcept)) {
    const reason = leftOutFor(entry.concept);
    if (reason === undefined) names.push(...namesOf(entry));
    else leftOut[reason] += entry.wordings.length;
    wordings += entry.wordings.length;
    nextConcept = entry.number + 1;
    if (names.length < namesPerStretch) continue;
    yield { names, after: { ...from, nextConcept, wordings, leftOut } };
    names = [];
    leftOut = { ...leftOut };
  }
  if (nextConcept > from.nextConcept) yield { names, after: { ...from, nextConcept, wordings, leftOut } };
}

function namesOf({ firstWording, wordings }: ConceptWithWordings): Name[] {
  return wordings.flatMap(([first], place) =>
    first === undefined ? [] : [{ wording: firstWording + place, words: first.words }],
  );
}

/** Why the names of a concept are not encoded; undefined where they are. */
function reasonsOf(choice: ChoiceStatement): (concept: Concept) => Exclude<Reason, 'token'> | undefined {
  const groups = new Set<string>(choice.groups);
  const systems = new Set(choice.without);
  return ({ group, identifiers }) => {
    if (!groups.has(group ?? 'none')) return 'group';
    return systems.size > 0 && identifiers.every(({ system }) => systems.has(system)) ? 'systems' : undefined;
  };
}
