/** The table of names that UMLS and RxNorm share: `MRCONSO.RRF` and `RXNCONSO.RRF`. */
import type { ConceptIdentifier, ConceptName, NameKind } from '../concept.ts';
import { linesOf } from './lines.ts';
import type { Choices, SourceFile, Tally } from './source.ts';
import { checkedIdentifier, isKnownSystem } from './systems.ts';

/** The atoms of one concept that are wanted, as they come in the file. */
export interface ConsoConcept {
  readonly identifier: string;
  readonly names: readonly ConceptName[];
  /** The codes of the atoms in their own vocabularies, as far as they are identifiers that others know. */
  readonly codes: readonly ConceptIdentifier[];
}

interface Atom {
  readonly name: ConceptName;
  /** How much the release prefers it: of the preferred term, in its preferred form, the preferred atom. */
  readonly preference: number;
}

/**
 * The concepts of the table, each once if the table is sorted by concept, as releases are. One in whose rows nothing is
 * wanted is passed over. Needs memory for one concept.
 * @param form of an identifier of a concept.
 */
export async function* consoConcepts(
  file: SourceFile,
  form: RegExp,
  tally: Tally,
  choices: Choices,
): AsyncGenerator<ConsoConcept> {
  const languages = choices.languages ?? new Set(['ENG']);
  let identifier: string | undefined;
  let atoms: Atom[] = [];
  let codes = new Map<string, ConceptIdentifier>();
  for await (const { text, number } of linesOf(file, tally)) {
    if (text === '') continue;
    tally.row();
    const cells = text.split('|');
    const [id = '', language = '', termStatus, , stringType, , isPreferred, , , scui = ''] = cells;
    const [vocabulary = '', type = '', code = '', words = '', , suppression] = cells.slice(11);
    if (cells.length < 18 || !form.test(id) || words === '' || vocabulary === '') {
      const wrong =
        cells.length < 18
          ? `has ${cells.length} cells where 18 are needed`
          : 'lacks its concept, vocabulary or name';
      tally.malformed(file.path, number, `This row ${wrong}.`);
      continue;
    }
    if (id !== identifier) {
      if (identifier !== undefined && atoms.length > 0) yield concept(identifier);
      identifier = id;
      atoms = [];
      codes = new Map();
    }
    const reason = unwanted(language, vocabulary, type, suppression);
    if (reason !== undefined) {
      tally.skip(reason);
      continue;
    }
    tally.keep();
    const kind: NameKind = abbreviations.has(type) ? 'abbreviation' : 'exact';
    const preference =
      (termStatus === 'P' ? 4 : 0) + (stringType === 'PF' ? 2 : 0) + (isPreferred === 'Y' ? 1 : 0);
    atoms.push({ name: { words, kind, source: vocabulary }, preference });
    const own = checkedIdentifier(
      systems[vocabulary] ?? vocabulary,
      vocabulary === 'SNOMEDCT_US' ? scui : code,
    );
    if (own !== undefined && isKnownSystem(own.system) && !notIdentifiers.test(code))
      codes.set(`${own.system}:${own.identifier}`, own);
  }
  if (identifier !== undefined && atoms.length > 0) yield concept(identifier);

  function unwanted(
    language: string,
    vocabulary: string,
    type: string,
    suppression?: string,
  ): string | undefined {
    if (!languages.has(language)) return 'another language';
    if (choices.suppressed !== true && suppression !== 'N' && suppression !== '') return 'suppressed';
    if (choices.vocabularies?.has(vocabulary) === false) return 'another vocabulary';
    if (choices.termTypes?.has(type) === false) return 'another term type';
    return undefined;
  }

  function concept(of: string): ConsoConcept {
    const best = atoms.reduce((first, atom) => (atom.preference > first.preference ? atom : first));
    const names: ConceptName[] = [{ ...best.name, kind: 'preferred' }];
    const seen = new Set([`${best.name.source}\t${best.name.words}`]);
    for (const { name } of atoms) {
      const key = `${name.source}\t${name.words}`;
      if (seen.has(key)) continue;
      seen.add(key);
      names.push(name);
    }
    return { identifier: of, names, codes: [...codes.values()] };
  }
}

/** Term types of abbreviations and of the symbols of genes. */
const abbreviations: ReadonlySet<string> = new Set(['AB', 'ACR', 'AA', 'SYMBOL']);

/** Vocabularies whose codes are identifiers of a system under another name. */
const systems: Readonly<Record<string, string>> = {
  MSH: 'MESH',
  SNOMEDCT_US: 'SNOMEDCT',
  NCBI: 'NCBITaxon',
  MDR: 'MedDRA',
  ORPHANET: 'Orphanet',
  RXNORM: 'RXNORM',
};

/** Codes that UMLS makes up for vocabularies without any. */
const notIdentifiers = /^(?:NOCODE|MTHU|U\d|TCGA)/;
