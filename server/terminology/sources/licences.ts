/** Under which terms vocabularies may be used, where their files do not say it. */

const licences: Readonly<Record<string, string>> = {
  CHEBI: 'CC BY 4.0',
  CL: 'CC BY 4.0',
  DOID: 'CC0 1.0',
  DRUGBANK: 'CC0 1.0',
  HGNC: 'CC0 1.0',
  HP: 'HPO licence: cite, show the version, do not alter',
  ICD10CM: 'US Government work',
  ICD9CM: 'US Government work',
  MAXO: 'CC BY 4.0',
  MESH: 'US National Library of Medicine, with attribution',
  MONDO: 'CC BY 4.0',
  NCBIGene: 'US Government work',
  RXNORM: 'US National Library of Medicine, with attribution',
  SNOMEDCT: 'SNOMED CT affiliate licence',
  UBERON: 'CC BY 3.0',
  UMLS: 'UMLS Metathesaurus licence',
};

/** `unknown` where nothing is known: whoever passes an index on has to find out. */
export function licenceOf(vocabulary: string): string {
  return licences[vocabulary] ?? 'unknown';
}
