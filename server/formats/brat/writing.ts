/** Writing annotations as a new brat standoff file. */
import type { Annotations } from '../../annotation/document.ts';
import { verifySpans } from '../../annotation/verification.ts';
import { OffsetConverter } from '../../text/positions.ts';
import { composeLines, type StandoffLoss } from './composition.ts';
import { IdAllocator } from './identifiers.ts';

/**
 * The content of a new `.ann` file. Ids of brat's form are kept, others are replaced and references follow them.
 * Scores of predicted entities become notes of the type `Prediction`, which the reader takes back. What brat cannot
 * say is left out or written differently; {@link standoffLosses} lists it.
 */
export function writeAnnotations(annotations: Annotations, text: string): string {
  const { lines } = compose(annotations, text);
  return lines.map((line) => `${line}\n`).join('');
}

/** What {@link writeAnnotations} leaves out or writes differently; empty where reading gives the same annotations. */
export function standoffLosses(annotations: Annotations, text: string): readonly StandoffLoss[] {
  return compose(annotations, text).losses;
}

function compose(annotations: Annotations, text: string): ReturnType<typeof composeLines> {
  const broken = verifySpans(text, annotations.entities).filter(({ fault }) => unwritable.has(fault));
  const losses = broken.map(({ message }): StandoffLoss => ({ code: 'brat/span-unwritable', message }));
  const left = new Set(broken.map(({ entity }) => entity));
  const writable = { ...annotations, entities: annotations.entities.filter((entity) => !left.has(entity)) };
  const composition = composeLines(
    writable,
    { text, offsets: new OffsetConverter(text) },
    {
      allocator: new IdAllocator([]),
      keepIds: true,
      predictions: true,
      isKnown: () => false,
    },
  );
  return { ...composition, losses: [...losses, ...composition.losses] };
}

const unwritable: ReadonlySet<string> = new Set(['outside', 'inverted', 'inside-character', 'disordered']);
