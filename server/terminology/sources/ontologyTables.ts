/**
 * Tables that ontologies publish beside their files: `id, label` with superclasses or cross-references, several rows a
 * term, and `cls, xref` without names.
 */
import type { ConceptIdentifier, SourceConcept } from '../concept.ts';
import { quotedRows, recordsOf } from './rows.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { groupOf, identifierOf } from './systems.ts';

export const ontologyTables: TerminologyFormat = {
  name: 'ontology-table',
  title: 'tables of an ontology: labels and cross-references',
  recognises: (head) =>
    /^\uFEFF?"?(?:id"?\t"?label"?\t|cls"?\t"?xref"?\s*$)/m.test(head.split('\n', 1)[0] ?? ''),
  async *read([file], tally) {
    if (file !== undefined) yield* readTable(file, tally);
  },
};

async function* readTable(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  const rows = recordsOf(file, quotedRows(file, tally), tally, [], ['id', 'cls', 'label', 'xref', 'xrefs']);
  for await (const { cells, line } of rows) {
    const id = identifierOf(cells.id || cells.cls);
    if (id === undefined) {
      tally.malformed(
        file.path,
        line,
        `${cells.id || cells.cls || 'Nothing'} is no identifier of the form PREFIX:number.`,
      );
      continue;
    }
    const reference = identifierOf(cells.xref || cells.xrefs);
    if (cells.label === '' && reference === undefined) {
      tally.skip('no name and no identifier in another system');
      continue;
    }
    tally.keep();
    yield tableConcept(id, cells.label, reference);
  }
}

function tableConcept(
  id: ConceptIdentifier,
  label: string,
  reference: ConceptIdentifier | undefined,
): SourceConcept {
  const group = groupOf(id);
  return {
    ...id,
    names: label === '' ? [] : [{ words: label, kind: 'preferred', source: id.system }],
    semanticTypes: [],
    ...(group !== undefined && { group }),
    sameAs: [],
    ...(reference !== undefined && { crossReferences: [reference] }),
  };
}
