/** The stems of all wordings while an index is built: numbers only, since there may be tens of millions. */
import type { ByteReader, ByteWriter } from './binary.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { encodeNorm, stemWeight } from './weights.ts';

export class WordingStems {
  readonly #numbers = new Map<string, number>();
  readonly #frequencies = new GrowingNumbers();
  /** Stems of the first wording, then of the second, and so on. */
  readonly #stems = new GrowingNumbers(2 ** 16);
  readonly #ends = new GrowingNumbers(2 ** 16);

  /**
   * Takes the stems of the next wording.
   * @param stems distinct.
   * @param notes are given what {@link restore} reads.
   */
  add(stems: readonly string[], notes?: ByteWriter): void {
    notes?.number(stems.length);
    for (const stem of stems) {
      const known = this.#numbers.get(stem);
      const number = known ?? this.#numbers.size;
      notes?.number(number);
      if (known === undefined) {
        this.#numbers.set(stem, number);
        notes?.string(stem);
      }
      this.#push(number);
    }
    this.#ends.push(this.#stems.length);
  }

  /** Takes the stems of the next wording from the notes of an earlier run. */
  restore(notes: ByteReader): void {
    for (let left = notes.number(); left > 0; left -= 1) {
      const number = notes.number();
      if (number === this.#numbers.size) this.#numbers.set(notes.string(), number);
      this.#push(number);
    }
    this.#ends.push(this.#stems.length);
  }

  #push(number: number): void {
    if (number === this.#frequencies.length) this.#frequencies.push(0);
    const frequencies = this.#frequencies.values();
    frequencies[number] = (frequencies[number] as number) + 1;
    this.#stems.push(number);
  }

  /** The norm of each wording in a byte, in their order. */
  norms(): Uint8Array {
    const ends = this.#ends.values();
    const stems = this.#stems.values();
    const squares = Float64Array.from(
      this.#frequencies.values(),
      (frequency) => stemWeight(frequency, ends.length) ** 2,
    );
    const norms = new Uint8Array(ends.length);
    let at = 0;
    for (let wording = 0; wording < ends.length; wording += 1) {
      let sum = 0;
      for (const end = ends[wording] as number; at < end; at += 1)
        sum += squares[stems[at] as number] as number;
      norms[wording] = encodeNorm(Math.sqrt(sum));
    }
    return norms;
  }

  /** Every stem in ascending order, with the wordings that have it, ascending; these are valid until the next. */
  *inverted(): Generator<{ readonly stem: string; readonly wordings: Uint32Array }> {
    const frequencies = this.#frequencies.values();
    const next = new Uint32Array(frequencies.length);
    for (let stem = 1; stem < next.length; stem += 1)
      next[stem] = (next[stem - 1] as number) + (frequencies[stem - 1] as number);
    const ends = this.#ends.values();
    const stems = this.#stems.values();
    const wordings = new Uint32Array(stems.length);
    for (let wording = 0, at = 0; wording < ends.length; wording += 1) {
      for (const end = ends[wording] as number; at < end; at += 1) {
        const stem = stems[at] as number;
        wordings[next[stem] as number] = wording;
        next[stem] = (next[stem] as number) + 1;
      }
    }
    for (const stem of [...this.#numbers.keys()].sort()) {
      const number = this.#numbers.get(stem) as number;
      const end = next[number] as number;
      yield { stem, wordings: wordings.subarray(end - (frequencies[number] as number), end) };
    }
  }
}
