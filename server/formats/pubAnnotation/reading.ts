/** Reading a PubAnnotation document, and each of its tracks. */
import type { Metadata } from '../../annotation/document.ts';
import { parseConcepts, spellConcepts } from '../concepts.ts';
import type { Read } from '../format.ts';
import { extended, fromText, metadataOf, toText } from '../json/metadata.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  headAndTail,
  noDocument,
  type Pair,
  unnamed,
} from '../json/reading.ts';
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import {
  chained,
  concept,
  denotationFields,
  documentFields,
  fragment,
  idOf,
  inTrack,
  relationFields,
  sourceOf,
} from './names.ts';

/** The document of a record and those of its tracks, in this order. A record of tracks alone has no other document. */
export function* readDocuments(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  const { text } = record;
  if (typeof text !== 'string') {
    yield noDocument('pubannotation', line, 'it has no text');
    return;
  }
  const metadata = metadataOf(record, documentFields);
  const tracks = listOf(record['tracks']).filter(isObject);
  const isAnnotated = ['denotations', 'blocks'].some((name) => isList(record[name]));
  if (isAnnotated || tracks.length === 0)
    yield* readDocument(record, text, metadata, { line, fileName, number });
  for (const [index, track] of tracks.entries()) {
    const project = textOf(track['project']) ?? String(index + 1);
    const own = extended(metadata, { track: toText(project), ...metadataOf(track, trackFields) });
    yield* readDocument(track, text, own, { line, fileName, number });
  }
}

const trackFields: ReadonlySet<string> = new Set([...documentFields, 'project']);

function* readDocument(
  record: JsonObject,
  text: string,
  metadata: Metadata | undefined,
  { line, fileName, number }: { line: number; fileName: string; number: number },
): Generator<Read> {
  const id = idOf(metadata) ?? inTrack(metadata, unnamed(fileName, number));
  const reading = new DocumentReading({ format: 'pubannotation', line, document: id }, text, 'code points');
  const lists = ['denotations', 'blocks', 'relations', 'attributes', 'modifications'].map((name) =>
    listOf(record[name]).flatMap((member) => {
      if (isObject(member)) return [member];
      reading.report('error', 'malformed-field', `A member of ${name} is no object; it was passed over.`);
      return [];
    }),
  );
  const [denotations = [], blocks = [], relations = [], attributes = [], modifications = []] = lists;
  reading.expectIds(lists.flat().map((it) => textOf(it['id'])));
  const annotations = growing();
  const links = relations.filter((relation) => relation['pred'] === chained);
  for (const mention of joinChains(reading, denotations, links))
    readMention(reading, mention, undefined, annotations);
  for (const block of blocks) {
    readMention(reading, { record: block, pairs: pairsOf(block['span']) }, 'true', annotations);
  }
  for (const relation of relations)
    if (relation['pred'] !== chained) readRelation(reading, relation, annotations);
  for (const attribute of attributes) readAttribute(reading, attribute, annotations);
  for (const { id: own, obj, pred } of modifications) {
    readAttribute(reading, { id: own, subj: obj, pred, obj: true }, annotations);
  }
  yield* reading.result(annotations, withoutSource(metadata, id));
}

/** The metadata without the source id where that says no more than the document's id. */
function withoutSource(metadata: Metadata | undefined, id: string): { metadata?: Metadata } {
  const { sourceid, ...others } = metadata ?? {};
  const isSame = sourceid !== undefined && fromText(sourceid) === sourceOf(metadata, id);
  const kept = isSame && metadata?.['divid'] === undefined ? others : metadata;
  return kept === undefined || Object.keys(kept).length === 0 ? {} : { metadata: kept };
}

interface Mention {
  readonly record: JsonObject;
  readonly pairs: readonly Pair[];
}

/**
 * Joins denotations that are lexically chained. The type and the id are those of the one that is no mere fragment; a
 * chain of several links is followed to its end.
 */
function joinChains(
  reading: DocumentReading,
  denotations: readonly JsonObject[],
  links: readonly JsonObject[],
): Mention[] {
  const mentions = new Map<JsonObject, { record: JsonObject; pairs: Pair[] }>(
    denotations.map((record) => [record, { record, pairs: [...pairsOf(record['span'])] }] as const),
  );
  const byId = new Map<string, { record: JsonObject; pairs: Pair[] }>();
  for (const mention of mentions.values()) {
    const id = textOf(mention.record['id']);
    if (id !== undefined && !byId.has(id)) byId.set(id, mention);
  }
  for (const link of links) {
    const [subject, object] = [textOf(link['subj']) ?? '', textOf(link['obj']) ?? ''];
    const [from, to] = [byId.get(subject), byId.get(object)];
    if (from === undefined || to === undefined || from === to) {
      const message = `The chain ${textOf(link['id']) ?? ''} joins ${subject} and ${object}, which are no two denotations; it was left out.`;
      reading.report('error', 'broken-chain', message);
      continue;
    }
    const [whole, part] = from.record['obj'] === fragment ? [to, from] : [from, to];
    whole.pairs.unshift(...part.pairs);
    mentions.delete(part.record);
    for (const [id, mention] of byId) if (mention === part) byId.set(id, whole);
  }
  if (links.length > 0) {
    const message =
      'Chained denotations became discontinuous mentions; the ids of the fragments were left out.';
    reading.report('information', 'chains-joined', message);
  }
  // A chain can be given in any order; its spans are put in the order of the text without a word.
  return Array.from(mentions.values(), ({ record, pairs }) => ({
    record,
    pairs: isList(record['span']) ? pairs : pairs.toSorted(([a], [b]) => Number(a) - Number(b)),
  }));
}

function readMention(
  reading: DocumentReading,
  { record, pairs }: Mention,
  block: 'true' | undefined,
  { entities }: Growing,
): void {
  const id = reading.id(textOf(record['id']), block === undefined ? 'T' : 'B');
  const owner = `The ${block === undefined ? 'denotation' : 'block'} ${id}`;
  const type = reading.type(record['obj'], owner);
  const fragments = reading.fragments(pairs, owner);
  if (type === undefined || fragments === undefined) return;
  if (type === fragment) {
    reading.report('warning', 'stray-fragment', `${owner} is a fragment that nothing is chained to.`);
  }
  const words = reading.words(fragments, undefined, owner);
  const metadata = extended(metadataOf(record, denotationFields), { block });
  const { score, model } = record;
  entities.push(entityOf({ id, type, fragments, words }, { metadata, score, model }));
}

function readRelation(reading: DocumentReading, record: JsonObject, { relations }: Growing): void {
  const id = reading.id(textOf(record['id']), 'R');
  const type = reading.type(record['pred'], `The relation ${id}`);
  if (type === undefined) return;
  const [head = '', tail = ''] = [textOf(record['subj']), textOf(record['obj'])];
  const metadata = metadataOf(record, relationFields);
  relations.push({
    id,
    type,
    arguments: headAndTail(head, tail),
    ...(metadata !== undefined && { metadata }),
  });
}

function readAttribute(
  reading: DocumentReading,
  record: JsonObject,
  { attributes, normalisations }: Growing,
): void {
  const id = reading.id(textOf(record['id']), 'A');
  const type = reading.type(record['pred'], `The attribute ${id}`);
  if (type === undefined) return;
  const [target = '', value] = [textOf(record['subj']), record['obj']];
  const concepts = type === concept && typeof value === 'string' ? parseConcepts(value) : [];
  const [only] = concepts;
  if (only !== undefined && concepts.length === 1 && spellConcepts(concepts) === value) {
    const name = textOf(record['name']);
    normalisations.push({ id, target, ...only, ...(name !== undefined && { name }) });
  } else {
    const text = value === true || value === undefined ? undefined : (textOf(value) ?? JSON.stringify(value));
    attributes.push({ id, type, target, ...(text !== undefined && { value: text }) });
  }
}

function pairsOf(span: Json | undefined): readonly Pair[] {
  return (isList(span) ? span : [span]).map((it) =>
    isObject(it) ? [it['begin'], it['end']] : [undefined, undefined],
  );
}
