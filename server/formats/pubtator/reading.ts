/** Reading PubTator, one document after the other. */
import type { Characters, Read, ReadProblem } from '../format.ts';
import { linesOf } from '../lineStream.ts';
import { type DocumentLines, documentOf, type RowLine } from './rows.ts';

/** A document whose lines are still being read. */
interface Open {
  readonly id: string;
  readonly title: string;
  abstract?: string;
  readonly rows: RowLine[];
  /** Whether a blank line has come after it. */
  closed: boolean;
}

/**
 * Reads PubTator. Lines that cannot be read are problems; mentions whose offsets are no positions of the text are left
 * out with a problem, mentions whose words are not at their offsets are kept as stored, also with a problem. Needs
 * memory for one document.
 */
export async function* readPubtator(chunks: Characters): AsyncGenerator<Read, void, undefined> {
  let open: Open | undefined;
  for await (const { text: line, number } of linesOf(chunks)) {
    if (line.trim() === '') {
      if (open !== undefined) open.closed = true;
      continue;
    }
    const part = /^([^|\t]*)\|([A-Za-z])\|(.*)$/s.exec(line);
    if (part === null) {
      const problem = addRow(open, line, number);
      if (problem !== undefined) yield { kind: 'problem', problem };
      continue;
    }
    const [, id, section, text] = part as unknown as [string, string, string, string];
    if (section === 't') {
      if (open !== undefined) {
        if (!open.closed) yield { kind: 'problem', problem: blankLineMissing(open.id, number) };
        yield* documentOf(open);
      }
      open = { id, title: text, rows: [], closed: false };
    } else if (section === 'a' && open?.id === id && open.abstract === undefined && open.rows.length === 0) {
      open.abstract = text;
    } else if (section === 'a' && open?.id !== id) {
      if (open !== undefined) yield* documentOf(open);
      open = { id, title: '', abstract: text, rows: [], closed: false };
      yield { kind: 'problem', problem: titleMissing(id, number) };
    } else {
      yield { kind: 'problem', problem: misplacedPart(id, section, number) };
    }
  }
  if (open !== undefined) yield* documentOf(open satisfies DocumentLines);
}

/** Adds a row to the open document, unless it belongs to none. */
function addRow(open: Open | undefined, line: string, number: number): ReadProblem | undefined {
  const fields = line.split('\t');
  const [id = ''] = fields;
  if (fields.length === 1) return malformedLine(open, line, number);
  if (open === undefined || id.trim() !== open.id) return otherDocument(open, id, number);
  const problem = open.closed ? blankLineInside(open.id, number) : undefined;
  open.closed = false;
  open.rows.push({ fields, number });
  return problem;
}

function blankLineMissing(document: string, line: number): ReadProblem {
  return {
    code: 'pubtator/blank-line-missing',
    severity: 'warning',
    message: `There is no blank line after document ${document}. Other readers take the next document for a part of it; add one.`,
    line,
    document,
  };
}

function blankLineInside(document: string, line: number): ReadProblem {
  return {
    code: 'pubtator/blank-line-inside',
    severity: 'warning',
    message: `A blank line divides document ${document}, and other readers end it there. Remove the blank line.`,
    line,
    document,
  };
}

function titleMissing(document: string, line: number): ReadProblem {
  return {
    code: 'pubtator/title-missing',
    severity: 'warning',
    message: `Document ${document} has no title line before its abstract. It is read with an empty title, so that the abstract begins at offset 1.`,
    line,
    document,
  };
}

function misplacedPart(document: string, section: string, line: number): ReadProblem {
  const what =
    section === 'a'
      ? `Document ${document} has a second abstract, or one after its rows`
      : `Document ${document} has a part |${section}|, and PubTator knows only |t| and |a|`;
  return {
    code: 'pubtator/part-left-out',
    severity: 'error',
    message: `${what}; the line is left out.`,
    line,
    document,
  };
}

function malformedLine(open: Open | undefined, text: string, line: number): ReadProblem {
  const beginning = JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
  return {
    code: 'pubtator/malformed-line',
    severity: 'error',
    message: `${beginning} is neither a text line nor a row with columns; the line is left out. A text must not contain line breaks.`,
    line,
    ...(open !== undefined && { document: open.id }),
  };
}

function otherDocument(open: Open | undefined, id: string, line: number): ReadProblem {
  const where = open === undefined ? 'comes before any document' : `stands among the rows of ${open.id}`;
  return {
    code: 'pubtator/other-document',
    severity: 'error',
    message: `The row of document ${JSON.stringify(id)} ${where}; it is left out.`,
    line,
    ...(open !== undefined && { document: open.id }),
  };
}
