/** What the formats of ontologies have in common: which of their terms are concepts, and how synonyms are meant. */
import type { ConceptIdentifier, ConceptName, NameKind, SourceConcept } from '../concept.ts';
import type { Tally } from './source.ts';
import { groupOf } from './systems.ts';

export interface OntologyTerm {
  readonly id: ConceptIdentifier;
  readonly name?: string;
  readonly synonyms: readonly Omit<ConceptName, 'source'>[];
  /** `xref`, of any exactness. */
  readonly references: readonly ConceptIdentifier[];
  /** What the ontology itself calls an exact match. */
  readonly exactMatches?: readonly ConceptIdentifier[];
  /** Identifiers that this term had before. */
  readonly alternatives: readonly ConceptIdentifier[];
  readonly replacements: readonly ConceptIdentifier[];
  readonly isObsolete: boolean;
}

/**
 * The concepts that a term of an ontology states: itself, and its former identifiers as retired ones. Terms from
 * vocabularies of upper levels and of qualities, which ontologies import, are skipped: nothing in a text is an example of
 * `continuant`, and everything one of `increased`.
 */
export function* ontologyTerm(term: OntologyTerm, tally: Tally): Generator<SourceConcept> {
  const { id, name, synonyms, isObsolete, replacements, references, exactMatches = [], alternatives } = term;
  if (abstractSystems.has(id.system)) {
    tally.skip('abstract term');
    return;
  }
  if (!isObsolete && (name === undefined || name === '')) {
    tally.skip('no name');
    return;
  }
  tally.keep();
  const source = id.system;
  const group = groupOf(id);
  // ChEBI gives the scope `RELATED` to every synonym that is not the name by the rules of IUPAC.
  const kindIn = (kind: NameKind): NameKind => (source === 'CHEBI' && kind === 'related' ? 'exact' : kind);
  const names: ConceptName[] = [
    ...(name === undefined ? [] : [{ words: name, kind: 'preferred' as const, source }]),
    ...synonyms.map(({ words, kind }) => ({ words, kind: kindIn(kind), source })),
  ];
  yield {
    ...id,
    names: isObsolete ? [] : names,
    semanticTypes: [],
    ...(group !== undefined && { group }),
    sameAs: isObsolete ? [] : exactMatches,
    crossReferences: isObsolete ? [] : references,
    ...(isObsolete && { retired: { replacedBy: replacements } }),
  };
  for (const alternative of alternatives) {
    yield { ...alternative, names: [], semanticTypes: [], sameAs: [], retired: { replacedBy: [id] } };
  }
}

/** How a synonym with this scope of OBO stands to its term. Ontologies without scopes mean exact synonyms. */
export function kindOfSynonym(scope: string, isAbbreviation: boolean): NameKind {
  const kind = kindByScope[scope.toLowerCase()] ?? 'exact';
  return isAbbreviation && kind === 'exact' ? 'abbreviation' : kind;
}

const kindByScope: Readonly<Record<string, NameKind>> = {
  exact: 'exact',
  narrow: 'narrow',
  broad: 'broad',
  related: 'related',
};

export const abstractSystems: ReadonlySet<string> = new Set([
  'BFO',
  'BSPO',
  'CARO',
  'CP',
  'COB',
  'IAO',
  'NBO',
  'OBI',
  'OGMS',
  'OMO',
  'PATO',
  'RO',
  'STATO',
  'UO',
]);
