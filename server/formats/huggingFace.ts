/**
 * JSON lines as data sets for token classification have them on the Hugging Face Hub:
 * `{"id":"1","tokens":["No","fever"],"ner_tags":["O","B-Sign"]}`.
 */
import { type AnnotatedDocument, noAnnotations } from '../annotation/document.ts';
import { type Span, span } from '../text/positions.ts';
import type { Characters, Format, FormatWriter, Loss, Read } from './format.ts';
import { recordPaths } from './json/head.ts';
import { metadataFields, metadataOf } from './json/metadata.ts';
import { noDocument, readRecords } from './json/reading.ts';
import { jsonRecords } from './json/streams.ts';
import { isList, isObject, type Json, type JsonObject, shown, textOf } from './json/values.ts';
import { TagReading, unnamedDocument } from './taggedTokens/reading.ts';
import { findTokens, joinTokens } from './taggedTokens/text.ts';
import { TagWriting } from './taggedTokens/writing.ts';

const format = 'hugging-face';

/** The fields that tags are found in, the first that is there. */
const tagFields = ['ner_tags', 'tags', 'labels', 'ner'] as const;

/** Tags as numbers need their names, which a line before the records may give, as `dataset_info.json` does. */
export const huggingFace: Format = huggingFaceWith([]);

/**
 * The format for files whose tags are numbers into a list of names, from the data set's `dataset_info.json`. A record is
 * a document. Its text is the field `text` where the tokens are in it, else the tokens with one space between them.
 * Written are string tags in IOB2 and the text; further fields of a record are kept as metadata.
 */
export function huggingFaceWith(names: readonly string[]): Format {
  return {
    name: format,
    title: 'Hugging Face token classification',
    extension: '.jsonl',
    offsets: 'none; tokens in order, and the text beside them',
    recognise,
    read: (chunks, fileName) => read(chunks, fileName, names),
    write: writer,
  };
}

function recognise(head: string): number {
  const paths = recordPaths(head);
  if (!paths.has('tokens[]') || [...paths].some((path) => path.startsWith('tokens[].'))) return 0;
  if (paths.has('ner_tags')) return 0.95;
  if (tagFields.some((field) => paths.has(field))) return 0.8;
  // The tags of a long record may be beyond the head.
  const isCut = head.length >= 4096 && !/[\r\n]/.test(head.trimEnd());
  return isCut && !paths.has('spans') && !paths.has('entities') ? 0.5 : 0;
}

async function* read(chunks: Characters, fileName: string, given: readonly string[]): AsyncGenerator<Read> {
  const reading = new HuggingFaceReading(fileName, given);
  yield* readRecords(jsonRecords(chunks, format), format, (record, line) => reading.record(record, line));
  yield* reading.end();
}

class HuggingFaceReading {
  readonly #fileName: string;
  readonly #tags = new TagReading(format);
  #names: readonly string[];
  #documents = 0;
  #saidNames = false;

  constructor(fileName: string, names: readonly string[]) {
    this.#fileName = fileName;
    this.#names = names;
  }

  *record(record: JsonObject, line: number): Generator<Read> {
    const names = namesIn(record);
    if (names !== undefined) this.#names = names;
    const field = tagFields.find((name) => isList(record[name]));
    const { tokens } = record;
    if (!isList(tokens) || field === undefined) {
      if (names === undefined) yield noDocument(format, line, 'it has no lists "tokens" and "ner_tags"');
      return;
    }
    this.#documents += 1;
    const document = textOf(record['id']) ?? unnamedDocument(this.#fileName, this.#documents);
    const problem = (severity: 'error' | 'warning', code: string, message: string): Read => ({
      kind: 'problem',
      problem: { code: `${format}/${code}`, severity, message, line, document },
    });

    const values = record[field] as readonly Json[];
    if (tokens.length !== values.length) {
      const message = `There are ${tokens.length} tokens and ${values.length} tags; what is missing was taken for O, what is too much was left out. Mend the record.`;
      yield problem('error', 'length-differs', message);
    }
    if (values.some((value) => typeof value === 'number') && this.#names.length === 0 && !this.#saidNames) {
      this.#saidNames = true;
      const message =
        'The tags are numbers and the file does not say what they mean; mentions were left out. Put a line {"names": ["O", "B-Disease", …]} before the records; the list is in dataset_info.json at features.ner_tags.feature.names.';
      yield problem('error', 'no-names', message);
    }

    const kept: { readonly words: string; readonly tag: string; readonly token: number }[] = [];
    for (const [index, words] of tokens.entries()) {
      const token = index + 1;
      if (typeof words !== 'string' || words.trim() === '') {
        yield problem('warning', 'empty-token', `Token ${token} is ${shown(words)}; it was left out.`);
        continue;
      }
      const tag = this.#tag(values[index]);
      if (tag === undefined) {
        const message = `The tag ${shown(values[index])} of token ${token} is no string and no number with a name; it was taken for O.`;
        yield problem('error', 'unknown-tag', message);
      }
      kept.push({ words, tag: tag ?? 'O', token });
    }

    const words = kept.map((token) => token.words);
    const stored = typeof record['text'] === 'string' ? record['text'] : undefined;
    const found = stored === undefined ? undefined : findTokens(stored, words);
    if (stored !== undefined && found === undefined) {
      const message =
        'The tokens are not those of the field "text", which was left out; the text was put together from the tokens.';
      yield problem('warning', 'text-differs', message);
    }
    const joined = joinTokens([words]);
    const text = found === undefined || stored === undefined ? joined.text : stored;
    const spans: readonly Span[] = found ?? joined.sentences[0] ?? [];
    const { entities, problems } = this.#tags.entities(
      text,
      [{ tokens: spans, columns: [kept.map(({ tag }) => tag)] }],
      (_, token) => ({ line, document, token: kept[token]?.token ?? 1 }),
    );
    for (const each of problems) yield { kind: 'problem', problem: each };
    const metadata = metadataOf(record, readFields(record, field));
    const annotations = { ...noAnnotations, entities };
    const full = { id: document, text, annotations, tokens: spans };
    yield { kind: 'document', document: metadata === undefined ? full : { ...full, metadata } };
  }

  *end(): Generator<Read> {
    for (const problem of this.#tags.problems) yield { kind: 'problem', problem };
  }

  /** The tag that a value means; undefined where it means none. Without any names numbers are passed over. */
  #tag(value: Json | undefined): string | undefined {
    if (value === undefined) return 'O';
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return undefined;
    return this.#names.length === 0 ? 'O' : this.#names[value];
  }
}

/**
 * The names of tags, from the fields `names` or `ner_tags_names` or, as in `dataset_info.json`, from
 * `features.ner_tags.feature.names`.
 */
function namesIn(record: JsonObject): readonly string[] | undefined {
  const { features } = record;
  const described = tagFields.map((field) => {
    const feature = isObject(features) && isObject(features[field]) ? features[field]['feature'] : undefined;
    return isObject(feature) ? feature['names'] : undefined;
  });
  return [record['names'], record['ner_tags_names'], ...described].find(isListOfStrings);
}

function isListOfStrings(value: Json | undefined): value is readonly string[] {
  return isList(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

const written: ReadonlySet<string> = new Set(['id', 'tokens', 'ner_tags', 'text']);

/** The fields that are read into the document; names are, as the tags are written as strings. */
function readFields(record: JsonObject, tagField: string): ReadonlySet<string> {
  const fields = new Set(['id', 'tokens', tagField]);
  if (typeof record['text'] === 'string') fields.add('text');
  for (const field of ['names', 'ner_tags_names']) if (isListOfStrings(record[field])) fields.add(field);
  return fields;
}

function writer(): FormatWriter {
  return {
    begin: () => '',
    document(document) {
      const { value, losses } = compose(document);
      return { content: `${JSON.stringify(value)}\n`, losses };
    },
    end: () => '',
  };
}

function compose(document: AnnotatedDocument): { value: JsonObject; losses: readonly Loss[] } {
  const { id, text, sentences, metadata } = document;
  // A record is not divided, so that no mention crosses the end of a sentence.
  const writing = new TagWriting(format, { ...document, sentences: [span(0, text.length)] });
  if (sentences !== undefined && sentences.length > 0) {
    writing.lose('sentences-dropped', undefined, `the boundaries of ${sentences.length} sentences`);
  }
  const [tagged] = writing.tagged.sentences;
  const further = metadataFields(metadata, written, (name) => {
    writing.lose('metadata-dropped', undefined, `${name} = ${shown(metadata?.[name])} of the document ${id}`);
  });
  const value = {
    id,
    tokens: tagged?.tokens.map(({ start, end }) => text.slice(start, end)) ?? [],
    ner_tags: tagged?.columns[0] ?? [],
    text,
    ...further,
  };
  return { value, losses: writing.losses };
}
