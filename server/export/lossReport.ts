/** The losses of a whole export, counted, with the first places of each kind. */
import { type Offset, OffsetConverter, type Span } from '../text/positions.ts';
import { addFates, type Fates, type LossEffect, type LossKind, lossKinds, noFates } from './losses.ts';
import type { TaggedDocument } from './tagging.ts';

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
  /** The first places, in the order of the documents and their text. */
  readonly places: readonly LossPlace[];
}

/** The content of `loss.json`. The offsets in it count code points, half-open. */
export interface LossReport {
  readonly offsets: 'code points';
  /** Mentions by what became of them; their sum is the number of mentions of the chosen types. */
  readonly mentions: Fates;
  /** Only kinds that occurred, in the order of the list of kinds: lost, altered, layout. */
  readonly kinds: readonly LossCount[];
}

/** Counts the losses of tagged documents and keeps the first places of each kind, ten unless told otherwise. */
export function reportLosses(documents: Iterable<TaggedDocument>, placesOfEachKind = 10): LossReport {
  let mentions = noFates;
  const counts = new Map<LossKind, { count: number; places: LossPlace[] }>();
  for (const { id, text, losses, fates } of documents) {
    mentions = addFates(mentions, fates);
    const ranges = losses.length === 0 ? undefined : rangeConverter(text);
    for (const { kind, entity, written } of losses) {
      const entry = counts.get(kind) ?? { count: 0, places: [] };
      counts.set(kind, entry);
      entry.count += 1;
      if (ranges === undefined || entry.places.length >= placesOfEachKind) continue;
      entry.places.push({
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
    const entry = counts.get(kind);
    return entry === undefined ? [] : [{ kind, ...lossKinds[kind], ...entry }];
  });
  return { offsets: 'code points', mentions, kinds };
}

function rangeConverter(text: string): (spans: readonly Span[]) => CodePointRange[] {
  const converter = new OffsetConverter(text);
  const convert = (offset: Offset): number | null => converter.toCodePoint(offset) ?? null;
  return (spans) => spans.map(({ start, end }): CodePointRange => [convert(start), convert(end)]);
}
