/**
 * What can be done with the spans at a place: accept, reject, change type, accept all of this text, link to a concept, remove,
 * repair.
 */
import { type CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver';
import type { Entity, PredictedEntity } from '../annotation/document.ts';
import type { Problem } from '../annotation/problems.ts';
import { attributeLabel, type Recording, recordable, unrecorded } from '../corpus/recording.ts';
import { type ActionParams, serverCommands } from '../protocol.ts';
import { sourceOf } from '../suggestion/assertion/assertion.ts';
import { type Span, span } from '../text/positions.ts';
import { action, quoted, reference } from './actionItems.ts';
import { conceptActions } from './concepts/conceptActions.ts';
import type { ConceptView } from './concepts/concepts.ts';
import { differenceActions } from './concepts/differenceActions.ts';
import type { CheckedLinks } from './concepts/linkChecking.ts';
import { suggestionCode } from './diagnostics.ts';
import { annotationAt, touches } from './lookup.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';
import { repairActions } from './repairs.ts';

/** Types offered in the menu itself; more of them make it unusable, and the command asks for any type. */
const offeredTypes = 8;

/** What is known of the concepts of a note. */
export interface ConceptMenu {
  readonly view: ConceptView;
  /** What is wrong with the links of the note. */
  readonly checked: CheckedLinks;
  /** Whether the client has a list to search concepts in. */
  readonly canSearch: boolean;
}

/**
 * @param types the entity types of the corpus.
 * @param concepts undefined where there is no terminology.
 * @param diagnostics those that the client has at the range.
 * @param whole the actions for all annotations that the problems at the range give rise to.
 */
export function codeActionsAt(
  note: Note,
  range: Range,
  types: readonly string[],
  recording: Recording,
  concepts: ConceptMenu | undefined,
  diagnostics: readonly Diagnostic[],
  whole: (here: readonly Problem[]) => CodeAction[],
): CodeAction[] {
  const place = span(note.document.offsetAt(range.start), note.document.offsetAt(range.end));
  const problems = problemsAt(note, place, note.gold.file.problems);
  const suggestions = note.suggested.filter((entity) => touches(entity, place));
  const annotated = suggestions.length > 0 ? undefined : annotationAt(note, place);
  const meant = [...suggestions, ...(annotated ? [annotated] : [])];
  return [
    ...suggestions.flatMap((entity) => suggestionActions(note, entity, types, recording, diagnostics)),
    ...(annotated
      ? [
          ...recordingActions(note, annotated, recording),
          ...otherTypes(types, annotated.type).map((type) =>
            action(
              note,
              `Change type to ${type}`,
              CodeActionKind.RefactorRewrite,
              serverCommands.changeType,
              {
                ...reference(note, annotated),
                newType: type,
              },
            ),
          ),
          action(
            note,
            `Remove ${annotated.type} ${quoted(annotated.words)}`,
            CodeActionKind.RefactorRewrite,
            serverCommands.remove,
            reference(note, annotated),
          ),
        ]
      : []),
    ...relationActions(note, meant),
    ...(concepts
      ? meant.flatMap((entity) => conceptActions(note, entity, concepts.view, concepts.canSearch))
      : []),
    ...(annotated && concepts ? differencesOf(note, annotated, concepts.checked, diagnostics) : []),
    ...[...problems, ...problemsAt(note, place, concepts?.checked.problems ?? [])].flatMap((problem) =>
      repairActions(note.annotationFile, problem, diagnostics),
    ),
    ...whole(problems),
  ];
}

function differencesOf(
  note: Note,
  entity: Entity,
  { differences }: CheckedLinks,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const difference = differences.get(entity.id);
  return difference === undefined ? [] : differenceActions(note, entity, difference, diagnostics);
}

function suggestionActions(
  note: Note,
  entity: PredictedEntity,
  types: readonly string[],
  recording: Recording,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const its = reference(note, entity);
  const { type } = entity;
  const words = quoted(entity.words);
  const same = note.suggested.filter((other) => other.type === type && other.words === entity.words).length;
  const quickFix = (
    title: string,
    command: string,
    params: Omit<ActionParams, 'uri'>,
    isPreferred = false,
  ) => ({
    ...action(note, title, CodeActionKind.QuickFix, command, params),
    isPreferred,
    diagnostics: diagnostics.filter(
      ({ code, range, data }) =>
        code === suggestionCode &&
        sameRange(range, its.range) &&
        (data as { type?: string } | undefined)?.type === type,
    ),
  });
  const asserted = recordable(note.evidence.assertionsOf(entity), type, recording);
  const attributes = asserted.map(({ attribute }) => attributeLabel(attribute)).join(', ');
  return [
    ...(asserted.length > 0
      ? [
          quickFix(`Accept ${type} ${words} with ${attributes}`, serverCommands.accept, its, true),
          quickFix(`Accept ${type} ${words} alone`, serverCommands.accept, { ...its, plain: true }),
        ]
      : [quickFix(`Accept ${type} ${words}`, serverCommands.accept, its, true)]),
    quickFix(`Reject ${type} ${words}`, serverCommands.reject, its),
    ...(same > 1
      ? [quickFix(`Accept all ${words} as ${type} (${same})`, serverCommands.acceptAll, its)]
      : []),
    ...otherTypes(types, type).map((newType) =>
      quickFix(`Change type to ${newType}`, serverCommands.changeType, { ...its, newType }),
    ),
  ];
}

/** What the text asserts of an annotated entity and the annotations do not have. */
function recordingActions(note: Note, entity: Entity, recording: Recording): CodeAction[] {
  const missing = unrecorded(note.gold.annotations, entity, note.evidence.assertionsOf(entity), recording);
  if (missing.length === 0) return [];
  const attributes = missing.map(({ attribute }) => attributeLabel(attribute)).join(', ');
  const sources = missing.map(({ assertion }) => sourceOf(assertion)).join(', ');
  return [
    action(
      note,
      `Record ${attributes} of ${quoted(entity.words)}, by ${sources}`,
      CodeActionKind.RefactorRewrite,
      serverCommands.record,
      reference(note, entity),
    ),
  ];
}

/** Suggested relations of entities, each once. */
function relationActions(note: Note, entities: readonly Entity[]): CodeAction[] {
  const relations = new Set(entities.flatMap((entity) => relationsOf(note.suggestedRelations, entity)));
  return [...relations].map(({ type, head, tail }) => {
    const { range: tailRange, type: tailType } = reference(note, tail);
    return action(
      note,
      `Accept ${quoted(head.words)} — ${type} → ${quoted(tail.words)}`,
      CodeActionKind.RefactorRewrite,
      serverCommands.relate,
      { ...reference(note, head), relation: { type, tailRange, tailType } },
    );
  });
}

/** Those of some problems of the annotation file that show in the text at a place. */
function problemsAt(note: Note, { start, end }: Span, problems: readonly Problem[]): Problem[] {
  return problems.filter(({ textPlace }) => {
    const now = textPlace && note.placeNow(textPlace);
    return now !== undefined && now.end >= start && now.start <= end;
  });
}

function otherTypes(types: readonly string[], type: string): string[] {
  return types.filter((other) => other !== type).slice(0, offeredTypes);
}

function sameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
