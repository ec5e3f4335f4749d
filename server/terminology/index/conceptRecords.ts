/** A concept as bytes. Systems, semantic types, and kinds of names with their sources are numbers of a dictionary. */
import {
  type Concept,
  type ConceptIdentifier,
  type ConceptName,
  type NameKind,
  nameKinds,
  semanticGroups,
} from '../concept.ts';
import { normalise, stemsKey, wordsKey } from '../normalisation/normalisation.ts';
import type { ByteReader, ByteWriter } from './binary.ts';
import { groupCode } from './layout.ts';

/** Strings by their numbers, in the order in which they came. */
export class Codes {
  readonly #codes = new Map<string, number>();

  codeOf(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(text, code);
    }
    return code;
  }

  texts(): string[] {
    return [...this.#codes.keys()];
  }
}

/** The strings of the dictionaries below, in the order of their numbers. */
export type RecordTexts = [systems: string[], semanticTypes: string[], namings: string[]];

/** The dictionaries that records refer to while they are written. */
export class RecordCodes {
  readonly systems = new Codes();
  readonly semanticTypes = new Codes();
  readonly #namings = new Codes();

  /** All that {@link restore} needs. */
  texts(): RecordTexts {
    return [this.systems, this.semanticTypes, this.#namings].map((codes) => codes.texts()) as RecordTexts;
  }

  /** To be called before there is anything in the dictionaries. */
  restore([systems, semanticTypes, namings]: RecordTexts): void {
    for (const text of systems) this.systems.codeOf(text);
    for (const text of semanticTypes) this.semanticTypes.codeOf(text);
    for (const text of namings) this.#namings.codeOf(text);
  }

  naming({ kind, source }: ConceptName): number {
    return this.#namings.codeOf(`${nameKinds.indexOf(kind)} ${source}`);
  }

  namings(): { readonly kind: NameKind; readonly source: string }[] {
    return this.#namings.texts().map((text) => ({
      kind: nameKinds[Number(text.charAt(0))] as NameKind,
      source: text.slice(2),
    }));
  }
}

/** The same dictionaries while records are read. */
export interface RecordDictionaries {
  readonly systems: readonly string[];
  readonly semanticTypes: readonly string[];
  readonly namings: readonly { readonly kind: string; readonly source: string }[];
}

/** The names of a concept that are equal but for case, accents, punctuation and spelling. */
export interface NewWording {
  /** The place of the best kind of its names in {@link nameKinds}. */
  kind: number;
  readonly stems: readonly string[];
  /** Empty where the names have neither letters nor digits: such are never found. */
  readonly key: string;
}

/** Appends a concept. @returns its wordings in the order of their first names, by which they are numbered. */
export function encodeConcept(concept: Concept, codes: RecordCodes, bytes: ByteWriter): NewWording[] {
  for (const identifiers of [concept.identifiers, concept.nearest ?? []]) {
    bytes.number(identifiers.length);
    for (const { system, identifier } of identifiers) {
      bytes.number(codes.systems.codeOf(system));
      bytes.string(identifier);
    }
  }
  bytes.number(concept.semanticTypes.length);
  for (const type of concept.semanticTypes) bytes.number(codes.semanticTypes.codeOf(type));
  bytes.number(groupCode(concept.group));
  bytes.number(concept.names.length);
  const wordings: NewWording[] = [];
  const numbers = new Map<string, { readonly wording: number; readonly words: string }>();
  for (const name of concept.names) {
    const normalised = normalise(name.words);
    const words = wordsKey(normalised) || `\0${name.words}`;
    const known = numbers.get(words);
    const kind = nameKinds.indexOf(name.kind);
    if (known === undefined) {
      numbers.set(words, { wording: wordings.length, words: name.words });
      wordings.push({ kind, stems: normalised.stems, key: stemsKey(normalised) });
      bytes.number(0);
      bytes.string(name.words);
    } else {
      const wording = wordings[known.wording] as NewWording;
      wording.kind = Math.min(wording.kind, kind);
      const isSame = known.words === name.words;
      bytes.number(1 + 2 * known.wording + (isSame ? 1 : 0));
      if (!isSame) bytes.string(name.words);
    }
    bytes.number(codes.naming(name));
  }
  return wordings;
}

/** A concept, and for each of its names the number of its wording among those of the concept. */
export interface ConceptRecord {
  readonly concept: Concept;
  readonly wordings: readonly number[];
}

/** Reads what {@link encodeConcept} wrote. */
export function decodeConcept(bytes: ByteReader, dictionaries: RecordDictionaries): ConceptRecord {
  const [identifiers, nearest] = [readIdentifiers(bytes, dictionaries), readIdentifiers(bytes, dictionaries)];
  const semanticTypes = repeated(bytes, () => dictionaries.semanticTypes[bytes.number()] as string);
  const group = semanticGroups[bytes.number() - 1];
  const firstWords: string[] = [];
  const wordings: number[] = [];
  const names = repeated(bytes, (): ConceptName => {
    const reference = bytes.number();
    const wording = reference === 0 ? firstWords.length : (reference - 1) >>> 1;
    const isSame = reference > 0 && (reference - 1) % 2 === 1;
    const words = isSame ? (firstWords[wording] as string) : bytes.string();
    if (reference === 0) firstWords.push(words);
    wordings.push(wording);
    const { kind, source } = dictionaries.namings[bytes.number()] as { kind: NameKind; source: string };
    return { words, kind, source };
  });
  return {
    concept: {
      ...{ identifiers, names, semanticTypes },
      ...(group && { group }),
      ...(nearest.length > 0 && { nearest }),
    },
    wordings,
  };
}

function readIdentifiers(bytes: ByteReader, { systems }: RecordDictionaries): ConceptIdentifier[] {
  return repeated(bytes, () => ({
    system: systems[bytes.number()] as string,
    identifier: bytes.string(),
  }));
}

function repeated<T>(bytes: ByteReader, read: () => T): T[] {
  return Array.from({ length: bytes.number() }, read);
}
