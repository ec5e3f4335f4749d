/** Writes tagged documents as CoNLL: one token a line, columns by one tab, an empty line after every sentence. */

import type { TaggedDocument } from '../annotation/tagging/tagging.ts';
import { type Offset, OffsetConverter } from '../text/positions.ts';

/** What a column holds: the token itself, its start and end in code points of the document's text, its tag. */
export type ConllColumn = 'token' | 'start' | 'end' | 'tag';

export const conllColumns: readonly ConllColumn[] = ['token', 'start', 'end', 'tag'];

/**
 * How the start of a document is marked: by a sentence of the one token `-DOCSTART-`, as in CoNLL-2003, which readers
 * know to skip or take for a token outside any mention; by a comment `# doc_id = X`, for readers that take comments; or
 * not at all.
 */
export type DocumentMark = 'docstart' | 'comment' | 'none';

export const documentMarks: readonly DocumentMark[] = ['docstart', 'comment', 'none'];

export interface ConllLayout {
  readonly columns: readonly ConllColumn[];
  readonly documentMark: DocumentMark;
  /**
   * The number of tag columns, so that every line of a corpus has as many. Documents that need fewer are filled
   * with `O`. At least that of {@link tagColumnsOf} the corpus.
   */
  readonly tagColumns: number;
}

/** How many tag columns a corpus needs: 1, or more where overlapping mentions are written in columns. */
export function tagColumnsOf(documents: Iterable<TaggedDocument>): number {
  let columns = 1;
  for (const { sentences } of documents) columns = Math.max(columns, sentences[0]?.columns.length ?? 1);
  return columns;
}

/**
 * One document. Offsets are code points of the document's text, half-open, 0 in the line that marks the document's
 * start. Tokens hold no white space, so that readers may cut the lines at tabs or at any white space. Lines end in `\n`.
 */
export function writeConll({ id, text, sentences }: TaggedDocument, layout: ConllLayout): string {
  const converter = new OffsetConverter(text);
  // Tokens never cut a surrogate pair, so that the conversion cannot fail.
  const codePoints = (offset: Offset): number => converter.toCodePoint(offset) as number;
  const lines: string[] = [];
  const addLine = (token: string, start: number, end: number, tags: readonly string[]): void => {
    const fields = { token: [token], start: [`${start}`], end: [`${end}`], tag: tags };
    lines.push(layout.columns.flatMap((column) => fields[column]).join('\t'));
  };

  const outside = new Array<string>(layout.tagColumns).fill('O');
  if (layout.documentMark === 'docstart') {
    addLine('-DOCSTART-', 0, 0, outside);
    lines.push('');
  }
  if (layout.documentMark === 'comment') lines.push(`# doc_id = ${id}`);
  for (const { tokens, columns } of sentences) {
    tokens.forEach(({ start, end }, index) => {
      const tags = outside.map((tag, column) => columns[column]?.[index] ?? tag);
      addLine(text.slice(start, end), codePoints(start), codePoints(end), tags);
    });
    lines.push('');
  }
  return lines.map((line) => `${line}\n`).join('');
}
