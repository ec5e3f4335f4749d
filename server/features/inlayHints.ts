/**
 * The label of each mention's type behind it, so that colour is never the only sign, and what the text asserts of it.
 * Inlay hints rather than drawn text, since editors count them when they wrap lines.
 */
import type { InlayHint, Range } from 'vscode-languageserver';
import { type Attribute, type Entity, hull } from '../annotation/document.ts';
import { attributeLabel, attributesByTarget } from '../corpus/recording.ts';
import { spellConcept } from '../formats/concepts.ts';
import { type Assertion, sourceOf } from '../suggestion/assertion/assertion.ts';
import type { ConceptView } from './concepts/concepts.ts';
import { linksOf } from './concepts/links.ts';
import type { Palette } from './marks.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';
import type { DocumentSettings } from './settings.ts';

/**
 * The hints in a range. A suggestion's label has a question mark behind it, and so has what the text asserts of an
 * annotated entity that has no attribute yet.
 * @param concepts where identifiers of concepts are to stand behind the labels.
 */
export function inlayHints(
  note: Note,
  range: Range,
  labels: DocumentSettings['labels'],
  palette: Palette,
  concepts?: ConceptView,
): InlayHint[] {
  if (labels === 'none' && concepts === undefined) return [];
  const start = note.document.offsetAt(range.start);
  const end = note.document.offsetAt(range.end);
  const attributes = attributesByTarget(note.gold.annotations);
  const isInRange = (entity: Entity): boolean => hull(entity).end >= start && hull(entity).end <= end;
  const hintFor = (entity: Entity, mark: string, more: readonly Label[]): InlayHint[] => {
    const linked = concepts ? conceptHints(note, entity, concepts) : [];
    const type = labels === 'full' ? entity.type : palette.labelOf(entity.type);
    const typed = labels === 'none' ? [] : [`${type}${mark}`, ...more.map((label) => label[labels])];
    const label = [...typed, ...linked.map(({ full }) => full)].join(' ');
    if (label === '') return [];
    const tooltips = [...more, ...linked].map(({ tooltip }) => tooltip);
    return [
      {
        position: note.document.positionAt(hull(entity).end),
        label,
        tooltip: [entity.type, ...tooltips, ...relationLines(note, entity)].join('\n'),
        paddingLeft: true,
      },
    ];
  };
  const gold = note.gold.annotations.entities.filter(isInRange).flatMap((entity) => {
    const own = attributes.get(entity.id);
    const asserted = own === undefined ? note.evidence.assertionsOf(entity) : [];
    return hintFor(entity, '', [
      ...(own ?? []).map((attribute) => attributeHint(attribute, palette)),
      ...asserted.map((assertion) => assertionHint(assertion, '?')),
    ]);
  });
  const suggested = note.suggested.filter(isInRange).flatMap((entity) =>
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

/** The concepts that an entity is linked to; for one without a link those that it is likely to name, with a question mark. */
function conceptHints(note: Note, entity: Entity, view: ConceptView): Label[] {
  const linked = linksOf(note, entity);
  if (linked.length > 0) return linked.map(({ name, ...id }) => hintOf(spellConcept(id), name));
  return view.linksOf(entity).chosen.map(({ concept, score }) => {
    const { name, ...id } = view.referenceTo(concept);
    return hintOf(`${spellConcept(id)}?`, `${name ?? ''}? ${score.toFixed(2)}`);
  });
}

function hintOf(full: string, name = ''): Label {
  return { short: full, full, tooltip: `${full} ${name}`.trimEnd() };
}

function assertionHint(assertion: Assertion, mark: string): Label {
  const { kind, confidence } = assertion;
  return {
    short: `${kind.slice(0, 3)}${mark}`,
    full: `${kind}${mark}`,
    tooltip: `${kind}, by ${sourceOf(assertion)}, confidence ${confidence.toFixed(2)}`,
  };
}
