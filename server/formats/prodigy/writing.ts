/** Writing a document as a task of Prodigy or an example of spaCy. */
import type { AnnotatedDocument, Entity, Relation } from '../../annotation/document.ts';
import { hull, wordsAt } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { isPredicted } from '../json/reading.ts';
import { compact, type Json, type JsonObject } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import {
  exampleFields,
  isTurnedDown,
  relationFields,
  shape,
  spacy,
  spanFields,
  taskFields,
  turnedDownFields,
} from './fields.ts';
import { isSpaceAfter } from './reading.ts';

export function composeTask(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('prodigy', document, 'code points');
  writing.loseParts('passages', 'sentences');
  const isExample = document.metadata?.[shape] === spacy;
  return { value: isExample ? example(writing) : task(writing), losses: writing.losses };
}

/** What neither Prodigy nor spaCy has a place for. */
const unknown = ['events', 'attributes', 'normalisations', 'notes', 'equivalences'] as const;

/** An entity with its one span in code points. */
interface Written {
  readonly entity: Entity;
  readonly start: number;
  readonly end: number;
}

function writtenEntities(writing: DocumentWriting): Written[] {
  return writing.document.annotations.entities.flatMap((entity) => {
    const pair = writing.hull(entity);
    return pair === undefined ? [] : [{ entity, start: pair[0], end: pair[1] }];
  });
}

function example(writing: DocumentWriting): JsonObject {
  const { id, text, metadata } = writing.document;
  const { [shape]: _shape, ...others } = metadata ?? {};
  writing.loseKinds('relations', ...unknown);
  writing.loseParts('tokens');
  const written = writtenEntities(writing);
  for (const { entity } of written) {
    writing.loseWords(entity);
    writing.loseMetadata(entity.metadata, entity.id);
    writing.loseScore(entity);
  }
  writing.loseIds(written.map(({ entity }) => entity));
  const entities = written.map(({ entity, start, end }) => [start, end, entity.type]);
  return { id, text, entities, ...writing.fields(others, exampleFields, id) };
}

function task(writing: DocumentWriting): JsonObject {
  const { document } = writing;
  const { id, text, annotations } = document;
  const written = writtenEntities(writing);
  writing.loseKinds(...unknown);
  const kept = writing.keepingBinary(
    written.map(({ entity }) => entity),
    unknown,
  );
  // A mention of white space alone has no token that a relation could join.
  const isVisible = (entity: Entity): boolean =>
    text.slice(hull(entity).start, hull(entity).end).trim() !== '';
  const visible = new Set(annotations.entities.filter(isVisible).map((entity) => entity.id));
  const needsTokens = kept.relations.some(({ arguments: ends }) =>
    ends.every(({ target }) => visible.has(target)),
  );
  const tokens = document.tokens ?? (needsTokens ? tokensFor(text, annotations.entities) : []);
  const tokenPairs = tokens.map((token) => writing.pair(token));
  const withIds = !areClear(written);
  const own = ownMetadata(writing);
  const spans = new Map(
    written.map(
      (it) => [it.entity.id, spanObject(writing, it, tokenPairs, withIds, own.isAnswered)] as const,
    ),
  );
  const relations = kept.relations.flatMap((relation) =>
    relationObject(writing, relation, spans, tokenPairs),
  );
  const isPlain = relations.every((relation, index) => relation['id'] === `R${index + 1}`);
  return compact({
    id,
    text,
    tokens: tokens.length > 0 ? tokenObjects(writing, tokens) : undefined,
    ...(!own.isTurnedDown && {
      spans: written.map(({ entity }) => spans.get(entity.id) as JsonObject),
      relations:
        relations.length === 0
          ? undefined
          : relations.map(({ id: relationId, ...others }) =>
              isPlain ? others : compact({ id: relationId, ...others }),
            ),
    }),
    ...writing.fields(own.metadata, own.isTurnedDown ? turnedDownFields : taskFields, id),
  });
}

/** The answer stands only where it fits: predictions have none yet, and what was turned down has no annotations. */
function ownMetadata(writing: DocumentWriting): {
  metadata: AnnotatedDocument['metadata'];
  isAnswered: boolean;
  isTurnedDown: boolean;
} {
  const { metadata, annotations, id } = writing.document;
  const { answer, ...others } = metadata ?? {};
  const isRejected = isTurnedDown(metadata);
  const isMisfit = annotations.entities.some(isPredicted) || (isRejected && annotations.entities.length > 0);
  if (answer === undefined || !isMisfit)
    return { metadata, isAnswered: answer !== undefined, isTurnedDown: isRejected };
  writing.loseMetadata({ answer }, id);
  return { metadata: others, isAnswered: false, isTurnedDown: false };
}

/** Whether the order of the spans gives their ids, and no two spans are alike. */
function areClear(written: readonly Written[]): boolean {
  const keys = new Set(written.map(({ entity: { type }, start, end }) => `${start} ${end} ${type}`));
  return keys.size === written.length && written.every(({ entity: { id } }, index) => id === `T${index + 1}`);
}

type Pairs = readonly (readonly [number, number] | undefined)[];

function spanObject(
  writing: DocumentWriting,
  { entity, start, end }: Written,
  tokens: Pairs,
  withId: boolean,
  isAnswered: boolean,
): JsonObject {
  const first = tokens.findIndex((token) => token?.[0] === start);
  const last = tokens.findIndex((token) => token?.[1] === end);
  const isAligned = first >= 0 && last >= first;
  const words = entity.fragments.length === 1 ? writing.wordsToStore(entity) : undefined;
  return compact({
    id: withId ? entity.id : undefined,
    text:
      words === undefined || words === wordsAt(writing.document.text, entity.fragments) ? undefined : words,
    start,
    end,
    token_start: isAligned ? first : undefined,
    token_end: isAligned ? last : undefined,
    label: entity.type,
    ...(isPredicted(entity) && {
      score: entity.score,
      source: entity.model === '' ? undefined : entity.model,
    }),
    ...writing.fields(entity.metadata, spanFields(isAnswered), entity.id),
  });
}

/** A relation between the last tokens of two spans, as Prodigy has it, with the spans repeated. */
function relationObject(
  writing: DocumentWriting,
  relation: Relation,
  spans: ReadonlyMap<string, JsonObject>,
  tokens: Pairs,
): JsonObject[] {
  const { id, type, metadata } = relation;
  const ends = relation.arguments.map(({ target }) => {
    const at = spans.get(target);
    const token = at === undefined ? -1 : lastTokenOf(tokens, at);
    return { at, token };
  });
  const [head, child] = ends;
  if (head?.at === undefined || child?.at === undefined || head.token < 0 || child.token < 0) {
    writing.loseAnnotation('relations', relation, ', as it does not join two spans on tokens');
    return [];
  }
  writing.headAndTail(relation);
  return [
    {
      id,
      head: head.token,
      child: child.token,
      head_span: spanOnly(head.at),
      child_span: spanOnly(child.at),
      label: type,
      ...writing.fields(metadata, relationFields, id),
    },
  ];
}

function lastTokenOf(tokens: Pairs, at: JsonObject): number {
  const [start, end] = [Number(at['start']), Number(at['end'])];
  return tokens.findLastIndex((token) => token !== undefined && token[0] < end && token[1] > start);
}

function spanOnly({ id, start, end, token_start, token_end, label }: JsonObject): JsonObject {
  return compact({ id, start, end, token_start, token_end, label });
}

function tokenObjects(writing: DocumentWriting, tokens: readonly Span[]): readonly Json[] | undefined {
  const { text } = writing.document;
  const objects = tokens.flatMap((token, id) => {
    const pair = writing.pair(token);
    if (pair === undefined) return [];
    const words = text.slice(token.start, token.end);
    return [{ text: words, start: pair[0], end: pair[1], id, ws: isSpaceAfter(text, token) }];
  });
  if (objects.length === tokens.length) return objects;
  writing.loseParts('tokens');
  return undefined;
}

/** Tokens of a text that has none: runs of letters or digits and single signs, divided at the ends of mentions. */
function tokensFor(text: string, entities: readonly Entity[]): Span[] {
  const ends = new Set(
    entities.flatMap(({ fragments }) => fragments.flatMap(({ start, end }) => [start, end])),
  );
  const divisions = [...ends].map(Number).sort((a, b) => a - b);
  const tokens: Span[] = [];
  let next = 0;
  for (const { 0: run, index } of text.matchAll(/[\p{L}\p{M}]+|\p{N}+|\S/gu)) {
    let start = index;
    while (next < divisions.length && (divisions[next] as number) <= start) next += 1;
    for (; next < divisions.length && (divisions[next] as number) < index + run.length; next += 1) {
      tokens.push(span(start, divisions[next] as number));
      start = divisions[next] as number;
    }
    tokens.push(span(start, index + run.length));
  }
  return tokens;
}
