/** Writing a document in BigBIO's `kb` schema. */
import type { AnnotatedDocument, Annotations, Entity, Event } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import type { Loss } from '../format.ts';
import { fromText } from '../json/metadata.ts';
import { referredIds } from '../json/references.ts';
import { type Json, type JsonObject, listOf } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import { coreference, globalId, listed, triggerId } from './fields.ts';
import { passageObjects } from './passages.ts';

/** What the schema has no place for. */
const unknown = ['attributes', 'notes'] as const;

export function composeDocument(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('bigbio', document, 'code points');
  const { id: unique = document.id, ...metadata } = document.metadata ?? {};
  writing.loseMetadata(metadata, document.id);
  writing.loseParts('sentences', 'tokens');
  const spans = writing.writable(document.annotations.entities);
  writing.loseKinds(...unknown);
  const kept = writing.keepingBinary([...spans.keys()], unknown);
  const global = (id: string): string => globalId(unique, id);
  const inline = inlineTriggers(writing, kept);
  const concepts = conceptsByTarget(writing, kept);
  const passages = passageObjects(writing, unique);
  const textOf = (entity: Entity): JsonObject => ({
    text: textsOf(writing, entity),
    offsets: spans.get(entity) ?? [],
  });
  const byId = new Map(kept.entities.map((entity) => [entity.id, entity]));
  const value = {
    id: unique,
    document_id: document.id,
    passages,
    entities: kept.entities.flatMap((entity) => {
      const { [listed]: _listed, ...others } = entity.metadata ?? {};
      const isTrigger = kept.events.some(({ trigger }) => trigger === entity.id);
      writing.loseMetadata(isTrigger && !inline.has(entity.id) ? others : entity.metadata, entity.id);
      writing.loseScore(entity);
      if (inline.has(entity.id)) return [];
      const normalized = concepts.get(entity.id) ?? [];
      return [{ id: global(entity.id), type: entity.type, ...textOf(entity), normalized }];
    }),
    events: kept.events.map((event) => ({
      id: global(event.id),
      type: event.type,
      trigger: textOf(byId.get(event.trigger) as Entity),
      arguments: event.arguments.map(({ role, target }) => ({ role, ref_id: global(target) })),
    })),
    coreferences: kept.equivalences.map(({ type, members }, index) => {
      if (type !== coreference) {
        const message = `The type ${type} of the equivalence of ${members.join(', ')}, which will be ${coreference}.`;
        writing.lose('equivalence-type-dropped', undefined, message);
      }
      return { id: global(`C${index + 1}`), entity_ids: members.map(global) };
    }),
    relations: kept.relations.map((relation) => {
      const { id, type, metadata: own = {} } = relation;
      const { normalized, ...others } = own;
      writing.loseMetadata(others, id);
      const [first, second] = writing.headAndTail(relation);
      const stored = listOf(normalized === undefined ? undefined : fromText(normalized));
      return { id: global(id), type, arg1_id: global(first), arg2_id: global(second), normalized: stored };
    }),
  };
  return { value, losses: writing.losses };
}

/** One text for each fragment. Words that contradict the text can be kept where there is one. */
function textsOf(writing: DocumentWriting, entity: Entity): readonly string[] {
  if (entity.fragments.length === 1) return [writing.wordsToStore(entity)];
  writing.loseWords(entity);
  return entity.fragments.map(({ start, end }) => writing.document.text.slice(start, end));
}
