/** The rows of a file of vectors that is being made, in stretches that outlive an interruption. */
import { ByteReader, ByteWriter } from '../index/binary.ts';
import { Stretches } from '../index/stretches.ts';
import type { VectorRow } from './writing.ts';

/** @typeParam State what is known at the end of each stretch, as JSON. */
export class PartialRows<State> {
  readonly #stretches: Stretches;
  #state: State | undefined;

  /**
   * Opens the rows of an earlier run for the same purpose, or begins anew.
   * @param purpose everything that decides what the rows are.
   */
  constructor(path: string, purpose: object) {
    this.#stretches = new Stretches(path, purpose);
    for (const stretch of this.#stretches.all()) this.#state = stateOf(new ByteReader(stretch));
  }

  /** What was known at the end of the last complete stretch; undefined where there is none. */
  get state(): State | undefined {
    return this.#state;
  }

  /** Adds a stretch, down to the disk. @param rows in ascending order of their wordings, after those before. */
  append(rows: readonly VectorRow[], state: State): void {
    const stretch = new ByteWriter();
    stretch.string(JSON.stringify(state));
    for (const { wording, row } of rows) {
      stretch.number(wording);
      stretch.bytes(row);
    }
    this.#stretches.append(stretch.written(), true);
    this.#state = state;
  }

  /** All rows, a stretch at a time in memory. @param rowLength bytes of a row. */
  *rows(rowLength: number): Generator<VectorRow> {
    for (const stretch of this.#stretches.all()) {
      const reader = new ByteReader(stretch);
      stateOf(reader);
      while (!reader.isAtEnd) yield { wording: reader.number(), row: reader.bytes(rowLength) };
    }
  }

  close(): void {
    this.#stretches.close();
  }

  /** To be called when it was closed. */
  remove(): void {
    this.#stretches.remove();
  }
}

function stateOf<State>(stretch: ByteReader): State {
  return JSON.parse(stretch.string()) as State;
}
