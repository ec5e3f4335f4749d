/**
 * Sets of identifiers that mean one concept, which grow by joining two of them, but never so that two different
 * identifiers of one exclusive system come together.
 */
export class ExclusiveSets {
  readonly #parents: number[] = [];
  /** By root: the member of each exclusive system. */
  readonly #held: Map<string, number>[] = [];

  /** @param exclusiveSystem of the new member; undefined where a set may have several of its system. @returns its number */
  add(exclusiveSystem: string | undefined): number {
    const member = this.#parents.length;
    this.#parents.push(member);
    this.#held.push(exclusiveSystem === undefined ? new Map() : new Map([[exclusiveSystem, member]]));
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

  /** The system of which both sets have a member of their own; undefined where nothing forbids to join them. */
  conflict(a: number, b: number): string | undefined {
    const [large, small] = this.#bySize(this.rootOf(a), this.rootOf(b));
    for (const [system, member] of this.#held[small] as Map<string, number>) {
      const other = (this.#held[large] as Map<string, number>).get(system);
      if (other !== undefined && other !== member) return system;
    }
    return undefined;
  }

  /** Joins two sets. The caller has asked for a {@link conflict}. @returns the root that is left */
  join(a: number, b: number): number {
    const [large, small] = this.#bySize(this.rootOf(a), this.rootOf(b));
    if (large === small) return large;
    this.#parents[small] = large;
    const held = this.#held[large] as Map<string, number>;
    for (const [system, member] of this.#held[small] as Map<string, number>) held.set(system, member);
    this.#held[small] = new Map();
    return large;
  }

  #bySize(a: number, b: number): [large: number, small: number] {
    return (this.#held[a]?.size ?? 0) >= (this.#held[b]?.size ?? 0) ? [a, b] : [b, a];
  }
}
