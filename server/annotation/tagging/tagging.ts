/** Turns one annotated document into sentences of tagged tokens, and says what became of every mention. */

import { type Span, span } from '../../text/positions.ts';
import { sentences } from '../../text/sentences.ts';
import { firstTokenStartingFrom, tokenise } from '../../text/tokens.ts';
import type { AnnotatedDocument, Entity } from '../document.ts';
import { compareEntities } from '../identity.ts';
import { compareWords } from '../words.ts';
import { addFates, type Fates, type Loss, type LossKind, lossKinds, noFates } from './losses.ts';
import { type Candidate, placeCandidates } from './overlaps.ts';
import type { Policies } from './policies.ts';
import { encodeTags, type Scheme } from './tagSchemes.ts';
import { type TokenRun, tokenRunsOf } from './tokenRuns.ts';

/** A sentence: its tokens as spans of the document's text, and for each column one tag a token. */
export interface TaggedSentence {
  readonly tokens: readonly Span[];
  readonly columns: readonly (readonly string[])[];
}

export interface TaggedDocument {
  readonly id: string;
  readonly text: string;
  /** Never empty sentences; every one has the same number of columns, at least one. */
  readonly sentences: readonly TaggedSentence[];
  /** The types of the mentions that were chosen, written or not. */
  readonly types: ReadonlySet<string>;
  /** How many mentions were written; one split into parts counts once for each. */
  readonly mentions: number;
  /** Every change, in the order of the text. A mention may occur with several. */
  readonly losses: readonly Loss[];
  readonly fates: Fates;
}

export interface TaggingOptions extends Policies {
  readonly scheme: Scheme;
  /** Where given, mentions of other types are neither written nor counted. */
  readonly types?: ReadonlySet<string>;
  /** Tokens to tag instead of those of {@link tokenise}: ascending, disjoint and not empty. */
  readonly tokens?: readonly Span[];
  /** Sentences to cut at instead of those of {@link sentences}: ascending and disjoint. */
  readonly sentences?: readonly Span[];
}

/**
 * Tags a document. Tokens are those of {@link tokenise}, sentences those of {@link sentences}, unless the options name
 * others; where a written mention crosses the end of a sentence, the sentences are joined, so that no mention is cut or
 * lost, and the place is listed.
 *
 * Every mention of the chosen types that is not listed in `losses` with the effect `lost` or `altered` can be read back
 * from the tags with its type and its fragments, where fragments with only white space between them come back as one.
 */
export function tagDocument(
  { id, text, annotations }: AnnotatedDocument,
  options: TaggingOptions,
): TaggedDocument {
  const tokens = options.tokens ?? tokenise(text);
  const chosen = annotations.entities.filter(({ type }) => options.types?.has(type) ?? true);
  const losses: Loss[] = [];
  const writtenSpan = ({ start, end }: TokenRun): Span =>
    span((tokens[start] as Span).start, (tokens[end - 1] as Span).end);

  const candidates: Candidate[] = [];
  for (const entity of chosen) {
    const result = tokenRunsOf(text, tokens, entity, options);
    if (result.runs === undefined) {
      losses.push({ kind: result.reason, entity, written: [] });
      continue;
    }
    const type = tagType(entity.type);
    const written = result.runs.map(writtenSpan);
    const changes: LossKind[] =
      type === entity.type ? [...result.changes] : [...result.changes, 'type-renamed'];
    for (const kind of changes) losses.push({ kind, entity, written });
    if (compareWords(text, entity.fragments, entity.words) === 'different') {
      losses.push({ kind: 'words-differ', entity, written });
    }
    for (const run of result.runs) candidates.push({ entity, type, run, isAltered: changes.length > 0 });
  }

  const { columns, overlapping, duplicates } = placeCandidates(candidates, options.overlap);
  for (const { entity } of overlapping) losses.push({ kind: 'overlap-dropped', entity, written: [] });
  for (const { entity } of duplicates) losses.push({ kind: 'duplicate-dropped', entity, written: [] });

  const placed = columns.flat();
  const starts = sentenceStarts(tokens, options.sentences ?? sentences(text));
  for (const { entity, run } of [...placed].sort((a, b) => a.run.start - b.run.start)) {
    if (joinSentences(starts, run)) {
      losses.push({ kind: 'sentences-joined', entity, written: [writtenSpan(run)] });
    }
  }

  return {
    id,
    text,
    sentences: cutSentences(tokens, starts, columns, options.scheme),
    types: new Set(chosen.map(({ type }) => type)),
    mentions: placed.length,
    losses: losses.sort((a, b) => compareEntities(a.entity, b.entity)),
    fates: fatesOf(chosen, losses, new Set(placed.map(({ entity }) => entity))),
  };
}

/**
 * The type as it stands in a tag, which may hold no white space: readers cut their lines there. An empty type becomes
 * what reading gives a tag without one.
 */
function tagType(type: string): string {
  return type.replace(/[\s\p{Cc}]+/gu, '_') || '_';
}

/** For each token, whether it is the first of a sentence. */
function sentenceStarts(tokens: readonly Span[], spans: readonly Span[]): Uint8Array {
  const starts = new Uint8Array(tokens.length);
  for (const { start } of spans) {
    const first = firstTokenStartingFrom(tokens, start);
    if (first < tokens.length) starts[first] = 1;
  }
  return starts;
}

/** Joins the sentences that a run crosses; says whether there were several. */
function joinSentences(starts: Uint8Array, { start, end }: TokenRun): boolean {
  const crossed = starts.subarray(start + 1, end);
  if (!crossed.includes(1)) return false;
  crossed.fill(0);
  return true;
}

function cutSentences(
  tokens: readonly Span[],
  starts: Uint8Array,
  columns: readonly (readonly Candidate[])[],
  scheme: Scheme,
): TaggedSentence[] {
  const next = columns.map(() => 0);
  const found: TaggedSentence[] = [];
  for (let from = 0; from < tokens.length; ) {
    const following = starts.indexOf(1, from + 1);
    const to = following === -1 ? tokens.length : following;
    const tags = columns.map((candidates, column) => {
      const mentions = [];
      for (; ; next[column] = (next[column] as number) + 1) {
        const candidate = candidates[next[column] as number];
        if (candidate === undefined || candidate.run.start >= to) break;
        const { type, run } = candidate;
        mentions.push({ type, start: run.start - from, end: run.end - from });
      }
      return encodeTags(to - from, mentions, scheme);
    });
    found.push({ tokens: tokens.slice(from, to), columns: tags });
    from = to;
  }
  return found;
}

function fatesOf(chosen: readonly Entity[], losses: readonly Loss[], written: ReadonlySet<Entity>): Fates {
  const changed = new Set(losses.filter(isChange).map(({ entity }) => entity));
  return chosen
    .map((entity): Fates => {
      if (!written.has(entity)) return { ...noFates, lost: 1 };
      return changed.has(entity) ? { ...noFates, altered: 1 } : { ...noFates, kept: 1 };
    })
    .reduce(addFates, noFates);
}

function isChange({ kind }: Loss): boolean {
  const { effect } = lossKinds[kind];
  return effect === 'lost' || effect === 'altered';
}
