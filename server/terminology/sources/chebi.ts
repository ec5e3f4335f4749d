/** The table of names that ChEBI publishes (`names.tsv`): `ID, COMPOUND_ID, TYPE, … NAME …`. */
import type { NameKind } from '../concept.ts';
import { plainRows, recordsOf } from './rows.ts';
import type { TerminologyFormat } from './source.ts';

export const chebi: TerminologyFormat = {
  name: 'chebi',
  title: 'the table of names of ChEBI',
  recognises: (head) => /^\uFEFF?ID\tCOMPOUND_ID\t(?:[A-Z]+\t)*NAME/.test(head),
  async *read([file], tally) {
    if (file === undefined) return;
    tally.statement = { name: 'CHEBI', ...tally.statement };
    const rows = recordsOf(
      file,
      plainRows(file, tally),
      tally,
      ['COMPOUND_ID', 'TYPE', 'NAME'],
      ['LANGUAGE'],
    );
    for await (const { cells, line } of rows) {
      const { COMPOUND_ID: identifier, TYPE: type, NAME: words, LANGUAGE: language } = cells;
      if (!/^\d+$/.test(identifier)) {
        tally.malformed(file.path, line, `${identifier} is no number of a compound.`);
        continue;
      }
      if (language !== '' && language !== 'en') {
        tally.skip('another language');
        continue;
      }
      tally.keep();
      const kind: NameKind = type === 'NAME' || type === 'INN' ? 'preferred' : 'exact';
      yield {
        ...{ system: 'CHEBI', identifier },
        names: [{ words: withoutMarkup(words), kind, source: 'CHEBI' }],
        ...{ semanticTypes: [], group: 'CHEM', sameAs: [] },
      };
    }
  },
};

/** ChEBI marks italics and indices: `<small>D</small>-glucose`. */
function withoutMarkup(words: string): string {
  return words.replace(/<\/?(?:small|i|em|sub|sup|strong|b)>/gi, '');
}
