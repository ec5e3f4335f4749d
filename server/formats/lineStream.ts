/** The lines of a stream of characters. */
import type { Characters } from './format.ts';

export interface StreamLine {
  /** Without its terminator. */
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * The lines of a file whose characters come in pieces that are cut anywhere, also between `\r` and `\n`. A line ends at
 * `\r\n`, `\n` or a lone `\r`. What stands after the last terminator is a line unless it is empty. A byte order mark at
 * the start is left out. Needs memory for the longest line and one piece.
 */
export async function* linesOf(chunks: Characters): AsyncGenerator<StreamLine, void, undefined> {
  const terminator = /\r\n|\n|\r(?!$)/g;
  let rest = '';
  let number = 1;
  let first = true;
  for await (const chunk of chunks) {
    if (chunk === '') continue;
    const fresh = first ? chunk.replace(/^\uFEFF/, '') : chunk;
    first = false;
    const content = rest + fresh;
    let start = 0;
    // A carriage return at the end of what came before may turn out to be the first half of a line end.
    terminator.lastIndex = Math.max(0, rest.length - 1);
    for (let match = terminator.exec(content); match !== null; match = terminator.exec(content)) {
      yield { text: content.slice(start, match.index), number };
      number += 1;
      start = terminator.lastIndex;
    }
    rest = content.slice(start);
  }
  if (rest.endsWith('\r')) yield { text: rest.slice(0, -1), number };
  else if (rest !== '') yield { text: rest, number };
}
