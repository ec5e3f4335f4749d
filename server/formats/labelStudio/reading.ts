/** Reading a task of Label Studio: its text, and which of its annotations count. */
import type { Metadata } from '../../annotation/document.ts';
import type { Read } from '../format.ts';
import { extended, metadataOf, toText } from '../json/metadata.ts';
import { DocumentReading, growing, noDocument, unnamed } from '../json/reading.ts';
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import { documentId, metadataNames, taskFields } from './fields.ts';
import { type Prediction, readResults } from './results.ts';

export function* readTask(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  const data = isObject(record['data']) ? record['data'] : {};
  const textName = typeof data['text'] === 'string' ? 'text' : Object.keys(data).find(isText(data));
  const text = textName === undefined ? undefined : data[textName];
  if (textName === undefined || typeof text !== 'string') {
    yield noDocument('label-studio', line, 'its data has no text');
    return;
  }
  const { [textName]: _text, [documentId]: stored, ...otherData } = data;
  const ownId = typeof stored === 'string' ? stored : undefined;
  const document = ownId ?? textOf(record['id']) ?? unnamed(fileName, number);
  const reading = new DocumentReading({ format: 'label-studio', line, document }, text, 'code points');
  const annotation = chosenAnnotation(reading, record);
  const sources =
    annotation === undefined ? predictionsOf(reading, record) : [{ result: listOf(annotation['result']) }];
  const annotations = growing();
  const aside = readResults(reading, sources, annotations);
  const { result: _result, ...ofAnnotation } = annotation ?? {};
  const known = ownId === undefined ? new Set([...taskFields, 'id']) : taskFields;
  const metadata: Metadata | undefined = extended(metadataOf(record, known), {
    [metadataNames.data]: textOfFields(
      stored === undefined || ownId !== undefined ? otherData : { ...otherData, [documentId]: stored },
    ),
    [metadataNames.text]: textName === 'text' ? undefined : textName,
    [metadataNames.annotation]: textOfFields(ofAnnotation),
    [metadataNames.results]: aside.length > 0 ? toText(aside) : undefined,
  });
  yield* reading.result(annotations, metadata === undefined ? {} : { metadata });
}

const isText = (data: JsonObject) => (name: string) => name !== documentId && typeof data[name] === 'string';

function textOfFields(fields: JsonObject): string | undefined {
  return Object.keys(fields).length === 0 ? undefined : toText(fields);
}

/** The annotation that counts; the others are reported. */
function chosenAnnotation(reading: DocumentReading, record: JsonObject): JsonObject | undefined {
  const list = isList(record['annotations']) ? record['annotations'] : listOf(record['completions']);
  const annotations = list.filter(isObject);
  const valid = annotations.filter((it) => it['was_cancelled'] !== true && it['skipped'] !== true);
  const chosen = valid.find((it) => it['ground_truth'] === true) ?? valid[0];
  const left = annotations.filter((it) => it !== chosen);
  if (left.length > 0) {
    const names = left.map(
      (it) => `${textOf(it['id']) ?? 'one without an id'}${valid.includes(it) ? '' : ' (cancelled)'}`,
    );
    const message = `Of ${annotations.length} annotations of this task, ${chosen === undefined ? 'none' : 'one'} was taken; left out: ${names.join(', ')}.`;
    reading.report('information', 'annotations-left-out', message);
  }
  if (
    chosen !== undefined &&
    listOf(record['predictions']).some((it) => isObject(it) && listOf(it['result']).length > 0)
  ) {
    const message = 'The predictions of this task were left out, as it is annotated.';
    reading.report('information', 'predictions-left-out', message);
  }
  return chosen;
}

const predictionFields: ReadonlySet<string> = new Set(['result', 'model_version', 'score']);

function predictionsOf(reading: DocumentReading, record: JsonObject): Prediction[] {
  return listOf(record['predictions'])
    .filter(isObject)
    .map((prediction) => {
      const others = Object.keys(prediction).filter((name) => !predictionFields.has(name));
      if (others.length > 0) {
        const message = `Fields of a prediction were left out: ${others.join(', ')}.`;
        reading.report('information', 'fields-left-out', message);
      }
      const score: Json | undefined = prediction['score'];
      return {
        result: listOf(prediction['result']),
        model: textOf(prediction['model_version']) ?? '',
        ...(typeof score === 'number' && { score }),
      };
    });
}
