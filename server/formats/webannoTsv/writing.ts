/** Writes documents as WebAnno TSV 3.3. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { isToken } from '../uima/layers.ts';
import { type Plan, planDocument, type RelationPlan, type SpanPlan } from '../uima/plan.ts';
import { anyAnnotation, declaredLayers, layersFor } from './declarations.ts';
import { escapeText, escapeValue } from './escaping.ts';
import { type Column, type Layer, writeLayer } from './header.ts';
import { layOut, placeInTokens, type SentenceLayout } from './tokens.ts';
import { type LinkPlace, type Unit, Units } from './units.ts';

/**
 * Entities go to the layer `custom.Span` with the feature `label`, relations to `custom.Relation`, unless their
 * metadata names the layer that they were read from. Attributes are features; the concepts of an entity are the feature
 * `identifier`, score and model of a predicted entity `score` and `model`. Several documents in one file follow each
 * other, each with its `#FORMAT` line; INCEpTION reads one document a file.
 */
export function webannoTsvWriter(): FormatWriter {
  return {
    begin: () => '',
    document: writeDocument,
    end: () => '',
  };
}

function writeDocument(document: AnnotatedDocument): { content: string; losses: Loss[] } {
  const losses: Loss[] = [];
  const lose = (code: string, message: string, id?: string): void =>
    void losses.push({ code: `webanno-tsv/${code}`, message, ...(id !== undefined && { id }) });
  const layouts = layOut(document);
  loseLayout(document, layouts, lose);
  const tokens = layouts.flatMap((layout) => layout.tokens);
  const declared = declaredLayers(document.metadata);
  const planned = planDocument(document, {
    name: 'webanno-tsv',
    metadata: new Set(['layers', 'sentence-ids']),
    lose: (loss) => void losses.push(loss),
    features: (layer) =>
      declared
        .find(({ name }) => name === layer)
        ?.columns.filter(({ kind }) => kind === 'feature')
        .map(({ feature }) => feature),
    kind: (layer) => declared.find(({ name }) => name === layer)?.kind,
    place({ id, metadata }, place) {
      const found = placeInTokens(tokens, place);
      if (found === undefined) return undefined;
      const isMoved = found.start !== place.start || found.end !== place.end;
      if (isToken(metadata?.['layer'] ?? '')) {
        return !isMoved && tokens.some((token) => same(token, found)) ? found : undefined;
      }
      if (isMoved) {
        lose(
          'span-trimmed',
          `The white space at the ends of ${place.start}-${place.end}; ${found.start}-${found.end} is written`,
          id,
        );
      }
      return found;
    },
  });
  const layers = layersFor(planned, declared);
  const plan = withoutTokens(planned, layers, lose);
  const units = new Units(layouts);
  const links = fillUnits(units, plan, layers);
  loseIds(document, plan, layers, lose);

  const ids = sentenceIds(document, layouts, lose);
  const lines = ['#FORMAT=WebAnno TSV 3.3', ...layers.map(writeLayer), ''];
  for (const [index, layout] of layouts.entries()) {
    lines.push('');
    const id = ids[index] ?? '';
    if (id !== '') lines.push(`#Sentence.id=${escapeText(id)}`);
    const { start, end } = layout.span;
    for (const line of document.text.slice(start, end).split('\n')) lines.push(`#Text=${escapeText(line)}`);
    for (const token of units.sentences[index] ?? []) {
      for (const unit of [token, ...token.parts])
        lines.push(rowOf(document.text, unit, layers, units, links));
    }
  }
  return { content: `${lines.join('\n')}\n`, losses };
}

const same = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

type Lose = (code: string, message: string, id?: string) => void;

/** What the layout changes of the document's own sentences and tokens. */
function loseLayout(
  { text, sentences, tokens }: AnnotatedDocument,
  layouts: readonly SentenceLayout[],
  lose: Lose,
): void {
  const changed = (given: readonly Span[] | undefined, written: readonly Span[]): boolean =>
    given !== undefined &&
    (given.length !== written.length || given.some((one, index) => !same(one, written[index] as Span)));
  const spans = layouts.map((layout) => layout.span);
  if (changed(sentences, spans)) {
    lose(
      'sentences-changed',
      `The bounds of ${sentences?.length} sentences; ${spans.length} are written, each from its first token on`,
    );
  }
  const all = layouts.flatMap((layout) => layout.tokens);
  const lead = all[0];
  const isLead = lead !== undefined && text.slice(lead.start, lead.end).trim() === '';
  const visible = isLead ? all.slice(1) : all;
  if (changed(tokens, visible)) {
    lose('tokens-changed', `The bounds of ${tokens?.length} tokens; ${visible.length} are written`);
  }
}

function sentenceIds(
  { metadata }: AnnotatedDocument,
  layouts: readonly SentenceLayout[],
  lose: Lose,
): readonly string[] {
  const stored = metadata?.['sentence-ids'];
  if (stored === undefined) return [];
  try {
    const ids: unknown = JSON.parse(stored);
    if (Array.isArray(ids) && ids.length === layouts.length && ids.every((id) => typeof id === 'string')) {
      return ids;
    }
  } catch {
    // Said below.
  }
  lose('sentence-ids-dropped', 'The ids of the sentences, which are not one for each');
  return [];
}

/**
 * The plan without what refers to tokens in a way that the format cannot say: only a relation whose ends are declared
 * to be tokens may.
 */
function withoutTokens(plan: Plan, layers: readonly Layer[], lose: Lose): Plan {
  const used = new Set<SpanPlan>();
  const relations = plan.relations.filter(({ relation, layer, head, tail }) => {
    const base = layers
      .find(({ name }) => name === layer)
      ?.columns.find(({ kind }) => kind === 'source')?.type;
    const ofTokens = isToken(base ?? '') || layer.endsWith('.dependency.Dependency');
    const isWritable = [head, tail].every((end) => isToken(end.layer) === ofTokens);
    if (isWritable) {
      used.add(head);
      used.add(tail);
    } else
      lose('relation-dropped', `The relation ${relation.type}, of which one end is a token`, relation.id);
    return isWritable;
  });
  for (const { entity, slots } of plan.spans) {
    for (const [feature, links] of slots) {
      const kept = links.filter(({ target }) => !isToken(target.layer));
      for (const { target } of links) {
        if (isToken(target.layer))
          lose('argument-dropped', `The argument ${target.entity.id}, a token`, entity.id);
      }
      slots.set(feature, kept);
    }
  }
  const spans = plan.spans.filter((span) => {
    if (!isToken(span.layer)) return true;
    const { id, words } = span.entity;
    if (!used.has(span)) lose('entity-dropped', `The token "${words}", to which no relation refers`, id);
    else if (span.features.size > 0) lose('attribute-dropped', `The attributes of the token "${words}"`, id);
    return used.has(span);
  });
  return { spans, relations, chains: plan.chains };
}

/** Puts everything on its rows and gives numbers where the format asks for them. */
function fillUnits(units: Units, plan: Plan, layers: readonly Layer[]): ReadonlyMap<SpanPlan, LinkPlace> {
  for (const { name } of layers) {
    const spans = plan.spans.filter(({ layer }) => layer === name && !isToken(layer));
    for (const span of spans.toSorted(byPlace)) units.add(span, true);
  }
  for (const span of plan.spans) if (isToken(span.layer)) units.setHomeOfToken(span);
  const links = new Map<SpanPlan, LinkPlace>();
  for (const [chain, { links: members }] of plan.chains.entries()) {
    for (const [place, link] of members.entries()) links.set(link, { chain: chain + 1, place: place + 1 });
  }
  for (const link of [...links.keys()].toSorted(byPlace)) units.add(link, false);

  const column = (layer: string, kind: Column['kind'], feature?: string): Column | undefined =>
    layers
      .find(({ name }) => name === layer)
      ?.columns.find((one) => one.kind === kind && (feature === undefined || one.feature === feature));
  for (const row of units.sentences.flat().flatMap((token) => [token, ...token.parts])) {
    for (const span of [...row.spans.values()].flat()) {
      for (const [feature, slots] of span.slots) {
        const type = column(span.layer, 'targets', feature)?.type;
        for (const { target } of slots) {
          if (type === anyAnnotation || target.layer !== type) units.number(target);
        }
      }
    }
  }
  for (const relation of plan.relations) {
    const base = column(relation.layer, 'source')?.type;
    for (const end of [relation.head, relation.tail]) {
      if (!isToken(end.layer) && end.layer !== base) units.number(end);
    }
    const there = units.home(relation.tail).relations;
    there.set(relation.layer, [...(there.get(relation.layer) ?? []), relation]);
  }
  return links;
}

/** The order in which annotations of one layer are stacked and numbered. */
function byPlace(a: SpanPlan, b: SpanPlan): number {
  return a.place.start - b.place.start || b.place.end - a.place.end;
}

function rowOf(
  text: string,
  unit: Unit,
  layers: readonly Layer[],
  units: Units,
  links: ReadonlyMap<SpanPlan, LinkPlace>,
): string {
  const { start, end } = unit.place;
  const words = text.slice(start, end);
  const cells = layers.flatMap(({ kind, name, columns }) =>
    columns.map((column) => {
      const values =
        kind === 'relation'
          ? (unit.relations.get(name) ?? []).map((relation) => relationCell(relation, column, units))
          : (unit.spans.get(name) ?? []).map((plan) => spanCell(plan, column, units, links.get(plan)));
      return values.length === 0 ? '_' : values.join('|');
    }),
  );
  // The format does not escape the words of a row, which hold no tabs or line ends as a rule.
  const written = /[\t\r\n]/.test(words) ? escapeText(words) : words;
  return `${[unit.id, `${start}-${end}`, written, ...cells].join('\t')}\t`;
}

function spanCell(
  plan: SpanPlan,
  { kind, feature }: Column,
  units: Units,
  link: LinkPlace | undefined,
): string {
  const number = suffix(units.numberOf(plan));
  const slots = plan.slots.get(feature) ?? [];
  switch (kind) {
    case 'roles':
      if (slots.length === 0) return `_${number}`;
      return `${slots.map(({ role }) => (role === undefined ? '*' : escapeValue(role))).join(';')}${number}`;
    case 'targets':
      if (slots.length === 0) return '*';
      return slots.map(({ target }) => `${units.home(target).id}${suffix(units.numberOf(target))}`).join(';');
    case 'linkType':
      return `${valueCell(plan.features.get(feature))}[${link?.chain}]`;
    case 'linkRelation':
      return `${valueCell(plan.features.get(feature))}->${link?.chain}-${link?.place}`;
    default:
      return `${valueCell(plan.features.get(feature))}${number}`;
  }
}

function relationCell(
  { features, head, tail }: RelationPlan,
  { kind, feature }: Column,
  units: Units,
): string {
  if (kind !== 'source') return valueCell(features.get(feature));
  const [from, to] = [units.numberOf(head), units.numberOf(tail)];
  const numbers = from === undefined && to === undefined ? '' : `[${from ?? 0}_${to ?? 0}]`;
  return `${units.home(head).id}${numbers}`;
}

const suffix = (number: number | undefined): string => (number === undefined ? '' : `[${number}]`);

const valueCell = (value: string | undefined): string => (value === undefined ? '*' : escapeValue(value));

/** Ids are not written. A reader numbers annotations by their place; whoever has other ids is told once. */
function loseIds({ annotations }: AnnotatedDocument, plan: Plan, layers: readonly Layer[], lose: Lose): void {
  const rank = ({ layer }: SpanPlan): number => layers.findIndex(({ name }) => name === layer);
  const chained = plan.chains.flatMap(({ links }) => links);
  const written = [
    ...plan.spans,
    ...chained.filter((link) => plan.spans.every(({ entity }) => entity !== link.entity)),
  ];
  const ordered = written.toSorted((a, b) => byPlace(a, b) || rank(a) - rank(b));
  const kept =
    ordered.every(({ entity }, index) => entity.id === `T${index + 1}`) &&
    plan.relations.every(({ relation }, index) => relation.id === `R${index + 1}`) &&
    annotations.events.every(({ id }, index) => id === `E${index + 1}`);
  if (!kept) lose('ids-changed', 'The ids of annotations; a reader numbers them by their place in the text');
}
