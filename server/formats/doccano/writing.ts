/** Writing a document as an example of doccano. */
import type { AnnotatedDocument, Entity, Relation } from '../../annotation/document.ts';
import type { Loss } from '../format.ts';
import type { Json, JsonObject } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import { entityFields, exampleFields, relationFields, shapeName, shapes } from './fields.ts';

export function composeExample(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('doccano', document, 'utf-16');
  const { [shapeName]: stored, ...metadata } = document.metadata ?? {};
  const shape = shapes.find((name) => name === stored) ?? 'entities';
  const written = document.annotations.entities.flatMap((entity) => {
    const pair = writing.hull(entity);
    return pair === undefined ? [] : [{ entity, pair }];
  });
  for (const { entity } of written) {
    if (entity.fragments.length === 1) writing.loseWords(entity);
    writing.loseScore(entity);
  }
  writing.loseParts('passages', 'sentences', 'tokens');
  const entities = written.map(({ entity }) => entity);
  const spans = shape === 'entities' ? withRelations : withoutRelations;
  const fields = spans(writing, entities, (entity) => written.find((it) => it.entity === entity)?.pair ?? [0, 0], shape);
  const id = numberOf(document.id, '') ?? document.id;
  const value = { id, text: document.text, ...fields, ...writing.fields(metadata, exampleFields(shape), document.id) };
  return { value, losses: writing.losses };
}
