/** Which entities a classifier of texts is asked about, and how much of the text it reads with them. */
import { type Entity, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import { knownType } from '../relations/places.ts';
import type { Placed } from './encoding.ts';
import type { Context, RelationQuestion, SequenceRules } from './rules.ts';

/** An entity of a type that the model knows, in the sentence that it starts in. */
export interface EntityInRow extends Placed {
  readonly entity: Entity;
  readonly row: number;
}

export interface Pair {
  readonly head: EntityInRow;
  readonly tail: EntityInRow;
}

/**
 * The entities whose types a model knows, in text order.
 * @param rows the sentences of the text, ascending; those joined that an entity crosses.
 */
export function entitiesInRows(
  entities: readonly Entity[],
  rows: readonly Span[],
  rules: Pick<SequenceRules, 'entityTypes' | 'aliases'>,
): EntityInRow[] {
  const known = entities.flatMap((entity) => {
    const type = knownType(entity.type, rules);
    return type === undefined ? [] : [{ entity, type, place: hull(entity) }];
  });
  return inRows(known, rows);
}

/** Places with the rows that they start in, in text order; what starts in no row is left out. Linear in both. */
export function inRows<Kind extends { readonly place: Span }>(
  places: readonly Kind[],
  rows: readonly Span[],
): (Kind & { readonly row: number })[] {
  const found: (Kind & { readonly row: number })[] = [];
  let row = 0;
  for (const each of [...places].sort((a, b) => a.place.start - b.place.start)) {
    while (row < rows.length && (rows[row] as Span).end <= each.place.start) row += 1;
    const own = rows[row];
    if (own !== undefined && own.start <= each.place.start) found.push({ ...each, row });
  }
  return found;
}

/**
 * The pairs that a question is about, in the order of their first and then of their second entity. Entities that overlap
 * make no pair: neither can be marked or masked without the other.
 * @param reach how far apart entities of a document may be, in UTF-16 code units.
 * Takes time linear in the entities times those that are near each.
 */
export function pairsOf(
  entities: readonly EntityInRow[],
  { heads, tails, order }: Pick<RelationQuestion, 'heads' | 'tails' | 'order'>,
  context: Context,
  reach: number,
): Pair[] {
  const fits = (head: EntityInRow, tail: EntityInRow): boolean =>
    heads.includes(head.type) && tails.includes(tail.type);
  const isNear = (first: EntityInRow, second: EntityInRow): boolean =>
    context.kind === 'sentences'
      ? second.row - first.row < context.count
      : second.place.start - first.place.end <= reach;
  const pairs: Pair[] = [];
  entities.forEach((first, index) => {
    for (let other = index + 1; other < entities.length; other += 1) {
      const second = entities[other] as EntityInRow;
      if (!isNear(first, second)) break;
      if (second.place.start < first.place.end) continue;
      const inOrder = fits(first, second);
      const reversed = fits(second, first);
      if (inOrder || (order === 'text' && reversed)) pairs.push({ head: first, tail: second });
      if (order === 'roles' && reversed) pairs.push({ head: second, tail: first });
    }
  });
  return pairs;
}

/**
 * How far around entities a document is looked at, in UTF-16 code units: a token stands for fewer than eight on average, so
 * that a window of tokens is filled from it, and no more text is taken to pieces than can be read.
 */
export function reachOf(window: number): number {
  return window * 8;
}

/**
 * What is read of the text with some entities: the sentences from the first to the last of them, and of a document as
 * many whole sentences on both sides as `reach` goes.
 */
export function partAround(
  places: readonly (Placed & { readonly row: number })[],
  rows: readonly Span[],
  context: Context,
  reach: number,
): Span {
  const starts = places.map(({ place }) => place.start);
  const ends = places.map(({ place }) => place.end);
  let first = Math.min(...places.map(({ row }) => row));
  let last = Math.max(...places.map(({ row }) => row));
  if (context.kind === 'document') {
    const from = Math.min(...starts) - reach;
    const to = Math.max(...ends) + reach;
    while (first > 0 && (rows[first - 1] as Span).start >= from) first -= 1;
    while (last + 1 < rows.length && (rows[last + 1] as Span).end <= to) last += 1;
  }
  const start = Math.min((rows[first] as Span).start, ...starts);
  return span(start, Math.max((rows[last] as Span).end, ...ends));
}
