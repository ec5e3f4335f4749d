/** Writing a document as a task of Label Studio. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { Loss } from '../format.ts';
import { fromText } from '../json/metadata.ts';
import { compact, isObject, type Json, type JsonObject, listOf } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import { documentId, metadataNames, taskFields } from './fields.ts';
import { resultLists } from './resultLists.ts';

/**
 * Entities without a score are an annotation of the task, predicted ones are predictions, one for each model. A
 * document of neither is a task that is not annotated, unless it was read from an annotation.
 */
export function composeTask(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('label-studio', document, 'code points');
  writing.loseParts('passages', 'sentences', 'tokens');
  const { id, text } = document;
  const {
    [metadataNames.data]: data,
    [metadataNames.text]: textName = 'text',
    [metadataNames.annotation]: annotation,
    [metadataNames.results]: results,
    ...metadata
  } = document.metadata ?? {};
  const aside = listOf(results === undefined ? undefined : fromText(results));
  const { gold, predicted } = resultLists(writing, aside, annotation !== undefined);
  if (gold === undefined && annotation !== undefined) {
    writing.loseMetadata({ [metadataNames.annotation]: annotation }, id);
  }
  const isNumber = /^(?:0|[1-9]\d{0,14})$/.test(id) && metadata['id'] === undefined;
  const value = compact({
    id: isNumber ? Number(id) : undefined,
    data: { [textName]: text, ...objectIn(data), ...(!isNumber && { [documentId]: id }) },
    annotations: gold === undefined ? [] : [{ ...objectIn(annotation), result: gold }],
    predictions: predicted.length > 0 ? predicted : undefined,
    ...writing.fields(metadata, taskFields, id),
  });
  return { value, losses: writing.losses };
}

/** The object that metadata holds. */
function objectIn(text: string | undefined): JsonObject {
  const value = text === undefined ? undefined : fromText(text);
  return isObject(value) ? value : {};
}
