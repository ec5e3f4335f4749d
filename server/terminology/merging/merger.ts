/**
 * Puts together what several sources state of the same concepts.
 *
 * Two statements are about the same concept when they have the same identifier, or when an edge joins their identifiers:
 * one that a source calls exact, or a mere cross-reference. Cross-references are wrong often enough that following all of
 * them would chain half of a terminology into one concept. Hence edges are taken from the most to the least trusted, and
 * one is refused that would put two identifiers of an exclusive system (two CUIs, two descriptors of MeSH) into one
 * concept, or, unless it is exact, concepts of different semantic groups.
 *
 * Trusted most are exact edges, then cross-references that are the only one between their two systems at both ends, then
 * the others; among equals those whose ends share a name, those that more sources state, and at last the lower identifiers,
 * which are the older ones. The result does not depend on the order of the sources but for names that equal in everything
 * else.
 */
import type {
  Concept,
  ConceptIdentifier,
  ConceptName,
  NameKind,
  RetiredIdentifier,
  SemanticGroup,
  SourceConcept,
} from '../concept.ts';
import { nameKinds } from '../concept.ts';
import { compactForm, isClassification, isExclusive, isKnownSystem, rankOf } from '../sources/systems.ts';
import { ExclusiveSets } from './exclusiveSets.ts';
import { cleaned, comparable, isShortForm, uninverted } from './names.ts';
import { commonGroup, groupOfSemanticType } from './semanticGroups.ts';

/** What merging did, for the report of a build. */
export interface MergeReport {
  /** Identifiers with a name of their own in some source. */
  readonly stated: number;
  readonly concepts: number;
  readonly names: number;
  /** Edges that joined two concepts, and such that were refused, by reason. */
  readonly joined: { readonly exact: number; readonly crossReferences: number };
  readonly refused: ReadonlyMap<string, number>;
  /** The first refused edges of each reason. */
  readonly refusedExamples: ReadonlyMap<string, readonly string[]>;
  readonly droppedNames: ReadonlyMap<string, number>;
  /** Names of MeSH and OMIM that are there in natural order, too. */
  readonly uninverted: number;
  /** Identifiers that nothing gives a name. */
  readonly unnamed: number;
}

export interface Merged {
  /** In the order of their first identifiers: by system, then by code units. */
  readonly concepts: readonly Concept[];
  readonly retired: readonly RetiredIdentifier[];
  readonly report: MergeReport;
}

interface StatedName extends ConceptName {
  readonly age: string;
}

interface Statement {
  readonly id: ConceptIdentifier;
  readonly compact: string;
  readonly names: StatedName[];
  readonly semanticTypes: Set<string>;
  readonly groups: SemanticGroup[];
  /** How new the newest source is that has it, and that has it withdrawn. */
  live?: string;
  retired?: { readonly age: string; readonly replacedBy: readonly number[] };
}

interface Edge {
  readonly from: number;
  readonly to: number;
  isExact: boolean;
  readonly sources: Set<string>;
}

const examplesKept = 5;

export class Merger {
  readonly #statements: Statement[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #edges = new Map<string, Edge>();
  readonly #droppedNames = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  readonly #refusedExamples = new Map<string, string[]>();

  /**
   * Takes what a source states of a concept.
   * @param age of the source, so that code units sort older before newer; empty where it is not known. The newest source
   *   that has an identifier decides about its preferred name and whether it is withdrawn.
   * @param source tells apart who states an edge.
   */
  add(concept: SourceConcept, source: string, age: string): void {
    const number = this.#numberOf(concept);
    const statement = this.#statements[number] as Statement;
    if (concept.retired !== undefined) {
      if (statement.retired === undefined || statement.retired.age < age) {
        const replacedBy = concept.retired.replacedBy.map((each) => this.#numberOf(each));
        statement.retired = { age, replacedBy };
      }
      return;
    }
    if (concept.names.length > 0 && (statement.live === undefined || statement.live < age))
      statement.live = age;
    for (const { words, kind, source: vocabulary } of concept.names) {
      const result = cleaned(words);
      if ('dropped' in result) count(this.#droppedNames, result.dropped);
      else statement.names.push({ words: result.words, kind, source: vocabulary, age });
    }
    for (const type of concept.semanticTypes) statement.semanticTypes.add(type);
    if (concept.group !== undefined) statement.groups.push(concept.group);
    for (const other of concept.sameAs) this.#connect(number, this.#numberOf(other), true, source);
    for (const other of concept.crossReferences ?? []) {
      // Ontologies also refer to fish, to encyclopedias and to the notes of their editors.
      const isUsable = isKnownSystem(other.system) && !isClassification(other.system);
      if (isUsable) this.#connect(number, this.#numberOf(other), false, source);
    }
  }

  /** Everything that was taken, put together. */
  merge(): Merged {
    const sets = new ExclusiveSets();
    for (const { id } of this.#statements) sets.add(isExclusive(id.system) ? id.system : undefined);
    const joined = this.#joinAll(sets);
    const members = new Map<number, number[]>();
    for (const [number, statement] of this.#statements.entries()) {
      if (isRetired(statement)) continue;
      const root = sets.rootOf(number);
      const known = members.get(root);
      if (known === undefined) members.set(root, [number]);
      else known.push(number);
    }
    const drafts = [...members.values()].map((numbers) => this.#draftOf(numbers));
    const named = drafts.filter(({ names }) => names.length > 0);
    const added = addUninverted(named);
    const concepts = named.map(finished).sort(byFirstIdentifier);
    const unnamed = drafts.reduce(
      (sum, { names, identifiers }) => sum + (names.length > 0 ? 0 : identifiers.length),
      0,
    );
    return {
      concepts,
      retired: this.#retired(),
      report: {
        stated: this.#statements.filter(({ names }) => names.length > 0).length,
        concepts: concepts.length,
        names: concepts.reduce((sum, { names }) => sum + names.length, 0),
        joined,
        refused: this.#refused,
        refusedExamples: this.#refusedExamples,
        droppedNames: this.#droppedNames,
        uninverted: added,
        unnamed,
      },
    };
  }

  #numberOf({ system, identifier }: ConceptIdentifier): number {
    const compact = compactForm({ system, identifier });
    const known = this.#numbers.get(compact);
    if (known !== undefined) return known;
    const number = this.#statements.length;
    const id = { system, identifier };
    this.#statements.push({ id, compact, names: [], semanticTypes: new Set(), groups: [] });
    this.#numbers.set(compact, number);
    return number;
  }

  #connect(from: number, to: number, isExact: boolean, source: string): void {
    if (from === to) return;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const known = this.#edges.get(key);
    if (known === undefined) this.#edges.set(key, { from, to, isExact, sources: new Set([source]) });
    else {
      known.isExact ||= isExact;
      known.sources.add(source);
    }
  }

  /** The statement that a withdrawn one was replaced by, where that is one; a cycle of replacements leads nowhere. */
  #current(number: number): number | undefined {
    const seen = new Set<number>();
    for (let at = number; ; ) {
      const statement = this.#statements[at] as Statement;
      if (!isRetired(statement)) return at;
      const [next, ...others] = statement.retired?.replacedBy ?? [];
      if (next === undefined || others.length > 0 || seen.has(at)) return undefined;
      seen.add(at);
      at = next;
    }
  }

  #joinAll(sets: ExclusiveSets): MergeReport['joined'] {
    const groups = this.#statements.map(
      ({ groups: stated, semanticTypes }) => new Set([...stated, ...groupsOfTypes(semanticTypes)]),
    );
    const result = { exact: 0, crossReferences: 0 };
    for (const { from, to, isExact } of this.#edgesByTrust()) {
      const [a, b] = [sets.rootOf(from), sets.rootOf(to)];
      if (a === b) continue;
      const system = sets.conflict(a, b);
      const [groupsOfA, groupsOfB] = [groups[a] as Set<SemanticGroup>, groups[b] as Set<SemanticGroup>];
      const differ =
        !isExact && groupsOfA.size > 0 && groupsOfB.size > 0 && areDisjoint(groupsOfA, groupsOfB);
      if (system !== undefined || differ) {
        this.#refuse(
          system === undefined ? 'different semantic groups' : `two identifiers of ${system}`,
          from,
          to,
        );
        continue;
      }
      groups[sets.join(a, b)] = new Set([...groupsOfA, ...groupsOfB]);
      if (isExact) result.exact += 1;
      else result.crossReferences += 1;
    }
    return result;
  }

  #refuse(reason: string, from: number, to: number): void {
    count(this.#refused, reason);
    const examples = this.#refusedExamples.get(reason) ?? [];
    this.#refusedExamples.set(reason, examples);
    if (examples.length < examplesKept) examples.push(`${this.#compact(from)} ${this.#compact(to)}`);
  }

  #compact(number: number): string {
    return (this.#statements[number] as Statement).compact;
  }

  #edgesByTrust(): Edge[] {
    const edges = [...this.#edges.values()].flatMap((edge) => {
      const [from, to] = [this.#current(edge.from), this.#current(edge.to)];
      return from === undefined || to === undefined || from === to ? [] : [{ ...edge, from, to }];
    });
    // How many identifiers of a system an identifier is connected with.
    const degrees = new Map<string, number>();
    const degreeKey = (at: number, other: number): string =>
      `${at} ${(this.#statements[other] as Statement).id.system}`;
    for (const { from, to } of edges) {
      count(degrees, degreeKey(from, to));
      count(degrees, degreeKey(to, from));
    }
    const comparables = new Map<number, Set<string>>();
    const namesOf = (number: number): Set<string> => {
      let names = comparables.get(number);
      if (names === undefined) {
        names = new Set((this.#statements[number] as Statement).names.map(({ words }) => comparable(words)));
        comparables.set(number, names);
      }
      return names;
    };
    const weighed = edges.map(({ sources, ...edge }) => {
      const isOnly =
        degrees.get(degreeKey(edge.from, edge.to)) === 1 && degrees.get(degreeKey(edge.to, edge.from)) === 1;
      const sharesName = !areDisjoint(namesOf(edge.from), namesOf(edge.to));
      const ends = [this.#compact(edge.from), this.#compact(edge.to)].sort();
      return {
        edge: { ...edge, sources },
        weights: [edge.isExact ? 0 : isOnly ? 1 : 2, sharesName ? 0 : 1, -sources.size],
        ends: ends.join(' '),
      };
    });
    weighed.sort((one, other) => {
      for (const [index, weight] of one.weights.entries()) {
        const difference = weight - (other.weights[index] ?? 0);
        if (difference !== 0) return difference;
      }
      return one.ends < other.ends ? -1 : 1;
    });
    return weighed.map(({ edge }) => edge);
  }

  #draftOf(numbers: readonly number[]): Draft {
    const statements = numbers
      .map((number) => this.#statements[number] as Statement)
      .sort((one, other) => byRank(one.id, other.id));
    const semanticTypes = [...new Set(statements.flatMap((each) => [...each.semanticTypes]))].sort();
    const groups = groupsOfTypes(semanticTypes);
    const group = commonGroup(
      groups.length > 0 ? groups : (statements.find((each) => each.groups.length > 0)?.groups ?? []),
    );
    return {
      identifiers: statements.map(({ id }) => id),
      names: statements.flatMap(namesOfStatement),
      semanticTypes,
      ...(group !== undefined && { group }),
    };
  }

  #retired(): RetiredIdentifier[] {
    return this.#statements
      .filter(isRetired)
      .map(({ id, retired }) => ({
        ...id,
        replacedBy: (retired?.replacedBy ?? []).map((number) => (this.#statements[number] as Statement).id),
      }))
      .sort(byRank);
  }
}

/** A concept whose names are not in their last order. */
interface Draft extends Omit<Concept, 'names'> {
  names: ConceptName[];
}

function isRetired({ retired, live }: Statement): boolean {
  return retired !== undefined && (live === undefined || live < retired.age);
}

function groupsOfTypes(types: Iterable<string>): SemanticGroup[] {
  return [...types].flatMap((type) => groupOfSemanticType(type) ?? []);
}

/**
 * The names of one identifier. Where several versions of a source have the same words, the newest preferred name stays
 * preferred and older ones count as exact; of other kinds the least close counts, since formats without scopes call every
 * synonym exact.
 */
function namesOfStatement({ names, id }: Statement): ConceptName[] {
  const own = names.filter(({ kind, source }) => kind === 'preferred' && source === id.system);
  const newest = own.reduce((age, name) => (name.age > age ? name.age : age), '');
  const preferred = own.find(({ age }) => age === newest)?.words;
  const found = new Map<string, ConceptName>();
  for (const { words, kind: stated, source } of names) {
    const isOld = stated === 'preferred' && source === id.system && words !== preferred;
    const kind = isOld ? 'exact' : stated;
    const key = `${source}\t${words}`;
    const known = found.get(key);
    if (known === undefined || closeness(kind) > closeness(known.kind)) {
      if (known?.kind !== 'preferred') found.set(key, { words, kind, source });
    }
    if (kind === 'preferred') found.set(key, { words, kind, source });
  }
  return [...found.values()];
}

function closeness(kind: NameKind): number {
  return nameKinds.indexOf(kind);
}

/** Vocabularies that invert names at commas. */
const inverting: ReadonlySet<string> = new Set(['MESH', 'MSH', 'OMIM']);

/**
 * Adds the natural order of inverted names, unless the concept has it or it is a name of another concept.
 * @returns how many were added
 */
function addUninverted(drafts: readonly Draft[]): number {
  const owners = new Map<string, Draft>();
  for (const draft of drafts) for (const { words } of draft.names) owners.set(comparable(words), draft);
  let added = 0;
  for (const draft of drafts) {
    const more: ConceptName[] = [];
    for (const { words, kind, source } of draft.names) {
      if (!inverting.has(source)) continue;
      const natural = uninverted(words);
      if (natural === undefined) continue;
      const key = comparable(natural);
      if (owners.has(key)) continue;
      owners.set(key, draft);
      more.push({ words: natural, kind: kind === 'preferred' ? 'exact' : kind, source });
    }
    draft.names.push(...more);
    added += more.length;
  }
  return added;
}

/**
 * The concept with its names sorted: first the preferred name, which is that of the identifier of the highest rank that
 * has one; then by how close they are to the concept.
 */
function finished({ identifiers, names, semanticTypes, group }: Draft): Concept {
  const marked = names.map((name): ConceptName => {
    const { kind, words, source } = name;
    return kind === 'exact' && isShortForm(name, names) ? { words, kind: 'abbreviation', source } : name;
  });
  const sorted = marked
    .map((name, place) => ({ name, place }))
    .sort((one, other) => closeness(one.name.kind) - closeness(other.name.kind) || one.place - other.place)
    .map(({ name }) => name);
  return { identifiers, names: sorted, semanticTypes, ...(group !== undefined && { group }) };
}

function byFirstIdentifier(one: Concept, other: Concept): number {
  return byRank(one.identifiers[0] as ConceptIdentifier, other.identifiers[0] as ConceptIdentifier);
}

function byRank(one: ConceptIdentifier, other: ConceptIdentifier): number {
  return (
    rankOf(one.system) - rankOf(other.system) ||
    byCodeUnits(one.system, other.system) ||
    byCodeUnits(one.identifier, other.identifier)
  );
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function areDisjoint<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const member of small) if (large.has(member)) return false;
  return true;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
