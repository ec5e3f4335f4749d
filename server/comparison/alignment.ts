/** Which gold mention a predicted mention stands for. Every score is counted on this one alignment. */
import type { Entity } from '../annotation/document.ts';
import { compareEntities, entityKey, fragmentsKey } from '../annotation/identity.ts';
import { joinedFragments } from '../annotation/words.ts';
import { type Edge, maximumAssignment } from './assignment.ts';

/** A gold mention and the predicted mention that stands for it. They share at least one character or their span. */
export interface AlignedPair {
  readonly gold: Entity;
  readonly predicted: Entity;
  /** Whether the fragments are equal, once those with only white space between them are joined. */
  readonly sameSpan: boolean;
  readonly sameType: boolean;
}

/** The alignment of one document, each list in the order of the text (pairs by their gold mention). */
export interface Alignment {
  readonly pairs: readonly AlignedPair[];
  /** Gold mentions without a counterpart. */
  readonly missing: readonly Entity[];
  /** Predicted mentions without a counterpart. */
  readonly spurious: readonly Entity[];
}

/**
 * Aligns the gold and the predicted mentions of one document one to one, in three steps:
 *
 * 1. same fragments and same type;
 * 2. of those left, same fragments and another type;
 * 3. of those left, the assignment with the most shared characters in all; among equally good ones, the one with the
 *    most pairs, then with the most pairs of one type.
 *
 * Shared characters are counted over fragments, so that a mention in the gap of another shares nothing with it, and
 * spans that only touch are apart. Duplicates are a multiset: two equal predictions need two equal gold mentions.
 * Fragments with only white space between them count as one ({@link joinedFragments}): line-oriented formats cut a
 * mention at every line end it runs across, and the cut says nothing about the mention.
 *
 * The result does not depend on the order of either list: mentions are sorted by place, then type, then id, and
 * that order decides what is equally good. No tie changes the overall counts of the modes strict, exact and partial.
 *
 * Time: O(n log n + overlapping pairs) for n mentions, plus {@link maximumAssignment} for each connected group of
 * overlaps. The third step is exact while (shared characters) * (mentions in the group + 1)^2 stays below 2^53, for
 * example 10,000 mentions that all hang together over 10 million shared characters.
 */
export function align(text: string, gold: readonly Entity[], predicted: readonly Entity[]): Alignment {
  const golds = joinAndSort(text, gold);
  const predictions = joinAndSort(text, predicted);
  const counterpart = new Int32Array(golds.length).fill(-1);
  const taken = new Uint8Array(predictions.length);
  const pairUp = (row: number, column: number): void => {
    counterpart[row] = column;
    taken[column] = 1;
  };

  pairByKey(golds, predictions, counterpart, taken, pairUp, entityKey);
  pairByKey(golds, predictions, counterpart, taken, pairUp, fragmentsKey);
  const withSameSpan = counterpart.slice();
  const rows = indices(golds.length).filter((index) => counterpart[index] === -1);
  const columns = indices(predictions.length).filter((index) => taken[index] === 0);
  const overlaps = sharedCharacters(golds, rows, predictions, columns);
  for (const group of connectedGroups(overlaps)) {
    for (const [row, column] of assign(group, golds, predictions)) pairUp(row, column);
  }

  const pairs: AlignedPair[] = [];
  const missing: Entity[] = [];
  golds.forEach(({ original }, row) => {
    const partner = predictions[counterpart[row] as number]?.original;
    if (partner === undefined) {
      missing.push(original);
    } else {
      const sameType = original.type === partner.type;
      pairs.push({ gold: original, predicted: partner, sameSpan: withSameSpan[row] !== -1, sameType });
    }
  });
  const spurious = predictions.filter((_, column) => taken[column] === 0).map(({ original }) => original);
  return { pairs, missing, spurious };
}

/** A mention with its fragments joined, and the mention as it was given. */
interface JoinedEntity extends Entity {
  readonly original: Entity;
}

function joinAndSort(text: string, entities: readonly Entity[]): JoinedEntity[] {
  return entities
    .map((original) => ({ ...original, fragments: joinedFragments(text, original.fragments), original }))
    .sort(compareEntities);
}

/** Pairs the mentions still alone that have the same key, the first with the first. */
function pairByKey(
  golds: readonly JoinedEntity[],
  predictions: readonly JoinedEntity[],
  counterpart: Int32Array,
  taken: Uint8Array,
  pairUp: (row: number, column: number) => void,
  key: (mention: JoinedEntity) => string,
): void {
  const waiting = new Map<string, { columns: number[]; next: number }>();
  predictions.forEach((prediction, column) => {
    if (taken[column] === 1) return;
    const name = key(prediction);
    const entry = waiting.get(name);
    if (entry === undefined) waiting.set(name, { columns: [column], next: 0 });
    else entry.columns.push(column);
  });
  golds.forEach((goldMention, row) => {
    if (counterpart[row] !== -1) return;
    const entry = waiting.get(key(goldMention));
    const column = entry?.columns[entry.next];
    if (entry === undefined || column === undefined) return;
    entry.next += 1;
    pairUp(row, column);
  });
}

/** The number of shared characters of each overlapping pair: row to column to number. */
type Overlaps = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Sweeps over the fragments of both sides; touches only pairs that overlap. */
function sharedCharacters(
  golds: readonly JoinedEntity[],
  rows: readonly number[],
  predictions: readonly JoinedEntity[],
  columns: readonly number[],
): Overlaps {
  interface Piece {
    readonly isGold: boolean;
    readonly index: number;
    readonly start: number;
    readonly end: number;
  }
  const piecesOf = (mentions: readonly JoinedEntity[], chosen: readonly number[], isGold: boolean): Piece[] =>
    chosen.flatMap((index) =>
      (mentions[index] as JoinedEntity).fragments
        .filter(({ start, end }) => start < end)
        .map(({ start, end }) => ({ isGold, index, start, end })),
    );
  const pieces = [...piecesOf(golds, rows, true), ...piecesOf(predictions, columns, false)];
  pieces.sort((a, b) => a.start - b.start);

  const shared = new Map<number, Map<number, number>>();
  const open: { gold: Piece[]; predicted: Piece[] } = { gold: [], predicted: [] };
  for (const piece of pieces) {
    const others = (piece.isGold ? open.predicted : open.gold).filter(({ end }) => end > piece.start);
    for (const other of others) {
      const row = piece.isGold ? piece.index : other.index;
      const column = piece.isGold ? other.index : piece.index;
      const length = Math.min(piece.end, other.end) - piece.start;
      let ofRow = shared.get(row);
      if (ofRow === undefined) {
        ofRow = new Map();
        shared.set(row, ofRow);
      }
      ofRow.set(column, (ofRow.get(column) ?? 0) + length);
    }
    if (piece.isGold) {
      open.predicted = others;
      open.gold.push(piece);
    } else {
      open.gold = others;
      open.predicted.push(piece);
    }
  }
  return shared;
}

/** Splits the overlaps into groups that share no mention, each with its rows ascending. */
function connectedGroups(overlaps: Overlaps): Overlaps[] {
  const rowsOfColumn = new Map<number, number[]>();
  for (const [row, columns] of overlaps) {
    for (const column of columns.keys()) {
      const rows = rowsOfColumn.get(column);
      if (rows === undefined) rowsOfColumn.set(column, [row]);
      else rows.push(row);
    }
  }
  const groups: Overlaps[] = [];
  const seenRows = new Set<number>();
  const seenColumns = new Set<number>();
  for (const first of overlaps.keys()) {
    if (seenRows.has(first)) continue;
    seenRows.add(first);
    const rows = [first];
    for (let next = 0; next < rows.length; next++) {
      for (const column of (overlaps.get(rows[next] as number) as ReadonlyMap<number, number>).keys()) {
        if (seenColumns.has(column)) continue;
        seenColumns.add(column);
        for (const row of rowsOfColumn.get(column) as number[]) {
          if (seenRows.has(row)) continue;
          seenRows.add(row);
          rows.push(row);
        }
      }
    }
    rows.sort((a, b) => a - b);
    groups.push(new Map(rows.map((row) => [row, overlaps.get(row) as ReadonlyMap<number, number>])));
  }
  return groups;
}

/** The best pairs of one connected group. */
function assign(
  group: Overlaps,
  golds: readonly JoinedEntity[],
  predictions: readonly JoinedEntity[],
): [row: number, column: number][] {
  const rows = [...group.keys()];
  const columns = [...new Set([...group.values()].flatMap((ofRow) => [...ofRow.keys()]))].sort(
    (a, b) => a - b,
  );
  if (rows.length === 1 && columns.length === 1) return [[rows[0] as number, columns[0] as number]];

  // Three aims in one number, each step larger than all the pairs together can make of the aim after it.
  const step = Math.min(rows.length, columns.length) + 1;
  const place = new Map(columns.map((column, index) => [column, index]));
  const edges = rows.map((row): Edge[] =>
    [...(group.get(row) as ReadonlyMap<number, number>)]
      .map(([column, characters]) => {
        const sameType = (golds[row] as JoinedEntity).type === (predictions[column] as JoinedEntity).type;
        return {
          column: place.get(column) as number,
          weight: (characters * step + 1) * step + (sameType ? 1 : 0),
        };
      })
      .sort((a, b) => a.column - b.column),
  );
  return maximumAssignment(edges, columns.length).flatMap((column, index): [number, number][] =>
    column === -1 ? [] : [[rows[index] as number, columns[column] as number]],
  );
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
