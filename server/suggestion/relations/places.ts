/** Where entities are among the tokens of a text's rows. */
import { type Entity, hull } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { RelationModelRules, TokenPlaces } from './model.ts';

/** An entity that a relation model knows the type of, at its tokens. */
export interface Place {
  readonly entity: Entity;
  /** The type by the model's own name. */
  readonly type: string;
  /** Among the rows that have tokens. */
  readonly row: number;
  /** Tokens of the row, half-open. */
  readonly first: number;
  readonly end: number;
  /** The first token counted over all rows. */
  readonly position: number;
}

export interface PlacedRows {
  /** The rows that have tokens. */
  readonly rows: readonly Span[];
  /** Of each token of each row, 0 or one more than the index of its entity type; of nested entities, the inner counts. */
  readonly types: readonly Uint8Array[];
  /** In the order of the entities; those without a token or of a type that the model does not know are left out. */
  readonly places: readonly Place[];
}

/**
 * @param rows ascending and disjoint; an entity belongs to the row that it starts in.
 * @param tokens of each row, with offsets from the start of the row.
 */
export function placed(
  rows: readonly Span[],
  tokens: readonly TokenPlaces[],
  entities: readonly Entity[],
  model: Pick<RelationModelRules, 'entityTypes' | 'aliases'>,
): PlacedRows {
  const full = rows.flatMap((row, index) => {
    const own = tokens[index];
    return own !== undefined && own.starts.length > 0 ? [{ row, tokens: own }] : [];
  });
  const types = full.map((row) => new Uint8Array(row.tokens.starts.length));
  const places: { place: Place; order: number }[] = [];
  const longestFirst = entities
    .map((entity, order) => ({ entity, order, place: hull(entity) }))
    .sort((a, b) => a.place.start - a.place.end - (b.place.start - b.place.end));
  const positions: number[] = [];
  let reached = 0;
  for (const { tokens: own } of full) {
    positions.push(reached);
    reached += own.starts.length;
  }
  for (const { entity, order, place } of longestFirst) {
    const type = knownType(entity.type, model);
    const index = full.findIndex(({ row }) => row.start <= place.start && place.start < row.end);
    const own = full[index];
    if (type === undefined || own === undefined) continue;
    const { starts, ends } = own.tokens;
    const first = ends.findIndex((end) => own.row.start + end > place.start);
    let end = first;
    while (end < starts.length && own.row.start + (starts[end] as number) < place.end) end += 1;
    if (first < 0 || end === first) continue;
    types[index]?.fill(1 + model.entityTypes.indexOf(type), first, end);
    const position = (positions[index] as number) + first;
    places.push({ place: { entity, type, row: index, first, end, position }, order });
  }
  places.sort((a, b) => a.order - b.order);
  return { rows: full.map(({ row }) => row), types, places: places.map(({ place }) => place) };
}

/** A type by the model's own name; undefined where the model does not know it. */
export function knownType(
  type: string,
  { entityTypes, aliases }: Pick<RelationModelRules, 'entityTypes' | 'aliases'>,
): string | undefined {
  if (entityTypes.includes(type)) return type;
  return Object.hasOwn(aliases, type) ? aliases[type] : undefined;
}
