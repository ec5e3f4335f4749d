/** The ids of brat standoff: a prefix that tells the kind, a number and, in some corpora, a suffix. */

/** `T1`, `T0`, `T1.1`, `A1.2-1`, `TRIGGER3`, `#1`. The part after the number is free, white space excepted. */
const idForm = /^(?:[A-Za-z]+|#[A-Za-z]*)[0-9]+\S*$/;

/** Whether brat takes a string for an id. The first character decides the kind of the line. */
export function isId(candidate: string): boolean {
  return idForm.test(candidate);
}

/**
 * Hands out ids as brat does: the smallest free number of a prefix, from 1. An id that a line refers to counts as
 * taken although nothing defines it; otherwise a new annotation would become the target of a dangling reference.
 */
export class IdAllocator {
  readonly #taken: Set<string>;
  readonly #next = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** A free id, which is taken from now on. */
  allocate(prefix: string): string {
    let number = this.#next.get(prefix) ?? 1;
    while (this.#taken.has(`${prefix}${number}`)) number += 1;
    this.#next.set(prefix, number + 1);
    const id = `${prefix}${number}`;
    this.#taken.add(id);
    return id;
  }

  /** Takes an id that is already in use elsewhere; `false` where it was taken before. */
  reserve(id: string): boolean {
    if (this.#taken.has(id)) return false;
    this.#taken.add(id);
    return true;
  }
}
