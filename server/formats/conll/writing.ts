/** Writes documents as CoNLL: token, start, end and tag, divided by tabs, with the id of each document. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import { type Offset, OffsetConverter } from '../../text/positions.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { metadataLosses } from '../losses.ts';
import { type PlacedToken, placeTokens } from '../taggedTokens/text.ts';
import { TagWriting } from '../taggedTokens/writing.ts';

/** A writer of `# doc_id = X` and lines of token, start, end and IOB2 tag; offsets in code points, half-open. */
export function conllWriter(): FormatWriter {
  return { begin: () => '', document: writeDocument, end: () => '' };
}

function writeDocument(document: AnnotatedDocument): { content: string; losses: readonly Loss[] } {
  const { text } = document;
  const writing = new TagWriting('conll', document);
  writing.loseSentences();
  const { sentences } = writing.tagged;
  const converter = new OffsetConverter(text);
  // Tokens never cut a surrogate pair, so that the conversion cannot fail.
  const codePoints = (offset: Offset): number => converter.toCodePoint(offset) as number;
  const placed = sentences.map(({ tokens }) =>
    tokens.map(({ start, end }): PlacedToken => {
      return { words: text.slice(start, end), start: codePoints(start), end: codePoints(end) };
    }),
  );
  loseWhiteSpace(writing, text, placeTokens(placed).text);
  writing.losses.push(
    ...metadataLosses('conll', document.metadata, new Set(), { name: `the document ${document.id}` }),
  );

  const id = document.id.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (id !== document.id || id === '') {
    writing.lose('id-changed', undefined, `the id ${JSON.stringify(document.id)}; "${id}" is written`);
  }
  const lines = [`# doc_id = ${id}`];
  sentences.forEach(({ columns }, sentence) => {
    placed[sentence]?.forEach(({ words, start, end }, token) => {
      lines.push([words, start, end, columns[0]?.[token]].join('\t'));
    });
    lines.push('');
  });
  if (sentences.length === 0) lines.push('');
  return { content: lines.map((line) => `${line}\n`).join(''), losses: writing.losses };
}

/** Reading gives a line feed between sentences and spaces elsewhere, as many as there were characters. */
function loseWhiteSpace(writing: TagWriting, text: string, reread: string): void {
  if (reread === text) return;
  let changed = text.length - reread.length;
  for (let index = 0; index < reread.length; index += 1) {
    if (reread.charCodeAt(index) !== text.charCodeAt(index)) changed += 1;
  }
  const message = `${changed} characters of white space, which come back as other white space or, at the end of the text, not at all`;
  writing.lose('white-space-changed', undefined, message);
}
