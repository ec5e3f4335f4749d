/** The layer and the place of each entity. */
import { type AnnotatedDocument, type Entity, hull } from '../../annotation/document.ts';
import { compareWords } from '../../annotation/words.ts';
import { OffsetConverter } from '../../text/positions.ts';
import { type Attached, featurePlan, labelPlan } from './featurePlans.ts';
import { isClinical, isTypeName, shortName, spanLayer } from './layers.ts';
import { type Lose, loseMetadata, type SpanPlan, type Target } from './plan.ts';
import { slotFeaturesOf } from './slotPlans.ts';

/** Plans the entities of a document by id, in their order; those that cannot be placed are left out and listed. */
export function planSpans(
  document: AnnotatedDocument,
  attached: Attached,
  target: Target,
  lose: Lose,
): Map<string, SpanPlan> {
  const { text, annotations } = document;
  const converter = new OffsetConverter(text);
  const plans = new Map<string, SpanPlan>();
  for (const entity of annotations.entities) {
    const { id, type, fragments, words, metadata } = entity;
    const whole = hull(entity);
    const inside = fragments.every(
      ({ start, end }) =>
        start <= end &&
        converter.toCodePoint(start) !== undefined &&
        converter.toCodePoint(end) !== undefined,
    );
    const place = inside && whole.start <= whole.end ? target.place(entity, whole) : undefined;
    if (place === undefined || plans.has(id)) {
      const places = fragments.map(({ start, end }) => `${start}-${end}`).join(', ');
      const reason = plans.has(id) ? 'whose id another entity has' : 'which has no place there';
      lose('entity-dropped', `The entity ${type} "${words}" at ${places}, ${reason}`, id);
      continue;
    }
    if (fragments.length > 1) {
      const gaps = `"${words}" became "${text.slice(whole.start, whole.end)}"`;
      lose('discontinuous', `The gaps between ${fragments.length} fragments: ${gaps}`, id);
    } else if (compareWords(text, fragments, words) !== 'equal') {
      lose('words-dropped', `The stored words "${words}", which are not the text at their place`, id);
    }
    const { layer, label, chain } = layerPlan(entity, target);
    const kept =
      metadata?.['layer'] === layer
        ? ['slots', 'layer', ...(chain === undefined ? [] : ['chain'])]
        : ['slots'];
    loseMetadata(entity, kept, target);
    const taken = slotFeaturesOf(entity);
    const isLink = chain !== undefined;
    const features = featurePlan({ annotation: entity, layer, label, attached, taken, isLink }, lose);
    plans.set(id, { layer, chain, entity, place, features, slots: new Map() });
  }
  return plans;
}

/**
 * The layer that an entity was read from, if it can say the entity's type, and otherwise the layer of plain spans. The
 * findings of cTAKES refer to structures of their own for their concepts, which are not written; they become spans.
 */
function layerPlan(
  { type, metadata }: Entity,
  target: Target,
): {
  readonly layer: string;
  readonly label: ReturnType<typeof labelPlan>;
  readonly chain: string | undefined;
} {
  const stored = metadata?.['layer'];
  const plain = { layer: spanLayer, label: { feature: 'label', value: type }, chain: undefined };
  if (stored === undefined || isClinical(stored) || !isTypeName(stored)) return plain;
  const isOwn = type === shortName(stored);
  const chain = metadata?.['chain'];
  if (chain !== undefined) {
    const isLink = isOwn && isTypeName(chain) && (target.kind(stored) ?? 'chain') === 'chain';
    return isLink ? { layer: stored, label: undefined, chain } : plain;
  }
  if ((target.kind(stored) ?? 'span') !== 'span') return plain;
  const label = labelPlan(type, stored, true, target);
  return label === undefined && !isOwn ? plain : { layer: stored, label, chain };
}
