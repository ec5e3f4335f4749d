/** Genes: the table of HGNC, and `gene_info` of the NCBI. */
import type { ConceptIdentifier, ConceptName, NameKind, SourceConcept } from '../concept.ts';
import { plainRows, recordsOf } from './rows.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { identifierIn, identifierOf } from './systems.ts';

export const hgnc: TerminologyFormat = {
  name: 'hgnc',
  title: 'the gene table of HGNC',
  recognises: (head) => /^\uFEFF?(?:HGNC ID\tApproved [Ss]ymbol\t|hgnc_id\tsymbol\t)/.test(head),
  async *read([file], tally) {
    if (file !== undefined) yield* readHgnc(file, tally);
  },
};

export const geneInfo: TerminologyFormat = {
  name: 'gene-info',
  title: 'gene_info of the NCBI',
  recognises: (head) => /^#?(?:Format: )?tax_id[\t ]GeneID[\t ]Symbol[\t ]/.test(head),
  async *read([file], tally) {
    if (file !== undefined) yield* readGeneInfo(file, tally);
  },
};

async function* readHgnc(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  tally.statement = { name: 'HGNC', ...tally.statement };
  // The table that a person composes on the site, and the complete set that HGNC publishes, name their columns differently.
  const rows = recordsOf(
    file,
    plainRows(file, tally),
    tally,
    [],
    [
      ...['HGNC ID', 'Approved Symbol', 'Approved symbol', 'Approved Name', 'Approved name', 'Status'],
      ...[
        'Synonyms',
        'Alias symbols',
        'Previous symbols',
        'Entrez Gene ID(supplied by NCBI)',
        'NCBI Gene ID',
      ],
      ...[
        'hgnc_id',
        'symbol',
        'name',
        'status',
        'alias_symbol',
        'alias_name',
        'prev_symbol',
        'prev_name',
        'entrez_id',
      ],
    ],
  );
  for await (const { cells, line } of rows) {
    const first = (...columns: string[]): string =>
      columns.map((column) => cells[column] ?? '').find((cell) => cell !== '') ?? '';
    const id = identifierOf(first('HGNC ID', 'hgnc_id'));
    const symbol = first('Approved Symbol', 'Approved symbol', 'symbol');
    const name = first('Approved Name', 'Approved name', 'name');
    if (id === undefined || symbol === '') {
      tally.malformed(file.path, line, 'This row has no HGNC ID or no symbol.');
      continue;
    }
    const status = first('Status', 'status');
    if (/withdrawn/i.test(status)) {
      tally.skip('withdrawn');
      const successor = /symbol withdrawn, see \[?(HGNC:\d+)/i.exec(name)?.[1];
      const replacedBy = successor === undefined ? [] : [identifierIn('HGNC', successor)];
      yield { ...id, names: [], semanticTypes: [], group: 'GENE', sameAs: [], retired: { replacedBy } };
      continue;
    }
    tally.keep();
    const listed = (...columns: string[]): string[] =>
      columns.flatMap((column) => (cells[column] ?? '').replace(/^"|"$/g, '').split(/\||, /));
    const entrez = first('Entrez Gene ID(supplied by NCBI)', 'NCBI Gene ID', 'entrez_id');
    yield geneConcept(
      id,
      {
        ...{ symbol, name },
        symbols: listed('Synonyms', 'Alias symbols', 'Previous symbols', 'alias_symbol', 'prev_symbol'),
        names: listed('alias_name', 'prev_name'),
      },
      entrez === '' ? [] : [identifierIn('NCBIGene', entrez)],
    );
  }
}

async function* readGeneInfo(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  tally.statement = { name: 'NCBIGene', ...tally.statement };
  for await (const { cells, line } of plainRows(file, tally)) {
    const [
      taxon = '',
      identifier = '',
      symbol = '',
      ,
      synonyms = '',
      references = '',
      ,
      ,
      description = '',
      type,
      ,
      full = '',
      ,
      others = '',
    ] = cells;
    if (taxon.startsWith('#')) continue;
    tally.row();
    if (!/^\d+$/.test(taxon) || !/^\d+$/.test(identifier) || symbol === '' || symbol === '-') {
      tally.malformed(file.path, line, 'This row has no number of a species, no GeneID or no symbol.');
      continue;
    }
    if (symbol === 'NEWENTRY') {
      tally.skip('placeholder');
      continue;
    }
    const listed = (cell: string): string[] => (cell === '-' ? [] : cell.split('|'));
    const name = [full, description].find((words) => words !== '-' && words !== '') ?? '';
    const sameAs = listed(references)
      .filter((reference) => reference.startsWith('HGNC:'))
      .map((reference) => identifierIn('HGNC', reference.slice('HGNC:'.length)));
    const omim = listed(references).flatMap((reference) =>
      reference.startsWith('MIM:') ? (identifierOf(reference) ?? []) : [],
    );
    // Loci that are known by a phenotype alone have the names of diseases.
    if (type === 'biological-region' || (type === 'unknown' && sameAs.length === 0)) {
      tally.skip('no known gene');
      continue;
    }
    tally.keep();
    yield geneConcept(
      { system: 'NCBIGene', identifier },
      { symbol, name, symbols: listed(synonyms), names: [description, ...listed(others)] },
      sameAs,
      omim,
    );
  }
}

interface GeneNames {
  readonly symbol: string;
  readonly name: string;
  /** Further symbols; empty ones and dashes are passed over. */
  readonly symbols: readonly string[];
  readonly names: readonly string[];
}

/** Symbols count as abbreviations: three letters and a digit are somewhere in every text. */
function geneConcept(
  id: ConceptIdentifier,
  given: GeneNames,
  sameAs: readonly ConceptIdentifier[],
  crossReferences: readonly ConceptIdentifier[] = [],
): SourceConcept {
  const source = id.system;
  const seen = new Set<string>();
  const fresh = (words: readonly string[], kind: NameKind): ConceptName[] =>
    words
      .map((each) => each.trim())
      .filter((each) => each !== '' && each !== '-' && !seen.has(each) && seen.add(each))
      .map((each) => ({ words: each, kind, source }));
  const names = [
    ...fresh([given.name || given.symbol], 'preferred'),
    ...fresh([given.symbol, ...given.symbols], 'abbreviation'),
    ...fresh(given.names, 'exact'),
  ];
  return { ...id, names, semanticTypes: [], group: 'GENE', sameAs, crossReferences };
}
