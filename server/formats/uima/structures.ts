/**
 * Feature structures, which UIMA and the tools built on it exchange: typed records that refer to each other. WebAnno
 * TSV, XMI and CAS JSON are three notations of them; all three are read into these and interpreted in one place.
 */
import type { Span } from '../../text/positions.ts';

export interface Structure {
  /** Unique in its file. */
  readonly id: string;
  /** The full name of the type, for example `custom.Span`. */
  readonly type: string;
  /** Where the structure annotates the text: UTF-16 code units, half-open. Absent for other structures. */
  readonly span?: Span;
  /** Features with a plain value, as text and in file order; features without a value are absent. */
  readonly features: ReadonlyMap<string, string>;
  /** Features that refer to other structures, by their ids; lists are resolved to their elements. */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /** The words that the file stores where they are not the text at the span. */
  readonly words?: string;
}

/** Structures by id, with the references between them. */
export class StructureGraph {
  readonly all: readonly Structure[];
  readonly #byId = new Map<string, Structure>();

  /** Where an id occurs twice, the first counts. */
  constructor(structures: readonly Structure[]) {
    this.all = structures;
    for (const structure of structures) {
      if (!this.#byId.has(structure.id)) this.#byId.set(structure.id, structure);
    }
  }

  get(id: string): Structure | undefined {
    return this.#byId.get(id);
  }

  /** What a feature refers to, in order; references to nothing are left out. */
  referents(structure: Structure, feature: string): Structure[] {
    return (structure.references.get(feature) ?? []).flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** What a feature refers to, where that is an annotation of the text. */
  annotation(structure: Structure, feature: string): Structure | undefined {
    return this.referents(structure, feature).find(({ span }) => span !== undefined);
  }
}
