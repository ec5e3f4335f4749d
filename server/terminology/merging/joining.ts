/**
 * Puts merged concepts together with the concepts of a large source that comes one concept at a time, such as UMLS, of
 * which nothing is held.
 */
import type { Concept, ConceptIdentifier, ConceptName, SourceConcept } from '../concept.ts';
import { commonGroup, groupsOfTypes } from '../semanticGroups.ts';
import { compactForm, isExclusive } from '../sources/systems.ts';
import { sortedNames } from './conceptNames.ts';
import { cleaned } from './names.ts';
import { byIdentifier } from './order.ts';

/**
 * Joins by the identifier of the large source, or, where a merged concept has none, by an identifier that both have. The
 * large source is the authority: what it calls one concept stays one, and of it two never become one.
 */
export class Joiner {
  readonly #system: string;
  readonly #held: readonly Concept[];
  /** Places in the list of those that are left, by their identifiers. */
  readonly #places = new Map<string, number>();
  readonly #used = new Set<number>();
  /** Of withdrawn identifiers that were merged into one other, that one; undefined where another held concept has it. */
  readonly #successors = new Map<string, string | undefined>();
  /** Names that were left out, by reason. */
  readonly droppedNames = new Map<string, number>();
  joined = 0;

  /** @param system whose identifiers the large source defines. */
  constructor(system: string, held: readonly Concept[]) {
    this.#system = system;
    this.#held = held;
    for (const [place, { identifiers }] of held.entries()) {
      for (const id of identifiers) {
        const key = compactForm(id);
        if (!this.#places.has(key)) this.#places.set(key, place);
      }
    }
  }

  /** Takes note of a withdrawn identifier, before any concept. */
  retire({ identifier }: ConceptIdentifier, replacedBy: readonly ConceptIdentifier[]): void {
    const [successor, ...others] = replacedBy;
    if (successor === undefined || others.length > 0) return;
    const key = compactForm(successor);
    const isHeld = this.#places.has(key);
    this.#successors.set(identifier, isHeld ? undefined : successor.identifier);
    const place = this.#places.get(compactForm({ system: this.#system, identifier }));
    if (place !== undefined && !isHeld) this.#places.set(key, place);
  }

  /** The concept of the large source with what the merged ones add to it. */
  join(concept: SourceConcept): Concept | undefined {
    const { system, identifier, sameAs, semanticTypes, group: stated } = concept;
    const own = this.#held[this.#take({ system, identifier }) ?? -1];
    const parts = own === undefined ? [] : [own];
    const systems = new Set(own?.identifiers.map((id) => id.system));
    for (const id of [...sameAs].sort(byIdentifier)) {
      const place = this.#places.get(compactForm(id));
      const other = this.#held[place ?? -1];
      if (place === undefined || other === undefined || this.#used.has(place)) continue;
      if (other.identifiers.some((each) => each.system === this.#system)) continue;
      if (other.identifiers.some((each) => isExclusive(each.system) && systems.has(each.system))) continue;
      this.#used.add(place);
      for (const each of other.identifiers) systems.add(each.system);
      parts.push(other);
    }
    this.joined += parts.length;
    const names = distinctNames([...this.#cleaned(concept.names), ...parts.flatMap((part) => part.names)]);
    if (names.length === 0) return undefined;
    const further = [...sameAs, ...parts.flatMap(({ identifiers }) => identifiers)].filter(
      (id) => id.system !== system,
    );
    const group =
      commonGroup(groupsOfTypes(semanticTypes)) ?? stated ?? parts.find((part) => part.group)?.group;
    const known = new Set([system, ...further.map((id) => id.system)]);
    const nearest = parts.flatMap((part) => part.nearest ?? []).filter((id) => !known.has(id.system));
    return {
      identifiers: [{ system, identifier }, ...distinct(further).sort(byIdentifier)],
      names: sortedNames(names),
      semanticTypes,
      ...(group !== undefined && { group }),
      ...(nearest.length > 0 && { nearest }),
    };
  }

  /** The merged concepts that no concept of the large source took, in their order, with identifiers that are current. */
  *rest(): Generator<Concept> {
    for (const [place, concept] of this.#held.entries()) {
      if (this.#used.has(place)) continue;
      const identifiers = concept.identifiers.flatMap((id) => {
        if (id.system !== this.#system || !this.#successors.has(id.identifier)) return [id];
        const successor = this.#successors.get(id.identifier);
        return successor === undefined ? [] : [{ system: id.system, identifier: successor }];
      });
      yield identifiers.length === 0 ? concept : { ...concept, identifiers };
    }
  }

  #take(id: ConceptIdentifier): number | undefined {
    const place = this.#places.get(compactForm(id));
    if (place === undefined || this.#used.has(place)) return undefined;
    this.#used.add(place);
    return place;
  }

  #cleaned(names: readonly ConceptName[]): ConceptName[] {
    return names.flatMap((name) => {
      const result = cleaned(name.words);
      if ('words' in result) return [{ ...name, words: result.words }];
      this.droppedNames.set(result.dropped, (this.droppedNames.get(result.dropped) ?? 0) + 1);
      return [];
    });
  }
}

function distinct(identifiers: readonly ConceptIdentifier[]): ConceptIdentifier[] {
  return [...new Map(identifiers.map((id) => [compactForm(id), id])).values()];
}

function distinctNames(names: readonly ConceptName[]): ConceptName[] {
  const found = new Map<string, ConceptName>();
  for (const name of names) {
    const key = `${name.source}\t${name.words}`;
    if (!found.has(key)) found.set(key, name);
  }
  return [...found.values()];
}
