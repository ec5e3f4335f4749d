/** Writing annotations as a new brat standoff file. */
import type { AnnotatedDocument, Annotations } from '../../annotation/document.ts';
import { verifySpans } from '../../annotation/verification.ts';
import { OffsetConverter } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { metadataLosses } from '../losses.ts';
import { composeLines, type StandoffLoss } from './composition.ts';
import { IdAllocator } from './identifiers.ts';
import { predictionFields } from './predictions.ts';

/**
 * The content of a new `.ann` file. Ids of brat's form are kept, others are replaced and references follow them.
 * Scores of predicted entities and relations become notes of the type `Prediction`, which the reader takes back. What brat cannot
 * say is left out or written differently; {@link standoffLosses} lists it.
 */
export function writeAnnotations(annotations: Annotations, text: string): string {
  const { lines } = compose(annotations, text);
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * What a text file and {@link writeAnnotations} leave out of a document or write differently; empty where reading them gives
 * the same document.
 */
export function standoffLosses(document: AnnotatedDocument): readonly Loss[] {
  const { id, text, annotations, metadata, passages, sentences, tokens } = document;
  const none: ReadonlySet<string> = new Set();
  const boundaries = { passages, sentences, tokens };
  return [
    ...compose(annotations, text).losses,
    ...metadataLosses('brat', metadata, none, { name: `the document ${id}` }),
    ...Object.entries(boundaries).flatMap(([kind, spans]) =>
      spans === undefined || spans.length === 0
        ? []
        : [{ code: `brat/${kind}-dropped`, message: `the boundaries of ${spans.length} ${kind}` }],
    ),
    ...(passages ?? []).flatMap((passage, index) =>
      metadataLosses('brat', passage.metadata, none, { name: `passage ${index + 1}` }),
    ),
    ...annotations.entities.flatMap((entity) =>
      metadataLosses('brat', entity.metadata, none, { id: entity.id, name: entity.id }),
    ),
    ...annotations.relations.flatMap((relation) =>
      metadataLosses('brat', relation.metadata, predictionFields, { id: relation.id, name: relation.id }),
    ),
  ];
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
