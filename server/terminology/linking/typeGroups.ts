/** Which concepts an entity of a type may be linked to, by the type's name, and the other way round. */
import type { SemanticGroup } from '../concept.ts';

/** What entities that name concepts of a group are called where nobody has given them a type. */
export const typeOfGroup: Readonly<Partial<Record<SemanticGroup, string>>> = {
  ANAT: 'Anatomy',
  CHEM: 'Chemical',
  DEVI: 'Device',
  DISO: 'Disease',
  GENE: 'Gene',
  LIVB: 'Species',
  PROC: 'Procedure',
};

const groupsByName: Readonly<Record<string, readonly SemanticGroup[]>> = {
  ...named(
    ['DISO'],
    'disease',
    'disease disorder',
    'disorder',
    'condition',
    'problem',
    'medical condition',
    'diagnosis',
    'adverse effect',
    'adverse event',
    'sign',
    'symptom',
    'sign symptom',
    'finding',
    'phenotype',
    'cancer',
    'injury',
    'pathological formation',
  ),
  ...named(
    ['CHEM'],
    'chemical',
    'drug',
    'medication',
    'medicine',
    'substance',
    'compound',
    'chemical entity',
    'simple chemical',
    'vaccine',
  ),
  // MeSH and UMLS have many proteins among the chemicals.
  ...named(
    ['GENE', 'CHEM'],
    'gene',
    'protein',
    'gene mention',
    'gene or gene product',
    'gene protein',
    'dna',
    'rna',
    'enzyme',
  ),
  ...named(['LIVB'], 'species', 'organism', 'organism taxon', 'taxon', 'bacterium', 'virus'),
  ...named(
    ['ANAT'],
    'anatomy',
    'biological structure',
    'body part',
    'organ',
    'tissue',
    'cell',
    'cell type',
    'cell line',
    'genia cell line',
  ),
  ...named(
    ['PROC'],
    'procedure',
    'diagnostic procedure',
    'therapeutic procedure',
    'test',
    'lab test',
    'surgery',
  ),
  ...named(['PROC', 'CHEM'], 'treatment', 'intervention'),
  ...named(['DEVI'], 'device', 'medical device'),
  ...named(
    [],
    'age',
    'sex',
    'date',
    'time',
    'temporal',
    'duration',
    'dosage',
    'dose',
    'frequency',
    'strength',
    'severity',
    'lab value',
    'value',
    'measurement value',
    'variant',
    'sequence variant',
    'negation',
    'negation cue',
    'qualifier',
    'modifier',
    'person',
    'number',
  ),
};

function named(
  groups: readonly SemanticGroup[],
  ...names: string[]
): Record<string, readonly SemanticGroup[]> {
  return Object.fromEntries(names.map((name) => [keyOf(name), groups]));
}

/** `Sign_symptom`, `SignSymptom` and `SIGN-SYMPTOM` are one name. */
function keyOf(type: string): string {
  return type.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/**
 * The semantic groups of the concepts that an entity of a type may name, the likeliest first: none for types whose mentions
 * name no concept, such as dates; undefined, which is any, where the name says nothing.
 */
export function groupsOfType(type: string): readonly SemanticGroup[] | undefined {
  const key = keyOf(type);
  return groupsByName[key] ?? groupsByName[key.replace(/s$/, '')];
}
