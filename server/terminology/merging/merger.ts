/**
 * Puts together what several sources state of the same concepts.
 *
 * Two statements are about the same concept when they have the same identifier, or when something joins their identifiers:
 * a reference that a source calls exact, a mere cross-reference, or the same preferred name. Cross-references are wrong
 * often enough that following all of them would chain half of a terminology into one concept. Hence they are taken from the
 * most to the least trusted, names at last, and one is refused that would put two identifiers of an exclusive system (two
 * CUIs, two descriptors of MeSH) into one concept, or, unless it is exact, concepts of different semantic groups.
 *
 * The result does not depend on the order of the sources but for names that are equal in everything else.
 */
import type {
  Concept,
  ConceptIdentifier,
  ConceptName,
  RetiredIdentifier,
  SourceConcept,
} from '../concept.ts';
import { commonGroup, groupsOfTypes } from '../semanticGroups.ts';
import { compactForm, isClassification, isExclusive, isKnownSystem } from '../sources/systems.ts';
import { addUninverted, sortedNames } from './conceptNames.ts';
import { ExclusiveSets } from './exclusiveSets.ts';
import { byIdentifier } from './order.ts';
import { References } from './references.ts';
import { sameNames } from './sameNames.ts';
import { groupsOf, isRetired, namesOf, Statements } from './statements.ts';

/** What merging did, for the report of a build. */
export interface MergeReport {
  /** Identifiers that some source gives a name. */
  readonly stated: number;
  readonly concepts: number;
  readonly names: number;
  /** What joined two concepts. */
  readonly joined: Readonly<Record<Bond, number>>;
  /** What would have, by the reason why it was refused. */
  readonly refused: Readonly<Record<string, number>>;
  /** The first of each reason. */
  readonly refusedExamples: Readonly<Record<string, readonly string[]>>;
  /** By reason. */
  readonly droppedNames: Readonly<Record<string, number>>;
  /** Inverted names that are there in natural order, too. */
  readonly uninverted: number;
  /** Identifiers that were left out because nothing gives their concept a name. */
  readonly unnamed: number;
}

type Bond = 'exact' | 'crossReference' | 'name';

export interface Merged {
  /** In the order of their first identifiers: by the rank of the system, then by code units. */
  readonly concepts: readonly Concept[];
  readonly retired: readonly RetiredIdentifier[];
  readonly report: MergeReport;
}

const examplesKept = 5;

export class Merger {
  readonly #statements = new Statements();
  readonly #references = new References();
  readonly #refused = new Map<string, number>();
  readonly #refusedExamples = new Map<string, string[]>();
  /** Of a statement, those that it refers to or that refer to it without being joined with it; the most trusted first. */
  readonly #nearest = new Map<number, number[]>();

  /**
   * Takes what a source states of a concept.
   * @param source tells apart who states a reference; concepts of one source come without those of another between.
   * @param age of the source, so that code units sort older before newer; empty where it is not known. The newest source
   *   that has an identifier decides about its preferred name and whether it is withdrawn.
   */
  add(concept: SourceConcept, source: string, age: string): void {
    const number = this.#statements.add(concept, age);
    if (concept.retired !== undefined) return;
    for (const other of concept.sameAs) {
      this.#references.add(number, this.#statements.numberOf(other), true, source);
    }
    for (const other of concept.crossReferences ?? []) {
      // Ontologies also refer to fish, to encyclopedias and to the notes of their editors.
      if (!isKnownSystem(other.system) || isClassification(other.system)) continue;
      this.#references.add(number, this.#statements.numberOf(other), false, source);
    }
  }

  /** Everything that was taken, put together. */
  merge(): Merged {
    const { all } = this.#statements;
    const sets = new ExclusiveSets();
    for (const { id } of all) sets.add(isExclusive(id.system) ? id.system : undefined);
    const joined = this.#joinAll(sets);
    const members = new Map<number, number[]>();
    for (const [number, statement] of all.entries()) {
      if (isRetired(statement)) continue;
      const root = sets.rootOf(number);
      const known = members.get(root);
      if (known === undefined) members.set(root, [number]);
      else known.push(number);
    }
    const drafts = [...members.values()].map((numbers) => this.#draftOf(numbers));
    const named = drafts.filter(({ names }) => names.length > 0);
    const uninverted = addUninverted(named.map(({ names }) => names));
    const concepts = named
      .map((draft): Concept => ({ ...draft, names: sortedNames(draft.names) }))
      .sort((one, other) => byIdentifier(firstOf(one), firstOf(other)));
    return {
      concepts,
      retired: this.#statements.retired(),
      report: {
        stated: all.filter(({ names }) => names.length > 0).length,
        concepts: concepts.length,
        names: sum(concepts.map(({ names }) => names.length)),
        joined,
        refused: Object.fromEntries(this.#refused),
        refusedExamples: Object.fromEntries(this.#refusedExamples),
        droppedNames: Object.fromEntries(this.#statements.droppedNames),
        uninverted,
        unnamed: sum(drafts.map(({ names, identifiers }) => (names.length > 0 ? 0 : identifiers.length))),
      },
    };
  }

  #joinAll(sets: ExclusiveSets): Record<Bond, number> {
    const groups = this.#statements.all.map(groupsOf);
    const joined = { exact: 0, crossReference: 0, name: 0 };
    for (const { from, to, isExact } of this.#references.byTrust(this.#statements)) {
      join(this, from, to, isExact ? 'exact' : 'crossReference');
    }
    for (const { from, to } of sameNames(this.#statements)) join(this, from, to, 'name');
    return joined;

    function join(merger: Merger, from: number, to: number, bond: Bond): void {
      const [a, b] = [sets.rootOf(from), sets.rootOf(to)];
      if (a === b) return;
      const system = sets.conflict(a, b);
      const [groupsOfA, groupsOfB] = [groups[a] as number, groups[b] as number];
      const areKnown = groupsOfA !== 0 && groupsOfB !== 0;
      const mayBeOne = bond === 'exact' || (mayAgree(groupsOfA, groupsOfB) && (areKnown || bond !== 'name'));
      if (system !== undefined || !mayBeOne) {
        // That two things have the same name says nothing worth a report.
        const reason = system === undefined ? 'different semantic groups' : `two identifiers of ${system}`;
        if (bond !== 'name') merger.#refuse(reason, from, to);
        return;
      }
      groups[sets.join(a, b)] = groupsOfA | groupsOfB;
      joined[bond] += 1;
    }
  }

  #refuse(reason: string, from: number, to: number): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    const examples = this.#refusedExamples.get(reason) ?? [];
    this.#refusedExamples.set(reason, examples);
    const [one, other] = [this.#statements.of(from), this.#statements.of(to)];
    if (examples.length < examplesKept) examples.push(`${compactForm(one.id)} ${compactForm(other.id)}`);
    // Concepts of different groups, as a gene and its disease, are not near one another.
    if (!mayAgree(groupsOf(one), groupsOf(other))) return;
    for (const [at, near] of [
      [from, to],
      [to, from],
    ] as const) {
      const known = this.#nearest.get(at);
      if (known === undefined) this.#nearest.set(at, [near]);
      else known.push(near);
    }
  }

  #draftOf(numbers: readonly number[]): Draft {
    const byRank = [...numbers].sort((one, other) =>
      byIdentifier(this.#statements.of(one).id, this.#statements.of(other).id),
    );
    const statements = byRank.map((number) => this.#statements.of(number));
    const semanticTypes = [...new Set(statements.flatMap((each) => each.semanticTypes))].sort();
    const groups = groupsOfTypes(semanticTypes);
    const group = commonGroup(
      groups.length > 0 ? groups : (statements.find((each) => each.groups.length > 0)?.groups ?? []),
    );
    const identifiers = statements.map(({ id }) => id);
    const nearest = this.#nearestOf(byRank, identifiers);
    return {
      identifiers,
      names: statements.flatMap(namesOf),
      semanticTypes,
      ...(group !== undefined && { group }),
      ...(nearest.length > 0 && { nearest }),
    };
  }

  /** One identifier a system, of the systems that the concept lacks. */
  #nearestOf(numbers: readonly number[], identifiers: readonly ConceptIdentifier[]): ConceptIdentifier[] {
    const systems = new Set(identifiers.map(({ system }) => system));
    const nearest: ConceptIdentifier[] = [];
    for (const number of numbers) {
      for (const { id } of (this.#nearest.get(number) ?? []).map((other) => this.#statements.of(other))) {
        if (systems.has(id.system)) continue;
        systems.add(id.system);
        nearest.push(id);
      }
    }
    return nearest.sort(byIdentifier);
  }
}

/** Whether two concepts may be of one group, as far as their groups, which are bits, are known. */
function mayAgree(one: number, other: number): boolean {
  return one === 0 || other === 0 || (one & other) !== 0;
}

/** A concept whose names are not in their order. */
interface Draft extends Omit<Concept, 'names'> {
  readonly names: ConceptName[];
}

function firstOf({ identifiers }: Concept): ConceptIdentifier {
  return identifiers[0] as ConceptIdentifier;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
