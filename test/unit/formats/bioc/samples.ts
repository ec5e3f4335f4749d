/** Small BioC files for the tests of both notations, and what documents must read as after they were written. */
import {
  type AnnotatedDocument,
  type Annotations,
  type Entity,
  type Metadata,
  wordsAt,
} from '../../../../server/annotation/document.ts';
import type { Loss } from '../../../../server/formats/format.ts';

type Infons = Readonly<Record<string, unknown>>;

export interface Mention {
  readonly id?: string;
  readonly infons?: Infons;
  readonly text?: string;
  readonly locations: readonly (readonly [offset: number, length: number])[];
}

export interface Link {
  readonly id?: string;
  readonly infons?: Infons;
  readonly nodes: readonly (readonly [role: string, refid: string])[];
}

export interface Stretch {
  readonly offset?: number;
  readonly infons?: Infons;
  readonly text?: string;
  readonly sentences?: readonly Stretch[];
  readonly annotations?: readonly Mention[];
  readonly relations?: readonly Link[];
}

export interface Sample {
  readonly id?: string;
  readonly infons?: Infons;
  readonly passages: readonly Stretch[];
  readonly annotations?: readonly Mention[];
  readonly relations?: readonly Link[];
}

/** A mention with one location, for example `mention('T1', 'Sign', 0, 'fever')`. */
export function mention(
  id: string,
  type: string,
  offset: number,
  text: string,
  length = text.length,
): Mention {
  return { id, infons: { type }, text, locations: [[offset, length]] };
}

/** A file in BioC XML that holds a document. */
export function xmlOf(...samples: readonly Sample[]): string {
  const documents = samples.map(
    ({ id, infons, passages, ...lists }) =>
      `<document>${id === undefined ? '' : `<id>${id}</id>`}${infonsXml(infons)}${passages
        .map((each) => `<passage>${stretchXml(each)}</passage>`)
        .join('\n')}${listsXml(lists)}</document>`,
  );
  return `<?xml version="1.0"?>\n<collection><source>s</source><date/><key>k</key>\n${documents.join('\n')}\n</collection>`;
}

function stretchXml({ infons, offset, text, sentences = [], ...lists }: Stretch): string {
  return [
    infonsXml(infons),
    offset === undefined ? '' : `<offset>${offset}</offset>`,
    text === undefined ? '' : `<text>${text}</text>`,
    ...sentences.map((each) => `<sentence>${stretchXml(each)}</sentence>`),
    listsXml(lists),
  ].join('');
}

function listsXml({ annotations = [], relations = [] }: Pick<Stretch, 'annotations' | 'relations'>): string {
  const attribute = (id: string | undefined) => (id === undefined ? '' : ` id="${id}"`);
  return [
    ...annotations.map(
      ({ id, infons, text, locations }) =>
        `\n<annotation${attribute(id)}>${infonsXml(infons)}${locations
          .map(([offset, length]) => `<location offset="${offset}" length="${length}"/>`)
          .join('')}${text === undefined ? '' : `<text>${text}</text>`}</annotation>`,
    ),
    ...relations.map(
      ({ id, infons, nodes }) =>
        `\n<relation${attribute(id)}>${infonsXml(infons)}${nodes
          .map(([role, refid]) => `<node refid="${refid}" role="${role}"/>`)
          .join('')}</relation>`,
    ),
  ].join('');
}

function infonsXml(infons: Infons = {}): string {
  return Object.entries(infons)
    .map(([key, value]) => `<infon key="${key}">${value}</infon>`)
    .join('');
}

/** A file in BioC JSON that holds a document. */
export function jsonOf(...samples: readonly Sample[]): string {
  return JSON.stringify({ source: 's', date: '', key: 'k', documents: samples.map(documentJson) });
}

export function documentJson({ passages, annotations, relations, ...rest }: Sample): object {
  return {
    ...rest,
    passages: passages.map(stretchJson),
    ...listsJson({ annotations, relations } as Stretch),
  };
}

function stretchJson({ sentences, annotations, relations, ...rest }: Stretch): object {
  return {
    ...rest,
    ...(sentences !== undefined && { sentences: sentences.map(stretchJson) }),
    ...listsJson({ annotations, relations } as Stretch),
  };
}

function listsJson({ annotations = [], relations = [] }: Pick<Stretch, 'annotations' | 'relations'>): object {
  return {
    annotations: annotations.map(({ locations, ...rest }) => ({
      ...rest,
      locations: locations.map(([offset, length]) => ({ offset, length })),
    })),
    relations: relations.map(({ nodes, ...rest }) => ({
      ...rest,
      nodes: nodes.map(([role, refid]) => ({ role, refid })),
    })),
  };
}

/** A document as it must read after it was written with these losses; in a form that does not depend on order. */
export function expected(document: AnnotatedDocument, losses: readonly Loss[]): unknown {
  const of = (kind: string) =>
    new Set(losses.filter(({ code }) => code === `bioc/${kind}`).map(({ id }) => id));
  const has = (kind: string) => losses.some(({ code }) => code === `bioc/${kind}`);
  const left = <Part extends { id: string }>(parts: readonly Part[], kind: string): Part[] =>
    parts.filter(({ id }) => !of(kind).has(id));
  const { annotations, passages, sentences, tokens: _tokens, ...rest } = document;
  const words = of('words-dropped');
  const names = of('concept-name-dropped');
  const empty = of('empty-value');
  return normal({
    ...rest,
    // Passages that are added make a difference to passages only, sentences are lost in part.
    ...(passages !== undefined && !has('passage-added') && { passages }),
    ...(sentences !== undefined && !has('sentences-dropped') && { sentences }),
    annotations: {
      ...annotations,
      entities: annotations.entities.map((entity) =>
        words.has(entity.id) ? { ...entity, words: wordsAt(document.text, entity.fragments) } : entity,
      ),
      attributes: left(annotations.attributes, 'attribute-dropped').map(({ value, ...attribute }) => ({
        ...attribute,
        ...(value !== undefined && !empty.has(attribute.id) && { value }),
      })),
      notes: left(annotations.notes, 'note-dropped'),
      normalisations: left(annotations.normalisations, 'concept-dropped').map(({ name, ...concept }) => ({
        ...concept,
        ...(name !== undefined && !names.has(concept.id) && { name }),
      })),
    },
  });
}

/** A document with its annotations sorted, without ids that BioC does not have. */
export function normal(document: AnnotatedDocument): unknown {
  const anonymous = <Part extends { id: string }>(parts: readonly Part[]): unknown =>
    sorted(parts.map(({ id: _id, ...part }) => part));
  const { entities, relations, events, attributes, normalisations, notes, equivalences }: Annotations =
    document.annotations;
  return JSON.parse(
    canonical({
      ...document,
      annotations: {
        entities: sorted(entities.map(tidy)),
        relations: sorted(relations.map(tidy)),
        events: sorted(events),
        attributes: anonymous(attributes),
        normalisations: anonymous(normalisations),
        notes: anonymous(notes),
        equivalences,
      },
    }),
  );
}

function tidy(part: { metadata?: Metadata } | Entity): unknown {
  const { metadata, ...rest } = part;
  return metadata === undefined || Object.keys(metadata).length === 0 ? rest : part;
}

function sorted(parts: readonly unknown[]): unknown[] {
  return parts.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

/** JSON with the fields of objects in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
