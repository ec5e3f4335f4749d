/** What tags cannot say: every change an export makes to an annotation, as a value to be counted and shown. */

import type { Span } from '../../text/positions.ts';
import type { Entity } from '../document.ts';

/**
 * What a kind of loss does: the mention is gone; it is written differently; it is written, but something about it is
 * doubtful; or only the sentences are cut differently.
 */
export type LossEffect = 'lost' | 'altered' | 'doubtful' | 'layout';

/** Every kind of loss with its effect and a sentence for people. The keys are stable and public. */
export const lossKinds = {
  'outside-text': { effect: 'lost', meaning: 'offsets outside the text; left out' },
  'no-token': { effect: 'lost', meaning: 'empty or white space only; left out' },
  'misaligned-dropped': { effect: 'lost', meaning: 'starts or ends inside a token; left out' },
  'discontinuous-dropped': { effect: 'lost', meaning: 'discontinuous; left out' },
  'overlap-dropped': { effect: 'lost', meaning: 'overlaps a mention that was kept; left out' },
  'duplicate-dropped': { effect: 'lost', meaning: 'same type and tokens as another mention; written once' },
  trimmed: { effect: 'altered', meaning: 'white space at the ends was cut off' },
  expanded: { effect: 'altered', meaning: 'started or ended inside a token; expanded to whole tokens' },
  contracted: { effect: 'altered', meaning: 'started or ended inside a token; contracted to whole tokens' },
  hull: { effect: 'altered', meaning: 'discontinuous; written from its first token to its last' },
  head: { effect: 'altered', meaning: 'discontinuous; only its last part was written' },
  split: { effect: 'altered', meaning: 'discontinuous; each part was written as a mention' },
  'type-renamed': { effect: 'altered', meaning: 'white space in the type became _' },
  'words-differ': {
    effect: 'doubtful',
    meaning: 'the words stored with it are not those at its offsets; the offsets were followed',
  },
  'sentences-joined': { effect: 'layout', meaning: 'crosses a sentence end; the sentences were joined' },
} as const satisfies Record<string, { effect: LossEffect; meaning: string }>;

export type LossKind = keyof typeof lossKinds;

/** One change to one mention. */
export interface Loss {
  readonly kind: LossKind;
  readonly entity: Entity;
  /** The spans that were written instead, in UTF-16 code units; empty for a mention left out. */
  readonly written: readonly Span[];
}

/** What became of the mentions of a document or a corpus. Each mention counts once. */
export interface Fates {
  /** Written exactly as annotated. */
  readonly kept: number;
  /** Written with another span or type, or in part. */
  readonly altered: number;
  /** Not written. */
  readonly lost: number;
}

export const noFates: Fates = { kept: 0, altered: 0, lost: 0 };

/** The sum of two counts. */
export function addFates(a: Fates, b: Fates): Fates {
  return { kept: a.kept + b.kept, altered: a.altered + b.altered, lost: a.lost + b.lost };
}
