/** What a replacement of a stretch of text really changes, so that spans in what stays can stay with it. */
import { diffArrays } from 'diff';
import { span } from '../text/positions.ts';
import { narrowed } from './edits.ts';
import type { TextEdit } from './problems.ts';

/** How many pieces may differ; the cost of finding them grows with their square. */
const mostChanges = 2000;

/**
 * A replacement as the edits that it amounts to, each counting in the text that the one before left. A formatter may
 * replace a whole text to change the white space in it, and a person a sentence to change two words of it.
 *
 * - Where old and new text differ in white space alone, each run of it that differs is an edit. Linear in the text.
 * - Where at least half of the old characters stay, counted without white space and by whole words, the words and
 *   white space that do not stay are the edits (Myers 1986, by the library `diff`), if they are not too many.
 * - Any other replacement is one edit.
 *
 * Of each edit, what old and new text share at both ends is no part ({@link narrowed}).
 */
export function replacementEdits(text: string, replacement: TextEdit): TextEdit[] {
  const { start, end } = replacement.span;
  const [before, after] = [piecesOf(text.slice(start, end)), piecesOf(replacement.newText)];
  const several =
    before.length > 1 && after.length > 1
      ? (whiteSpaceEdits(before, after, start) ?? wordEdits(before, after, start))
      : undefined;
  return several ?? [narrowed(text, replacement)];
}

/** Words, runs of white space and single other characters; together the text. */
function piecesOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{M}\p{N}]+|./gsu) ?? [];
}

function isWhiteSpace(piece: string | undefined): boolean {
  return piece !== undefined && /^\s/.test(piece);
}

function whiteSpaceEdits(
  before: readonly string[],
  after: readonly string[],
  start: number,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let position = start;
  let [from, to] = [0, 0];
  while (from < before.length || to < after.length) {
    const old = isWhiteSpace(before[from]) ? (before[from++] as string) : '';
    const now = isWhiteSpace(after[to]) ? (after[to++] as string) : '';
    if (old !== now) edits.push(editAt(position, old, now));
    position += now.length;
    // Where white space came or went inside a word, its pieces are others.
    const word = before[from++];
    if (word !== after[to++]) return undefined;
    position += word?.length ?? 0;
  }
  return edits;
}

function wordEdits(
  before: readonly string[],
  after: readonly string[],
  start: number,
): TextEdit[] | undefined {
  const changes = diffArrays([...before], [...after], { maxEditLength: mostChanges });
  if (changes === undefined) return undefined;
  const edits: TextEdit[] = [];
  let position = start;
  let removed = '';
  let [stayed, gone] = [0, 0];
  for (const [index, { value, added, removed: isRemoved }] of changes.entries()) {
    const part = value.join('');
    const weight = part.replace(/\s/g, '').length;
    if (isRemoved) {
      removed += part;
      gone += weight;
      if (changes[index + 1]?.added) continue;
    }
    if (isRemoved || added) {
      const newText = added ? part : '';
      edits.push(editAt(position, removed, newText));
      position += newText.length;
      removed = '';
    } else {
      stayed += weight;
      position += part.length;
    }
  }
  return stayed >= gone ? edits : undefined;
}

function editAt(position: number, old: string, newText: string): TextEdit {
  const { span: inside, newText: rest } = narrowed(old, { span: span(0, old.length), newText });
  return { span: span(position + inside.start, position + inside.end), newText: rest };
}
