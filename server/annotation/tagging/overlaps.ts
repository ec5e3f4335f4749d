/** Which of the mentions that share tokens are written, and in which column. */
import type { Entity } from '../document.ts';
import { compareEntities } from '../identity.ts';
import type { OverlapPolicy } from './policies.ts';
import type { TokenRun } from './tokenRuns.ts';

/** One run of tokens to be tagged for a mention. */
export interface Candidate {
  readonly entity: Entity;
  readonly type: string;
  readonly run: TokenRun;
  /** Whether the run is not the mention as it was annotated. */
  readonly isAltered: boolean;
}

/** Candidates by column, disjoint within one and ascending; and those left out. */
export interface Placement {
  readonly columns: readonly (readonly Candidate[])[];
  readonly overlapping: readonly Candidate[];
  readonly duplicates: readonly Candidate[];
}

/**
 * Decides which candidates are written. They are taken in the policy's order, the longest, the shortest or the earliest
 * first, and each is kept if none of its tokens is taken. `error` decides as `longest` does, for whoever wants to show
 * what overlaps. With `columns` nothing is left out: a candidate goes to the first column where its tokens are
 * free, the longest first, so that the first column equals that of `longest` and nested mentions follow in the others.
 *
 * Two candidates of one type and the same tokens are duplicates under every policy: one is written.
 *
 * Of candidates over the same tokens those written as annotated come first, then they are ordered by the place, the type
 * and the id of their mentions, never by their order in the list. Takes O(n log n + tokens covered * columns).
 */
export function placeCandidates(candidates: readonly Candidate[], policy: OverlapPolicy): Placement {
  const ordered = [...candidates].sort(orders[policy]);
  const seen = new Set<string>();
  const duplicates: Candidate[] = [];
  const overlapping: Candidate[] = [];
  const columns: { taken: Set<number>; placed: Candidate[] }[] = [{ taken: new Set(), placed: [] }];
  for (const candidate of ordered) {
    const { type, run } = candidate;
    const key = `${run.start} ${run.end} ${type}`;
    if (seen.has(key)) {
      duplicates.push(candidate);
      continue;
    }
    seen.add(key);
    let column = columns.find(({ taken }) => isFree(taken, run));
    if (column === undefined && policy === 'columns') {
      column = { taken: new Set(), placed: [] };
      columns.push(column);
    }
    if (column === undefined) {
      overlapping.push(candidate);
      continue;
    }
    for (let token = run.start; token < run.end; token++) column.taken.add(token);
    column.placed.push(candidate);
  }
  return {
    columns: columns.map(({ placed }) => placed.sort((a, b) => a.run.start - b.run.start)),
    overlapping: overlapping.sort(byPlace),
    duplicates: duplicates.sort(byPlace),
  };
}

function isFree(taken: ReadonlySet<number>, { start, end }: TokenRun): boolean {
  for (let token = start; token < end; token++) if (taken.has(token)) return false;
  return true;
}

const length = ({ run }: Candidate): number => run.end - run.start;
const byPlace = (a: Candidate, b: Candidate): number =>
  a.run.start - b.run.start ||
  length(b) - length(a) ||
  Number(a.isAltered) - Number(b.isAltered) ||
  compareEntities(a.entity, b.entity);
const longestFirst = (a: Candidate, b: Candidate): number => length(b) - length(a) || byPlace(a, b);

const orders: Record<OverlapPolicy, (a: Candidate, b: Candidate) => number> = {
  longest: longestFirst,
  shortest: (a, b) => length(a) - length(b) || byPlace(a, b),
  first: byPlace,
  columns: longestFirst,
  error: longestFirst,
};
