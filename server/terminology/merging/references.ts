/** References between identifiers, and which of them to trust first. */
import { comparable } from './names.ts';
import { byIdentifier } from './order.ts';
import type { Statements } from './statements.ts';

/** An edge between two statements by their numbers. */
export interface Reference {
  readonly from: number;
  readonly to: number;
  /** Whether a source calls it exact. */
  readonly isExact: boolean;
}

interface Stated extends Reference {
  isExact: boolean;
  /** By how many sources it is stated. */
  sources: number;
  lastSource: string;
}

export class References {
  readonly #all = new Map<string, Stated>();

  /** @param source tells apart who states it; what one source states comes without that of another between. */
  add(from: number, to: number, isExact: boolean, source: string): void {
    if (from === to) return;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const known = this.#all.get(key);
    if (known === undefined) {
      this.#all.set(key, { from, to, isExact, sources: 1, lastSource: source });
    } else {
      known.isExact ||= isExact;
      if (known.lastSource !== source) known.sources += 1;
      known.lastSource = source;
    }
  }

  /**
   * The references from the most to the least trusted: exact ones, then those that are the only one between their two
   * systems at both ends, then the others; among equals those whose ends share a name, those that more sources state, and
   * at last those of lower identifiers, which are the older ones. Those of withdrawn identifiers hold for what replaced them.
   */
  byTrust(statements: Statements): Reference[] {
    const current = [...this.#all.values()].flatMap((reference) => {
      const [from, to] = [statements.current(reference.from), statements.current(reference.to)];
      return from === undefined || to === undefined || from === to ? [] : [{ ...reference, from, to }];
    });
    const partners = new PartnerCounts(statements);
    for (const { from, to } of current) partners.add(from, to);
    const comparables = new Map<number, ReadonlySet<string>>();
    const namesOf = (number: number): ReadonlySet<string> => {
      const known = comparables.get(number);
      if (known !== undefined) return known;
      const names = new Set(statements.of(number).names.map(({ words }) => comparable(words)));
      comparables.set(number, names);
      return names;
    };
    const weighed = current.map((reference) => {
      const { from, to, isExact, sources } = reference;
      const ends = [statements.of(from).id, statements.of(to).id].sort(byIdentifier);
      const [kind, agreement] = [
        isExact ? 0 : partners.areOnly(from, to) ? 1 : 2,
        areDisjoint(namesOf(from), namesOf(to)) ? 1 : 0,
      ];
      // Fewer than a thousand sources state one reference.
      return { reference, ends, weight: (kind * 2 + agreement) * 1000 - sources };
    });
    weighed.sort((one, other) => {
      const [a, b] = one.ends as [ConceptEnd, ConceptEnd];
      const [c, d] = other.ends as [ConceptEnd, ConceptEnd];
      return one.weight - other.weight || byIdentifier(a, c) || byIdentifier(b, d);
    });
    return weighed.map(({ reference: { from, to, isExact } }) => ({ from, to, isExact }));
  }
}

type ConceptEnd = Statements['all'][number]['id'];

/** How many identifiers of each system an identifier is connected with. */
class PartnerCounts {
  readonly #statements: Statements;
  readonly #counts = new Map<string, number>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  add(from: number, to: number): void {
    for (const key of [this.#key(from, to), this.#key(to, from)]) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  /** Whether each is the only one of its system that the other is connected with. */
  areOnly(from: number, to: number): boolean {
    return this.#counts.get(this.#key(from, to)) === 1 && this.#counts.get(this.#key(to, from)) === 1;
  }

  #key(at: number, partner: number): string {
    return `${at} ${this.#statements.of(partner).id.system}`;
  }
}

function areDisjoint<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const member of small) if (large.has(member)) return false;
  return true;
}
