/** Applying edits to a text. */
import { span } from '../text/positions.ts';
import type { TextEdit } from './problems.ts';

/**
 * Applies edits that all count in the same, unedited text and do not overlap, in any order. Insertions at one place
 * come out in the order of the list, and before a replacement that starts there.
 *
 * @throws RangeError for edits that overlap or reach outside the text, which only a defect in the caller can cause.
 */
export function applyEdits(content: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort(
      (a, b) =>
        a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index,
    );
  const pieces: string[] = [];
  let position = 0;
  for (const { edit } of ordered) {
    const { start, end } = edit.span;
    if (start < position || end < start || end > content.length) {
      throw new RangeError(`Edit of ${start} to ${end} overlaps another edit or reaches outside the text.`);
    }
    pieces.push(content.slice(position, start), edit.newText);
    position = end;
  }
  pieces.push(content.slice(position));
  return pieces.join('');
}

/** Applies edits one after the other; each counts in the text that the one before it left. */
export function applyInSequence(content: string, edits: readonly TextEdit[]): string {
  return edits.reduce((text, edit) => applyEdits(text, [edit]), content);
}

/**
 * The same edit without what the old and the new text share at both ends. An editor that completes a word replaces
 * all of it, although only its end is new; spans should follow what really changed. Never cuts a surrogate pair.
 */
export function narrowed(text: string, edit: TextEdit): TextEdit {
  const old = text.slice(edit.span.start, edit.span.end);
  const { newText } = edit;
  const shorter = Math.min(old.length, newText.length);
  let head = 0;
  while (head < shorter && old[head] === newText[head]) head += 1;
  if (splitsPair(old, head) || splitsPair(newText, head)) head -= 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === newText.at(-1 - tail)) tail += 1;
  if (splitsPair(old, old.length - tail) || splitsPair(newText, newText.length - tail)) tail -= 1;
  return {
    span: span(edit.span.start + head, edit.span.end - tail),
    newText: newText.slice(head, newText.length - tail),
  };
}

function splitsPair(text: string, index: number): boolean {
  return index > 0 && index < text.length && (text.codePointAt(index - 1) as number) > 0xffff;
}
