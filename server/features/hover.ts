/** What stands under the pointer: type, layer, score, model, concepts, attributes and notes of every span there. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { type Entity, hull, type PredictedEntity } from '../annotation/document.ts';
import { utf16 } from '../text/positions.ts';
import { touches } from './lookup.ts';
import type { Note } from './note.ts';

/** @param offset UTF-16 code units in the note's text. */
export function hoverAt(note: Note, offset: number): Hover | null {
  const place = { start: utf16(offset), end: utf16(offset) };
  const gold = note.gold.annotations.entities.filter((entity) => touches(entity, place));
  const suggested = note.suggested.filter((entity) => touches(entity, place));
  const shown: Entity[] = [...suggested, ...gold];
  const first = shown[0];
  if (first === undefined) return null;
  const parts = [
    ...suggested.map(describeSuggestion),
    ...gold.map((entity) => describeAnnotation(note, entity)),
  ];
  const { start, end } = hull(first);
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    range: { start: note.document.positionAt(start), end: note.document.positionAt(end) },
  };
}

function describeSuggestion(entity: PredictedEntity): string {
  return [
    `**${escaped(entity.type)}** suggested, score ${entity.score.toFixed(2)}`,
    quoted(entity.words),
    `Model: ${escaped(entity.model)}`,
  ].join('\n\n');
}

function describeAnnotation(note: Note, entity: Entity): string {
  const { attributes, normalisations, notes, relations, entities } = note.gold.annotations;
  const agreeing = note.predicted?.entities.find(
    (predicted) => hull(predicted).start === hull(entity).start && hull(predicted).end === hull(entity).end,
  );
  const wordsOf = (id: string): string => entities.find((other) => other.id === id)?.words ?? id;
  const lines = [
    ...attributes
      .filter(({ target }) => target === entity.id)
      .map(({ type, value }) =>
        value === undefined ? escaped(type) : `${escaped(type)}: ${escaped(value)}`,
      ),
    ...normalisations
      .filter(({ target }) => target === entity.id)
      .map(({ system, identifier, name }) =>
        `${escaped(system)}:${escaped(identifier)} ${escaped(name ?? '')}`.trimEnd(),
      ),
    ...relations
      .filter(({ arguments: filled }) => filled.some(({ target }) => target === entity.id))
      .map(
        ({ type, arguments: [head, tail] }) =>
          `${escaped(wordsOf(head.target))} — ${escaped(type)} → ${escaped(wordsOf(tail.target))}`,
      ),
    ...notes
      .filter(({ target }) => target === entity.id)
      .map(({ type, text }) => `${escaped(type)}: ${escaped(text)}`),
    ...(agreeing
      ? [
          `${escaped(agreeing.model)} suggests ${escaped(agreeing.type)} here, score ${agreeing.score.toFixed(2)}`,
        ]
      : []),
  ];
  return [
    `**${escaped(entity.type)}** annotated (${escaped(entity.id)})`,
    quoted(entity.words),
    ...(lines.length > 0 ? [lines.map((line) => `- ${line}`).join('\n')] : []),
  ].join('\n\n');
}

function quoted(words: string): string {
  const shown = words.length > 200 ? `${words.slice(0, 200)}…` : words;
  return `“${escaped(shown)}”`;
}

/** A note is no Markdown: nothing in it may turn into a link, an image or a command. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~:]/g, '\\$&').replace(/\s+/g, ' ');
}
