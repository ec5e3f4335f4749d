/** Mappings in the tabular form of SSSOM (Matentzoglu and others, 2022): one row an edge between two terms. */
import type { ConceptName, SourceConcept } from '../concept.ts';
import { linesOf } from './lines.ts';
import { quotedRows, recordsOf } from './rows.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { groupOf, identifierOf } from './systems.ts';

export const sssom: TerminologyFormat = {
  name: 'sssom',
  title: 'SSSOM mappings',
  recognises: (head) => /^"?subject_id"?\t/m.test(head) && /\t"?predicate_id"?[\t\r\n]/.test(head),
  async *read([file], tally) {
    if (file !== undefined) yield* readMappings(file, tally);
  },
};

/** Predicates by which both terms are one concept; the others of SSSOM say that one is wider, narrower or akin. */
const exact: ReadonlySet<string> = new Set([
  'skos:exactMatch',
  'owl:equivalentClass',
  'owl:sameAs',
  'semapv:crossSpeciesExactMatch',
]);

async function* readMappings(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  await stateMetadata(file, tally);
  const rows = recordsOf(
    file,
    quotedRows(file, tally),
    tally,
    ['subject_id', 'predicate_id', 'object_id'],
    ['subject_label', 'object_label', 'predicate_modifier'],
  );
  for await (const { cells, line } of rows) {
    const subject = identifierOf(cells.subject_id);
    const object = identifierOf(cells.object_id);
    if (subject === undefined || object === undefined) {
      const wrong = subject === undefined ? cells.subject_id : cells.object_id;
      tally.malformed(file.path, line, `${wrong} is no identifier of the form PREFIX:number.`);
      continue;
    }
    if (!exact.has(cells.predicate_id) || cells.predicate_modifier === 'Not') {
      tally.skip('not an exact match');
      continue;
    }
    tally.keep();
    const named = (words: string, source: string, kind: ConceptName['kind']): ConceptName[] =>
      words === '' ? [] : [{ words, kind, source }];
    const group = groupOf(subject) ?? groupOf(object);
    const common = { semanticTypes: [], ...(group !== undefined && { group }) };
    yield {
      ...subject,
      ...common,
      names: named(cells.subject_label, subject.system, 'preferred'),
      sameAs: [object],
    };
    if (cells.object_label !== '') {
      yield {
        ...object,
        ...common,
        names: named(cells.object_label, object.system, 'preferred'),
        sameAs: [],
      };
    }
  }
}

/** The version and licence in the comments above the table. */
async function stateMetadata(file: SourceFile, tally: Tally): Promise<void> {
  for await (const { text } of linesOf(file, tally)) {
    if (!text.startsWith('#')) return;
    const [, key, value] = /^#\s*(mapping_set_version|license):\s*(\S.*)$/.exec(text) ?? [];
    if (value === undefined) continue;
    if (key === 'license') tally.statement = { ...tally.statement, licence: value };
    else tally.statement = { ...tally.statement, version: /\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? value };
  }
}
