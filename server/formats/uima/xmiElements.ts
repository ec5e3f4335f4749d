/** The elements of an XMI file: feature structures as XML has them, without types of their values. */
import sax from 'sax';
import type { Characters, ReadProblem } from '../format.ts';

export interface XmiElement {
  readonly id: string;
  /** The full name of the type. */
  readonly type: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Features whose values are elements of their own, as lists of strings are. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Reads the elements under the root. Where the file is no XML, what comes before that is given and a problem says
 * where it is.
 */
export async function readXmiElements(
  chunks: Characters,
  report: (problem: ReadProblem) => void,
): Promise<XmiElement[]> {
  const elements: XmiElement[] = [];
  const parser = sax.parser(true, { xmlns: true });
  // The whole text of a document is one attribute. The parser would refuse attributes of more than 64 thousand
  // characters, and has no option for that.
  Object.assign(parser, { bufferCheckPosition: Number.POSITIVE_INFINITY });
  let depth = 0;
  let failed = false;
  let attributes = new Map<string, string>();
  let lists = new Map<string, string[]>();
  let start = { id: '', type: '', line: 0 };
  let value = '';
  parser.onerror = (error) => {
    failed = true;
    report({
      code: 'uima-xmi/xml',
      severity: 'error',
      message: `The file is no well-formed XML from here on: ${error.message.split('\n')[0]}. What follows is not read.`,
      line: parser.line + 1,
      column: parser.column + 1,
    });
  };
  parser.onopentag = (tag) => {
    depth += 1;
    value = '';
    if (depth !== 2) return;
    const { uri, local, attributes: found } = tag as sax.QualifiedTag;
    attributes = new Map();
    lists = new Map();
    for (const { prefix, local: name, value: text } of Object.values(found)) {
      if (prefix === '') attributes.set(name, text);
      else if (prefix === 'xmi' && name === 'id') start = { ...start, id: text };
    }
    start = { ...start, type: typeName(uri, local), line: parser.line + 1 };
  };
  parser.ontext = (text) => {
    value += text;
  };
  parser.onclosetag = (name) => {
    if (depth === 3) {
      const known = lists.get(name);
      if (known === undefined) lists.set(name, [value]);
      else known.push(value);
    }
    if (depth === 2) elements.push({ ...start, attributes, lists });
    depth -= 1;
    value = '';
  };
  for await (const chunk of chunks) {
    parser.write(chunk);
    if (failed) return elements;
  }
  parser.close();
  return elements;
}

/** The type of an element: its namespace `http:///a/b.ecore` and its name `C` are `a.b.C`. */
function typeName(uri: string, local: string): string {
  const path = /^http:\/\/\/(.*)\.ecore$/.exec(uri)?.[1];
  return path === undefined || path === 'uima/noNamespace' ? local : `${path.replaceAll('/', '.')}.${local}`;
}
