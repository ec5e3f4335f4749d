/** Relations that a model suggests between the entities of a text. */
import { type Annotations, hull, type PredictedRelation } from '../annotation/document.ts';
import { absentOf } from '../suggestion/relations/absence.ts';
import { type Candidate, candidatesOf } from '../suggestion/relations/candidates.ts';
import { conceptsOf } from '../suggestion/relations/concepts.ts';
import { decodeRelations } from '../suggestion/relations/decoding.ts';
import { relationInput } from '../suggestion/relations/input.ts';
import { masked, type Passage } from '../suggestion/relations/masking.ts';
import { knownType, type PlacedRows, placed } from '../suggestion/relations/places.ts';
import { joinedSentences, stretches } from '../suggestion/relations/rows.ts';
import { relationTypes } from '../suggestion/relations/selection.ts';
import type { ModelTypes } from '../suggestion/selection.ts';
import type { Span } from '../text/positions.ts';
import { sentences } from '../text/sentences.ts';
import type { EngineHost } from './engineHost.ts';
import type { RelationModelDescription } from './messages.ts';
import type { RelationRequest, RelationSource, RelationSuggester } from './relationSuggester.ts';

/** Stretches of text whose relations are kept; a page each. */
const cacheLimit = 500;

/** The pairs of one run times the tokens of its longest sentence: the memory that a run needs grows with it. */
const cellLimit = 16_000;

type Unnumbered = Omit<PredictedRelation, 'id'>;

export class RelationPredictor implements RelationSuggester {
  readonly #engine: EngineHost;
  readonly #folder: string;
  /** In order of last use, the least recent first. */
  readonly #cache = new Map<string, readonly Unnumbered[]>();
  #model: RelationModelDescription | undefined;

  constructor(engine: EngineHost, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  /** Loads the model, or gives what is known of it. @throws EngineError where it cannot be used. */
  async model(): Promise<RelationModelDescription> {
    const model = await this.#engine.loadRelations(this.#folder);
    if (model.fingerprint !== this.#model?.fingerprint) this.#cache.clear();
    this.#model = model;
    return model;
  }

  async types(): Promise<ModelTypes> {
    return relationTypes(await this.model());
  }

  /**
   * @returns the relations between the given entities, whose ids are their targets, in the order of their heads, among them
   *   all of wanted types; or undefined where `signal` stopped the work.
   * @throws EngineError where the model cannot be used.
   */
  async predict(
    text: string,
    source: RelationSource,
    { signal, wanted = () => true }: RelationRequest = {},
  ): Promise<PredictedRelation[] | undefined> {
    const model = this.#model ?? (await this.model());
    const entities = source.entities.filter(({ type }) => knownType(type, model) !== undefined);
    const typesHere = new Set(entities.map(({ type }) => knownType(type, model) as string));
    const heads = model.heads.filter(
      ({ types, pairs }) =>
        types.some(wanted) && pairs.some(([head, tail]) => typesHere.has(head) && typesHere.has(tail)),
    );
    if (entities.length < 2 || heads.length === 0) return [];
    const concepts = heads.some(({ between }) => between === 'concepts')
      ? conceptsOf(text, { entities, normalisations: source.normalisations })
      : new Map<string, readonly string[]>();
    const found = new Map<string, Unnumbered>();
    for (const rows of stretches(joinedSentences(sentences(text), entities))) {
      if (signal?.aborted) return undefined;
      for (const relation of await this.#inStretch(text, rows, { entities, concepts }, { ...model, heads })) {
        const [head, tail] = relation.arguments;
        const key = `${relation.type}\t${head.target}\t${tail.target}`;
        // Where stretches overlap, both may find it.
        const known = found.get(key);
        if (known === undefined || known.score < relation.score) found.set(key, relation);
      }
    }
    return [...found.values()].map((relation, index) => ({ id: `R${index + 1}`, ...relation }));
  }

  async #inStretch(
    text: string,
    rows: readonly Span[],
    { entities, concepts }: { entities: Annotations['entities']; concepts: Map<string, readonly string[]> },
    model: RelationModelDescription,
  ): Promise<readonly Unnumbered[]> {
    const start = rows[0]?.start ?? 0;
    const end = rows.at(-1)?.end ?? 0;
    const inside = entities.filter((entity) => hull(entity).start >= start && hull(entity).start < end);
    if (inside.length < 2) return [];
    const key = JSON.stringify([
      model.heads.map(({ name }) => name),
      text.slice(start, end),
      rows.map((row) => row.start - start),
      inside.map((entity) => {
        const place = hull(entity);
        return [entity.id, entity.type, place.start - start, place.end - start, concepts.get(entity.id)];
      }),
    ]);
    const known = this.#cache.get(key);
    if (known !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known;
    }
    const relations = await this.#found({ text, rows, entities: inside }, concepts, model);
    this.#keep(key, relations);
    return relations;
  }

  /** What the model finds in a passage that it is asked about for the first time. */
  async #found(
    passage: Passage,
    concepts: ReadonlyMap<string, readonly string[]>,
    model: RelationModelDescription,
  ): Promise<Unnumbered[]> {
    const read = model.masks === undefined ? passage : masked(passage, model.masks, model);
    const contents = read.rows.map((row) => read.text.slice(row.start, row.end));
    const tokens = contents.length === 0 ? [] : await this.#engine.tokenise(this.#folder, contents);
    const where = placed(read.rows, tokens, read.entities, model);
    const absent = model.heads.some((head) => head.present)
      ? absentOf(passage.text, passage.rows, passage.entities)
      : new Set<string>();
    const present = where.places.filter(({ entity }) => !absent.has(entity.id));
    const candidates = model.heads.flatMap((head) =>
      candidatesOf(head.present ? present : where.places, head, concepts, model.nearest),
    );
    const texts = where.rows.map((row) => read.text.slice(row.start, row.end));
    const relations: Unnumbered[] = [];
    for (const some of runsOf(candidates, where)) {
      const { rows: used, input } = relationInput(where, some);
      const asked = used.map((row) => texts[row] as string);
      const logits = await this.#engine.relate(this.#folder, asked, input);
      relations.push(...decodeRelations(some, logits, model.columns, model.name));
    }
    return relations;
  }

  #keep(key: string, relations: readonly Unnumbered[]): void {
    this.#cache.set(key, relations);
    if (this.#cache.size <= cacheLimit) return;
    const oldest = this.#cache.keys().next().value;
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}

/** Candidates in runs of about {@link cellLimit} cells; each run reads its sentences anew, so that few runs are better. */
function runsOf(candidates: readonly Candidate[], { types }: PlacedRows): Candidate[][] {
  const runs: Candidate[][] = [];
  let pairs = 0;
  let longest = 0;
  for (const candidate of candidates) {
    const tokens = candidate.pairs.flatMap((pair) => pair.map(({ row }) => types[row]?.length ?? 0));
    pairs += candidate.pairs.length;
    longest = Math.max(longest, ...tokens);
    if (runs.length === 0 || pairs * longest > cellLimit) {
      runs.push([]);
      pairs = candidate.pairs.length;
      longest = Math.max(0, ...tokens);
    }
    runs.at(-1)?.push(candidate);
  }
  return runs;
}
