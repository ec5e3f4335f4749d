/** From the characters of a mention to runs of tokens. */

import type { Span } from '../../text/positions.ts';
import { firstTokenEndingAfter, firstTokenStartingFrom } from '../../text/tokens.ts';
import type { Entity } from '../document.ts';
import { joinedFragments } from '../words.ts';
import type { LossKind } from './losses.ts';
import type { DiscontinuousPolicy, MisalignedPolicy } from './policies.ts';

/** Consecutive tokens: half-open, in token indices, never empty. */
export interface TokenRun {
  readonly start: number;
  readonly end: number;
}

/** What a mention becomes: runs, ascending and apart, and what was changed to get them; or the reason why there are none. */
export type TokenRuns =
  | { readonly runs: readonly [TokenRun, ...TokenRun[]]; readonly changes: readonly LossKind[] }
  | { readonly runs?: undefined; readonly reason: LossKind };

/** Maps a mention to runs of tokens. Fragments with only white space between them are one. O(fragments * log tokens). */
export function tokenRunsOf(
  text: string,
  tokens: readonly Span[],
  entity: Entity,
  policies: { readonly misaligned: MisalignedPolicy; readonly discontinuous: DiscontinuousPolicy },
): TokenRuns {
  const inside = entity.fragments.every(({ start, end }) => 0 <= start && start <= end && end <= text.length);
  if (!inside) return { reason: 'outside-text' };

  const aligned = joinedFragments(text, entity.fragments).map((fragment) =>
    alignToTokens(tokens, fragment, policies.misaligned),
  );
  const isMisaligned = aligned.some(({ change }) => change === 'misaligned-dropped');
  if (isMisaligned && policies.misaligned === 'drop') return { reason: 'misaligned-dropped' };

  const changes = new Set<LossKind>();
  const runs: TokenRun[] = [];
  for (const { run, change } of aligned) {
    if (change === 'no-token') changes.add('trimmed');
    else if (change === 'misaligned-dropped') changes.add('contracted');
    else if (change !== undefined) changes.add(change);
    if (run === undefined) continue;
    const last = runs.at(-1);
    // Two fragments grown to whole tokens may meet.
    if (last !== undefined && run.start <= last.end)
      runs[runs.length - 1] = { start: last.start, end: run.end };
    else runs.push(run);
  }
  const [first, ...rest] = runs;
  if (first === undefined) return { reason: isMisaligned ? 'misaligned-dropped' : 'no-token' };
  if (rest.length === 0) return { runs: [first], changes: [...changes] };
  const last = rest[rest.length - 1] as TokenRun;
  switch (policies.discontinuous) {
    case 'hull':
      return { runs: [{ start: first.start, end: last.end }], changes: [...changes, 'hull'] };
    case 'head':
      return { runs: [last], changes: [...changes, 'head'] };
    case 'split':
      return { runs: [first, ...rest], changes: [...changes, 'split'] };
    case 'drop':
      return { reason: 'discontinuous-dropped' };
  }
}

type AlignedFragment =
  | { readonly run: TokenRun; readonly change?: 'trimmed' | 'expanded' | 'contracted' }
  | { readonly run?: undefined; readonly change: 'no-token' | 'misaligned-dropped' };

function alignToTokens(
  tokens: readonly Span[],
  { start, end }: Span,
  policy: MisalignedPolicy,
): AlignedFragment {
  const touched = { start: firstTokenEndingAfter(tokens, start), end: firstTokenStartingFrom(tokens, end) };
  if (start === end || touched.start >= touched.end) return { change: 'no-token' };
  const first = tokens[touched.start] as Span;
  const last = tokens[touched.end - 1] as Span;
  const cutsFirst = first.start < start;
  const cutsLast = last.end > end;
  if (!cutsFirst && !cutsLast) {
    return first.start === start && last.end === end ? { run: touched } : { run: touched, change: 'trimmed' };
  }
  if (policy === 'expand') return { run: touched, change: 'expanded' };
  const whole = { start: touched.start + (cutsFirst ? 1 : 0), end: touched.end - (cutsLast ? 1 : 0) };
  if (policy === 'drop' || whole.start >= whole.end) return { change: 'misaligned-dropped' };
  return { run: whole, change: 'contracted' };
}
