/**
 * Concepts of terminologies: as one source states them, and merged across sources. Everything between a terminology's
 * file and an index passes through these two shapes, one concept at a time, so that memory does not grow with the source.
 */

/** An identifier within its system, such as `UMLS` `C0006142`, `MESH` `D001943`, `HP` `0003002`, `OMIM` `114480`. */
export interface ConceptIdentifier {
  /** As the prefix of a compact identifier, in capitals except where the registry spells it otherwise (`NCBIGene`). */
  readonly system: string;
  /** Without the prefix. */
  readonly identifier: string;
}

/**
 * How a name stands to its concept. `exact`, `broad`, `narrow` and `related` are the synonym scopes of the OBO format;
 * `abbreviation` is a short form or symbol, whose letters match by chance more often than words do.
 */
export const nameKinds = ['preferred', 'exact', 'abbreviation', 'narrow', 'broad', 'related'] as const;
export type NameKind = (typeof nameKinds)[number];

export interface ConceptName {
  readonly words: string;
  readonly kind: NameKind;
  /** The vocabulary that has this name: `MONDO`, or within UMLS the abbreviation of the source, such as `MSH`. */
  readonly source: string;
}

/** One concept as one source states it. */
export interface SourceConcept extends ConceptIdentifier {
  readonly names: readonly ConceptName[];
  /** Semantic types of UMLS (`T047`). */
  readonly semanticTypes: readonly string[];
  /** Where the source's own structure says it and there are no semantic types. */
  readonly group?: SemanticGroup;
  /** Identifiers of the same concept in other systems; only those that the source calls exact or equivalent. */
  readonly sameAs: readonly ConceptIdentifier[];
  /**
   * Identifiers that the source refers to without saying how exactly: the `xref` of OBO, tables of registry numbers.
   * Most name the same concept, some a neighbour.
   */
  readonly crossReferences?: readonly ConceptIdentifier[];
  /** Set where the source has withdrawn the concept; by what it is replaced, which may be nothing. */
  readonly retired?: { readonly replacedBy: readonly ConceptIdentifier[] };
}

/** The semantic groups of UMLS (McCray and others, 2001). */
export const semanticGroups = [
  'ACTI',
  'ANAT',
  'CHEM',
  'CONC',
  'DEVI',
  'DISO',
  'GENE',
  'GEOG',
  'LIVB',
  'OBJC',
  'OCCU',
  'ORGA',
  'PHEN',
  'PHYS',
  'PROC',
] as const;
export type SemanticGroup = (typeof semanticGroups)[number];

/** A concept after its statements in several sources were put together. */
export interface Concept {
  /** All its identifiers; the first is the one that links are written with. */
  readonly identifiers: readonly ConceptIdentifier[];
  /** The first is the preferred name. No two are equal in words and source. */
  readonly names: readonly ConceptName[];
  readonly semanticTypes: readonly string[];
  readonly group?: SemanticGroup;
  /**
   * Identifiers of other concepts that a reference joins with this one, in systems of which it has none of its own: of a
   * wider or narrower concept, and the nearest there is for someone who needs an identifier of that system.
   */
  readonly nearest?: readonly ConceptIdentifier[];
}

/** An identifier that a source has withdrawn. */
export interface RetiredIdentifier extends ConceptIdentifier {
  readonly replacedBy: readonly ConceptIdentifier[];
}

/** Where the names and identifiers of an index come from. */
export interface SourceStatement {
  /** As in {@link ConceptName.source} where the source is one vocabulary; `UMLS` for a release of it. */
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}
