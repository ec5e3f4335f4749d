/** Writes documents as UIMA CAS JSON 0.4. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { initialView } from './cas.ts';
import { isObject, type JsonObject, type JsonValue } from './jsonStructures.ts';
import { isToken, relationEnds, sentenceLayer, tokenLayer } from './layers.ts';
import { type Plan, planDocument, type SpanPlan } from './plan.ts';
import { TypeSystem } from './typeSystem.ts';

/**
 * Entities go to the layer `custom.Span` with the feature `label`, relations to `custom.Relation`, unless their metadata
 * names the layer that they were read from. Attributes are features; the concepts of an entity are the feature
 * `identifier`, score and model of a predicted entity `score` and `model`. Sentences and tokens are those of DKPro.
 *
 * The number in the id of an entity (`T12`) is the id of its feature structure where it can be, so that ids survive. Each
 * document is one line; several in a file are lines.
 */
export function uimaJsonWriter(): FormatWriter {
  return {
    begin: () => '',
    document(document) {
      const losses: Loss[] = [];
      const cas = writeCas(document, (loss) => void losses.push(loss));
      return { content: `${JSON.stringify(cas)}\n`, losses };
    },
    end: () => '',
  };
}

function writeCas(document: AnnotatedDocument, lose: (loss: Loss) => void): JsonObject {
  const { metadata = {}, text } = document;
  const types = new TypeSystem(objectOf(metadata['types']));
  const plan = planDocument(document, {
    name: 'uima-json',
    metadata: new Set([
      'types',
      'structures',
      'view',
      ...(metadata['structures'] === undefined ? [] : described),
    ]),
    lose,
    features: (layer) => types.features(layer),
    place: (_, place) => place,
  });
  const others = listOf(metadata['structures']).filter(isObject);
  const lost = lostSpans(document, others, lose);
  const kept = others.filter((structure) => !lost.has(structure));
  const ids = new Ids(kept.map((structure) => Number(structure['%ID'])));
  return new CasWriting({ document, plan, types, kept, ids, lose, text }).cas(
    metadata['view'] ?? initialView,
  );
}

/** Metadata that stands in feature structures which are kept as they are. */
const described = ['documentId', 'documentID', 'documentTitle', 'language'];

/** Kept annotations that the text has no place for any more. */
function lostSpans(
  { text }: AnnotatedDocument,
  others: readonly JsonObject[],
  lose: (loss: Loss) => void,
): ReadonlySet<JsonObject> {
  const lost = new Set(
    others.filter((structure) => Number(structure['end'] ?? structure['^end'] ?? 0) > text.length),
  );
  for (const structure of lost) {
    lose({
      code: 'uima-json/structure-dropped',
      message: `The ${structure['%TYPE']} ${structure['%ID']}, which ends beyond the text`,
    });
  }
  return lost;
}

/** Ids that are not used yet. */
class Ids {
  readonly #used: Set<number>;
  #next = 1;

  constructor(used: readonly number[]) {
    this.#used = new Set(used);
  }

  /** The number in an id such as `T12`, if it is free, and otherwise the smallest free one. */
  wanted(id: string): number {
    const number = Number(/^[A-Z](\d{1,9})$/.exec(id)?.[1]);
    if (!(number > 0) || this.#used.has(number)) return this.free();
    this.#used.add(number);
    return number;
  }

  free(): number {
    while (this.#used.has(this.#next)) this.#next += 1;
    this.#used.add(this.#next);
    return this.#next;
  }
}

interface Parts {
  readonly document: AnnotatedDocument;
  readonly plan: Plan;
  readonly types: TypeSystem;
  readonly kept: readonly JsonObject[];
  readonly ids: Ids;
  readonly lose: (loss: Loss) => void;
  readonly text: string;
}

class CasWriting {
  readonly #parts: Parts;
  readonly #spanIds = new Map<SpanPlan, number>();
  readonly #structures: JsonObject[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  cas(view: string): JsonObject {
    const { document, plan, types, kept, ids, text } = this.#parts;
    const links = plan.chains.flatMap((chain) => chain.links);
    const keptTokens = new Map(kept.map((structure) => [`T${structure['%ID']}`, structure]));
    for (const span of [...plan.spans, ...links]) {
      const token = isToken(span.layer) ? keptTokens.get(span.entity.id) : undefined;
      const isOwn = plan.spans.includes(span) || !plan.spans.some(({ entity }) => entity === span.entity);
      if (token !== undefined) this.#spanIds.set(span, Number(token['%ID']));
      else this.#spanIds.set(span, isOwn ? ids.wanted(span.entity.id) : ids.free());
    }
    const relationIds = plan.relations.map(({ relation }) => ids.wanted(relation.id));
    const sofa = ids.free();

    for (const span of plan.spans) {
      if (keptTokens.has(span.entity.id) && isToken(span.layer)) continue;
      this.#span(span, sofa, {});
    }
    for (const { layer, links: members } of plan.chains) {
      for (const [index, link] of members.entries()) {
        const next = members[index + 1];
        this.#span(link, sofa, next === undefined ? {} : { '@next': this.#idOf(next) });
      }
      const head = layer.replace(/Link$/, 'Chain');
      types.declare(head, 'uima.cas.AnnotationBase', [['first', layer]]);
      types.declare(layer, 'uima.tcas.Annotation', [['next', layer]]);
      this.#add(head, { '@sofa': sofa, '@first': this.#idOf(members[0] as SpanPlan) }, ids.free());
    }
    for (const [index, { layer, features, head, tail }] of plan.relations.entries()) {
      const [governor, dependent] = relationEnds;
      types.declare(layer, 'uima.tcas.Annotation', [
        [governor, head.layer],
        [dependent, head.layer],
      ]);
      this.#declareFeatures(layer, features);
      const ends = { [`@${governor}`]: this.#idOf(head), [`@${dependent}`]: this.#idOf(tail) };
      const { start: begin, end } = tail.place;
      const values = types.values(layer, features);
      this.#add(layer, { '@sofa': sofa, begin, end, ...ends, ...values }, relationIds[index] as number);
    }
    const has = (type: string): boolean => kept.some((structure) => structure['%TYPE'] === type);
    for (const [type, spans] of [
      [sentenceLayer, document.sentences],
      [tokenLayer, document.tokens],
    ] as const) {
      if (spans === undefined || has(type)) continue;
      types.declare(type, 'uima.tcas.Annotation', []);
      for (const { start: begin, end } of spans) this.#add(type, { '@sofa': sofa, begin, end }, ids.free());
    }
    if (!kept.some((structure) => String(structure['%TYPE']).includes('Document'))) {
      const whole = { '@sofa': sofa, begin: 0, end: text.length, language: 'x-unspecified' };
      this.#add('uima.tcas.DocumentAnnotation', whole, ids.free());
    }
    this.#loseIds(relationIds);
    const remaining = kept.map((structure) => this.#relinked(structure, sofa));
    const all = [...this.#structures, ...remaining].toSorted((a, b) => Number(a['%ID']) - Number(b['%ID']));
    const sofaStructure = {
      '%ID': sofa,
      '%TYPE': 'uima.cas.Sofa',
      sofaNum: 1,
      sofaID: view,
      mimeType: 'text',
      sofaString: text,
    };
    return {
      '%TYPES': types.all(),
      '%FEATURE_STRUCTURES': [sofaStructure, ...all],
      '%VIEWS': { [view]: { '%SOFA': sofa, '%MEMBERS': all.map((structure) => structure['%ID'] as number) } },
    };
  }

  #idOf(span: SpanPlan): number {
    const same = this.#spanIds.get(span);
    return same as number;
  }

  #add(type: string, values: JsonObject, id: number): void {
    this.#structures.push({ '%ID': id, '%TYPE': type, ...values });
  }

  #declareFeatures(layer: string, features: ReadonlyMap<string, string | undefined>): void {
    const { types } = this.#parts;
    types.declare(
      layer,
      'uima.tcas.Annotation',
      [...features.keys()].map((feature) => [
        feature,
        feature === 'score' ? 'uima.cas.Double' : 'uima.cas.String',
      ]),
    );
  }

  #span(span: SpanPlan, sofa: number, more: JsonObject): void {
    const { types, ids } = this.#parts;
    const { layer, place, features, slots } = span;
    this.#declareFeatures(layer, features);
    const references: Record<string, number> = {};
    for (const [feature, links] of slots) {
      const type = types.linkType(layer, feature);
      types.declare(layer, 'uima.tcas.Annotation', [[feature, `${type}[]`]]);
      types.declare(type, 'uima.cas.TOP', [
        ['role', 'uima.cas.String'],
        ['target', 'uima.tcas.Annotation'],
      ]);
      const members = links.map(({ role, target }) => {
        const id = ids.free();
        this.#add(type, { '@target': this.#idOf(target), ...(role !== undefined && { role }) }, id);
        return id;
      });
      const list = ids.free();
      this.#add(`${type}[]`, { '%ELEMENTS': members }, list);
      references[`@${feature}`] = list;
    }
    const { start: begin, end } = place;
    const values = types.values(layer, features);
    this.#add(layer, { '@sofa': sofa, begin, end, ...values, ...references, ...more }, this.#idOf(span));
  }

  /** A kept structure in the new CAS, without references to what is no longer there. */
  #relinked(structure: JsonObject, sofa: number): JsonObject {
    const { kept, lose } = this.#parts;
    const there = new Set([
      ...kept.map((one) => Number(one['%ID'])),
      ...this.#structures.map((one) => Number(one['%ID'])),
    ]);
    const fields = Object.entries(structure).flatMap(([name, value]): [string, JsonValue][] => {
      if (name === '@sofa') return [[name, sofa]];
      if (!name.startsWith('@') || there.has(Number(value))) return [[name, value]];
      lose({
        code: 'uima-json/reference-dropped',
        message: `The reference ${name.slice(1)} of the ${structure['%TYPE']} ${structure['%ID']} to ${value}`,
      });
      return [];
    });
    return Object.fromEntries(fields);
  }

  #loseIds(relationIds: readonly number[]): void {
    const { plan, document, lose } = this.#parts;
    const isSame = (id: string, prefix: string, number: number): boolean => id === `${prefix}${number}`;
    const triggers = new Map(plan.spans.map((span) => [span.entity.id, this.#spanIds.get(span) as number]));
    const kept =
      [...this.#spanIds].every(
        ([span, number]) =>
          !triggers.has(span.entity.id) ||
          triggers.get(span.entity.id) !== number ||
          isSame(span.entity.id, 'T', number),
      ) &&
      plan.relations.every(({ relation }, index) => isSame(relation.id, 'R', relationIds[index] as number)) &&
      document.annotations.events.every(({ id, trigger }) =>
        isSame(id, 'E', triggers.get(trigger) ?? Number.NaN),
      );
    if (!kept) {
      lose({
        code: 'uima-json/ids-changed',
        message: 'The ids of annotations, where the numbers in them are used twice or are none',
      });
    }
  }
}

function objectOf(json: string | undefined): JsonObject {
  const value = valueOf(json);
  return isObject(value) ? value : {};
}

function listOf(json: string | undefined): readonly JsonValue[] {
  const value = valueOf(json);
  return Array.isArray(value) ? value : [];
}

function valueOf(json: string | undefined): JsonValue | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
  } catch {
    return undefined;
  }
}
