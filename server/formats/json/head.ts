/** The shape of the beginning of a JSON file, which may be cut anywhere. */

/**
 * The paths of all values in the beginning of a JSON or JSON lines file: field names joined by dots, `[]` for the
 * members of a list, for example `entities[].span.begin`. Empty where the text does not begin as a JSON object or list.
 */
export function jsonPaths(head: string): ReadonlySet<string> {
  const paths = new Set<string>();
  const start = /^\uFEFF?\s*(?=[[{])/.exec(head)?.[0].length;
  if (start === undefined) return paths;
  const open: string[] = [];
  let path = '';
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|"|[[\]{}]/gs;
  tokens.lastIndex = start;
  for (let match = tokens.exec(head); match !== null; match = tokens.exec(head)) {
    const [token, colon] = match;
    if (token === '[' || token === '{') {
      open.push(path);
      if (token === '[') path += '[]';
    } else if (token === ']' || token === '}') {
      path = open.pop() ?? '';
    } else if (token === '"') {
      // The head ends inside a string.
      break;
    } else if (colon !== undefined) {
      const parent = open.at(-1) ?? '';
      path = `${parent}${parent === '' ? '' : '.'}${token.slice(1, token.lastIndexOf('"'))}`;
    }
    if (path !== '') paths.add(path);
    if (token === ']' || token === '}') path = restored(path);
  }
  return paths;
}
