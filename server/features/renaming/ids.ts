/** Renaming the id of an annotation within its file. */
import type { TextEdit } from '../../annotation/problems.ts';
import { isId } from '../../formats/brat/identifiers.ts';
import { idOf, type Part, type StandoffLine } from '../../formats/brat/lines.ts';
import { referencesIn } from '../../formats/brat/namesInLines.ts';

export interface IdRenaming {
  readonly edits: readonly TextEdit[];
  /** How many places refer to the new id already, although nothing defines it. */
  readonly adopted: number;
}

/** Why an id cannot take the place of another; `undefined` where it can. */
export function idProblem(lines: readonly StandoffLine[], from: string, to: string): string | undefined {
  if (!isId(to)) return `“${to}” is no id; an id is a letter and a number, such as ${from[0]}7.`;
  if (to[0] !== from[0])
    return `${to} would make another kind of line; the id goes on beginning with ${from[0]}.`;
  if (lines.some((line) => idOf(line) === to)) return `This file has a line ${to} already.`;
  return undefined;
}

/**
 * The edits that give an annotation another id, in its own line and in the lines that refer to it. Where several lines
 * have the id, references mean the first of them: renaming a later one leaves the references alone.
 *
 * @param at what is renamed: an id in its line or a reference to it.
 */
export function idRenaming(
  lines: readonly StandoffLine[],
  at: { readonly part: Part; readonly isDefinition: boolean },
  to: string,
): IdRenaming {
  const from = at.part.text;
  const definitions = lines.flatMap((line) => ('id' in line && line.id?.text === from ? [line.id] : []));
  const references = (id: string): Part[] =>
    lines.flatMap((line) => referencesIn(line).filter(({ text }) => text === id));
  const isDuplicate = at.isDefinition && definitions[0]?.span.start !== at.part.span.start;
  const places = isDuplicate ? [at.part] : [...definitions.slice(0, 1), ...references(from)];
  return { edits: places.map(({ span }) => ({ span, newText: to })), adopted: references(to).length };
}
