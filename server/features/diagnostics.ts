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
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hull } from '../annotation/document.ts';
import type { Problem, RelatedPlace } from '../annotation/problems.ts';
import { lineIndexAt, referencesOf } from '../formats/brat/lines.ts';
import type { Span } from '../text/positions.ts';
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

/**
 * Everything to act on in a note's text.
 * @param furtherProblems where its annotations are not what the corpus allows or the terminology knows.
 */
export function noteDiagnostics(note: Note, furtherProblems: readonly Problem[]): Diagnostic[] {
  return [
    ...textProblem(note),
    ...annotationProblems(note, [...note.gold.file.problems, ...furtherProblems]),
    ...lostEntities(note),
    ...suggestions(note),
  ];
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
      // Editors show this above the hover, which says the rest.
      message: `${entity.type} suggested`,
      data: { type: entity.type },
    };
  });
}

function annotationProblems(note: Note, problems: readonly Problem[]): Diagnostic[] {
  const file = note.annotationFile;
  const name = note.annotationUri.slice(note.annotationUri.lastIndexOf('/') + 1);
  const located: Diagnostic[] = [];
  const others: Diagnostic[] = [];
  for (const problem of problems) {
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
      relatedInformation: [
        related(note, place, file.positionAt(problem.place.end)),
        ...(problem.related ?? []).map(relatedInformation),
      ],
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

/**
 * Where a problem is in the text as it is now: at its own place, otherwise at the entity that its line defines or refers
 * to first; undefined where there is none.
 */
function rangeInText(note: Note, { textPlace, place }: Problem): Range | undefined {
  const span = textPlace ? note.placeNow(textPlace) : entityPlace(note, place);
  if (span === undefined) return undefined;
  const last = note.text.length;
  return {
    start: note.document.positionAt(Math.min(span.start, last)),
    end: note.document.positionAt(Math.min(span.end, last)),
  };
}

function entityPlace({ gold }: Note, place: Span): Span | undefined {
  const line = gold.file.lines[lineIndexAt(gold.file.lines, place.start)];
  if (line === undefined) return undefined;
  const id = line.kind === 'entity' ? line.id.text : referencesOf(line)[0]?.text;
  const entity = gold.annotations.entities.find((candidate) => candidate.id === id);
  return entity && hull(entity);
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

function relatedInformation({ uri, line, length, message }: RelatedPlace): DiagnosticRelatedInformation {
  return {
    location: { uri, range: { start: { line, character: 0 }, end: { line, character: length } } },
    message,
  };
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
