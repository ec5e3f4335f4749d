/** What an editor does to a file by opening it: it drops a byte order mark and makes line ends alike. */
import { span } from '../text/positions.ts';
import type { TextEdit } from './problems.ts';

/**
 * The edits that lead from a file's text to an editor's where the two differ in nothing but a leading byte order mark
 * and line ends; undefined where they differ in anything else. Each edit counts in the text that the one before left.
 * Linear in the length of the texts.
 */
export function lineEndingEdits(file: string, editor: string): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let from = 0;
  let to = 0;
  if (file.startsWith('\uFEFF') && !editor.startsWith('\uFEFF')) {
    edits.push({ span: span(0, 1), newText: '' });
    from = 1;
  }
  while (from < file.length || to < editor.length) {
    const old = lineEndAt(file, from);
    const now = lineEndAt(editor, to);
    if (old !== now) {
      if (old === '' || now === '') return undefined;
      edits.push({ span: span(to, to + old.length), newText: now });
    } else if (old === '' && file.charCodeAt(from) !== editor.charCodeAt(to)) {
      return undefined;
    }
    from += old.length || 1;
    to += now.length || 1;
  }
  return edits;
}

function lineEndAt(text: string, index: number): '' | '\n' | '\r' | '\r\n' {
  const character = text.charAt(index);
  if (character === '\r') return text.charAt(index + 1) === '\n' ? '\r\n' : '\r';
  return character === '\n' ? '\n' : '';
}
