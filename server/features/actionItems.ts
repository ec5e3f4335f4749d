/** What the entries of menus of actions are made of. */
import type { CodeAction, Range } from 'vscode-languageserver';
import { type Entity, hull } from '../annotation/document.ts';
import type { ActionParams } from '../protocol.ts';
import type { Note } from './note.ts';

/** An entry that has the server execute a command. */
export function action(
  note: Note,
  title: string,
  kind: string,
  command: string,
  params: Omit<ActionParams, 'uri'>,
): CodeAction {
  return { title, kind, command: { title, command, arguments: [{ uri: note.document.uri, ...params }] } };
}

/** An entity as the parameters of a command refer to it. */
export function reference(
  note: Note,
  entity: Pick<Entity, 'fragments' | 'type'>,
): { range: Range; type: string } {
  const { start, end } = hull(entity);
  return {
    range: { start: note.document.positionAt(start), end: note.document.positionAt(end) },
    type: entity.type,
  };
}

/** Words as they stand in a title. */
export function quoted(words: string): string {
  const oneLine = words.replace(/\s+/g, ' ');
  return `“${oneLine.length > 40 ? `${oneLine.slice(0, 39)}…` : oneLine}”`;
}
