/** How WebAnno TSV writes characters that mean something to it, in values and in the lines of text. */

const escapedInValues = /->|[\\[\]|_;\t\n\r*]/g;
const letters: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * The value of a feature as a cell holds it. The arrow `->` is escaped as one unit, as the specification has it. A
 * carriage return, which it forgets, is escaped too: it would end the line.
 */
export function escapeValue(value: string): string {
  return value.replace(escapedInValues, (found) => letters[found] ?? `\\${found}`);
}

/** The value that {@link escapeValue} was given. A backslash before anything else stands for itself. */
export function unescapeValue(cell: string): string {
  return cell.replace(/\\(->|[\\[\]|_;tnr*])/g, (_, found: string) => named[found] ?? found);
}

const named: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  b: '\b',
};

/** A line of text. Control characters get a backslash before them; line feeds divide lines and cannot occur. */
export function escapeText(line: string): string {
  return line.replace(/[\p{Cc}\\]/gu, (found) =>
    found === '\\' || isEscaped(found) ? (textLetters[found] ?? `\\${found}`) : found,
  );
}

const textLetters: Readonly<Record<string, string>> = { ...letters, '\f': '\\f', '\b': '\\b' };

/** Whether the format escapes a control character: all of C0 but the vertical tab. */
function isEscaped(control: string): boolean {
  return control < ' ' && control !== '\v';
}

/**
 * The line of text that was escaped. Up to version 3.1 the escapes are those of Java's string literals.
 */
export function unescapeText(line: string, version: string): string {
  if (version === '3.0' || version === '3.1') {
    return line.replace(
      /\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(.))/gs,
      (_, hexadecimal?: string, octal?: string, other?: string) => {
        if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        return named[other as string] ?? (other as string);
      },
    );
  }
  return line.replace(/\\(\p{Cc}|[tnfrb\\])/gu, (whole: string, found: string) =>
    /\p{Cc}/u.test(found) && !isEscaped(found) ? whole : (named[found] ?? found),
  );
}

/** Cuts a cell at a separator, except where a backslash escapes it. */
export function splitCell(cell: string, separator: '|' | ';'): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < cell.length; index += 1) {
    if (cell[index] === '\\') index += 1;
    else if (cell[index] === separator) {
      pieces.push(cell.slice(start, index));
      start = index + 1;
    }
  }
  pieces.push(cell.slice(start));
  return pieces;
}

/**
 * Cuts what a pattern finds at the end of a cell from it, unless a backslash escapes its beginning. The pattern ends in
 * `$` and has one group.
 */
export function cutSuffix(
  cell: string,
  pattern: RegExp,
): { readonly rest: string; readonly suffix?: string } {
  const found = pattern.exec(cell);
  if (found === null) return { rest: cell };
  const rest = cell.slice(0, found.index);
  const backslashes = rest.length - rest.replace(/\\+$/, '').length;
  return backslashes % 2 === 1 ? { rest: cell } : { rest, suffix: found[1] as string };
}
