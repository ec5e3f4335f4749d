/** Writing a document as PubAnnotation's JSON. */
import type { AnnotatedDocument, Attribute, Entity, Normalisation } from '../../annotation/document.ts';
import { parseConcepts, spellConcept } from '../concepts.ts';
import type { Loss } from '../format.ts';
import { fromText } from '../json/metadata.ts';
import { isPredicted } from '../json/reading.ts';
import { compact, type Json, type JsonObject } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import { concept, denotationFields, documentFields, idOf, relationFields, sourceOf } from './names.ts';

/** A document as a JSON object. What refers to something that cannot be written is left out with a loss. */
export function composeDocument(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('pubannotation', document, 'code points');
  const spans = writing.writable(document.annotations.entities);
  const unknown = ['events', 'notes', 'equivalences'] as const;
  writing.loseKinds(...unknown);
  const kept = writing.keepingBinary([...spans.keys()], unknown);
  writing.loseParts('passages', 'sentences', 'tokens');
  const denotations: JsonObject[] = [];
  const blocks: JsonObject[] = [];
  for (const [entity, pairs] of spans) {
    (isBlock(entity) ? blocks : denotations).push(denotation(writing, entity, pairs));
  }
  const annotations = compact({
    denotations,
    blocks: blocks.length > 0 ? blocks : undefined,
    relations: kept.relations.map((relation) => {
      const { id, type, metadata } = relation;
      const [subj, obj] = writing.headAndTail(relation);
      return { id, subj, pred: type, obj, ...writing.fields(metadata, relationFields, id) };
    }),
    attributes: [
      ...kept.attributes.map((attribute) => attributeFields(writing, attribute)),
      ...kept.normalisations.map((normalisation) => conceptFields(writing, normalisation)),
    ],
  });
  return { value: { ...heading(writing), ...place(document, annotations) }, losses: writing.losses };
}

const isBlock = ({ metadata }: Entity): boolean => metadata?.['block'] === 'true';

/** The text and what is said of the document. The source's id is the document's, unless that is made of several. */
function heading(writing: DocumentWriting): JsonObject {
  const { id, text, metadata } = writing.document;
  const { track: _track, ...own } = metadata ?? {};
  if (idOf(metadata) === id) return { text, ...writing.fields(own, documentFields, id) };
  const { sourceid, divid, ...others } = own;
  const replaced = { ...(sourceid !== undefined && { sourceid }), ...(divid !== undefined && { divid }) };
  writing.loseMetadata(replaced, id);
  return { text, sourceid: sourceOf(metadata, id), ...writing.fields(others, documentFields, id) };
}

/** Annotations of a track go where they came from. */
function place({ metadata }: AnnotatedDocument, annotations: JsonObject): JsonObject {
  const project = metadata?.['track'];
  return project === undefined ? annotations : { tracks: [{ project: fromText(project), ...annotations }] };
}

function denotation(
  writing: DocumentWriting,
  entity: Entity,
  pairs: readonly (readonly [number, number])[],
): JsonObject {
  writing.loseWords(entity);
  const spans = pairs.map(([begin, end]) => ({ begin, end }));
  const { block: _block, ...others } = entity.metadata ?? {};
  return {
    id: entity.id,
    span: spans.length === 1 ? (spans[0] as JsonObject) : spans,
    obj: entity.type,
    ...(isPredicted(entity) && { score: entity.score, ...(entity.model !== '' && { model: entity.model }) }),
    ...writing.fields(isBlock(entity) ? others : entity.metadata, denotationFields, entity.id),
  };
}

function attributeFields(writing: DocumentWriting, { id, type, target, value }: Attribute): JsonObject {
  if (type === concept && value !== undefined && parseConcepts(value).length === 1) {
    writing.lose(
      'attribute-as-concept',
      id,
      `The attribute ${id} (${value} of ${target}) will be read as a concept.`,
    );
  }
  return { id, subj: target, pred: type, obj: value ?? true };
}

function conceptFields(writing: DocumentWriting, normalisation: Normalisation): JsonObject {
  const { id, target, name } = normalisation;
  const spelling = spellConcept(normalisation);
  const [read, ...more] = parseConcepts(spelling);
  if (
    more.length > 0 ||
    read?.system !== normalisation.system ||
    read.identifier !== normalisation.identifier
  ) {
    const message = `The concept ${spelling} of ${target} will be read as an attribute or another concept.`;
    writing.lose('concept-as-attribute', id, message);
  }
  return compact({ id, subj: target, pred: concept, obj: spelling, name });
}
