/**
 * The label of each mention's type behind it, so that colour is never the only sign, and what the text asserts of it.
 * Inlay hints rather than drawn text, since editors count them when they wrap lines.
 */
import type { InlayHint, Range } from 'vscode-languageserver';
import { type Attribute, type Entity, hull } from '../annotation/document.ts';
import { attributeLabel, attributesByTarget } from '../corpus/recording.ts';
import { type Assertion, sourceOf } from '../suggestion/assertion/assertion.ts';
import type { Palette } from './marks.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';
import type { DocumentSettings } from './settings.ts';

/**
 * The hints in a range. A suggestion's label has a question mark behind it, and so has what the text asserts of an
 * annotated entity that has no attribute yet.
 */
export function inlayHints(
  note: Note,
  range: Range,
  labels: DocumentSettings['labels'],
  palette: Palette,
): InlayHint[] {
  if (labels === 'none') return [];
  const start = note.document.offsetAt(range.start);
  const end = note.document.offsetAt(range.end);
  const attributes = attributesByTarget(note.gold.annotations);
  const isInRange = (entity: Entity): boolean => hull(entity).end >= start && hull(entity).end <= end;
  const hintFor = (entity: Entity, mark: string, more: readonly Label[]): InlayHint => ({
    position: note.document.positionAt(hull(entity).end),
    label: [
      `${labels === 'full' ? entity.type : palette.labelOf(entity.type)}${mark}`,
      ...more.map((label) => label[labels]),
    ].join(' '),
    tooltip: [entity.type, ...more.map(({ tooltip }) => tooltip), ...relationLines(note, entity)].join('\n'),
    paddingLeft: true,
  });
  const gold = note.gold.annotations.entities.filter(isInRange).map((entity) => {
    const own = attributes.get(entity.id);
    const asserted = own === undefined ? note.evidence.assertionsOf(entity) : [];
    return hintFor(entity, '', [
      ...(own ?? []).map((attribute) => attributeHint(attribute, palette)),
      ...asserted.map((assertion) => assertionHint(assertion, '?')),
    ]);
  });
  const suggested = note.suggested.filter(isInRange).map((entity) =>
    hintFor(
      entity,
      '?',
      note.evidence.assertionsOf(entity).map((assertion) => assertionHint(assertion, '')),
    ),
  );
  return [...gold, ...suggested];
}

function relationLines(note: Note, entity: Entity): string[] {
  return relationsOf(note.suggestedRelations, entity).map(
    ({ type, head, tail, score }) => `${head.words} — ${type} → ${tail.words}? ${score.toFixed(2)}`,
  );
}

/** What stands behind the label of the type. */
interface Label {
  readonly short: string;
  readonly full: string;
  readonly tooltip: string;
}

function attributeHint(attribute: Attribute, palette: Palette): Label {
  const full = attribute.value ?? attribute.type;
  return {
    short: palette.labelOf(full).toLowerCase(),
    full,
    tooltip: attributeLabel(attribute),
  };
}

function assertionHint(assertion: Assertion, mark: string): Label {
  const { kind, confidence } = assertion;
  return {
    short: `${kind.slice(0, 3)}${mark}`,
    full: `${kind}${mark}`,
    tooltip: `${kind}, by ${sourceOf(assertion)}, confidence ${confidence.toFixed(2)}`,
  };
}
