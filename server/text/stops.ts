/** Reads a stop inside running text: where the run of marks ends, and whether its sentence ends there. */
import { endsAtFullStop, type Following, isMissingSpace, longestWord, type Place } from './fullStops.ts';
import { isSpace } from './whiteSpace.ts';

/** What was found at a stop: where scanning goes on and, where a sentence ends, its end (exclusive). */
export interface StopReading {
  readonly next: number;
  readonly end?: number;
}

/** True for the characters at which {@link readStop} has to be asked. */
export function isStop(code: number): boolean {
  return code === fullStop || code === 0x21 || code === 0x3f || (code > 0x7f && wideStops.includes(code));
}

const fullStop = 0x2e;
/** `…`, and the full-width and half-width stops of Chinese and Japanese. */
const wideStops = [0x2026, 0x3002, 0xff01, 0xff0e, 0xff1f, 0xff61];
const openers = '"\'“‘«([{*_¿¡„‚`';
const closers = '"\'”’»)]}*_`';
const operators = '±=<>×≤≥÷–—,;:%/&|~≈→';

/**
 * Reads the stop at `place.index`. The sentence's end takes in the whole run of stops, closing quotes and brackets, and
 * a citation (`.[12]`, `.¹²`, `.12 The`). Looks at a bounded stretch before the stop and, beyond closing marks and
 * white space, after it.
 */
export function readStop(place: Place): StopReading {
  const { text, index, limit } = place;
  let afterStops = index + 1;
  while (afterStops < limit && isStop(text.charCodeAt(afterStops))) afterStops += 1;
  const afterClosers = skipClosers(text, afterStops, limit);
  const end = skipCitation(place, afterClosers);
  if (end >= limit) return { next: limit, end: limit };
  // A Chinese or Japanese stop needs no white space after it.
  if (text.charCodeAt(afterStops - 1) > 0x2fff) return { next: end, end };
  if (!isSpace(text.charCodeAt(end))) {
    return isMissingSpace(place, end) ? { next: end, end } : { next: afterStops };
  }
  const following = readFollowing(text, end, limit);
  // A stop that stands alone belongs to what comes before it, and an operator joins what stands on its two sides.
  if (following.kind === 'stop') return { next: following.start };
  if (following.kind === 'operator') return { next: afterStops };
  const closed = end > afterStops;
  const single = afterStops === index + 1 && text.charCodeAt(index) === fullStop;
  const ends = single ? endsAtFullStop(place, following, closed) : endsAtStrongStop(place, following, closed);
  return ends ? { next: end, end } : { next: afterStops };
}

/** `!`, `?` and an ellipsis. A question mark after white space stands for doubt ("? pneumonia"). */
function endsAtStrongStop({ text, start, index }: Place, following: Following, closed: boolean): boolean {
  const doubt = index === start || isSpace(text.charCodeAt(index - 1));
  return (closed || !doubt) && following.kind !== 'lower';
}

function readFollowing(text: string, from: number, limit: number): Following {
  let outer = from;
  while (outer < limit && isSpace(text.charCodeAt(outer))) outer += 1;
  let index = outer;
  while (index < limit - 1 && index < outer + 4 && openers.includes(text.charAt(index))) index += 1;
  const stretch = text.slice(outer, Math.min(limit, outer + longestWord));
  // "(a) Overview" and "(a-f) Each panel" start the legend of a panel, whatever the case of its letter.
  if (/^\([a-z](?:\s?[-–,]\s?[a-z])*\)\s+\p{Lu}/u.test(stretch))
    return { kind: 'upper', start: index, word: '', opened: true };
  // So does "b: Detail", and "*, p < 0.05" starts the note that an asterisk stands for.
  if (/^[a-h](?:\s?[-–,]\s?[a-h])*:\s\p{Lu}/u.test(stretch))
    return { kind: 'upper', start: outer, word: '', opened: false };
  if (/^[*†‡§]+[,;:]?\s/.test(stretch)) return { kind: 'mark', start: outer, word: '', opened: false };
  const word = /^[\p{L}\p{M}\p{N}.'’+-]*/u.exec(stretch.slice(index - outer))?.[0] ?? '';
  return {
    kind: classOf(String.fromCodePoint(text.codePointAt(index) as number)),
    start: index,
    word,
    opened: index > outer,
  };
}

function classOf(character: string): Following['kind'] {
  if (/\p{Lu}|\p{Lt}/u.test(character)) return 'upper';
  if (/\p{Ll}/u.test(character)) return 'lower';
  if (/\p{Nd}/u.test(character)) return 'digit';
  if (/\p{L}/u.test(character)) return 'uncased';
  if ('.!?'.includes(character)) return 'stop';
  return operators.includes(character) ? 'operator' : 'mark';
}

/** Closing quotes and brackets, and marks that combine with what stands before them. */
function skipClosers(text: string, from: number, limit: number): number {
  let index = from;
  while (index < limit && (closers.includes(text.charAt(index)) || isJoining(text.charCodeAt(index))))
    index += 1;
  return index;
}

/** Combining marks, variation selectors and joiners never start a sentence. */
function isJoining(code: number): boolean {
  return code >= 0x300 && (code === 0x200d || /\p{M}/u.test(String.fromCharCode(code)));
}

/** A citation right after a stop: `[12]`, superscript digits, or plain digits after an ordinary word; or ` [12].`. */
function skipCitation({ text, start, index, limit }: Place, from: number): number {
  const stretch = text.slice(from, Math.min(limit, from + longestWord));
  const marked = /^(?: ?\[[\d,;\s–-]+\]\.|(?:\[[\d,;\s–-]+\]|[⁰¹²³⁴-⁹˒⁻])+)(?=\s|$)/u.exec(stretch);
  if (marked) return from + marked[0].length;
  if (!/\p{Ll}{4}$/u.test(text.slice(Math.max(start, index - 4), index))) return from;
  const plain = /^\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[\p{Lu}(]|\s*$)/u.exec(stretch);
  return plain ? from + plain[0].length : from;
}
