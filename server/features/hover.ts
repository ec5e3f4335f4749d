/**
 * What stands under the pointer: type, layer, score, model, concepts, attributes and notes of every span there, what the
 * text asserts of it, and what an abbreviation stands for.
 */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { type Entity, hull, type Normalisation, type PredictedEntity } from '../annotation/document.ts';
import { attributeLabel, type Recording, unrecorded } from '../corpus/recording.ts';
import { type Assertion, sourceOf } from '../suggestion/assertion/assertion.ts';
import type { Use } from '../suggestion/definitions/uses.ts';
import { type Span, utf16 } from '../text/positions.ts';
import type { ConceptView } from './concepts/concepts.ts';
import { kindOf, knowledgeText, otherNamesOf, reasonOf, titleOf } from './concepts/wording.ts';
import { touches } from './lookup.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';

/**
 * @param offset UTF-16 code units in the note's text.
 * @param concepts what is known of the note's concepts, where there is a terminology.
 */
export function hoverAt(
  note: Note,
  offset: number,
  recording: Recording,
  concepts?: ConceptView,
): Hover | null {
  const place = { start: utf16(offset), end: utf16(offset) };
  const gold = note.gold.annotations.entities.filter((entity) => touches(entity, place));
  const suggested = note.suggested.filter((entity) => touches(entity, place));
  const shown: Entity[] = [...suggested, ...gold];
  const abbreviation = note.evidence.definitionAt(offset);
  const first = shown[0];
  const shownPlace = first ? hull(first) : abbreviation?.span;
  if (shownPlace === undefined) return null;
  const parts = [
    ...suggested.map((entity) => describeSuggestion(note, entity, concepts)),
    ...gold.map((entity) => describeAnnotation(note, entity, recording, concepts)),
    ...(abbreviation ? [describeAbbreviation(note, abbreviation)] : []),
  ];
  const { start, end } = shownPlace;
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    range: { start: note.document.positionAt(start), end: note.document.positionAt(end) },
  };
}

function describeSuggestion(note: Note, entity: PredictedEntity, concepts: ConceptView | undefined): string {
  const asserted = note.evidence.assertionsOf(entity).map(describeAssertion);
  const related = describeRelations(note, entity);
  const linked = describeConcepts(entity, concepts);
  return [
    `**${escaped(entity.type)}** suggested, score ${entity.score.toFixed(2)}`,
    quoted(entity.words),
    ...(linked.length + asserted.length + related.length > 0
      ? [listed([...linked, ...asserted, ...related])]
      : []),
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

function describeAnnotation(
  note: Note,
  entity: Entity,
  recording: Recording,
  concepts: ConceptView | undefined,
): string {
  const { attributes, normalisations, notes, relations, entities } = note.gold.annotations;
  const agreeing = note.predicted?.entities.find(
    (predicted) => hull(predicted).start === hull(entity).start && hull(predicted).end === hull(entity).end,
  );
  const linked = normalisations.filter(({ target }) => target === entity.id);
  const wordsOf = (id: string): string => entities.find((other) => other.id === id)?.words ?? id;
  const lines = [
    ...attributes
      .filter(({ target }) => target === entity.id)
      .map(({ type, value }) =>
        value === undefined ? escaped(type) : `${escaped(type)}: ${escaped(value)}`,
      ),
    ...linked.map((link) => describeLink(link, concepts)),
    ...(linked.length === 0 ? describeConcepts(entity, concepts) : []),
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

/** A link that is annotated, and what the terminology says of it. */
function describeLink(link: Normalisation, concepts: ConceptView | undefined): string {
  const written = `${escaped(link.system)}:${escaped(link.identifier)} ${escaped(link.name ?? '')}`.trimEnd();
  const known = concepts ? knowledgeText(concepts, link, escaped) : '';
  return known === '' ? written : `${written} (${known})`;
}

/** The concepts that an entity may be linked to: those that are likely enough, otherwise the likeliest, and why. */
function describeConcepts(entity: Entity, concepts: ConceptView | undefined): string[] {
  if (concepts === undefined) return [];
  const { candidates, chosen } = concepts.linksOf(entity);
  const [first] = candidates;
  if (chosen.length === 0 && first === undefined) return [];
  const links = chosen.length > 0 ? chosen : candidates.slice(0, 1);
  return links.map((link) => {
    const { concept, name, score } = link;
    const parts = [
      `**${escaped(titleOf(concepts, concept))}**`,
      escaped(kindOf(concept)),
      otherNamesOf(concept, name.words, escaped),
      `score ${score.toFixed(2)}: ${reasonOf(link, concepts.terminology, escaped)}`,
    ];
    return `${chosen.length > 0 ? '' : 'unsure: '}${parts.filter((part) => part !== '').join(' · ')}`;
  });
}

function quoted(words: string): string {
  const shown = words.length > 200 ? `${words.slice(0, 200)}…` : words;
  return `“${escaped(shown)}”`;
}

/** A note is no Markdown: nothing in it may turn into a link, an image or a command. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~:]/g, '\\$&').replace(/\s+/g, ' ');
}
