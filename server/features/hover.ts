/**
 * What stands under the pointer: type, layer, score, model, concepts, attributes and notes of every span there, what the
 * text asserts of it, and what an abbreviation stands for.
 */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { type Entity, hull, type PredictedEntity } from '../annotation/document.ts';
import { attributeLabel, type Recording, unrecorded } from '../corpus/recording.ts';
import { type Assertion, sourceOf } from '../suggestion/assertion/assertion.ts';
import type { Use } from '../suggestion/definitions/uses.ts';
import { type Span, utf16 } from '../text/positions.ts';
import { touches } from './lookup.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';

/** @param offset UTF-16 code units in the note's text. */
export function hoverAt(note: Note, offset: number, recording: Recording): Hover | null {
  const place = { start: utf16(offset), end: utf16(offset) };
  const gold = note.gold.annotations.entities.filter((entity) => touches(entity, place));
  const suggested = note.suggested.filter((entity) => touches(entity, place));
  const shown: Entity[] = [...suggested, ...gold];
  const abbreviation = note.evidence.definitionAt(offset);
  const first = shown[0];
  const shownPlace = first ? hull(first) : abbreviation?.span;
  if (shownPlace === undefined) return null;
  const parts = [
    ...suggested.map((entity) => describeSuggestion(note, entity)),
    ...gold.map((entity) => describeAnnotation(note, entity, recording)),
    ...(abbreviation ? [describeAbbreviation(note, abbreviation)] : []),
  ];
  const { start, end } = shownPlace;
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    range: { start: note.document.positionAt(start), end: note.document.positionAt(end) },
  };
}

function describeSuggestion(note: Note, entity: PredictedEntity): string {
  const asserted = note.evidence.assertionsOf(entity).map(describeAssertion);
  const related = describeRelations(note, entity);
  return [
    `**${escaped(entity.type)}** suggested, score ${entity.score.toFixed(2)}`,
    quoted(entity.words),
    ...(asserted.length + related.length > 0 ? [listed([...asserted, ...related])] : []),
    `Model: ${escaped(entity.model)}`,
  ].join('\n\n');
}

function describeAssertion(assertion: Assertion): string {
  const { kind, confidence } = assertion;
  return `${kind}, by ${escaped(sourceOf(assertion))}, confidence ${confidence.toFixed(2)}`;
}

function describeRelations(note: Note, entity: Entity): string[] {
  return relationsOf(note.suggestedRelations, entity).map(
    ({ type, head, tail, score, model }) =>
      `${quoted(head.words)} — ${escaped(type)} → ${quoted(tail.words)} suggested, ` +
      `score ${score.toFixed(2)}, ${escaped(model)}`,
  );
}

function describeAbbreviation(note: Note, { definition }: Use): string {
  const { shortForm, longForm, confidence } = definition;
  const words = ({ start, end }: Span): string => note.text.slice(start, end);
  const line = note.document.positionAt(shortForm.start).line + 1;
  return (
    `${quoted(words(shortForm))} is short for ${quoted(words(longForm))}, ` +
    `defined in line ${line}, confidence ${confidence.toFixed(2)}`
  );
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function describeAnnotation(note: Note, entity: Entity, recording: Recording): string {
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
    ...describeRelations(note, entity),
    ...unrecorded(note.gold.annotations, entity, note.evidence.assertionsOf(entity), recording).map(
      ({ assertion, attribute }) =>
        `${escaped(attributeLabel(attribute))} is not recorded: ${describeAssertion(assertion)}`,
    ),
    ...(agreeing
      ? [
          `${escaped(agreeing.model)} suggests ${escaped(agreeing.type)} here, score ${agreeing.score.toFixed(2)}`,
        ]
      : []),
  ];
  return [
    `**${escaped(entity.type)}** annotated (${escaped(entity.id)})`,
    quoted(entity.words),
    ...(lines.length > 0 ? [listed(lines)] : []),
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
