/** Identifiers of concepts while an index is built. */
import type { ConceptIdentifier } from '../concept.ts';
import type { ByteReader, ByteWriter } from './binary.ts';
import { GrowingNumbers } from './growingNumbers.ts';

/**
 * By which identifiers are looked up: in lower case, since people type them so, and without the system, so that one
 * who knows only `D001943` finds it.
 */
export function identifierKey(identifier: string): string {
  // As it is read back: UTF-8 has no lone surrogates.
  return Buffer.from(identifier.toLowerCase()).toString('utf8');
}

export class IdentifierList {
  readonly #keys: string[] = [];
  readonly #systems = new GrowingNumbers();
  readonly #concepts = new GrowingNumbers();

  get length(): number {
    return this.#keys.length;
  }

  /**
   * @param system its code.
   * @param notes are given what {@link restore} reads.
   */
  add({ identifier }: ConceptIdentifier, system: number, concept: number, notes?: ByteWriter): void {
    const key = identifierKey(identifier);
    notes?.number(system);
    notes?.string(key);
    this.#push(key, system, concept);
  }

  /** Takes an identifier of a concept from the notes of an earlier run. */
  restore(notes: ByteReader, concept: number): void {
    const system = notes.number();
    this.#push(notes.string(), system, concept);
  }

  #push(key: string, system: number, concept: number): void {
    this.#keys.push(key);
    this.#systems.push(system);
    this.#concepts.push(concept);
  }

  /** The keys in ascending order, each with its systems and concepts in ascending order. */
  *sorted(): Generator<{
    readonly key: string;
    readonly of: readonly { system: number; concept: number }[];
  }> {
    const keys = this.#keys;
    const systems = this.#systems.values();
    const concepts = this.#concepts.values();
    const order = Uint32Array.from(keys, (_, index) => index).sort((a, b) => {
      const one = keys[a] as string;
      const other = keys[b] as string;
      if (one !== other) return one < other ? -1 : 1;
      return (
        (systems[a] as number) - (systems[b] as number) || (concepts[a] as number) - (concepts[b] as number)
      );
    });
    let of: { system: number; concept: number }[] = [];
    for (const [place, index] of order.entries()) {
      of.push({ system: systems[index] as number, concept: concepts[index] as number });
      const key = keys[index] as string;
      if (keys[order[place + 1] ?? -1] === key) continue;
      yield { key, of };
      of = [];
    }
  }
}
