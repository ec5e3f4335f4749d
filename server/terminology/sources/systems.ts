/** Systems of identifiers: their names in one spelling, and what can be told of a concept from its system alone. */
import type { ConceptIdentifier, SemanticGroup } from '../concept.ts';

interface System {
  readonly name: string;
  /** Other prefixes for it, compared without regard to case. */
  readonly aliases?: readonly string[];
  /** Of all its concepts, where they are of one group. */
  readonly group?: SemanticGroup;
  /**
   * Classifications put different concepts under one code, so that a reference to a code says nothing about identity
   * unless it is called exact.
   */
  readonly classification?: true;
  /** Two identifiers of the system may stand for one concept, as registry numbers of a substance and its salt do. */
  readonly severalPerConcept?: true;
}

/** Sorted by rank: a concept is linked by its first identifier in this order and named by the first source in it. */
const systems: readonly System[] = [
  { name: 'UMLS', aliases: ['UMLS_CUI', 'CUI'] },
  { name: 'MONDO', group: 'DISO' },
  { name: 'HP', aliases: ['HPO'], group: 'DISO' },
  { name: 'DOID', aliases: ['DO'], group: 'DISO' },
  { name: 'MESH', aliases: ['MSH'] },
  { name: 'NCBIGene', aliases: ['GeneID', 'Entrez', 'EntrezGene', 'NCBI_Gene', 'Gene'], group: 'GENE' },
  { name: 'HGNC', group: 'GENE' },
  { name: 'CHEBI', group: 'CHEM' },
  { name: 'DRUGBANK', aliases: ['DB'], group: 'CHEM' },
  { name: 'RXNORM', aliases: ['RXCUI'], group: 'CHEM' },
  { name: 'UBERON', group: 'ANAT' },
  { name: 'CL', group: 'ANAT' },
  { name: 'MAXO', group: 'PROC' },
  { name: 'SNOMEDCT', aliases: ['SCTID', 'SNOMED', 'SNOMED_CT', 'SNOMED-CT', 'SCT'] },
  { name: 'NCIT', aliases: ['NCI', 'NCI Thesaurus', 'ncithesaurus'] },
  { name: 'OMIM', aliases: ['MIM', 'OMM'] },
  { name: 'OMIMPS', group: 'DISO' },
  { name: 'Orphanet', aliases: ['ORDO', 'ORPHA'], group: 'DISO' },
  { name: 'ICD10CM', aliases: ['ICD10-CM', 'IC10CM'], group: 'DISO', classification: true },
  { name: 'ICD9CM', aliases: ['ICD9', 'ICD-9', 'ICD-9-CM', 'MTHICD9'], classification: true },
  { name: 'ICD10', aliases: ['ICD10WHO', 'ICD-10'], group: 'DISO', classification: true },
  { name: 'ICD11', aliases: ['icd11.foundation'], group: 'DISO', classification: true },
  { name: 'ICDO', aliases: ['ICD-O'], group: 'DISO', classification: true },
  { name: 'MedDRA', group: 'DISO', classification: true },
  { name: 'EFO' },
  { name: 'GARD', group: 'DISO' },
  { name: 'NCBITaxon', aliases: ['NCBI_TaxID', 'taxonomy'], group: 'LIVB' },
  { name: 'GO' },
  { name: 'FMA', group: 'ANAT' },
  { name: 'MA', group: 'ANAT' },
  { name: 'PR', group: 'CHEM' },
  { name: 'UniProt', aliases: ['UP', 'UniProtKB'] },
  { name: 'CAS', aliases: ['CASRN'], severalPerConcept: true },
  { name: 'UNII', severalPerConcept: true },
  { name: 'PUBCHEM.COMPOUND', aliases: ['PUBCHEM', 'CID'], severalPerConcept: true },
  { name: 'KEGG', severalPerConcept: true },
];

const ranks = new Map(systems.map(({ name }, rank) => [name, rank]));
const byPrefix = new Map(
  systems.flatMap((system) =>
    [system.name, ...(system.aliases ?? [])].map((name) => [name.toLowerCase(), system]),
  ),
);

/** Systems by whose identifiers no two sources should be joined: the web, literature and internal marks of editors. */
const noSystems: ReadonlySet<string> = new Set([
  'http',
  'https',
  'url',
  'pmid',
  'doi',
  'wikipedia',
  'isbn',
  'orcid',
]);

/** A release at the end of a prefix: `SNOMEDCT_US_2018_03_01`, `NCI2009_04D`, `CSP2005`. */
const release = /_?(?:19|20)\d\d(?:_\d\d){0,2}[A-Z]?$/;

/**
 * The one name of a system for a prefix in any spelling; a prefix that is not known stays as it is.
 * `SNOMEDCT_US_2018_03_01` and `SCTID` are `SNOMEDCT`, `MSH` is `MESH`, `UMLS_CUI` is `UMLS`.
 */
export function systemNamed(prefix: string): string {
  const bare = prefix.trim().replace(release, '').replace(/_US$/, '');
  return byPrefix.get(bare.toLowerCase())?.name ?? bare;
}

/**
 * An identifier from its compact form, `MSH:D001943`, or from the address of an ontology term; undefined where it is
 * none, or leads to a web page or an article.
 */
export function identifierOf(compact: string): ConceptIdentifier | undefined {
  const trimmed = compact.trim();
  const address =
    /^https?:\/\/(?:purl\.obolibrary\.org\/obo|www\.orpha\.net\/ORDO|www\.ebi\.ac\.uk\/efo)\/([A-Za-z]+)_([\w.-]+)$/;
  const [, prefix, rest] =
    address.exec(trimmed) ?? /^([A-Za-z][\w.-]*(?: Thesaurus)?):\s*([^\s/"]+)$/.exec(trimmed) ?? [];
  if (prefix === undefined || rest === undefined || noSystems.has(prefix.toLowerCase())) return undefined;
  return identifierIn(prefix, rest);
}

/**
 * An identifier of a system in the spelling that sources agree on: without a repeated prefix (`HGNC:HGNC:5`), and with
 * the full stop that tables of codes leave out.
 */
export function identifierIn(prefix: string, local: string): ConceptIdentifier {
  const system = systemNamed(prefix);
  const identifier = local.startsWith(`${system}:`) ? local.slice(system.length + 1) : local;
  if (system === 'OMIM' && identifier.startsWith('PS'))
    return { system: 'OMIMPS', identifier: identifier.slice(2) };
  if (system === 'ICD10CM') return { system, identifier: withFullStop(identifier, 3) };
  return { system, identifier };
}

/** A code with a full stop after some characters unless it is so short or has one. */
export function withFullStop(code: string, after: number): string {
  return code.includes('.') || code.length <= after ? code : `${code.slice(0, after)}.${code.slice(after)}`;
}

/** `MESH:D001943`; equal for equal identifiers. */
export function compactForm({ system, identifier }: ConceptIdentifier): string {
  return `${system}:${identifier}`;
}

/** The place of a system in the order that decides between identifiers and between names; unknown ones come last. */
export function rankOf(system: string): number {
  return ranks.get(system) ?? systems.length;
}

/** Whether distinct identifiers of this system are distinct concepts, so that nothing may join two of them. */
export function isExclusive(system: string): boolean {
  const known = byPrefix.get(system.toLowerCase());
  return known?.severalPerConcept !== true && known?.classification !== true;
}

/** Whether identifiers of this system are of use to people who annotate text about health. */
export function isKnownSystem(system: string): boolean {
  return byPrefix.has(system.toLowerCase());
}

export function isClassification(system: string): boolean {
  return byPrefix.get(system.toLowerCase())?.classification === true;
}

/** The group of a concept as far as its identifier tells it. Descriptors of MeSH tell it by their tree numbers only. */
export function groupOf({ system, identifier }: ConceptIdentifier): SemanticGroup | undefined {
  // In ICD-9-CM the codes of procedures have two digits before the full stop.
  if (system === 'ICD9CM') return /^\d\d(?:\.|$)/.test(identifier) ? 'PROC' : 'DISO';
  return byPrefix.get(system.toLowerCase())?.group;
}
