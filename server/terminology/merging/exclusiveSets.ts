/**
 * Sets of identifiers that mean one concept, which grow by joining two of them, but never so that two different
 * identifiers of one exclusive system come together.
 */
export class ExclusiveSets {
  readonly #parents: number[] = [];
  readonly #systems: (string | undefined)[] = [];
  /** By root, the member of each exclusive system; of sets that were joined alone, since most never are. */
  readonly #held = new Map<number, Map<string, number>>();

  /** @param exclusiveSystem of the new member; undefined where a set may have several of its system. @returns its number */
  add(exclusiveSystem: string | undefined): number {
    const member = this.#parents.length;
    this.#parents.push(member);
    this.#systems.push(exclusiveSystem);
    return member;
  }

  /** The member that stands for the set. */
  rootOf(member: number): number {
    let root = member;
    while (this.#parents[root] !== root) root = this.#parents[root] as number;
    for (let at = member; at !== root; ) {
      const next = this.#parents[at] as number;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** A system of which both sets have a member of their own; undefined where nothing forbids to join them. */
  conflict(a: number, b: number): string | undefined {
    const [one, other] = [this.#heldBy(this.rootOf(a)), this.#heldBy(this.rootOf(b))];
    for (const [system, member] of one) {
      const rival = other.get(system);
      if (rival !== undefined && rival !== member) return system;
    }
    return undefined;
  }

  /** Joins two sets. The caller has asked for a {@link conflict}. @returns the root that is left */
  join(a: number, b: number): number {
    const [root, joined] = [this.rootOf(a), this.rootOf(b)];
    if (root === joined) return root;
    const held = this.#heldBy(root);
    for (const [system, member] of this.#heldBy(joined)) held.set(system, member);
    this.#held.set(root, held);
    this.#held.delete(joined);
    this.#parents[joined] = root;
    return root;
  }

  #heldBy(root: number): Map<string, number> {
    const held = this.#held.get(root);
    if (held !== undefined) return held;
    const system = this.#systems[root];
    return new Map(system === undefined ? [] : [[system, root]]);
  }
}
