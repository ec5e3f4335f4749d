/** The layers that a document needs, after those that it declares itself. */
import type { Metadata } from '../../annotation/document.ts';
import { linkFeatures } from '../uima/featurePlans.ts';
import { isToken, labelFeatures, spanLayer, tokenLayer } from '../uima/layers.ts';
import type { Plan, RelationPlan } from '../uima/plan.ts';
import { type Column, type Layer, readLayer } from './header.ts';

/** The layers that the metadata of a document declares; each once. */
export function declaredLayers(metadata: Metadata | undefined): Layer[] {
  const layers = (metadata?.['layers'] ?? '').split('\n').flatMap((line) => readLayer(line) ?? []);
  return layers.filter(({ name }, index) => layers.findIndex((layer) => layer.name === name) === index);
}

/**
 * The declarations with what a plan needs beside them: spans first, then chains, then relations, as the format asks.
 * A feature is added to the layer that lacks it.
 */
export function layersFor(plan: Plan, declared: readonly Layer[]): Layer[] {
  const needed = new Map<
    string,
    { kind: Layer['kind']; features: Set<string>; slots: Set<string>; base: string }
  >();
  const need = (kind: Layer['kind'], name: string) => {
    const known = needed.get(name) ?? { kind, features: new Set(), slots: new Set(), base: spanLayer };
    needed.set(name, known);
    return known;
  };
  for (const { layer, features, slots } of plan.spans) {
    if (isToken(layer)) continue;
    const known = need('span', layer);
    for (const feature of features.keys()) known.features.add(feature);
    for (const slot of slots.keys()) known.slots.add(slot);
  }
  for (const { layer } of plan.chains)
    for (const feature of linkFeatures) need('chain', layer).features.add(feature);
  for (const relation of plan.relations) {
    const known = need('relation', relation.layer);
    for (const feature of relation.features.keys()) known.features.add(feature);
    known.base = baseOf(relation);
  }
  const layers = declared.map((layer): Layer => {
    const more = needed.get(layer.name);
    needed.delete(layer.name);
    return more === undefined ? layer : { ...layer, columns: withColumns(layer, more) };
  });
  for (const [name, more] of needed) {
    const layer: Layer = { kind: more.kind, name, columns: [] };
    layers.push({ ...layer, columns: withColumns(layer, more) });
  }
  const order = ['span', 'chain', 'relation'];
  return layers.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The layer that the ends of a relation are taken for. */
function baseOf({ head, tail }: RelationPlan): string {
  if (isToken(head.layer) && isToken(tail.layer)) return tokenLayer;
  return head.layer;
}

function withColumns(
  { kind, name, columns }: Layer,
  needed: {
    readonly features: ReadonlySet<string>;
    readonly slots: ReadonlySet<string>;
    readonly base: string;
  },
): Column[] {
  const all = columns.filter((column) => column.kind !== 'placeholder' && column.kind !== 'source');
  const rank = (feature: string): number => {
    const index = (labelFeatures as readonly string[]).indexOf(feature);
    return index === -1 ? labelFeatures.length : index;
  };
  const missing = [...needed.features].filter((feature) => !all.some((column) => column.feature === feature));
  missing.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const feature of missing) {
    if (kind !== 'chain') all.push({ kind: 'feature', feature });
    else all.push({ kind: feature === 'referenceType' ? 'linkType' : 'linkRelation', feature });
  }
  for (const feature of needed.slots) {
    if (all.some((column) => column.kind === 'roles' && column.feature === feature)) continue;
    const type = `${name}${feature.charAt(0).toUpperCase()}${feature.slice(1)}Link`;
    all.push({ kind: 'roles', feature, type }, { kind: 'targets', feature, type: anyAnnotation });
  }
  if (kind === 'relation') {
    all.push(
      columns.find((column) => column.kind === 'source') ?? {
        kind: 'source',
        feature: '',
        type: needed.base,
      },
    );
  }
  return all.length > 0 ? all : [{ kind: 'placeholder', feature: '' }];
}

/** The target type of a slot that may refer to any annotation, which therefore has a number. */
export const anyAnnotation = 'uima.tcas.Annotation';
