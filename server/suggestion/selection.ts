/** Which of a model's suggestions a corpus wants, and under which names. */
import { hull, type PredictedEntity } from '../annotation/document.ts';
import { compareEntities } from '../annotation/identity.ts';
import { Coverage } from './coverage.ts';

/** What a person asks of suggestions. */
export interface Wishes {
  /** The types to suggest, by the corpus's names; {@link everyType} for all. None to leave it to corpus and model. */
  readonly types: readonly string[];
  /** What the corpus calls types of the model. */
  readonly names: ReadonlyMap<string, string>;
  /** The lowest score to suggest, 0 to 1, by the corpus's names; {@link everyType} speaks of all others. */
  readonly thresholds: ReadonlyMap<string, number>;
}

/** The entity types of a model. */
export interface ModelTypes {
  readonly types: readonly string[];
  /** Those of them that are not suggested unless a corpus declares them or a person asks for them. */
  readonly optionalTypes: readonly string[];
}

/** The types of several models together, sorted. A type is optional where it is so for every model that knows it. */
export function typesTogether(models: readonly ModelTypes[]): ModelTypes {
  const types = [...new Set(models.flatMap((model) => model.types))].sort();
  const usual = new Set(
    models.flatMap((model) => model.types.filter((type) => !model.optionalTypes.includes(type))),
  );
  return { types, optionalTypes: types.filter((type) => !usual.has(type)) };
}

/** What a person and a corpus together ask of the suggestions of a model. */
export interface SelectionRules {
  /** The corpus's names for types of the model. Several of the model's types may have one name. */
  readonly names: ReadonlyMap<string, string>;
  /** The types to suggest, by the corpus's names; all where it is absent. */
  readonly types?: ReadonlySet<string>;
  readonly thresholds: Wishes['thresholds'];
}

/** The name that stands for every type that is not named itself. */
export const everyType = '*';

export const noWishes: Wishes = { types: [], names: new Map(), thresholds: new Map() };

/**
 * Types of the model that the corpus spells otherwise but for case and punctuation (`Cell_Line` for `CellLine`) get the
 * corpus's spelling, unless a person named them. Without a wish, the types are those that the corpus declares, as far as
 * the model knows one of them; else those that the model suggests without being asked.
 * @param declared the types of the corpus; none where it declares none.
 */
export function rulesFor(wishes: Wishes, declared: readonly string[], model: ModelTypes): SelectionRules {
  const names = corpusNames(model.types, declared, wishes.names);
  const types = wantedTypes(wishes.types, declared, model, names);
  return { names, thresholds: wishes.thresholds, ...(types && { types }) };
}

/**
 * The suggestions that the rules let through, renamed, in the order of {@link compareEntities} and numbered anew.
 * Where suggestions that the model tells apart overlap under one name, the likelier one stands, and of equally likely
 * ones the longer, then the one that comes first.
 */
export function selected(entities: readonly PredictedEntity[], rules: SelectionRules): PredictedEntity[] {
  const { names, types, thresholds } = rules;
  const rest = thresholds.get(everyType) ?? 0;
  const merged = typesSharingAName(entities, names);
  const renamed = entities.flatMap((entity): PredictedEntity[] => {
    const type = names.get(entity.type) ?? entity.type;
    const isWanted = types?.has(type) !== false && entity.score >= (thresholds.get(type) ?? rest);
    return isWanted ? [type === entity.type ? entity : { ...entity, type }] : [];
  });
  const kept = renamed.filter(({ type }) => !merged.has(type));
  for (const type of merged) kept.push(...likeliest(renamed.filter((entity) => entity.type === type)));
  return kept.sort(compareEntities).map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
}

/** Names under which several of the model's types come. */
function typesSharingAName(
  entities: readonly PredictedEntity[],
  names: ReadonlyMap<string, string>,
): Set<string> {
  const sources = new Map<string, string>();
  const shared = new Set<string>();
  for (const { type } of entities) {
    const name = names.get(type) ?? type;
    const other = sources.get(name);
    if (other === undefined) sources.set(name, type);
    else if (other !== type) shared.add(name);
  }
  return shared;
}

/** Entities that do not overlap, the likeliest chosen first; the hull of each counts. */
function likeliest(entities: readonly PredictedEntity[]): PredictedEntity[] {
  const length = (entity: PredictedEntity): number => hull(entity).end - hull(entity).start;
  const ranked = [...entities].sort(
    (a, b) => b.score - a.score || length(b) - length(a) || compareEntities(a, b),
  );
  const covered = new Coverage();
  return ranked.filter((entity) => {
    const place = hull(entity);
    if (covered.overlaps(place)) return false;
    covered.add(place);
    return true;
  });
}

function corpusNames(
  modelTypes: readonly string[],
  declared: readonly string[],
  chosen: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map(chosen);
  const known = new Set(declared);
  const byLetters = new Map(declared.map((type) => [lettersOf(type), type]));
  for (const type of modelTypes) {
    if (names.has(type) || known.has(type)) continue;
    const alike = byLetters.get(lettersOf(type));
    if (alike !== undefined) names.set(type, alike);
  }
  return names;
}

function lettersOf(type: string): string {
  return type.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Corpus names; undefined for all. */
function wantedTypes(
  asked: readonly string[],
  declared: readonly string[],
  { types, optionalTypes }: ModelTypes,
  names: ReadonlyMap<string, string>,
): Set<string> | undefined {
  if (asked.includes(everyType)) return undefined;
  if (asked.length > 0) return new Set(asked);
  const nameOf = (type: string): string => names.get(type) ?? type;
  const known = new Set(types.map(nameOf));
  if (declared.some((type) => known.has(type))) return new Set(declared);
  return new Set(types.filter((type) => !optionalTypes.includes(type)).map(nameOf));
}
