/** Composes the feature structures of a document, as CAS JSON has them; XMI is the same in another notation. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { Loss } from '../format.ts';
import { initialView } from './cas.ts';
import type { Ids } from './jsonIds.ts';
import { isListOfStructures, isObject, type JsonObject, type JsonValue } from './jsonStructures.ts';
import { isToken, relationEnds, sentenceLayer, tokenLayer } from './layers.ts';
import { type Plan, planDocument, type SpanPlan } from './plan.ts';
import { TypeSystem } from './typeSystem.ts';

/** What the composition has to know of the notation. */
export interface Notation {
  /** The name of the format, with which the codes of its losses begin. */
  readonly name: string;
  /** Ids that the document takes its own from. */
  readonly ids: Ids;
  /** Whether types and structures that are no annotations of the model are written back. */
  readonly keepsRest: boolean;
  /** The name of the view; without it that which the document was read from. */
  readonly view?: string;
  lose(loss: Loss): void;
}

/** A CAS of one view: `%TYPES`, `%FEATURE_STRUCTURES` with the sofa first, and `%VIEWS`. */
export function composeCas(document: AnnotatedDocument, notation: Notation): JsonObject {
  const { metadata = {}, text } = document;
  const { name, ids, keepsRest, lose } = notation;
  const types = new TypeSystem(objectOf(metadata['types']));
  const plan = planDocument(document, {
    name,
    metadata: new Set([
      'view',
      ...(keepsRest ? ['types', 'structures'] : []),
      ...(keepsRest && metadata['structures'] !== undefined ? described : []),
    ]),
    lose,
    features: (layer) => types.features(layer),
    kind: () => undefined,
    place: (_, place) => place,
  });
  const others = keepsRest ? listOf(metadata['structures']).filter(isObject) : [];
  const lost = lostSpans(document, others, notation);
  const kept = others.filter((structure) => !lost.has(structure));
  ids.take(kept.map((structure) => Number(structure['%ID'])));
  return new CasWriting({ document, plan, types, kept, ids, lose, name, text }).cas(
    notation.view ?? metadata['view'] ?? initialView,
  );
}

/** Metadata that stands in feature structures which are kept as they are. */
const described = ['documentId', 'documentID', 'documentTitle', 'language'];

/** The types that say something of the document as a whole. */
const documentType = /\.Document(?:Annotation|MetaData)$/;

/** Kept annotations that the text has no place for any more. */
function lostSpans(
  { text }: AnnotatedDocument,
  others: readonly JsonObject[],
  { name, lose }: Notation,
): ReadonlySet<JsonObject> {
  const lost = new Set(
    others.filter((structure) => Number(structure['end'] ?? structure['^end'] ?? 0) > text.length),
  );
  for (const structure of lost) {
    lose({
      code: `${name}/structure-dropped`,
      message: `The ${structure['%TYPE']} ${structure['%ID']}, which ends beyond the text`,
    });
  }
  return lost;
}

interface Parts {
  readonly document: AnnotatedDocument;
  readonly plan: Plan;
  readonly types: TypeSystem;
  readonly kept: readonly JsonObject[];
  readonly ids: Ids;
  readonly lose: (loss: Loss) => void;
  readonly name: string;
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
    const spans = new Set(plan.spans);
    const entities = new Set(plan.spans.map(({ entity }) => entity));
    const tokens = new Map(
      kept
        .filter((structure) => isToken(String(structure['%TYPE'])))
        .map((structure) => [`T${structure['%ID']}`, Number(structure['%ID'])]),
    );
    /** Relations and slots may refer to tokens that are kept as they are. */
    const keptTokens = new Map<SpanPlan, number>();
    for (const span of plan.spans) {
      const token = isToken(span.layer) ? tokens.get(span.entity.id) : undefined;
      if (token !== undefined) keptTokens.set(span, token);
      this.#spanIds.set(span, token ?? ids.wanted(span.entity.id));
    }
    for (const link of plan.chains.flatMap((chain) => chain.links)) {
      if (!spans.has(link)) {
        this.#spanIds.set(link, entities.has(link.entity) ? ids.free() : ids.wanted(link.entity.id));
      }
    }
    const relationIds = plan.relations.map(({ relation }) => ids.wanted(relation.id));
    const sofa = ids.free();

    for (const span of plan.spans) {
      if (!keptTokens.has(span)) this.#span(span, sofa, {});
    }
    for (const { layer, head, links: members } of plan.chains) {
      for (const [index, link] of members.entries()) {
        const next = members[index + 1];
        this.#span(link, sofa, next === undefined ? {} : { '@next': this.#idOf(next) });
      }
      types.declare(head, 'uima.cas.AnnotationBase', [['first', layer]]);
      types.declare(layer, 'uima.tcas.Annotation', [['next', layer]]);
      this.#add(head, { '@sofa': sofa, '@first': this.#idOf(members[0] as SpanPlan) }, ids.free());
    }
    /** The layers that the relations of a layer hold between. */
    const ranges = new Map<string, Set<string>>();
    for (const { layer, head, tail } of plan.relations) {
      const known = ranges.get(layer) ?? new Set();
      ranges.set(layer, known.add(head.layer).add(tail.layer));
    }
    for (const [index, { layer, features, head, tail }] of plan.relations.entries()) {
      const [governor, dependent] = relationEnds;
      const range = ranges.get(layer)?.size === 1 ? head.layer : 'uima.tcas.Annotation';
      types.declare(layer, 'uima.tcas.Annotation', [
        [governor, range],
        [dependent, range],
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
    if (!kept.some((structure) => documentType.test(String(structure['%TYPE'])))) {
      const whole = { '@sofa': sofa, begin: 0, end: text.length, language: 'x-unspecified' };
      this.#add('uima.tcas.DocumentAnnotation', whole, ids.free());
    }
    this.#loseIds(relationIds);
    const there = new Set([...kept, ...this.#structures].map((structure) => Number(structure['%ID'])));
    const remaining = kept.map((structure) => this.#relinked(structure, sofa, there));
    const all = [...this.#structures, ...remaining].toSorted((a, b) => Number(a['%ID']) - Number(b['%ID']));
    const sofaStructure = {
      '%ID': sofa,
      '%TYPE': 'uima.cas.Sofa',
      sofaNum: 1,
      sofaID: view,
      mimeType: document.metadata?.['mimeType'] ?? 'text',
      sofaString: text,
    };
    return {
      '%TYPES': types.all(),
      '%FEATURE_STRUCTURES': [sofaStructure, ...all],
      '%VIEWS': {
        [view]: {
          '%SOFA': sofa,
          '%MEMBERS': all
            .filter((structure) => '@sofa' in structure)
            .map((structure) => structure['%ID'] as number),
        },
      },
    };
  }

  #idOf(span: SpanPlan): number {
    return this.#spanIds.get(span) as number;
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
  #relinked(structure: JsonObject, sofa: number, there: ReadonlySet<number>): JsonObject {
    const type = String(structure['%TYPE']);
    const lose = (feature: string, value: JsonValue): void =>
      this.#parts.lose({
        code: `${this.#parts.name}/reference-dropped`,
        message: `The reference ${feature} of the ${type} ${structure['%ID']} to ${value}`,
      });
    const fields = Object.entries(structure).flatMap(([name, value]): [string, JsonValue][] => {
      if (name === '@sofa') return [[name, sofa]];
      if (name === '%ELEMENTS' && isListOfStructures(type) && Array.isArray(value)) {
        const members = value.map((member) => {
          if (member === null || there.has(Number(member))) return member;
          lose('%ELEMENTS', member);
          return null;
        });
        return [[name, members]];
      }
      if (!name.startsWith('@') || there.has(Number(value))) return [[name, value]];
      lose(name.slice(1), value);
      return [];
    });
    return Object.fromEntries(fields);
  }

  #loseIds(relationIds: readonly number[]): void {
    const { plan, document, lose, name } = this.#parts;
    const entities = new Set(plan.spans.map(({ entity }) => entity));
    const isOwn = (span: SpanPlan): boolean => !entities.has(span.entity);
    const own = [...plan.spans, ...plan.chains.flatMap(({ links }) => links).filter(isOwn)];
    const numbers = new Map(own.map((span) => [span.entity.id, this.#idOf(span)]));
    const kept =
      [...numbers].every(([id, number]) => id === `T${number}`) &&
      plan.relations.every(({ relation: { id } }, index) => id === `R${relationIds[index]}`) &&
      document.annotations.events.every(({ id, trigger }) => id === `E${numbers.get(trigger)}`);
    if (!kept) {
      lose({
        code: `${name}/ids-changed`,
        message: 'The ids of annotations, where the numbers in them are used twice or are none',
      });
    }
  }
}

function objectOf(json: string | undefined): JsonObject {
  const value = jsonOf(json);
  return isObject(value) ? value : {};
}

function listOf(json: string | undefined): readonly JsonValue[] {
  const value = jsonOf(json);
  return Array.isArray(value) ? value : [];
}

function jsonOf(json: string | undefined): JsonValue | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
  } catch {
    return undefined;
  }
}
