/** Bracketed stretches of a text. */

/** A pair of brackets. UTF-16 offsets into the text: the opening bracket, and the closing one. */
export interface Brackets {
  readonly open: number;
  readonly close: number;
}

/** Longer stretches between brackets hold no definition. */
export const longestInside = 240;

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '（': '）', '［': '］' };
const closing = new Set(Object.values(pairs));

/**
 * The pairs of round and square brackets that hold at most {@link longestInside} code units and cross no blank line,
 * nested ones included, in the order of their closing. A bracket that nothing closes is passed over; a closing bracket
 * of the other shape (`(ma]`) opens and closes nothing. Linear in the text.
 */
export function brackets(text: string): Brackets[] {
  const found: Brackets[] = [];
  let open: { readonly at: number; readonly close: string }[] = [];
  for (const { index } of text.matchAll(/[()[\]（）［］]|\n[^\S\n]*\n/g)) {
    const character = text.charAt(index);
    const close = pairs[character];
    if (close !== undefined) open.push({ at: index, close });
    else if (!closing.has(character)) open = [];
    else if (open.at(-1)?.close === character) {
      const { at } = open.pop() as { at: number };
      if (index - at - 1 <= longestInside) found.push({ open: at, close: index });
    } else if (open.at(-2)?.close === character) {
      // One bracket was left open inside: "(the [A-Z range)".
      open.pop();
      const { at } = open.pop() as { at: number };
      if (index - at - 1 <= longestInside) found.push({ open: at, close: index });
    }
  }
  return found;
}

/** Whether every bracket after `start` that opens also closes, and none closes that did not open. */
export function balancedFrom(stretch: string, start: number): boolean {
  const open: string[] = [];
  for (let index = start; index < stretch.length; index += 1) {
    const character = stretch.charAt(index);
    const close = pairs[character];
    if (close !== undefined) open.push(close);
    else if (closing.has(character) && open.pop() !== character) return false;
  }
  return open.length === 0;
}
