/** Going between the places where a note uses an abbreviation and the one where it says what it stands for. */
import type { Location, Position } from 'vscode-languageserver';
import type { Span } from '../text/positions.ts';
import type { Note } from './note.ts';

/** Where the note spells out the abbreviation at a position. */
export function longFormAt(note: Note, position: Position): Location | null {
  const found = note.evidence.definitionAt(note.document.offsetAt(position));
  return found ? locationOf(note, found.definition.longForm) : null;
}

/** Where the note uses the abbreviation at a position, in text order. */
export function usesOfAbbreviationAt(
  note: Note,
  position: Position,
  includeDefinition: boolean,
): Location[] | null {
  const found = note.evidence.definitionAt(note.document.offsetAt(position));
  if (found === undefined) return null;
  const uses = note.evidence.uses.filter(({ definition }) => definition === found.definition);
  const places = uses.map(({ span }) => span);
  if (includeDefinition) places.unshift(found.definition.shortForm);
  return places.map((place) => locationOf(note, place));
}

function locationOf(note: Note, { start, end }: Span): Location {
  const range = { start: note.document.positionAt(start), end: note.document.positionAt(end) };
  return { uri: note.document.uri, range };
}
