/** The shape of the beginning of a JSON file, which may be cut anywhere. */

/**
 * The paths of values in the beginning of a JSON or JSON lines file: names of fields joined by dots, `[]` for a member
 * of a list, for example `entities[].span.begin`. Members that are neither strings nor containers are not listed.
 * Empty where the text does not begin with a JSON object or list.
 */
export function jsonPaths(head: string): ReadonlySet<string> {
  const paths = new Set<string>();
  if (!/^\uFEFF?\s*[[{]/.test(head)) return paths;
  /** The paths of the containers that are open; of a list, the path of its members. */
  const open: string[] = [];
  let path = '';
  for (const [token, colon] of head.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|"|[[\]{}]/gs)) {
    // The head ends inside a string.
    if (token === '"') break;
    if (token === ']' || token === '}') {
      open.pop();
      path = open.at(-1) ?? '';
      continue;
    }
    if (colon !== undefined) {
      const parent = open.at(-1) ?? '';
      const name = token.slice(1, token.lastIndexOf('"'));
      path = parent === '' ? name : `${parent}.${name}`;
    }
    if (path !== '') paths.add(path);
    if (token === '[') path += '[]';
    if (token === '[' || token === '{') open.push(path);
  }
  return paths;
}

/** Whether all of the paths are there. */
export function hasAll(paths: ReadonlySet<string>, ...wanted: readonly string[]): boolean {
  return wanted.every((path) => paths.has(path));
}

/** Paths without the `[]` before the fields of a list of records, so that a list and lines of records look alike. */
export function recordPaths(head: string): ReadonlySet<string> {
  const paths = jsonPaths(head);
  return new Set(Array.from(paths, (path) => (path.startsWith('[].') ? path.slice(3) : path)));
}
