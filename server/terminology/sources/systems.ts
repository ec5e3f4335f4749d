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
  /** The form of its identifiers, by which numbers of something else under its prefix are told apart. */
  readonly form?: RegExp;
}

const digits = /^\d+$/;
const sevenDigits = /^\d{7}$/;

/** Sorted by rank: a concept is linked by its first identifier in this order and named by the first source in it. */
const systems: readonly System[] = [
  { name: 'UMLS', form: /^C\d{7}$/, aliases: ['UMLS_CUI', 'CUI'] },
  { name: 'MONDO', form: sevenDigits, group: 'DISO' },
  { name: 'HP', form: sevenDigits, aliases: ['HPO'], group: 'DISO' },
  { name: 'DOID', form: digits, aliases: ['DO'], group: 'DISO' },
  { name: 'MESH', form: /^[CDM]\d{6,9}$/, aliases: ['MSH'] },
  {
    name: 'NCBIGene',
    form: digits,
    aliases: ['GeneID', 'Entrez', 'EntrezGene', 'NCBI_Gene', 'Gene'],
    group: 'GENE',
  },
  { name: 'HGNC', form: digits, group: 'GENE' },
  { name: 'CHEBI', form: digits, group: 'CHEM' },
  { name: 'DRUGBANK', form: /^DB\d{5}$/, aliases: ['DB'], group: 'CHEM' },
  { name: 'RXNORM', form: digits, aliases: ['RXCUI'], group: 'CHEM' },
  { name: 'UBERON', form: sevenDigits, group: 'ANAT' },
  { name: 'CL', form: sevenDigits, group: 'ANAT' },
  { name: 'MAXO', form: sevenDigits, group: 'PROC' },
  { name: 'SNOMEDCT', form: /^\d{6,18}$/, aliases: ['SCTID', 'SNOMED', 'SNOMED_CT', 'SNOMED-CT', 'SCT'] },
  { name: 'NCIT', form: /^C\d+$/, aliases: ['NCI', 'NCI Thesaurus', 'ncithesaurus'] },
  { name: 'OMIM', form: /^\d{6}$/, aliases: ['MIM', 'OMM'] },
  { name: 'OMIMPS', form: /^\d{6}$/, group: 'DISO' },
  { name: 'Orphanet', form: digits, aliases: ['ORDO', 'ORPHA'], group: 'DISO' },
  {
    name: 'ICD10CM',
    form: /^[A-Z]\d[A-Z\d](?:\.[A-Z\d]{1,4})?(?:-[A-Z]\d[A-Z\d])?$/,
    aliases: ['ICD10-CM', 'IC10CM'],
    group: 'DISO',
    classification: true,
  },
  {
    name: 'ICD9CM',
    form: /^(?:[EV]?\d{2,3})(?:\.\d{1,2})?$/,
    aliases: ['ICD9', 'ICD-9', 'ICD-9-CM', 'MTHICD9'],
    classification: true,
  },
  { name: 'ICD10', aliases: ['ICD10WHO', 'ICD-10'], group: 'DISO', classification: true },
  { name: 'ICD11', aliases: ['icd11.foundation'], group: 'DISO', classification: true },
  { name: 'ICDO', aliases: ['ICD-O'], group: 'DISO', classification: true },
  { name: 'MedDRA', group: 'DISO', classification: true },
  { name: 'LOINC', form: /^[A-Z\d]+-\d$/, aliases: ['LNC'] },
  { name: 'ATC', form: /^[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?$/, group: 'CHEM', classification: true },
  { name: 'EFO', form: sevenDigits },
  { name: 'GARD', form: digits, group: 'DISO' },
  { name: 'NCBITaxon', form: digits, aliases: ['NCBI_TaxID', 'taxonomy'], group: 'LIVB' },
  { name: 'GO', form: sevenDigits },
  { name: 'FMA', form: digits, group: 'ANAT' },
  { name: 'MA', group: 'ANAT' },
  { name: 'PR', group: 'CHEM' },
  { name: 'UniProt', aliases: ['UP', 'UniProtKB'] },
  { name: 'CAS', form: /^\d{2,7}-\d\d-\d$/, aliases: ['CASRN'], severalPerConcept: true },
  { name: 'UNII', form: /^[A-Z\d]{10}$/, severalPerConcept: true },
  { name: 'PUBCHEM.COMPOUND', form: digits, aliases: ['PUBCHEM', 'CID'], severalPerConcept: true },
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
 * none, has not the form that identifiers of its system have, or leads to a web page or an article.
 */
export function identifierOf(compact: string): ConceptIdentifier | undefined {
  const trimmed = compact.trim();
  for (const [pattern, fixed] of addresses) {
    const [, first, second] = pattern.exec(trimmed) ?? [];
    if (first === undefined) continue;
    return wellFormed(second === undefined ? identifierIn(fixed ?? '', first) : identifierIn(first, second));
  }
  const [, prefix, local] = /^([A-Za-z][\w.-]*(?: Thesaurus)?):\s*([^\s/"]+)$/.exec(trimmed) ?? [];
  if (prefix === undefined || local === undefined || noSystems.has(prefix.toLowerCase())) return undefined;
  return wellFormed(identifierIn(prefix, local));
}

/** Addresses of terms, with the system where the address does not name it. */
const addresses: readonly (readonly [RegExp, string?])[] = [
  [/^https?:\/\/purl\.obolibrary\.org\/obo\/([A-Za-z]+)_([\w.-]+)$/],
  [/^https?:\/\/www\.ebi\.ac\.uk\/efo\/([A-Za-z]+)_([\w.-]+)$/],
  [/^https?:\/\/www\.orpha\.net\/ORDO\/([A-Za-z]+)_(\d+)$/],
  [/^https?:\/\/linkedlifedata\.com\/resource\/umls\/id\/(C\d{7})$/, 'UMLS'],
  [/^https?:\/\/id\.nlm\.nih\.gov\/mesh\/(?:\d{4}\/)?([CDM]\d+)$/, 'MESH'],
  [/^https?:\/\/identifiers\.org\/mesh\/([CDM]\d+)$/, 'MESH'],
  [/^https?:\/\/snomed\.info\/id\/(\d+)$/, 'SNOMEDCT'],
  [/^https?:\/\/(?:www\.)?omim\.org\/entry\/(\d{6})$/, 'OMIM'],
];

function wellFormed(id: ConceptIdentifier): ConceptIdentifier | undefined {
  const form = byPrefix.get(id.system.toLowerCase())?.form;
  return form === undefined || form.test(id.identifier) ? id : undefined;
}

/**
 * An identifier of a system in the spelling that sources agree on: without a repeated prefix (`HGNC:HGNC:5`), and with
 * the full stop that tables of codes leave out. Its form is not checked.
 */
export function identifierIn(prefix: string, local: string): ConceptIdentifier {
  const system = systemNamed(prefix);
  const identifier = local.startsWith(`${system}:`) ? local.slice(system.length + 1) : local;
  if (system === 'OMIM' && identifier.startsWith('PS'))
    return { system: 'OMIMPS', identifier: identifier.slice(2) };
  if (system === 'ICD10CM') return { system, identifier: withFullStop(identifier, 3) };
  return { system, identifier };
}

/** The same for one whose form has to be right, such as a registry number in a table; undefined where it is not. */
export function checkedIdentifier(prefix: string, local: string): ConceptIdentifier | undefined {
  return wellFormed(identifierIn(prefix, local.trim()));
}

/** A code with a full stop after some characters unless it is so short, has one, or is a range of codes. */
export function withFullStop(code: string, after: number): string {
  return /[.-]/.test(code) || code.length <= after ? code : `${code.slice(0, after)}.${code.slice(after)}`;
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
  return byPrefix.get(system.toLowerCase())?.severalPerConcept !== true;
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
