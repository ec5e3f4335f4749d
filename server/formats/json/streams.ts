/** The records of a JSON file, one after the other: lines of JSON, or a list or sequence of values. */
import { TokenParser, TokenType } from '@streamparser/json';
import type { Characters, ReadProblem } from '../format.ts';
import { linesOf } from '../lineStream.ts';
import { jsonFailure } from './failure.ts';
import { jsonTokenizer } from './tokenizer.ts';
import type { Json } from './values.ts';

/** A value of a file, and the line it begins on, counted from 1. */
export type JsonRead =
  | { readonly kind: 'value'; readonly value: Json; readonly line: number; readonly path: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: ReadProblem };

/**
 * The records of a file that is a list of records, a single record over several lines, or a record a line; which of
 * these, its beginning says. A line that is no JSON is a problem, and the next line is read; a list that is no JSON is
 * read up to where it stops being so.
 * @param format begins the codes of problems: `format/malformed-json`.
 */
export async function* jsonRecords(chunks: Characters, format: string): AsyncGenerator<JsonRead> {
  const source = new Beginning(chunks);
  const beginning = await source.see(isDecided);
  if (/^\uFEFF?\s*\[\s*(?:[[{\]]|$)/.test(beginning)) {
    yield* jsonValues(source.chunks(), ['$.*'], format);
  } else if (isLines(beginning)) {
    yield* jsonLines(source.chunks(), format);
  } else {
    yield* jsonValues(source.chunks(), ['$'], format);
  }
}

/** One JSON value a line; blank lines are passed over. */
export async function* jsonLines(chunks: Characters, format: string): AsyncGenerator<JsonRead> {
  for await (const { text, number } of linesOf(chunks)) {
    if (text.trim() === '') continue;
    try {
      yield { kind: 'value', value: JSON.parse(text) as Json, line: number, path: [] };
    } catch (error) {
      yield { kind: 'problem', problem: malformed(format, number, error, 'This line was passed over.') };
    }
  }
}

/**
 * The values at some paths of a JSON file, each as soon as it is complete, so that no more of the file is in memory.
 * The file may hold several values one after the other.
 * @param paths as `@streamparser/json` takes them, for example `$.*` for the members of a list.
 */
export async function* jsonValues(
  chunks: Characters,
  paths: readonly string[],
  format: string,
): AsyncGenerator<JsonRead> {
  const found: JsonRead[] = [];
  const problems: ReadProblem[] = [];
  const begins: number[] = [];
  let line = 1;
  const tokenizer = jsonTokenizer({ separator: '' });
  const parser = new TokenParser({ paths: [...paths], keepStack: false, separator: '' });
  const fail = (error: Error): void => {
    if (problems.length > 0) return;
    problems.push(
      malformed(format, line, error, 'The rest of the file was not read; what is before it was.'),
    );
  };
  let depth = 0;
  tokenizer.onToken = (token) => {
    const opens = token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET;
    const closes = token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET;
    if (opens) {
      begins[depth] = line;
      depth += 1;
    } else if (closes) {
      depth -= 1;
    }
    parser.write(token);
  };
  tokenizer.onError = fail;
  parser.onError = fail;
  parser.onValue = ({ value, key, stack }) => {
    const path = [
      ...stack.slice(1).map((entry) => String(entry.key)),
      ...(key === undefined ? [] : [String(key)]),
    ];
    const begin = typeof value === 'object' && value !== null ? begins[depth] : undefined;
    found.push({ kind: 'value', value: value as Json, line: begin ?? line, path });
  };
  for await (const chunk of chunks) {
    for (const piece of chunk.split(/(?<=\n)/)) {
      if (problems.length > 0) break;
      tokenizer.write(piece);
      if (problems.length === 0 && piece.endsWith('\n')) line += 1;
    }
    yield* found.splice(0);
    if (problems.length > 0) break;
  }
  if (problems.length === 0 && depth > 0) fail(new Error('the file ends inside a value'));
  for (const problem of problems) yield { kind: 'problem', problem };
}

/** A stream whose beginning can be looked at before it is read. */
class Beginning {
  readonly #iterator: Iterator<string> | AsyncIterator<string>;
  #seen = '';

  constructor(chunks: Characters) {
    this.#iterator =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** The beginning, at least so long that it is enough, or the whole stream. */
  async see(isEnough: (beginning: string) => boolean): Promise<string> {
    let checked = 0;
    while (!isEnough(this.#seen)) {
      // Looking again only when there is twice as much keeps the cost linear where one record fills many chunks.
      do {
        const { done, value } = await this.#iterator.next();
        if (done === true) return this.#seen;
        this.#seen += value;
      } while (this.#seen.length < checked * 2);
      checked = this.#seen.length;
    }
    return this.#seen;
  }

  /** The whole stream, what has been seen first. */
  async *chunks(): AsyncGenerator<string> {
    yield this.#seen;
    this.#seen = '';
    for (;;) {
      const { done, value } = await this.#iterator.next();
      if (done === true) return;
      yield value;
    }
  }
}

/** Two lines with something on them, or the two signs that begin a list of containers. */
function isDecided(beginning: string): boolean {
  return /^\uFEFF?\s*\[\s*\S/.test(beginning) || /^\uFEFF?\s*\S[^\n]*\n\s*\S/.test(beginning);
}

/** Whether each line is a record: the first one ends as a record does, or the second begins as one. */
function isLines(beginning: string): boolean {
  const [first = '', second = ''] = beginning.trimStart().split(/\r?\n\s*(?=\S)/, 2);
  return /[}\]]\s*$/.test(first) || second.startsWith('{"') || first.startsWith('["') || !/^[[{]/.test(first);
}

function malformed(format: string, line: number, error: unknown, consequence: string): ReadProblem {
  return {
    code: `${format}/malformed-json`,
    severity: 'error',
    message: `This is no JSON: ${jsonFailure(error).reason}. ${consequence} Mend it or write the file again.`,
    line,
  };
}
