/**
 * Diagnostics of notes and of annotation files. Only what a person can act on is one: a suggestion is a hint with its
 * code actions, a wrong offset an error. What is annotated and right has none.
 */
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hull } from '../annotation/document.ts';
import type { Problem } from '../annotation/problems.ts';
import { utf16 } from '../text/positions.ts';
import type { Note } from './note.ts';

export const source = 'Goldspan';
/** The code of a suggestion's hint. */
export const suggestionCode = 'suggestion';

/** Problems of the annotation file that have no place in the text are listed in the note up to this many. */
const listedProblems = 10;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** Everything to act on in a note's text. */
export function noteDiagnostics(note: Note): Diagnostic[] {
  return [...textProblem(note), ...annotationProblems(note), ...lostEntities(note), ...suggestions(note)];
}

/** Everything wrong in an annotation file, at its place there. */
export function annotationFileDiagnostics(
  document: TextDocument,
  problems: readonly Problem[],
): Diagnostic[] {
  return problems.map((problem) => ({
    range: { start: document.positionAt(problem.place.start), end: document.positionAt(problem.place.end) },
    severity: severities[problem.severity],
    source,
    code: problem.code,
    message: problem.message,
  }));
}

function suggestions(note: Note): Diagnostic[] {
  return note.suggested.map((entity) => {
    const { start, end } = hull(entity);
    return {
      range: { start: note.document.positionAt(start), end: note.document.positionAt(end) },
      severity: DiagnosticSeverity.Hint,
      source,
      code: suggestionCode,
      message: `${entity.type} suggested: “${entity.words}” (score ${entity.score.toFixed(2)})`,
      data: { type: entity.type },
    };
  });
}

function annotationProblems(note: Note): Diagnostic[] {
  const content = note.gold.content ?? '';
  const file = TextDocument.create(note.annotationUri, 'brat', 0, content);
  const name = note.annotationUri.slice(note.annotationUri.lastIndexOf('/') + 1);
  const located: Diagnostic[] = [];
  const others: Diagnostic[] = [];
  for (const problem of note.gold.file.problems) {
    const place = file.positionAt(problem.place.start);
    const range = rangeInText(note, problem);
    const diagnostic: Diagnostic = {
      range: range ?? start,
      severity: severities[problem.severity],
      source,
      code: problem.code,
      message: range
        ? problem.message
        : `${decodeURIComponent(name)}, line ${place.line + 1}: ${problem.message}`,
      relatedInformation: [related(note, place, file.positionAt(problem.place.end))],
    };
    (range ? located : others).push(diagnostic);
  }
  return [...located, ...others.slice(0, listedProblems), ...more(others.length - listedProblems, name)];
}

function more(count: number, name: string): Diagnostic[] {
  if (count <= 0) return [];
  const message = `${decodeURIComponent(name)} has ${count} more such problems; open it to see them.`;
  return [{ range: start, severity: DiagnosticSeverity.Warning, source, code: 'more-problems', message }];
}

/** Where a problem is in the text as it is now; undefined where it has no place or the place was deleted. */
function rangeInText(note: Note, { textPlace }: Problem): Range | undefined {
  const moved = textPlace && note.placeNow(textPlace);
  if (moved === undefined) return undefined;
  const last = utf16(note.text.length);
  return {
    start: note.document.positionAt(Math.min(moved.start, last)),
    end: note.document.positionAt(Math.min(moved.end, last)),
  };
}

function lostEntities(note: Note): Diagnostic[] {
  return note.gold.lost.map(({ entity, place }) => {
    const at = note.document.positionAt(place);
    return {
      range: { start: at, end: at },
      severity: DiagnosticSeverity.Warning,
      source,
      code: 'span/lost',
      message:
        `The text of ${entity.type} “${entity.words}” (${entity.id}) has been deleted. Undo the edit to bring it back, ` +
        'or delete its line in the annotation file.',
    };
  });
}

function textProblem({ textProblem: message }: Note): Diagnostic[] {
  return message === undefined
    ? []
    : [{ range: start, severity: DiagnosticSeverity.Error, source, code: 'text/unreadable', message }];
}

function related(note: Note, from: Range['start'], to: Range['end']): DiagnosticRelatedInformation {
  return {
    location: { uri: note.annotationUri, range: { start: from, end: to } },
    message: 'The line in the annotation file.',
  };
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
