/** The open vocabulary of DrugBank, a table between commas or semicolons. */
import type { ConceptName } from '../concept.ts';
import { headOf } from './characters.ts';
import { quotedRows, type Row, recordsOf } from './rows.ts';
import type { TerminologyFormat } from './source.ts';
import { checkedIdentifier } from './systems.ts';

export const drugbank: TerminologyFormat = {
  name: 'drugbank',
  title: 'the vocabulary of DrugBank',
  recognises: (head) => separatorIn(head) !== undefined,
  async *read([file], tally) {
    if (file === undefined) return;
    tally.statement = { name: 'DRUGBANK', ...tally.statement };
    const separator = separatorIn(await headOf(file)) ?? ',';
    const rows = recordsOf(
      file,
      withoutNumberedHeader(quotedRows(file, tally, separator)),
      tally,
      ['DrugBank ID', 'Common name'],
      ['Accession Numbers', 'CAS', 'UNII', 'Synonyms'],
    );
    for await (const { cells, line } of rows) {
      const identifier = cells['DrugBank ID'];
      if (!/^DB\d{5}$/.test(identifier)) {
        tally.malformed(file.path, line, `${identifier} is no identifier of DrugBank.`);
        continue;
      }
      tally.keep();
      const listed = (cell: string): string[] =>
        cell
          .split('|')
          .map((piece) => piece.trim())
          .filter((piece) => piece !== '');
      const numbers = [
        ...listed(cells.CAS).map((number) => checkedIdentifier('CAS', number)),
        ...listed(cells.UNII).map((number) => checkedIdentifier('UNII', number)),
      ].filter((number) => number !== undefined);
      const drug = { system: 'DRUGBANK', identifier };
      const common = cells['Common name'];
      yield {
        ...drug,
        names: [
          { words: common, kind: 'preferred', source: 'DRUGBANK' },
          ...listed(cells.Synonyms)
            .filter((words) => words !== common)
            .map((words): ConceptName => ({ words, kind: 'exact', source: 'DRUGBANK' })),
        ],
        ...{ semanticTypes: [], group: 'CHEM', sameAs: [], crossReferences: numbers },
      };
      // Before 2010 the accession numbers were the identifiers; of two records that became one, the second is among them.
      for (const former of listed(cells['Accession Numbers']).filter((number) => /^DB\d{5}$/.test(number))) {
        if (former === identifier) continue;
        yield {
          ...{ system: 'DRUGBANK', identifier: former, names: [], semanticTypes: [], sameAs: [] },
          retired: { replacedBy: [drug] },
        };
      }
    }
  },
};

function separatorIn(head: string): string | undefined {
  return /(?:^|\n)\uFEFF?"?DrugBank ID"?([;,\t])"?Accession Numbers"?/.exec(head)?.[1];
}

/** Some copies have a first row that numbers the columns. */
async function* withoutNumberedHeader(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  for await (const row of rows) if (!/^Column\d+$/.test(row.cells[0] ?? '')) yield row;
}
