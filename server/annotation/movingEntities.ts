/** Entities that follow the edits of their text, at a cost that hardly grows with their number. */
import type { Offset, Span } from '../text/positions.ts';
import { span, utf16 } from '../text/positions.ts';
import { type Entity, hull } from './document.ts';
import { moveFragments } from './movement.ts';
import type { TextEdit } from './problems.ts';

type Fragments = readonly [Span, ...Span[]];

/** An entity that has text left. */
export interface MovedEntity<E extends Entity> {
  /** As it was before all edits. */
  readonly entity: E;
  /** Where it is now: the entity's own array where nothing has changed. */
  readonly fragments: Fragments;
  /** Whether an edit changed its text or joined fragments of it. */
  readonly isTouched: boolean;
}

/** An entity of whose text nothing is left. */
export interface LostEntity<E extends Entity = Entity> {
  /** As it was before all edits, with its former words. */
  readonly entity: E;
  /** Where its text was, in the text as it is now. */
  readonly place: Offset;
}

/**
 * Moves entities as `movement.ts` says. They are the leaves of a binary tree, in the order of their starts. Each node
 * knows the stretch of text that the entities below it span, and a shift that they have still to take. An edit shifts a
 * whole branch that lies behind it in one step, passes over one that lies before it, and goes down to the entities that
 * it meets.
 *
 * Building costs a sort; an edit, one step for each entity that it meets and a few for each level of the tree, that is,
 * for each doubling of the number of entities; reading where they all are, one step for each.
 */
export class MovingEntities<E extends Entity = Entity> {
  readonly #entities: readonly E[];
  /** By leaf: the index of its entity. */
  readonly #order: readonly number[];
  /** By leaf: its fragments but for what its branch has still to take. A lost entity is an empty one at its place. */
  readonly #fragments: Fragments[];
  /** The number of the first leaf: the root is node 1, and the children of a node n are 2n and 2n + 1. */
  readonly #firstLeaf: number;
  /** By node: where the entities below begin and end, but for what the branches above have still to take. */
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  /** By node: by how much all that is below is still to be shifted. */
  readonly #shifts: Float64Array;
  /** Leaves whose entities are touched or lost. */
  readonly #touched = new Set<number>();
  readonly #lost = new Set<number>();

  constructor(entities: readonly E[]) {
    this.#entities = entities;
    this.#order = entities
      .map((_, index) => index)
      .sort((a, b) => (entities[a] as E).fragments[0].start - (entities[b] as E).fragments[0].start);
    this.#fragments = this.#order.map((index) => (entities[index] as E).fragments);
    this.#firstLeaf = 2 ** Math.ceil(Math.log2(Math.max(1, entities.length)));
    // Leaves without an entity lie before every edit.
    this.#starts = new Float64Array(2 * this.#firstLeaf).fill(Number.POSITIVE_INFINITY);
    this.#ends = new Float64Array(2 * this.#firstLeaf).fill(Number.NEGATIVE_INFINITY);
    this.#shifts = new Float64Array(2 * this.#firstLeaf);
    for (let leaf = 0; leaf < entities.length; leaf += 1) this.#measureLeaf(leaf);
    for (let node = this.#firstLeaf - 1; node > 0; node -= 1) this.#measureBranch(node);
  }

  /** @param edits each counts in the text that the one before left, as the changes of `textDocument/didChange` do. */
  move(edits: readonly TextEdit[]): void {
    for (const edit of edits) this.#move(1, edit, edit.newText.length - (edit.span.end - edit.span.start));
  }

  /** The entities that have text left, in the order in which they were given. */
  moved(): MovedEntity<E>[] {
    const moved = new Array<MovedEntity<E> | undefined>(this.#entities.length);
    this.#visit(1, 0, (leaf, fragments) => {
      const index = this.#order[leaf] as number;
      if (this.#lost.has(leaf)) return;
      moved[index] = {
        entity: this.#entities[index] as E,
        fragments,
        isTouched: this.#touched.has(leaf),
      };
    });
    return moved.filter((each) => each !== undefined);
  }

  /**
   * The entities that have no text left, in the order in which they lost it. Never silently dropped: who moves entities
   * decides what becomes of these.
   */
  lost(): LostEntity<E>[] {
    return Array.from(this.#lost, (leaf) => ({
      entity: this.#entities[this.#order[leaf] as number] as E,
      place: utf16((this.#fragments[leaf] as Fragments)[0].start + this.#shiftAbove(leaf)),
    }));
  }

  #move(node: number, edit: TextEdit, shift: number): void {
    if ((this.#ends[node] as number) < edit.span.start) return;
    if ((this.#starts[node] as number) >= edit.span.end) {
      this.#shift(node, shift);
      return;
    }
    if (node >= this.#firstLeaf) {
      this.#moveLeaf(node - this.#firstLeaf, edit);
      return;
    }
    this.#passDown(node);
    this.#move(2 * node, edit, shift);
    this.#move(2 * node + 1, edit, shift);
    this.#measureBranch(node);
  }

  #moveLeaf(leaf: number, edit: TextEdit): void {
    const node = this.#firstLeaf + leaf;
    const before = shifted(this.#fragments[leaf] as Fragments, this.#shifts[node] as number);
    this.#shifts[node] = 0;
    const { fragments, touched, place } = moveFragments(before, [edit]);
    const [first, ...rest] = fragments;
    if (first === undefined) this.#lost.add(leaf);
    else if (touched) this.#touched.add(leaf);
    this.#fragments[leaf] = first === undefined ? [span(place, place)] : [first, ...rest];
    this.#measureLeaf(leaf);
  }

  #measureLeaf(leaf: number): void {
    const { start, end } = hull({ fragments: this.#fragments[leaf] as Fragments });
    this.#starts[this.#firstLeaf + leaf] = start;
    this.#ends[this.#firstLeaf + leaf] = end;
  }

  #measureBranch(node: number): void {
    this.#starts[node] = Math.min(this.#starts[2 * node] as number, this.#starts[2 * node + 1] as number);
    this.#ends[node] = Math.max(this.#ends[2 * node] as number, this.#ends[2 * node + 1] as number);
  }

  #shift(node: number, by: number): void {
    this.#starts[node] = (this.#starts[node] as number) + by;
    this.#ends[node] = (this.#ends[node] as number) + by;
    this.#shifts[node] = (this.#shifts[node] as number) + by;
  }

  #passDown(node: number): void {
    const by = this.#shifts[node] as number;
    if (by === 0) return;
    this.#shift(2 * node, by);
    this.#shift(2 * node + 1, by);
    this.#shifts[node] = 0;
  }

  /** What the branches of a leaf, and it itself, have still to take. */
  #shiftAbove(leaf: number): number {
    let sum = 0;
    for (let node = this.#firstLeaf + leaf; node > 0; node >>>= 1) sum += this.#shifts[node] as number;
    return sum;
  }

  #visit(node: number, shift: number, visitor: (leaf: number, fragments: Fragments) => void): void {
    const whole = shift + (this.#shifts[node] as number);
    if (node < this.#firstLeaf) {
      this.#visit(2 * node, whole, visitor);
      this.#visit(2 * node + 1, whole, visitor);
      return;
    }
    const fragments = this.#fragments[node - this.#firstLeaf];
    if (fragments !== undefined) visitor(node - this.#firstLeaf, shifted(fragments, whole));
  }
}

function shifted(fragments: Fragments, by: number): Fragments {
  if (by === 0) return fragments;
  const [first, ...rest] = fragments;
  if (rest.length === 0) return [span(first.start + by, first.end + by)];
  return fragments.map(({ start, end }) => span(start + by, end + by)) as [Span, ...Span[]];
}
