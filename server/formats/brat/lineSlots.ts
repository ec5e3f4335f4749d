/** Which part of a line of brat standoff a position is in, also in a line that somebody is still writing. */
import type { Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';
import { byteOrderMark, type Part } from './lines.ts';

/** The kinds of lines, by the first character of their ids. */
export type LineKind = 'T' | 'R' | 'E' | 'A' | 'M' | 'N' | '#' | '*';

interface Place {
  /** What stands in the slot so far, in UTF-16 code units of the file: the token at the position, or nothing. */
  readonly replaced: Span;
  /** The rest of the line after `replaced`. */
  readonly rest: string;
}

/** A part of a line that can be completed. */
export type Slot = Place &
  (
    | { readonly kind: 'id' }
    /** `target` is what the line annotates, where it says so already. */
    | { readonly kind: 'type'; readonly line: LineKind; readonly target?: string }
    /** The entity that triggers an event of a type. */
    | { readonly kind: 'trigger'; readonly type: string }
    /** `filled` are the roles of the line's other arguments. */
    | {
        readonly kind: 'role';
        readonly line: 'R' | 'E';
        readonly type: string;
        readonly filled: readonly string[];
      }
    /** What fills a role; `others` are the ids in the line's other arguments. */
    | {
        readonly kind: 'argument';
        readonly line: 'R' | 'E';
        readonly type: string;
        readonly role: string;
        readonly others: readonly string[];
      }
    /** What an attribute, a normalisation or a note is about. */
    | { readonly kind: 'target'; readonly line: 'A' | 'M' | 'N' | '#'; readonly type: string }
    | { readonly kind: 'value'; readonly type: string }
    /** The terminology of a concept, before its colon. */
    | { readonly kind: 'terminology'; readonly target: string }
    | { readonly kind: 'member'; readonly type: string; readonly others: readonly string[] }
  );

/**
 * The slot at a position of a file, in UTF-16 code units; `undefined` where nothing can be completed: among offsets,
 * words and free text, and in a line whose first column is no id. Needs no more than the line itself.
 */
export function slotAt(content: string, position: number): Slot | undefined {
  const line = lineAround(content, position);
  const at = position - line.span.start;
  if (at < 0) return undefined;
  const firstTab = line.text.indexOf('\t');
  if (firstTab < 0 || at <= firstTab) return idSlot(line, at);
  const id = line.text.slice(0, firstTab);
  const secondTab = line.text.indexOf('\t', firstTab + 1);
  const end = secondTab < 0 ? line.text.length : secondTab;
  const kind = kindOf(id);
  if (kind === undefined || at > end) return undefined;
  return dataSlot(kind, { line, at, tokens: tokensBetween(line, firstTab + 1, end), end });
}

/** The kind of line that an id makes; `undefined` for what is none. */
export function kindOf(id: string): LineKind | undefined {
  if (id === '*') return '*';
  return /^[TREAMN#]/.test(id) && /\d/.test(id) ? (id[0] as LineKind) : undefined;
}

/** The line that holds a position, which may be the empty one behind the last terminator. */
function lineAround(content: string, position: number): Part {
  const before = content.slice(0, position);
  const mark = content.startsWith(byteOrderMark) ? 1 : 0;
  const start = Math.max(before.lastIndexOf('\n') + 1, before.lastIndexOf('\r') + 1, mark);
  const length = content.slice(start).search(/[\r\n]/);
  const end = length < 0 ? content.length : start + length;
  return { text: content.slice(start, end), span: span(start, Math.max(start, end)) };
}

function idSlot(line: Part, at: number): Slot | undefined {
  const length = /^\S*/.exec(line.text)?.[0].length ?? 0;
  return at > length ? undefined : { kind: 'id', ...placeOf(line, 0, length) };
}

/** The second column of a line and a position in it; `start`s and `end`s count from the start of the line. */
interface Data {
  readonly line: Part;
  readonly at: number;
  readonly tokens: readonly Token[];
  readonly end: number;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function dataSlot(kind: LineKind, data: Data): Slot | undefined {
  const { line, at, tokens, end } = data;
  const found = tokens.findIndex((token) => token.start <= at && at <= token.end);
  const index = found < 0 ? tokens.filter((token) => token.end < at).length : found;
  const token = tokens[found] ?? { text: '', start: at, end: at };
  const others = tokens.filter((_, other) => other !== found);
  const colon = token.text.indexOf(':');
  const whole = placeOf(line, token.start, token.end);
  const beforeColon = colon < 0 ? whole : placeOf(line, token.start, token.start + colon);
  const afterColon = placeOf(line, token.start + colon + 1, token.end);
  const isBeforeColon = colon < 0 || at <= token.start + colon;
  const first = tokens[0]?.text ?? '';
  if (index === 0) {
    const isTrigger = kind === 'E' && !isBeforeColon;
    if (isTrigger) return { kind: 'trigger', type: token.text.slice(0, colon), ...afterColon };
    const target = others[0]?.text;
    const place = kind === 'E' ? beforeColon : whole;
    return { kind: 'type', line: kind, ...(target !== undefined && { target }), ...place };
  }
  switch (kind) {
    case 'R':
    case 'E': {
      const type = kind === 'E' ? first.replace(/:.*$/, '') : first;
      const filled = others.slice(1);
      if (isBeforeColon) {
        const roles = filled.map(({ text }) => text.replace(/:.*$/, ''));
        return { kind: 'role', line: kind, type, filled: roles, ...beforeColon };
      }
      const role = token.text.slice(0, colon);
      const ids = filled.map(({ text }) => text.slice(text.indexOf(':') + 1));
      return { kind: 'argument', line: kind, type, role, others: ids, ...afterColon };
    }
    case 'A':
    case 'M': {
      if (index === 1) return { kind: 'target', line: kind, type: first, ...whole };
      // A value may hold spaces: it reaches to the end of the column.
      const start = tokens[2]?.start ?? at;
      const { length } = line.text.slice(start, end).trimEnd();
      return {
        kind: 'value',
        type: first,
        ...placeOf(line, Math.min(start, at), Math.max(start + length, at)),
      };
    }
    case 'N': {
      if (index === 1) return { kind: 'target', line: kind, type: first, ...whole };
      const target = tokens[1]?.text ?? '';
      return index === 2 && isBeforeColon ? { kind: 'terminology', target, ...beforeColon } : undefined;
    }
    case '#':
      return index === 1 ? { kind: 'target', line: kind, type: first, ...whole } : undefined;
    case '*':
      return { kind: 'member', type: first, others: others.slice(1).map(({ text }) => text), ...whole };
    default:
      return undefined;
  }
}

function tokensBetween(line: Part, start: number, end: number): Token[] {
  return Array.from(line.text.slice(start, end).matchAll(/\S+/g), ({ 0: text, index }) => ({
    text,
    start: start + index,
    end: start + index + text.length,
  }));
}

function placeOf(line: Part, start: number, end: number): Place {
  const from = line.span.start;
  return { replaced: span(from + start, from + end), rest: line.text.slice(end) };
}
