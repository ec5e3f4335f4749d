/** Writing a document in BigBIO's `kb` schema. */
import type { AnnotatedDocument, Annotations, Entity, Event } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import type { Loss } from '../format.ts';
import { fromText } from '../json/metadata.ts';
import { referredIds } from '../json/references.ts';
import { type Json, listOf } from '../json/values.ts';
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
  const places = new Map(
    kept.entities.map((entity) => [
      entity.id,
      { text: textsOf(writing, entity), offsets: spans.get(entity) ?? [] },
    ]),
  );
  const triggers = new Set(kept.events.map(({ trigger }) => trigger));
  const value = {
    id: unique,
    document_id: document.id,
    passages,
    entities: kept.entities.flatMap((entity) => {
      const { [listed]: _listed, ...others } = entity.metadata ?? {};
      writing.loseMetadata(
        triggers.has(entity.id) && !inline.has(entity.id) ? others : entity.metadata,
        entity.id,
      );
      writing.loseScore(entity);
      if (inline.has(entity.id)) return [];
      const normalized = concepts.get(entity.id) ?? [];
      return [{ id: global(entity.id), type: entity.type, ...places.get(entity.id), normalized }];
    }),
    events: kept.events.map((event) => ({
      id: global(event.id),
      type: event.type,
      trigger: places.get(event.trigger) ?? {},
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

/**
 * The triggers that are written with their events only: those that nothing else refers to and that were not read as
 * entities. They get another id when they are read. Losses say where a trigger will be another mention.
 */
function inlineTriggers(writing: DocumentWriting, kept: Annotations): ReadonlySet<string> {
  const referred = referredIds({
    ...kept,
    events: kept.events.map((event) => ({ ...event, trigger: event.id })),
  });
  const byId = new Map(kept.entities.map((entity) => [entity.id, entity]));
  const isInline = (entity: Entity): boolean =>
    !referred.has(entity.id) && entity.metadata?.[listed] !== 'true';
  const inline = new Map<string, Event>();
  for (const event of kept.events) {
    const trigger = byId.get(event.trigger);
    if (trigger === undefined || !isInline(trigger) || inline.has(trigger.id)) continue;
    inline.set(trigger.id, event);
    const read = triggerId(event.id);
    if (trigger.id !== read)
      writing.lose('id-changed', trigger.id, `The id ${trigger.id}, which will be ${read}.`);
  }
  const firstByKey = new Map<string, string>();
  const ordered = [
    ...kept.entities.filter(({ id }) => !inline.has(id)),
    ...Array.from(inline.keys(), (id) => byId.get(id)),
  ];
  for (const entity of ordered) {
    if (entity !== undefined && !firstByKey.has(entityKey(entity)))
      firstByKey.set(entityKey(entity), entity.id);
  }
  for (const { id, type, trigger } of kept.events) {
    const { fragments } = byId.get(trigger) as Entity;
    if (firstByKey.get(entityKey({ type, fragments })) === trigger) continue;
    const message = `The trigger ${trigger} of the event ${id}, which will be another mention of the type ${type}.`;
    writing.lose('trigger-changed', id, message);
  }
  return new Set(inline.keys());
}

function conceptsByTarget(
  writing: DocumentWriting,
  { entities, normalisations }: Annotations,
): Map<string, Json[]> {
  const concepts = new Map<string, Json[]>(entities.map(({ id }) => [id, []]));
  for (const concept of normalisations) {
    const { id, target, system, identifier, name } = concept;
    const list = concepts.get(target);
    if (list === undefined) {
      writing.loseAnnotation('normalisations', concept, ', as only entities have concepts');
      continue;
    }
    list.push({ db_name: system, db_id: identifier });
    if (name !== undefined)
      writing.lose('concept-name-dropped', id, `The name ${name} of the concept ${identifier}.`);
  }
  return concepts;
}
