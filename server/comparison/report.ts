/** The comparison of two sets of annotations over the same documents, as a value that goes out as JSON unchanged. */
import type { Entity } from '../annotation/document.ts';
import { type Alignment, align } from './alignment.ts';
import {
  addCounts,
  countAlignment,
  type Mode,
  macroAverage,
  noCounts,
  type ScoredCounts,
  type Scores,
  score,
} from './counting.ts';
import { type ConfusionCell, confusionOf, countByType, type TypeCounts } from './types.ts';

/** One document annotated twice. */
export interface DocumentPair {
  readonly id: string;
  readonly text: string;
  readonly gold: readonly Entity[];
  readonly predicted: readonly Entity[];
}

/** All counts of one mode. */
export interface ModeReport {
  /** Over all mentions of all documents. */
  readonly micro: ScoredCounts;
  readonly macro: {
    /** The mean over the types that occur on either side; a score that a type lacks counts as 0. */
    readonly types: Scores;
    /** The mean over the documents that have a mention on either side; a lacking score counts as 0. */
    readonly documents: Scores;
  };
  readonly types: readonly TypeCounts[];
  readonly documents: readonly (ScoredCounts & { readonly id: string })[];
}

/** What a comparison found. Holds no word of the text. */
export interface ComparisonReport {
  readonly modes: Readonly<Partial<Record<Mode, ModeReport>>>;
  readonly confusion: readonly ConfusionCell[];
}

export interface ComparisonOptions {
  readonly modes: readonly Mode[];
  /** Where given, mentions of all other types are left out on both sides before anything is aligned. */
  readonly types?: ReadonlySet<string>;
}

/** Aligns and counts every document. Documents stay in the order given. */
export function compareDocuments(
  documents: Iterable<DocumentPair>,
  { modes, types }: ComparisonOptions,
): ComparisonReport {
  const chosen = (entities: readonly Entity[]): readonly Entity[] =>
    types === undefined ? entities : entities.filter(({ type }) => types.has(type));
  const ids: string[] = [];
  const alignments: Alignment[] = [];
  for (const { id, text, gold, predicted } of documents) {
    ids.push(id);
    alignments.push(align(text, chosen(gold), chosen(predicted)));
  }
  return {
    modes: Object.fromEntries(modes.map((mode) => [mode, reportMode(ids, alignments, mode)])),
    confusion: confusionOf(alignments),
  };
}

function reportMode(ids: readonly string[], alignments: readonly Alignment[], mode: Mode): ModeReport {
  const documents = alignments.map((alignment, index) => ({
    id: ids[index] as string,
    ...score(countAlignment(alignment, mode)),
  }));
  const types = countByType(alignments, mode);
  return {
    micro: score(documents.reduce(addCounts, noCounts)),
    macro: {
      types: macroAverage(types),
      documents: macroAverage(documents.filter(({ possible, actual }) => possible + actual > 0)),
    },
    types,
    documents,
  };
}
