/** CoNLL files: a token a line, its tags in columns, an empty line after every sentence. */
import type { Characters, Format, Read, ReadProblem } from '../format.ts';
import { linesOf, type StreamLine } from '../lineStream.ts';
import { findColumns } from './columns.ts';
import { readLine } from './lines.ts';
import { ConllReading } from './reading.ts';
import { conllWriter } from './writing.ts';

/**
 * Reads the dialects of CoNLL-2002 and CoNLL-2003, Label Studio, brat's anntoconll, standoff2conll and bconv, of
 * nervaluate and seqeval, and those of `goldspan export`; writes `# doc_id = X` and token, start, end, tag in IOB2.
 *
 * Columns, scheme and unit are found from the file. The text is what the offsets say; without offsets, tokens are
 * divided by one space and sentences by a line feed. A mark begins a document; without marks, offsets that begin anew
 * do. Memory grows with the largest document, which is the whole file where nothing divides it.
 */
export const conll: Format = {
  name: 'conll',
  title: 'CoNLL (BIO tags)',
  extension: '.conll',
  offsets: 'code points, in the dialects that have offsets',
  recognise,
  read,
  write: conllWriter,
};

function recognise(head: string, fileName: string): number {
  const all = head.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  // The last line of a longer file may be cut.
  if (head.length >= 4096 && all.length > 1) all.pop();
  if (all[0]?.startsWith('#FORMAT=')) return 0;
  const tokens = all.filter(isToken);
  const columns = findColumns(tokens);
  if (columns === undefined || columns.certainty === 0) return 0;
  const hasMark = all.some((line) => readLine(line, columns).kind === 'document');
  // In a line or two of prose a word may look like a tag.
  const sureness = tokens.length < 3 ? 0.4 : columns.certainty;
  const certainty = hasMark ? Math.max(columns.certainty, 0.9) : sureness;
  return /\.(?:conll\d*|bio|iob2?|bioes|ner)$/i.test(fileName) ? Math.min(1, certainty + 0.1) : certainty;
}

/** How many lines of tokens say what the columns are. */
const sampleSize = 500;

async function* read(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const waiting: StreamLine[] = [];
  let sample = 0;
  let reading: ConllReading | undefined;
  const begin = (): ConllReading | undefined => {
    const tokens = waiting.map(({ text }) => text).filter(isToken);
    const columns = findColumns(tokens);
    return columns === undefined && tokens.length > 0 ? undefined : new ConllReading(fileName, columns);
  };
  for await (const line of linesOf(chunks)) {
    if (reading !== undefined) {
      yield* reading.line(line);
      continue;
    }
    waiting.push(line);
    if (isToken(line.text)) sample += 1;
    if (sample < sampleSize) continue;
    reading = begin();
    if (reading === undefined) break;
    for (const early of waiting.splice(0)) yield* reading.line(early);
  }
  reading ??= begin();
  if (reading === undefined) {
    yield { kind: 'problem', problem: noTags(waiting.find(({ text }) => isToken(text))?.number) };
    return;
  }
  for (const early of waiting) yield* reading.line(early);
  yield* reading.end();
}

function isToken(line: string): boolean {
  return readLine(line, undefined).kind === 'token';
}

function noTags(line = 1): ReadProblem {
  const message =
    'No column holds tags such as O, B-Disease or I-Disease; nothing was read. Write one token a line, with its tag in a column of its own.';
  return { code: 'conll/no-tags', severity: 'error', message, line };
}
