/** Finding the way in a brat standoff file: which annotation a place means, where it is defined and who refers to it. */
import type { Entity } from '../annotation/document.ts';
import { idOf, lineIndexAt, type Part, referencesOf, type StandoffLine } from '../formats/brat/lines.ts';
import type { StandoffFile } from '../formats/brat/standoff.ts';
import type { Span } from '../text/positions.ts';

/** Characters of text shown on either side of a mention. */
const shownContext = 60;

/** What stands at a place of the file. */
export interface Meant {
  /** The annotation that is meant: one that the place refers to, otherwise the one that its line defines. */
  readonly id: string;
  /** Where in the file that is said, in UTF-16 code units. */
  readonly place: Span;
  /** Whether the place refers to the annotation, rather than belonging to its definition. */
  readonly isReference: boolean;
}

export function meantAt(file: StandoffFile, offset: number): Meant | undefined {
  const line = file.lines[lineIndexAt(file.lines, offset)];
  if (line === undefined) return undefined;
  const reference = referencesOf(line).find(({ span: { start, end } }) => start <= offset && offset <= end);
  if (reference !== undefined) return { id: reference.text, place: reference.span, isReference: true };
  const id = idOf(line);
  return id === undefined ? undefined : { id, place: line.span, isReference: false };
}

/** Where an id is defined in the file; undefined where nothing defines it. */
export function definitionOf(file: StandoffFile, id: string): Span | undefined {
  return definingPart(file.lineById.get(id))?.span;
}

/** Every place of the file that refers to an id, in order, its definition first where that is wanted. */
export function referencesTo(file: StandoffFile, id: string, withDefinition: boolean): Span[] {
  const definition = withDefinition ? definitionOf(file, id) : undefined;
  const references = file.lines.flatMap((line) => referencesOf(line).filter(({ text }) => text === id));
  return [...(definition ? [definition] : []), ...references.map(({ span }) => span)];
}

/**
 * A mention with the text around it, on one line; the mention itself is between `before` and `after`.
 * @param fragments where it is in the text.
 */
export function inContext(
  text: string,
  { fragments }: Pick<Entity, 'fragments'>,
): { before: string; words: string; after: string } {
  const start = fragments[0].start;
  const end = (fragments.at(-1) ?? fragments[0]).end;
  const from = Math.max(0, start - shownContext);
  const to = Math.min(text.length, end + shownContext);
  return {
    before: `${from > 0 ? '…' : ''}${text.slice(from, start)}`,
    words: text.slice(start, end),
    after: `${text.slice(end, to)}${to < text.length ? '…' : ''}`,
  };
}

function definingPart(line: StandoffLine | undefined): Part | undefined {
  return line !== undefined && 'id' in line ? line.id : undefined;
}
