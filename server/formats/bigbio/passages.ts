/** The text of a document of BigBIO, which its passages make up. */
import type { Metadata, Passage } from '../../annotation/document.ts';
import { span } from '../../text/positions.ts';
import { extended } from '../json/metadata.ts';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import type { DocumentWriting } from '../json/writing.ts';
import { passageId, wholeText } from './fields.ts';

export interface Composed {
  readonly text: string;
  /** Absent where the text is one undivided passage. */
  readonly passages?: readonly Passage[];
  /** What is wrong with the passages; the text has then been put together otherwise than the file says. */
  readonly faults: readonly Fault[];
}

/** What is wrong with a passage: an error where something of it was not read. */
interface Fault {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A gap between passages that is wider is a wrong offset, and blanks for it could fill the memory. */
const widestGap = 1_000_000;

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly metadata: Metadata;
}

/**
 * Puts the passages where their offsets say, with blanks between them, as BigBIO's own checks do. A passage over text
 * that is there already must say the same and is then left out of the passages.
 */
export function composeText(document: string, list: Json | undefined): Composed {
  const faults: Fault[] = [];
  const pieces = listOf(list)
    .filter(isObject)
    .flatMap((passage, index) => piecesOf(passage, passageId(document, index + 1), faults))
    .sort((a, b) => a.start - b.start);
  const characters: string[] = [];
  const passages: Passage[] = [];
  let text = '';
  for (const { text: words, start, metadata } of pieces) {
    if (start - characters.length > widestGap) {
      const message = `The passage at ${start} begins far behind the text before it, which ends at ${characters.length}; it was left out. Mend its offsets.`;
      faults.push({ severity: 'error', message });
      continue;
    }
    while (characters.length < start) push(' ');
    const added = [...words];
    if (start < characters.length) {
      const there = characters.slice(start, start + added.length).join('');
      const isSame = there === words;
      const fault = isSame ? 'repeats text of another one' : 'covers other text of another one';
      const message = `The passage at ${start} ${fault}; it was left out.`;
      faults.push({ severity: isSame ? 'warning' : 'error', message });
      continue;
    }
    const from = text.length;
    for (const character of added) push(character);
    passages.push({ span: span(from, text.length), metadata });
  }
  function push(character: string): void {
    characters.push(character);
    text += character;
  }
  const [only, ...more] = passages;
  const isWhole =
    only !== undefined &&
    more.length === 0 &&
    only.span.end - only.span.start === text.length &&
    Object.keys(only.metadata).join() === 'type' &&
    only.metadata['type'] === wholeText;
  return { text, faults, ...(!isWhole && passages.length > 0 && { passages }) };
}

function piecesOf(passage: JsonObject, usualId: string, faults: Fault[]): Piece[] {
  const texts = typeof passage['text'] === 'string' ? [passage['text']] : listOf(passage['text']);
  const offsets = listOf(passage['offsets']);
  const id = textOf(passage['id']);
  const metadata = extended(undefined, {
    type: textOf(passage['type']) || undefined,
    id: id === usualId ? undefined : id,
  });
  return texts.flatMap((text, index) => {
    const [start, end] = listOf(offsets[index]);
    if (typeof text !== 'string' || typeof start !== 'number' || !Number.isInteger(start) || start < 0) {
      const message = `The passage ${id ?? index + 1} has no text or no offsets; it was left out.`;
      faults.push({ severity: 'error', message });
      return [];
    }
    const { length } = [...text];
    if (typeof end !== 'number' || end - start !== length) {
      const message = `The passage at ${start} is said to end at ${textOf(end) ?? 'no place'}, but its text has ${length} characters. The text counts.`;
      faults.push({ severity: 'warning', message });
    }
    return [{ text, start, metadata: metadata ?? {} }];
  });
}

/** The passages of a document as the schema has them; one for the whole text where they leave out more than blanks. */
export function passageObjects(writing: DocumentWriting, documentId: string): JsonObject[] {
  const { text, passages = [] } = writing.document;
  if (!leaveOnlyBlanks(text, passages)) {
    writing.loseParts('passages');
    return [
      passageObject(writing, documentId, { span: span(0, text.length), metadata: { type: wholeText } }, 1),
    ];
  }
  return passages.map((passage, index) => passageObject(writing, documentId, passage, index + 1));
}

function passageObject(
  writing: DocumentWriting,
  documentId: string,
  { span: at, metadata }: Passage,
  number: number,
): JsonObject {
  const { type = '', id = passageId(documentId, number), ...others } = metadata;
  writing.loseMetadata(others, id);
  const pair = writing.pair(at) ?? [0, 0];
  return { id, type, text: [writing.document.text.slice(at.start, at.end)], offsets: [pair] };
}

/** Whether a text can be put together again from its passages. */
function leaveOnlyBlanks(text: string, passages: readonly Passage[]): boolean {
  const last = passages.at(-1);
  if (last === undefined || Number(last.span.end) !== text.length) return false;
  const isWhole =
    passages.length === 1 && Number(last.span.start) === 0 && last.metadata['type'] === wholeText;
  let reached = 0;
  return (
    !isWhole &&
    passages.every(({ span: { start, end } }) => {
      const gap = text.slice(reached, start);
      reached = end;
      return /^ *$/.test(gap);
    })
  );
}
