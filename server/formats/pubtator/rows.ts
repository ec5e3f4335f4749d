/** From the lines of one PubTator document to a document. */
import type {
  AnnotatedDocument,
  Entity,
  Normalisation,
  Passage,
  Relation,
} from '../../annotation/document.ts';
import { noAnnotations } from '../../annotation/document.ts';
import { codePoint, OffsetConverter, span } from '../../text/positions.ts';
import { ConceptMentions } from '../conceptRelations.ts';
import { parseConcepts, spellConcepts } from '../concepts.ts';
import type { Read, ReadProblem } from '../format.ts';
import { checkWords, whereElse } from '../storedWords.ts';

export interface RowLine {
  readonly fields: readonly string[];
  readonly number: number;
}

export interface DocumentLines {
  readonly id: string;
  readonly title: string;
  readonly abstract?: string;
  readonly rows: readonly RowLine[];
}

/** The problems of a document and the document. */
export function* documentOf(lines: DocumentLines): Generator<Read, void, undefined> {
  const { id, title, abstract } = lines;
  const text = abstract === undefined ? title : `${title}\n${abstract}`;
  const passages: Passage[] = [{ span: span(0, title.length), metadata: { type: 'title' } }];
  if (abstract !== undefined) {
    passages.push({ span: span(title.length + 1, text.length), metadata: { type: 'abstract' } });
  }
  const { entities, normalisations, relations, problems } = readRows(lines, text);
  for (const problem of problems) yield { kind: 'problem', problem: { ...problem, document: id } };
  const annotations = { ...noAnnotations, entities, normalisations, relations };
  const document: AnnotatedDocument = { id, text, annotations, passages };
  yield { kind: 'document', document };
}

/** Whether a row is a mention: its second and third column are whole numbers. */
export function isMentionRow(fields: readonly string[]): boolean {
  return fields.length > 4 && whole.test(fields[1] ?? '') && whole.test(fields[2] ?? '');
}

const whole = /^\s*-?\d+\s*$/;

function readRows({ rows }: DocumentLines, text: string) {
  const offsets = new OffsetConverter(text);
  const entities: Entity[] = [];
  const normalisations: Normalisation[] = [];
  const relationRows: RowLine[] = [];
  const problems: ReadProblem[] = [];
  for (const row of rows) {
    if (!isMentionRow(row.fields)) {
      if (row.fields.length === 4 || row.fields.length === 5) relationRows.push(row);
      else problems.push(malformedRow(row));
      continue;
    }
    const { entity, problem } = readMention(row, `T${entities.length + 1}`, text, offsets);
    if (problem !== undefined) problems.push(problem);
    if (entity === undefined) continue;
    entities.push(entity);
    for (const concept of parseConcepts(row.fields[5] ?? '')) {
      normalisations.push({ id: `N${normalisations.length + 1}`, target: entity.id, ...concept });
    }
  }
  const mentions = new ConceptMentions({ entities, normalisations });
  const relations = relationRows.map((row, index): Relation => {
    const [, type = '', entity1 = '', entity2 = '', novel] = row.fields;
    for (const concept of new Set([entity1, entity2])) {
      if (mentions.mentionOf(concept) === undefined) problems.push(conceptNotMentioned(row, concept));
    }
    return {
      id: `R${index + 1}`,
      type,
      arguments: mentions.argumentsOf(entity1, entity2),
      metadata: { entity1, entity2, ...(novel !== undefined && { novel }) },
    };
  });
  return { entities, normalisations, relations, problems };
}

function readMention(
  { fields, number }: RowLine,
  id: string,
  text: string,
  offsets: OffsetConverter,
): { entity?: Entity; problem?: ReadProblem } {
  const [, first = '', second = '', stored = '', type = '', cell, mentions, ...more] = fields;
  const [from, to] = [Number(first), Number(second)];
  const start = offsets.fromCodePoint(codePoint(from));
  const end = offsets.fromCodePoint(codePoint(to));
  if (start === undefined || end === undefined || end < start) {
    const hint = whereElse(text, offsets, 'code points', from, to, stored);
    const inverted = start !== undefined && end !== undefined;
    const reason = inverted
      ? 'which ends before it starts'
      : `but the text has only ${offsets.length.codePoint} characters (Unicode code points)`;
    return {
      problem: {
        code: inverted ? 'pubtator/offsets-inverted' : 'pubtator/offset-outside-text',
        severity: 'error',
        message: `${JSON.stringify(stored)} is at ${from} to ${to}, ${reason}. The mention is left out.${hint}`,
        line: number,
        column: (fields[0] ?? '').length + 2,
      },
    };
  }
  const { words, finding } = checkWords(text, [span(start, end)], stored);
  const metadata: Record<string, string> = {};
  if (
    cell !== undefined &&
    (cell === '' ? mentions === undefined : spellConcepts(parseConcepts(cell)) !== cell)
  ) {
    metadata['identifier'] = cell;
  }
  if (mentions !== undefined) metadata['mentions'] = [mentions, ...more].join('\t');
  const entity: Entity = {
    id,
    type,
    fragments: [span(start, end)],
    words,
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
  if (finding === undefined) return { entity };
  const hint =
    finding.code === 'words-differ' ? whereElse(text, offsets, 'code points', from, to, stored) : '';
  return {
    entity,
    problem: {
      code: `pubtator/${finding.code}`,
      severity: finding.severity,
      message: `${from} to ${to}: ${finding.message}${hint}`,
      line: number,
      column: fields.slice(0, 3).join('\t').length + 2,
    },
  };
}

function malformedRow({ fields, number }: RowLine): ReadProblem {
  return {
    code: 'pubtator/malformed-line',
    severity: 'error',
    message:
      `A row with ${fields.length} columns is neither a mention (document, start, end, words, type, identifier) ` +
      'nor a relation (document, type, two identifiers, novelty); it is left out.',
    line: number,
  };
}

function conceptNotMentioned({ fields, number }: RowLine, concept: string): ReadProblem {
  return {
    code: 'pubtator/concept-not-mentioned',
    severity: 'warning',
    message: `The relation ${fields[1]} names ${JSON.stringify(concept)}, which no mention of the document has as its identifier.`,
    line: number,
  };
}
