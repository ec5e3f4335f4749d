/** What an export does with the annotations that tags cannot hold as they are. */

/**
 * Which of the mentions that share a token are written: the one with the most tokens, with the fewest, or the one that
 * starts first; or all, in as many tag columns as the corpus needs; or none of the corpus before somebody decides.
 */
export type OverlapPolicy = 'longest' | 'shortest' | 'first' | 'columns' | 'error';

/**
 * How a discontinuous mention is written: from its first token to its last; as its last part, which holds the head noun
 * of an English phrase (`breast ... cancer`); each part as a mention; or not at all.
 */
export type DiscontinuousPolicy = 'hull' | 'head' | 'split' | 'drop';

/** What happens to a mention that starts or ends inside a token: it grows, it shrinks, or it is left out. */
export type MisalignedPolicy = 'expand' | 'contract' | 'drop';

export const overlapPolicies: readonly OverlapPolicy[] = ['longest', 'shortest', 'first', 'columns', 'error'];
export const discontinuousPolicies: readonly DiscontinuousPolicy[] = ['hull', 'head', 'split', 'drop'];
export const misalignedPolicies: readonly MisalignedPolicy[] = ['expand', 'contract', 'drop'];

export interface Policies {
  readonly overlap: OverlapPolicy;
  readonly discontinuous: DiscontinuousPolicy;
  readonly misaligned: MisalignedPolicy;
}
