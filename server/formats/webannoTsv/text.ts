/** The text of a WebAnno TSV document, put together from its sentences and the offsets of their tokens. */
import { compareWords } from '../../annotation/words.ts';
import { codePoint, type Offset, OffsetConverter, type Span, span, utf16 } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';
import type { Row, Sentence } from './blocks.ts';
import { unescapeText } from './escaping.ts';

export interface PlacedText {
  readonly text: string;
  /** Where the sentences that have rows are, in UTF-16 code units. */
  readonly sentences: readonly Span[];
  /** Where the rows are; rows whose offsets are no positions of the text are missing. */
  readonly rows: ReadonlyMap<Row, Span>;
  /** The rows whose words are not at their offsets. */
  readonly disagreeing: ReadonlySet<Row>;
}

/** A gap between sentences that no document has; the offset before it is a mistake. */
const widestGap = 100_000;

/**
 * Puts the text of a document together. A sentence begins where its first row begins. Between two sentences the format
 * keeps nothing: a gap is a line feed and blanks, as its own reader fills it.
 *
 * Offsets count UTF-16 code units. Where they do not fit the words and code points fit better, those are taken, and the
 * problem `webanno-tsv/code-points` says so.
 */
export function placeText(
  sentences: readonly Sentence[],
  version: string,
  report: (problem: ReadProblem) => void,
): PlacedText {
  let placed = place(sentences, version, 'utf16');
  // Only characters beyond the basic plane are counted differently.
  if (placed.disagreeing.size > 0 && /[\ud800-\udbff]/.test(placed.text)) {
    const byCodePoints = place(sentences, version, 'codePoint');
    if (byCodePoints.disagreeing.size < placed.disagreeing.size) {
      placed = byCodePoints;
      report({
        code: 'webanno-tsv/code-points',
        severity: 'information',
        message:
          'The offsets count code points; WebAnno TSV counts UTF-16 code units. They were read as code points.',
      });
    }
  }
  for (const problem of placed.problems) report(problem);
  return placed;
}

interface Placed extends PlacedText {
  readonly problems: readonly ReadProblem[];
}

function place(sentences: readonly Sentence[], version: string, unit: 'utf16' | 'codePoint'): Placed {
  const problems: ReadProblem[] = [];
  const lengthOf = (piece: string): number =>
    unit === 'utf16' ? piece.length : new OffsetConverter(piece).length.codePoint;
  const pieces: string[] = [];
  const bounds: { sentence: Sentence; start: number; end: number }[] = [];
  let position = 0;
  let length = 0;
  const append = (piece: string): void => {
    pieces.push(piece);
    position += lengthOf(piece);
    length += piece.length;
  };
  for (const sentence of sentences) {
    const begin = sentence.rows[0]?.begin;
    const gap = (begin ?? position + (position === 0 ? 0 : 1)) - position;
    if (gap > 0 && gap <= widestGap) append(position === 0 ? ' '.repeat(gap) : `\n${' '.repeat(gap - 1)}`);
    else if (gap !== 0) {
      problems.push(misplacedSentence(sentence, begin as number, position));
      append('\n');
    }
    const start = length;
    append(sentence.texts.join('\n'));
    bounds.push({ sentence, start, end: length });
  }
  const text = pieces.join('');
  const converter = new OffsetConverter(text);
  const convert = (value: number): Offset | undefined => {
    if (unit === 'codePoint') return converter.fromCodePoint(codePoint(value));
    return converter.toCodePoint(utf16(value)) === undefined ? undefined : utf16(value);
  };
  const rows = new Map<Row, Span>();
  const disagreeing = new Set<Row>();
  for (const row of sentences.flatMap((sentence) => sentence.rows)) {
    const start = convert(row.begin);
    const end = convert(row.end);
    if (start === undefined || end === undefined || start > end) {
      problems.push(misplacedRow(row));
      disagreeing.add(row);
      continue;
    }
    rows.set(row, { start, end });
    const agreement = agreementOf(text, { start, end }, row.words, version);
    if (agreement === 'different' || agreement === 'missing') {
      problems.push(disagreeingRow(row, text.slice(start, end)));
      disagreeing.add(row);
    }
  }
  const spans = bounds.flatMap(({ sentence, start, end }) =>
    sentence.rows.length === 0 ? [] : [span(start, end)],
  );
  return { text, sentences: spans, rows, disagreeing, problems };
}

/** How the words of a row, which are escaped in some files and in others not, relate to the text. */
function agreementOf(text: string, place: Span, words: string, version: string) {
  const agreement = compareWords(text, [place], words);
  return agreement === 'different' || agreement === 'missing'
    ? compareWords(text, [place], unescapeText(words, version))
    : agreement;
}

function misplacedSentence({ line }: Sentence, begin: number, position: number): ReadProblem {
  return {
    code: 'webanno-tsv/misplaced-sentence',
    severity: 'warning',
    message: `The sentence begins at ${begin}, but the text before it ends at ${position}. It was put on a new line; correct the offsets or the #Text= lines.`,
    line,
  };
}

function misplacedRow({ line, id, begin, end }: Row): ReadProblem {
  return {
    code: 'webanno-tsv/offset',
    severity: 'error',
    message: `Row ${id}: ${begin}-${end} is no place in the text. Its annotations are left out.`,
    line,
  };
}

function disagreeingRow({ line, id, begin, end, words }: Row, found: string): ReadProblem {
  return {
    code: 'webanno-tsv/words-differ',
    severity: 'error',
    message: `Row ${id}: the text at ${begin}-${end} is "${found}", the row has "${words}". Correct the offsets or the #Text= lines.`,
    line,
  };
}
