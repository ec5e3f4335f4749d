/**
 * How spans follow edits of their text.
 *
 * For a fragment and an edit that replaces [a, b) by a new text:
 * - before the fragment (b at or before its start, an insertion at its start included): the fragment shifts;
 * - after it (a at or after its end, an insertion at its end included): nothing changes, so that typing at an edge
 *   never makes a mention grow;
 * - inside it, up to both its edges: the fragment grows or shrinks with the new text and, where all its text is
 *   replaced, covers the new text;
 * - across one edge: the fragment is clipped to what is left of its own text; the new text is not part of it;
 * - over all of it and beyond an edge: nothing is left of it.
 * A fragment whose text is gone vanishes; an entity whose last fragment vanishes is lost. A fragment that was empty
 * from the start marks a place and stays. Two fragments become one where an edit removes what was between them.
 */
import type { Offset, Span } from '../text/positions.ts';
import { span, utf16 } from '../text/positions.ts';
import type { TextEdit } from './problems.ts';

/**
 * Moves the fragments of one mention; `undefined` where it is lost. Each edit counts in the text that the edit before
 * it left, as the changes of `textDocument/didChange` do. Fragments are ascending and disjoint, half-open, in UTF-16
 * code units. The same array comes back exactly where neither the offsets nor the text of the mention changed.
 */
export function moveSpans(
  fragments: readonly [Span, ...Span[]],
  edits: readonly TextEdit[],
): readonly [Span, ...Span[]] | undefined {
  const result = moveFragments(fragments, edits);
  const [first, ...rest] = result.fragments;
  if (first === undefined) return undefined;
  return !result.touched && equalSpans(result.fragments, fragments) ? fragments : [first, ...rest];
}

/** What edits leave of the fragments of one mention. */
export interface MovedFragments {
  /** None where the mention is lost. */
  readonly fragments: readonly Span[];
  /** Whether its own text was changed or fragments of it were joined. */
  readonly touched: boolean;
  /** Where it begins now or, where it is lost, where its text was. */
  readonly place: Offset;
}

/** Moves the fragments of one mention as {@link moveSpans} does, and says what became of its text. */
export function moveFragments(
  fragments: readonly [Span, ...Span[]],
  edits: readonly TextEdit[],
): MovedFragments {
  let tracked: Tracked[] = fragments.map(({ start, end }) => ({
    start,
    end,
    gone: false,
    mark: start === end,
  }));
  let touched = false;
  for (const edit of edits) {
    const united: Tracked[] = [];
    let lastText = -1;
    let lastOldEnd = 0;
    for (const old of tracked) {
      const { fragment, changed } = moveOne(old, edit);
      touched ||= changed;
      const last = united[lastText];
      if (last !== undefined && isText(fragment) && last.end === fragment.start && lastOldEnd < old.start) {
        // What stood between the two, a mark or a fragment whose text is gone, goes with the gap.
        united.splice(lastText, Infinity, { ...last, end: fragment.end });
        touched = true;
      } else {
        united.push(fragment);
        if (isText(fragment)) lastText = united.length - 1;
      }
      if (isText(fragment)) lastOldEnd = old.end;
    }
    tracked = united;
  }
  const left = tracked.filter(({ gone }) => !gone);
  const place = utf16((left[0] ?? (tracked[0] as Tracked)).start);
  return { fragments: left.map(({ start, end }) => span(start, end)), touched, place };
}

interface Tracked {
  readonly start: number;
  readonly end: number;
  /** Whether all its text was deleted. */
  readonly gone: boolean;
  /** Whether it was empty from the start. */
  readonly mark: boolean;
}

function moveOne(
  fragment: Tracked,
  { span: edited, newText }: TextEdit,
): { fragment: Tracked; changed: boolean } {
  const { start, end } = fragment;
  const shift = newText.length - (edited.end - edited.start);
  if (edited.end <= start) {
    return { fragment: { ...fragment, start: start + shift, end: end + shift }, changed: false };
  }
  if (edited.start >= end) return { fragment, changed: false };
  if (fragment.mark || fragment.gone) {
    return { fragment: { ...fragment, start: edited.start, end: edited.start }, changed: false };
  }
  const coversStart = edited.start < start || (edited.start === start && edited.end > end);
  const coversEnd = edited.end > end || (edited.end === end && edited.start < start);
  const moved = {
    ...fragment,
    start: coversStart ? edited.start + newText.length : start,
    end: coversEnd ? edited.start : end + shift,
  };
  if (moved.end > moved.start) return { fragment: moved, changed: true };
  const place = edited.start + (coversStart && !coversEnd ? newText.length : 0);
  return { fragment: { ...moved, start: place, end: place, gone: true }, changed: true };
}

function isText({ gone, mark }: Tracked): boolean {
  return !gone && !mark;
}

function equalSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ start, end }, index) => start === b[index]?.start && end === b[index]?.end)
  );
}
