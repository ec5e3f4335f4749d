/** Texts whose annotations were left behind: what edits outside do to a text, and where each span then is. */
import type { SeededRandom } from '../../../../scripts/samples/random.ts';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import type { TextEdit } from '../../../../server/annotation/problems.ts';
import {
  type Realigned,
  realign,
  type StoredEntity,
} from '../../../../server/annotation/realignment/realignment.ts';
import { OffsetConverter, type Span, span } from '../../../../server/text/positions.ts';

type Fragments = readonly [Span, ...Span[]];

/** A text with the fragments of its entities. */
export interface Annotated {
  readonly text: string;
  readonly entities: readonly Fragments[];
}

/** A text after edits, with where each entity of the text before them is; undefined where its words were edited. */
export interface Damaged {
  readonly before: Annotated;
  readonly text: string;
  readonly truth: readonly (Fragments | undefined)[];
}

/** Applies edits, which count in the text and do not overlap. */
export function damagedBy(before: Annotated, edits: readonly TextEdit[]): Damaged {
  const ordered = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const moved = ({ start, end }: Span): Span | undefined => {
    let shift = 0;
    for (const edit of ordered) {
      if (edit.span.end <= start) shift += edit.newText.length - (edit.span.end - edit.span.start);
      else if (edit.span.start < end) return undefined;
      else break;
    }
    return span(start + shift, end + shift);
  };
  const truth = before.entities.map((fragments) => {
    const now = fragments.map(moved);
    return now.every((fragment) => fragment !== undefined) ? (now as [Span, ...Span[]]) : undefined;
  });
  return { before, text: applyEdits(before.text, edits), truth };
}

/**
 * Random insertions, deletions and replacements of 1 to 200 characters that do not overlap.
 * @param source where inserted text comes from: another text, or the same one, so that it repeats what is annotated.
 * @param touching whether annotated words may be edited too.
 */
export function randomEdits(
  { text, entities }: Annotated,
  count: number,
  random: SeededRandom,
  source: string,
  touching: boolean,
): TextEdit[] {
  const taken = touching ? [] : entities.flat();
  const edits: TextEdit[] = [];
  for (let attempt = 0; attempt < count * 20 && edits.length < count; attempt += 1) {
    const kind = random.integer(0, 2);
    const start = random.integer(0, text.length);
    const end = kind === 0 ? start : Math.min(text.length, start + random.integer(1, 200));
    const from = random.integer(0, Math.max(0, source.length - 1));
    const newText = kind === 1 ? '' : source.slice(from, from + random.integer(1, 200));
    if (cutsPair(text, start) || cutsPair(text, end) || cutsPair(source, from)) continue;
    const meets = (other: Span): boolean => start < other.end && other.start < end;
    const inside = (other: Span): boolean => start === end && other.start < start && start < other.end;
    const near = edits.some(({ span: other }) => start <= other.end && other.start <= end);
    if (near || taken.some((other) => meets(other) || inside(other))) continue;
    if (/[\ud800-\udbff]$/.test(newText)) continue;
    edits.push({ span: span(start, end), newText });
  }
  return edits;
}

function cutsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.codePointAt(at - 1) as number) > 0xffff;
}

/** The entities as a file made for the text before has them, in code points, and which of them still agree. */
export function storedIn({ before, text }: Damaged): StoredEntity[] {
  const offsets = new OffsetConverter(before.text);
  const now = new OffsetConverter(text);
  return before.entities.map((fragments) => {
    const stored = fragments.map(({ start, end }) => ({
      start: offsets.toCodePoint(start) as number,
      end: offsets.toCodePoint(end) as number,
      words: before.text.slice(start, end),
    }));
    const there = stored.map(({ start, end }) => {
      const from = now.fromCodePoint(start as never);
      const to = now.fromCodePoint(end as never);
      return from === undefined || to === undefined ? undefined : span(from, to);
    });
    const agrees = there.every(
      (place, index) => place && text.slice(place.start, place.end) === stored[index]?.words,
    );
    return { fragments: stored, ...(agrees && { agreed: there as Span[] }) };
  });
}

export function realigned(damaged: Damaged): Realigned[] {
  const offsets = new OffsetConverter(damaged.text);
  return realign(damaged.text, storedIn(damaged), {
    positionOf: (offset) => offsets.toCodePoint(offset),
    offsetOf: (position) => offsets.fromCodePoint(position as never),
  });
}

/** How well the entities of damaged texts were found again. */
export interface Outcome {
  /** Entities whose words survived, and how many of them have their place again. */
  surviving: number;
  restored: number;
  /** How many of them were given another place or none. */
  elsewhere: number;
  nowhere: number;
  /** Entities whose words were edited, and how many of them were given a place. */
  edited: number;
  placed: number;
  /** How many wrong places were called certain, of all the entities. */
  certainAndWrong: number;
  /** How many right places were not called certain. */
  doubted: number;
}

export const noOutcome: Outcome = {
  surviving: 0,
  restored: 0,
  elsewhere: 0,
  nowhere: 0,
  edited: 0,
  placed: 0,
  certainAndWrong: 0,
  doubted: 0,
};

/** Adds what realignment makes of one damaged text. */
export function addOutcome(sum: Outcome, damaged: Damaged, found: readonly Realigned[]): void {
  for (const [index, { place, isCertain }] of found.entries()) {
    const truth = damaged.truth[index];
    const isRight = truth !== undefined && place !== undefined && key(truth) === key(place);
    if (truth === undefined) {
      sum.edited += 1;
      if (place !== undefined) sum.placed += 1;
    } else {
      sum.surviving += 1;
      if (isRight) sum.restored += 1;
      else if (place === undefined) sum.nowhere += 1;
      else sum.elsewhere += 1;
    }
    if (place !== undefined && !isRight && isCertain) sum.certainAndWrong += 1;
    if (isRight && !isCertain) sum.doubted += 1;
  }
}

function key(fragments: readonly Span[]): string {
  return fragments.map(({ start, end }) => `${start} ${end}`).join(';');
}
