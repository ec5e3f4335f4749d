/** The losses of a whole export, counted and with every place. */

import {
  addFates,
  type Fates,
  type LossEffect,
  type LossKind,
  lossKinds,
  noFates,
} from '../annotation/tagging/losses.ts';
import type { TaggedDocument } from '../annotation/tagging/tagging.ts';
import { type Offset, OffsetConverter, type Span } from '../text/positions.ts';

/** Half-open, in code points; `null` for an offset that is not a position of the text. */
type CodePointRange = readonly [start: number | null, end: number | null];

/** One change to one mention, as it goes out in `loss.json`. */
export interface LossPlace {
  readonly document: string;
  readonly entity: string;
  readonly type: string;
  readonly spans: readonly CodePointRange[];
  /** The stored words of the mention. */
  readonly words: string;
  /** What was written instead; empty where nothing was. */
  readonly written: readonly CodePointRange[];
}

export interface LossCount {
  readonly kind: LossKind;
  readonly effect: LossEffect;
  readonly meaning: string;
  readonly count: number;
  /** In the order of the documents and their text. */
  readonly places: readonly LossPlace[];
}

/** The content of `loss.json`. The offsets in it count code points, half-open. */
export interface LossReport {
  readonly offsets: 'code points';
  /** Mentions by what became of them; their sum is the number of mentions of the chosen types. */
  readonly mentions: Fates;
  /** Only kinds that occurred, in the order of the list of kinds. */
  readonly kinds: readonly LossCount[];
}

/** Counts and lists the losses of tagged documents. */
export function reportLosses(documents: Iterable<TaggedDocument>): LossReport {
  let mentions = noFates;
  const found = new Map<LossKind, LossPlace[]>();
  for (const { id, text, losses, fates } of documents) {
    mentions = addFates(mentions, fates);
    if (losses.length === 0) continue;
    const ranges = rangeConverter(text);
    for (const { kind, entity, written } of losses) {
      const places = found.get(kind) ?? [];
      found.set(kind, places);
      places.push({
        document: id,
        entity: entity.id,
        type: entity.type,
        spans: ranges(entity.fragments),
        words: entity.words,
        written: ranges(written),
      });
    }
  }
  const kinds = (Object.keys(lossKinds) as LossKind[]).flatMap((kind): LossCount[] => {
    const places = found.get(kind);
    return places === undefined ? [] : [{ kind, ...lossKinds[kind], count: places.length, places }];
  });
  return { offsets: 'code points', mentions, kinds };
}

function rangeConverter(text: string): (spans: readonly Span[]) => CodePointRange[] {
  const converter = new OffsetConverter(text);
  const convert = (offset: Offset): number | null => converter.toCodePoint(offset) ?? null;
  return (spans) => spans.map(({ start, end }): CodePointRange => [convert(start), convert(end)]);
}
