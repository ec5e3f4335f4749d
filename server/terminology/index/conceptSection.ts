/**
 * The concepts of an index that is being built: their section in the file, and the numbers, stems and identifiers from which
 * the other sections are made when all concepts are there. Both are also kept in stretches that outlive an interruption:
 * blocks as they stand in the file, each with notes from which the rest is restored far sooner than names are normalised.
 */
import type { Concept } from '../concept.ts';
import { ByteReader, ByteWriter } from './binary.ts';
import { ConceptBlockWriter } from './conceptBlocks.ts';
import { encodeConcept, type NewWording, RecordCodes, type RecordTexts } from './conceptRecords.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { IdentifierList } from './identifierList.ts';
import { hashOf } from './keys.ts';
import { firstOfConcept, groupCode, kindShift } from './layout.ts';
import type { SectionWriter } from './sectionWriter.ts';
import type { Stretches } from './stretches.ts';
import { WordingStems } from './wordingStems.ts';

/** Bytes of blocks and notes after which a stretch ends: of a third of a second of work. */
const stretchLength = 2 ** 18;

/** What is known at the end of a stretch, beside its blocks and notes. */
interface State {
  readonly concepts: number;
  readonly names: number;
  /** Tells the concepts so far from others. */
  readonly digest: number;
  readonly texts: RecordTexts;
}

/** A concept without names takes a number all the same, so that concepts can be counted by their first wordings. */
const noWording: NewWording = { kind: 0, stems: [], key: '' };

export class ConceptSection {
  readonly codes = new RecordCodes();
  readonly stems = new WordingStems();
  readonly identifiers = new IdentifierList();
  /** Of the wordings. */
  readonly flags = new GrowingNumbers();
  /** Of the keys of the wordings. */
  readonly hashes = new GrowingNumbers();
  names = 0;
  concepts = 0;
  readonly #blocks: ConceptBlockWriter;
  readonly #stretches: Stretches | undefined;
  /** Of the stretch that has not ended: the blocks, each with its notes. */
  readonly #stretch = new ByteWriter();
  /** Of the concepts of the block that has not ended. */
  readonly #notes = new ByteWriter();
  #firstOfBlock = 0;
  #digest = 0;
  #kept: Pick<State, 'concepts' | 'digest'> = { concepts: 0, digest: 0 };

  /** @param stretches where what is done is kept. */
  constructor(file: SectionWriter, stretches?: Stretches) {
    this.#blocks = new ConceptBlockWriter(file);
    this.#stretches = stretches;
  }

  /** Takes over what the stretches hold of an earlier run, before there is anything else. */
  restore(): void {
    let state: State | undefined;
    for (const stretch of this.#stretches?.all() ?? []) state = this.#restoreStretch(new ByteReader(stretch));
    if (state === undefined) return;
    this.codes.restore(state.texts);
    this.names = state.names;
    this.#kept = state;
    this.#digest = state.digest;
  }

  /** How many concepts the stretches hold, and what {@link digestOf} gives for them. */
  get kept(): { readonly concepts: number; readonly digest: number } {
    return this.#kept;
  }

  add(concept: Concept): void {
    const notes = this.#stretches && this.#notes;
    const wordings = encodeConcept(concept, this.codes, this.#blocks.record);
    notes?.number(concept.identifiers.length);
    for (const identifier of concept.identifiers)
      this.identifiers.add(identifier, this.codes.systems.codeOf(identifier.system), this.concepts, notes);
    const group = groupCode(concept.group);
    const numbered = wordings.length > 0 ? wordings : [noWording];
    notes?.number(numbered.length);
    for (const [index, { kind, stems, key }] of numbered.entries()) {
      const flags = group | (kind << kindShift) | (index === 0 ? firstOfConcept : 0);
      const hash = hashOf(key);
      notes?.byte(flags);
      notes?.number(hash);
      this.stems.add(stems, notes);
      this.flags.push(flags);
      this.hashes.push(hash);
    }
    this.concepts += 1;
    this.names += concept.names.length;
    this.#digest = this.#stretches === undefined ? 0 : digestOf(this.#digest, concept);
    const packed = this.#blocks.end(numbered.length);
    if (packed !== undefined) this.#keep(packed);
  }

  /** Ends the last block. */
  finish(): void {
    this.#blocks.flush();
  }

  /** As {@link ConceptBlockWriter.starts}. */
  blockStarts(): Uint32Array {
    return this.#blocks.starts();
  }

  #keep(packed: Uint8Array): void {
    if (this.#stretches === undefined) return;
    this.#stretch.number(packed.length);
    this.#stretch.bytes(packed);
    this.#stretch.number(this.concepts - this.#firstOfBlock);
    this.#stretch.bytes(this.#notes.written());
    this.#notes.clear();
    this.#firstOfBlock = this.concepts;
    if (this.#stretch.length < stretchLength) return;
    const state: State = {
      ...{ concepts: this.concepts, names: this.names, digest: this.#digest },
      texts: this.codes.texts(),
    };
    const head = new ByteWriter();
    head.string(JSON.stringify(state));
    // What a failure of the power takes of the last half minute is done again; waiting for the disk would cost more.
    this.#stretches.append(Buffer.concat([head.written(), this.#stretch.written()]), false);
    this.#stretch.clear();
    this.#kept = state;
  }

  #restoreStretch(stretch: ByteReader): State {
    const state = JSON.parse(stretch.string()) as State;
    while (!stretch.isAtEnd) {
      const packed = stretch.bytes(stretch.number());
      const [concepts, firstWording] = [stretch.number(), this.flags.length];
      for (let left = concepts; left > 0; left -= 1) this.#restoreConcept(stretch);
      this.#blocks.restore(packed, concepts, this.flags.length - firstWording);
    }
    this.#firstOfBlock = this.concepts;
    return state;
  }

  #restoreConcept(notes: ByteReader): void {
    for (let left = notes.number(); left > 0; left -= 1) this.identifiers.restore(notes, this.concepts);
    for (let left = notes.number(); left > 0; left -= 1) {
      this.flags.push(notes.byte());
      this.hashes.push(notes.number());
      this.stems.restore(notes);
    }
    this.concepts += 1;
  }
}

/** A number that tells concepts from others, by their first identifiers and numbers of names. @param before 0 for none. */
export function digestOf(before: number, { identifiers: [first], names }: Concept): number {
  return hashOf(`${before} ${first?.system} ${first?.identifier} ${names.length}`);
}
