/** What can be done about a mention that is linked otherwise than most with the same words. */
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import type { Entity } from '../../annotation/document.ts';
import { differenceCode, type LinkDifference, namesOf } from '../../formats/brat/linkDifferences.ts';
import { type Concept, spellConcepts } from '../../formats/concepts.ts';
import { serverCommands } from '../../protocol.ts';
import { action, quoted, reference } from '../actionItems.ts';
import type { Note } from '../note.ts';
import { linksOf } from './links.ts';

/** @param diagnostics those that the client has at the place. */
export function differenceActions(
  note: Note,
  entity: Entity,
  { usual: { concepts, count } }: LinkDifference<unknown>,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const its = reference(note, entity);
  const words = quoted(entity.words);
  const spelled = spellConcepts(concepts);
  const name = namesOf(concepts);
  const title = name === '' ? spelled : `${name} (${spelled})`;
  const places = count === 1 ? '1 other place' : `${count} other places`;
  const fix = (what: string, command: string): CodeAction => ({
    ...action(note, what, CodeActionKind.QuickFix, command, { ...its, concepts }),
    diagnostics: diagnostics.filter(({ code }) => code === differenceCode),
  });
  const own: Concept[] = linksOf(note, entity);
  return [
    fix(`Link ${words} to ${title} as in ${places}`, serverCommands.link),
    fix(`Keep ${words} as a homonym: ${spellConcepts(own)} and ${spelled}`, serverCommands.homonym),
  ];
}
