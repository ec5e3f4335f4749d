/** What a line of a CoNLL file is, once its columns are known. */
import { type Columns, cellsOf, isTag } from './columns.ts';

export type ConllLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment' }
  /** Begins a document; without an id where the mark has none. */
  | { readonly kind: 'document'; readonly id?: string }
  | { readonly kind: 'token'; readonly cells: readonly string[] };

/** Reads a line. Without columns, which is before the first token, only marks of documents and comments are told apart. */
export function readLine(line: string, columns: Columns | undefined): ConllLine {
  if (line.trim() === '') return { kind: 'blank' };
  const mark = documentMark(line);
  if (mark !== undefined) return mark;
  const cells = columns === undefined ? [] : cellsOf(line, columns.separator);
  if (line.startsWith('#') && isComment(line, cells, columns)) return { kind: 'comment' };
  return { kind: 'token', cells };
}

/**
 * `-DOCSTART-` in the column of tokens, with an id in parentheses in some corpora; `# doc_id = X` as standoff2conll and
 * bconv write it, and `# newdoc id = X` of CoNLL-U; `###MEDLINE:X` of GENIA and JNLPBA.
 */
function documentMark(line: string): ConllLine | undefined {
  const start = /(?:^|[ \t])-DOCSTART-(?=\s|$)(?:\s+\((.+)\))?/.exec(line);
  if (start !== null) return { kind: 'document', ...(start[1] !== undefined && { id: start[1].trim() }) };
  const comment = /^#\s*(?:doc_?id|document_id|newdoc(?:\s+id)?)\s*=(.*)$/i.exec(line);
  const id = (comment ?? /^###MEDLINE:(\S+)\s*$/.exec(line))?.[1]?.trim();
  if (id === undefined) return undefined;
  return { kind: 'document', ...(id !== '' && { id }) };
}

/** A number sign may also be a token; then the line has the columns of the others. */
function isComment(line: string, cells: readonly string[], columns: Columns | undefined): boolean {
  if (columns === undefined || columns.separator === 'tab') return !line.includes('\t');
  return cells.length !== columns.count || !isTag(cells[columns.tags[0] as number]);
}
