/** ICD-10-CM and ICD-9-CM as the tables that the CMS publishes, and ICD-10-CM with a header row. */
import type { ConceptName, SourceConcept } from '../concept.ts';
import { linesOf } from './lines.ts';
import { plainRows, recordsOf } from './rows.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { groupOf, identifierIn, withFullStop } from './systems.ts';

export const icd10cm: TerminologyFormat = {
  name: 'icd10cm',
  title: 'ICD-10-CM: the order file or a table of codes',
  recognises: (head) => orderLine.test(firstLine(head)) || /^\uFEFF?code\tbillable\t/.test(head),
  async *read([file], tally) {
    if (file === undefined) return;
    tally.statement = { name: 'ICD10CM', ...tally.statement };
    for await (const { text } of linesOf(file, tally)) {
      yield* orderLine.test(text) ? readOrderFile(file, tally) : readCodeTable(file, tally);
      return;
    }
  },
};

export const icd9cm: TerminologyFormat = {
  name: 'icd9cm',
  title: 'ICD-9-CM: the descriptions of diagnoses or procedures',
  recognises: (head) => titleLine.test(firstLine(head)),
  async *read([file], tally) {
    if (file !== undefined) yield* readTitles(file, tally);
  },
};

/** Number, code, whether it is billable, short description in 60 columns, long description. */
const orderLine = /^(\d{5}) ([A-Z]\w{2,6}) {1,5}([01]) (.{60}) ?(.*)$/;
/** A code without its full stop in five columns for diagnoses, in four for procedures; then the title. */
const titleLine = /^(?:([\dEV]\d{2,4}) {1,3}|(\d{2,4}) )(?! )(\S.*)$/;

function firstLine(head: string): string {
  return head.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
}

async function* readOrderFile(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  for await (const { text, number } of linesOf(file, tally)) {
    if (text.trim() === '') continue;
    tally.row();
    const [, , code, , short = '', long = ''] = orderLine.exec(text) ?? [];
    if (code === undefined) {
      tally.malformed(file.path, number, 'This line has no code in columns 7 to 13.');
      continue;
    }
    tally.keep();
    yield codeConcept('ICD10CM', code, [long.trim() || short.trim()]);
  }
}

async function* readCodeTable(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  const rows = recordsOf(file, plainRows(file, tally), tally, ['code', 'long_desc'], ['short_desc']);
  for await (const { cells, line } of rows) {
    if (!/^[A-Z]\w\w/.test(cells.code)) {
      tally.malformed(file.path, line, `${cells.code} is no code of ICD-10-CM.`);
      continue;
    }
    tally.keep();
    yield codeConcept('ICD10CM', cells.code, [cells.long_desc]);
  }
}

async function* readTitles(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  tally.statement = { name: 'ICD9CM', ...tally.statement };
  let width: number | undefined;
  for await (const { text, number } of linesOf(file, tally)) {
    if (text.trim() === '') continue;
    tally.row();
    const [code = '', title] = /^(\S{2,5}) +(\S.*)$/.exec(text)?.slice(1) ?? [];
    if (title === undefined || !/^[\dEV]\d+$/.test(code)) {
      tally.malformed(file.path, number, 'This line is no code with a title.');
      continue;
    }
    // The column in which the titles begin tells diagnoses from procedures, whose codes look alike.
    width ??= text.indexOf(title);
    tally.keep();
    const beforeStop = width === 5 ? 2 : code.startsWith('E') ? 4 : 3;
    yield codeConcept('ICD9CM', withFullStop(code, beforeStop), [title.trim()]);
  }
}

function codeConcept(system: string, code: string, words: readonly string[]): SourceConcept {
  const id = identifierIn(system, code);
  const group = groupOf(id);
  const names = words.map((each): ConceptName => ({ words: each, kind: 'preferred', source: system }));
  return { ...id, names, semanticTypes: [], ...(group !== undefined && { group }), sameAs: [] };
}
