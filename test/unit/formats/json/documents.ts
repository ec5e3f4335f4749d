/** Documents for properties of formats, and what a format must give back of them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AnnotatedDocument,
  type Annotations,
  type Entity,
  hull,
  type Metadata,
  noAnnotations,
  wordsAt,
} from '../../../../server/annotation/document.ts';
import type { Format, Loss, ReadProblem } from '../../../../server/formats/format.ts';
import { referredIds } from '../../../../server/formats/json/references.ts';
import { type Span, span } from '../../../../server/text/positions.ts';
import { boundaries, fragmentsIn, texts } from '../../annotation/arbitraries.ts';

export interface Contents {
  readonly documents: AnnotatedDocument[];
  readonly problems: ReadProblem[];
}

/** Reads a file; cut into pieces of a length where one is given. */
export async function readAll(
  format: Format,
  content: string,
  fileName = 'file.json',
  cut?: number,
): Promise<Contents> {
  const contents: Contents = { documents: [], problems: [] };
  const chunks = cut === undefined ? [content] : (content.match(new RegExp(`[^]{1,${cut}}`, 'g')) ?? []);
  for await (const read of format.read(chunks, fileName)) {
    if (read.kind === 'document') contents.documents.push(read.document);
    else contents.problems.push(read.problem);
  }
  return contents;
}

/** Writes documents into one file. */
export function writeAll(
  format: Format,
  ...documents: readonly AnnotatedDocument[]
): { content: string; losses: Loss[] } {
  const writer = format.write?.();
  assert.ok(writer !== undefined);
  const losses: Loss[] = [];
  let content = writer.begin();
  for (const document of documents) {
    const written = writer.document(document);
    content += written.content;
    losses.push(...written.losses);
  }
  return { content: content + writer.end(), losses };
}

/** Codes of problems or losses, each once, in order. */
export function codesOf(found: readonly { readonly code: string }[]): string[] {
  return [...new Set(found.map(({ code }) => code))];
}

/** A document of one text with entities at places `[start, end)` that count UTF-16 code units. */
export function documentOf(
  text: string,
  entities: readonly (readonly [
    id: string,
    type: string,
    ...fragments: readonly (readonly [number, number])[],
  ])[],
  more: Partial<Annotations> = {},
): AnnotatedDocument {
  return {
    id: 'note',
    text,
    annotations: {
      ...noAnnotations,
      entities: entities.map(([id, type, ...pairs]) => {
        const fragments = pairs.map(([start, end]) => span(start, end)) as unknown as [Span, ...Span[]];
        return { id, type, fragments, words: wordsAt(text, fragments) };
      }),
      ...more,
    },
  };
}

const names = fc.constantFrom('Disease', 'Drug', 'Gene or protein', 'Té"st\\', '3');
const values = fc.constantFrom('Low', '', '7', 'true', '"7"', ' x\n', '😀', '{"a":1}', 'null');
const metadata: fc.Arbitrary<Metadata> = fc.dictionary(
  fc.constantFrom('journal', 'infon a', 'x:y', '__proto'),
  values,
  {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  },
);

/** Which parts generated documents have; all, where nothing is said. */
export interface Parts {
  readonly predicted?: boolean;
  readonly metadata?: boolean;
  readonly parts?: boolean;
  readonly strayWords?: boolean;
}

/** Documents with annotations of every kind over texts with emoji, combining marks and line breaks. */
export function documents(parts: Parts = {}): fc.Arbitrary<AnnotatedDocument> {
  return texts
    .filter((text) => text !== '')
    .chain((text) =>
      fc.record({
        id: fc.constantFrom('note', 'notes/ward-round', '12', 'ü😀'),
        text: fc.constant(text),
        entities: fc.array(entityIn(text, parts), { maxLength: 4 }),
        passages: parts.parts === false ? fc.constant<Span[]>([]) : spansIn(text),
        sentences: parts.parts === false ? fc.constant<Span[]>([]) : spansIn(text),
        tokens: parts.parts === false ? fc.constant<Span[]>([]) : spansIn(text),
        metadata: parts.metadata === false ? fc.constant(undefined) : fc.option(metadata, { nil: undefined }),
      }),
    )
    .chain(({ id, text, entities: unnamed, passages, sentences, tokens, metadata: ofDocument }) => {
      const entities = unnamed.map((entity, index): Entity => ({ ...entity, id: `T${index + 1}` }));
      return others(entities, parts).map(
        (more): AnnotatedDocument => ({
          id,
          text,
          annotations: { ...noAnnotations, ...more, entities },
          ...(passages.length > 0 && {
            passages: passages.map((it) => ({ span: it, metadata: { type: 'title' } })),
          }),
          ...(sentences.length > 0 && { sentences }),
          ...(tokens.length > 0 && { tokens }),
          ...(ofDocument !== undefined && { metadata: ofDocument }),
        }),
      );
    });
}

function entityIn(text: string, parts: Parts): fc.Arbitrary<Omit<Entity, 'id'>> {
  return fc
    .record({
      type: names,
      fragments: fragmentsIn(text),
      stray: parts.strayWords === false ? fc.constant(false) : fc.boolean(),
      more: parts.metadata === false ? fc.constant(undefined) : fc.option(metadata, { nil: undefined }),
      predicted:
        parts.predicted === false
          ? fc.constant(undefined)
          : fc.option(fc.record({ score: fc.constantFrom(0, 0.25, 1), model: fc.constantFrom('m 1', '') }), {
              nil: undefined,
            }),
    })
    .map(({ type, fragments, stray, more, predicted }) => ({
      type,
      fragments,
      words: stray ? `${wordsAt(text, fragments)}  ` : wordsAt(text, fragments),
      ...(more !== undefined && { metadata: more }),
      ...predicted,
    }));
}

/** Some spans of a text, ascending and disjoint. */
function spansIn(text: string): fc.Arbitrary<Span[]> {
  return fc
    .subarray(boundaries(text))
    .map((places) =>
      places.slice(1).flatMap((end, index) => (index % 2 === 0 ? [span(places[index] as number, end)] : [])),
    );
}

function others(entities: readonly Entity[], parts: Parts): fc.Arbitrary<Partial<Annotations>> {
  if (entities.length === 0) return fc.constant({});
  const target = fc.constantFrom(...entities.map(({ id }) => id));
  const role = fc.constantFrom('Arg1', 'Arg2', 'Theme');
  const argument = fc.record({ role, target });
  const plain = fc.tuple(target, target).map(([a, b]) => [
    { role: 'Arg1', target: a },
    { role: 'Arg2', target: b },
  ]);
  const all = fc.oneof(plain, fc.array(argument, { minLength: 2, maxLength: 3 }));
  const more = parts.metadata === false ? fc.constant(undefined) : fc.option(metadata, { nil: undefined });
  const few = { maxLength: 2 };
  return fc
    .record({
      relations: fc.array(fc.record({ type: names, arguments: all, metadata: more }), few),
      events: fc.array(fc.record({ type: names, trigger: target, arguments: fc.array(argument, few) }), few),
      attributes: fc.array(fc.record({ type: names, value: fc.option(values, { nil: undefined }) }), {
        maxLength: 3,
      }),
      normalisations: fc.array(
        fc.record({
          system: fc.constantFrom('MESH', 'UMLS'),
          identifier: fc.constantFrom('D1', 'GO:1', '672'),
          name: fc.option(names, { nil: undefined }),
        }),
        { maxLength: 3 },
      ),
      notes: fc.array(fc.record({ type: fc.constantFrom('AnnotatorNotes', 'Why'), text: values }), few),
      equivalences: fc.array(
        fc.record({ type: names, members: fc.array(target, { minLength: 2, maxLength: 3 }) }),
        few,
      ),
      targets: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    })
    .map(({ targets, ...drawn }) => {
      const relations = drawn.relations.map((it, index) => ({ ...defined(it), id: `R${index + 1}` }));
      const events = drawn.events.map((it, index) => ({ ...it, id: `E${index + 1}` }));
      const ids = [...entities, ...relations, ...events].map(({ id }) => id);
      const pick = (number: number): string => ids[(targets[number] as number) % ids.length] as string;
      const attributes = drawn.attributes.map((it, index) => ({
        ...defined(it),
        id: `A${index + 1}`,
        target: pick(index),
      }));
      const normalisations = drawn.normalisations.map((it, index) => ({
        ...defined(it),
        id: `N${index + 1}`,
        target: pick(3 + index),
      }));
      const noted = [...ids, ...attributes.map(({ id }) => id)];
      const notes = drawn.notes.map((it, index) => ({
        ...it,
        id: `#${index + 1}`,
        target: noted[(targets[6 + index] as number) % noted.length] as string,
      }));
      return {
        relations,
        events,
        attributes,
        normalisations,
        notes,
        equivalences: drawn.equivalences,
      } as unknown as Partial<Annotations>;
    });
}

/** A copy without fields that are undefined. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** What a document must read as after it was written with these losses. */
export function minus(document: AnnotatedDocument, losses: readonly Loss[]): AnnotatedDocument {
  let rest = document;
  // New ids come last, as the other losses name the old ones.
  const isRenaming = ({ code }: Loss): boolean => code.endsWith('/id-changed');
  for (const loss of losses) if (!isRenaming(loss)) rest = without(rest, loss);
  for (const loss of losses) if (isRenaming(loss)) rest = without(rest, loss);
  return rest;
}

function without(rest: AnnotatedDocument, { code, id, message }: Loss): AnnotatedDocument {
  const kind = code.slice(code.indexOf('/') + 1);
  const { annotations } = rest;
  const entities = (change: (entity: Entity) => Entity): AnnotatedDocument => ({
    ...rest,
    annotations: {
      ...annotations,
      entities: annotations.entities.map((it) => (it.id === id ? change(it) : it)),
    },
  });
  const dropped = dropping[kind];
  if (dropped !== undefined) {
    const kept = (annotations[dropped] as readonly { id?: string; type?: string }[]).filter((it) =>
      dropped === 'equivalences' ? !message.includes(`equivalence ${it.type} `) : it.id !== id,
    );
    return { ...rest, annotations: { ...annotations, [dropped]: kept } };
  }
  switch (kind) {
    case 'discontinuous':
      return entities((it) => ({
        ...it,
        fragments: [hull(it)],
        words: wordsAt(rest.text, [hull(it)]),
      }));
    case 'words-dropped':
      return entities((it) => ({ ...it, words: wordsAt(rest.text, it.fragments) }));
    case 'score-dropped':
      return entities((it) => {
        const { score: _score, model: _model, ...entity } = it as Entity & { score?: number; model?: string };
        return entity;
      });
    case 'id-changed':
      return renamed(rest, id as string, / ([^ ]+)\.$/.exec(message)?.[1] as string);
    case 'equivalence-type-dropped': {
      const [, type] = / will be (.+)\.$/.exec(message) ?? [];
      const equivalences = annotations.equivalences.map((it) => ({ ...it, type: type as string }));
      return { ...rest, annotations: { ...annotations, equivalences } };
    }
    case 'attribute-value-dropped': {
      const attributes = annotations.attributes.map((it) => {
        const { value: _value, ...attribute } = it;
        return it.id === id ? attribute : it;
      });
      return { ...rest, annotations: { ...annotations, attributes } };
    }
    case 'roles-dropped':
      return {
        ...rest,
        annotations: {
          ...annotations,
          relations: annotations.relations.map((it) =>
            it.id === id
              ? {
                  ...it,
                  arguments: it.arguments.map(({ target }, index) => ({
                    role: `Arg${index + 1}`,
                    target,
                  })) as never,
                }
              : it,
          ),
        },
      };
    case 'concept-name-dropped':
      return {
        ...rest,
        annotations: {
          ...annotations,
          normalisations: annotations.normalisations.map((it) => {
            const { name: _name, ...concept } = it;
            return it.id === id ? concept : it;
          }),
        },
      };
    case 'metadata-dropped': {
      const strippedOf = (own: Metadata | undefined): Metadata =>
        Object.fromEntries(Object.entries(own ?? {}).filter(([name]) => !message.startsWith(`${name} = `)));
      const strip = <T extends { id: string; metadata?: Metadata }>(it: T): T =>
        it.id === id && it.metadata !== undefined ? { ...it, metadata: strippedOf(it.metadata) } : it;
      return {
        ...strip(rest),
        annotations: {
          ...annotations,
          entities: annotations.entities.map(strip),
          relations: annotations.relations.map(strip),
        },
      };
    }
    case 'passages-dropped':
    case 'sentences-dropped':
    case 'tokens-dropped': {
      const copy: Record<string, unknown> = { ...rest };
      delete copy[kind.replace('-dropped', '')];
      return copy as unknown as AnnotatedDocument;
    }
    default:
      throw new Error(`The test knows no loss of the kind ${kind}.`);
  }
}

/** The document with another id for an annotation, and references to it that follow. */
function renamed(document: AnnotatedDocument, from: string, to: string): AnnotatedDocument {
  const rename = (value: unknown): unknown => {
    if (value === from) return to;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, referring.has(name) ? rename(field) : field]),
    );
  };
  return rename(document) as AnnotatedDocument;
}

const referring: ReadonlySet<string> = new Set([
  ...[
    'annotations',
    'entities',
    'relations',
    'events',
    'attributes',
    'normalisations',
    'notes',
    'equivalences',
  ],
  ...['id', 'arguments', 'target', 'trigger', 'members'],
]);

const dropping: Readonly<Record<string, keyof Annotations>> = {
  'relation-dropped': 'relations',
  'event-dropped': 'events',
  'attribute-dropped': 'attributes',
  'concept-dropped': 'normalisations',
  'note-dropped': 'notes',
  'equivalence-dropped': 'equivalences',
};

/** A document with its annotations in one order, without empty metadata, and without ids that nothing refers to. */
export function normal(document: AnnotatedDocument): unknown {
  const referred = referredIds(document.annotations);
  const tidy = (it: { metadata?: Metadata }): unknown => {
    const { metadata: own, ...rest } = it;
    return own === undefined || Object.keys(own).length === 0 ? rest : { ...rest, metadata: own };
  };
  const anonymous = (it: { id: string }): unknown => (referred.has(it.id) ? it : { ...it, id: '' });
  const sorted = (all: readonly unknown[]): unknown[] =>
    all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const { entities, relations, attributes, normalisations, notes, ...others } = document.annotations;
  // A clone, as generated objects have no prototype and read ones do.
  return structuredClone(
    tidy({
      ...document,
      annotations: {
        ...others,
        entities: entities.map(tidy),
        relations: relations.map(tidy),
        attributes: sorted(attributes.map(ordered).map(anonymous as never)),
        normalisations: sorted(normalisations.map(ordered).map(anonymous as never)),
        notes: sorted(notes.map(ordered).map(anonymous as never)),
      },
    } as { metadata?: Metadata }),
  );
}

/** A copy with its fields in one order, so that its JSON can be compared. */
function ordered<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
