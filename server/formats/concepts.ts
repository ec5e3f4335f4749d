/**
 * Concept identifiers as the tools of the NCBI spell them, in the sixth column of PubTator and in the infon
 * `identifier` of BioC: `D003409`, `MESH:D003409`, `OMIM:194070`, several of them joined by `|`, `,`, `;` or `+`, and
 * `-` or `-1` where there is no concept. Variants contain `|` themselves (`c|SUB|G|Ex2+860|C`), and what follows them
 * after `;` (`Gene:4508`) says something about the variant; it is no concept of the mention.
 */
import type { Normalisation } from '../annotation/document.ts';

export type Concept = Pick<Normalisation, 'system' | 'identifier'>;

/**
 * What a mention is linked to that no terminology has a concept for, as in the corpora of ShARe and SemEval (Pradhan and
 * others, 2014).
 */
export const noConcept: Concept = { system: 'UMLS', identifier: 'CUI-less' };

/** Whether a link says that there is no concept. */
export function isNoConcept({ identifier }: Concept): boolean {
  return /^CUI-?less$/i.test(identifier);
}

/** The concepts that a cell names, in their order. The system is empty where the cell does not name one. */
export function parseConcepts(cell: string): Concept[] {
  return cell
    .replace(/\(Tax:\d+\)/g, '')
    .split(';')
    .filter((part) => !qualifier.test(part))
    .flatMap((part) => pieces(part.trim()))
    .filter((piece) => !blank.has(piece))
    .map(conceptOf);
}

/** The usual spelling of concepts; what {@link parseConcepts} takes back unless an identifier contains a separator. */
export function spellConcepts(concepts: readonly Concept[]): string {
  return concepts.map(spellConcept).join('|');
}

export function spellConcept({ system, identifier }: Concept): string {
  return system === '' ? identifier : `${system}:${identifier}`;
}

export function sameConcepts(a: readonly Concept[], b: readonly Concept[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ system, identifier }, index) => system === b[index]?.system && identifier === b[index]?.identifier,
    )
  );
}

/**
 * The cell for the concepts of a mention: the one that was read where it still says the same, so that separators and
 * what is said about variants survive.
 */
export function conceptCell(concepts: readonly Concept[], read: string | undefined): string {
  return read !== undefined && sameConcepts(parseConcepts(read), concepts) ? read : spellConcepts(concepts);
}

const blank: ReadonlySet<string> = new Set(['', '-', '-1']);
const qualifier = /^\s*(?:VariantGroup|CorrespondingGene|CorrespondingSpecies|Gene|Disease|Species)[:\d]/;
const variant = /^(?:[A-Za-z]+:)?[a-z]?\|[A-Za-z]*\|/;
const accession = /^(?:[A-Za-z][\w.#]*:)?[\w.:-]+$/;

function pieces(part: string): string[] {
  if (variant.test(part)) return [part];
  const divided = part.split(/[|,+]/).map((piece) => piece.trim());
  return divided.every((piece) => accession.test(piece)) ? divided : [part];
}

function conceptOf(piece: string): Concept {
  const [, system, identifier] = /^([A-Za-z][\w.#]*):(.+)$/s.exec(piece) ?? [];
  return system === undefined || identifier === undefined
    ? { system: '', identifier: piece }
    : { system, identifier };
}
