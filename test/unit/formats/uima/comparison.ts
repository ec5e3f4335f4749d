/** What a document says, without ids and orders, and what is left of that after listed losses. */
import {
  type AnnotatedDocument,
  type Entity,
  hull,
  type PredictedEntity,
  wordsAt,
} from '../../../../server/annotation/document.ts';
import type { Loss } from '../../../../server/formats/format.ts';
import { type Span, span } from '../../../../server/text/positions.ts';

interface Described {
  type: string;
  name: string;
  readonly attributes: { id: string; name: string; value: string }[];
  readonly concepts: { id: string; text: string; name: string | undefined }[];
}

interface DescribedEntity extends Described {
  fragments: readonly Span[];
  words: string;
  score: string;
  metadata: Record<string, string>;
}

/**
 * What a document says, in a form that can be compared: annotations have descriptions in the place of ids. An attribute
 * with the value `true` is one without a value.
 * @param losses what is taken away, as the losses of a writer say.
 */
export function saying(document: AnnotatedDocument, losses: readonly Loss[] = []): unknown {
  const { text, annotations } = document;
  const lost = new Map<string, Loss[]>();
  for (const loss of losses) {
    const kind = loss.code.slice(loss.code.indexOf('/') + 1);
    lost.set(kind, [...(lost.get(kind) ?? []), loss]);
  }
  const has = (kind: string, id: string): boolean => (lost.get(kind) ?? []).some((loss) => loss.id === id);
  const of = (kind: string, id: string): Loss | undefined => lost.get(kind)?.find((loss) => loss.id === id);
  const known = new Set([
    ...[
      'entity',
      'relation',
      'event',
      'attribute',
      'concept',
      'note',
      'equivalence',
      'member',
      'argument',
    ].map((kind) => `${kind}-dropped`),
    ...['discontinuous', 'words-dropped', 'span-trimmed', 'metadata-dropped', 'attribute-renamed'],
    ...[
      'concept-name-dropped',
      'roles-dropped',
      'event-type-dropped',
      'equivalence-renamed',
      'event-flattened',
    ],
    ...['passages-dropped', 'ids-changed', 'sentences-changed', 'tokens-changed', 'score-dropped'],
  ]);
  for (const kind of lost.keys()) if (!known.has(kind)) throw new Error(`The test knows no loss ${kind}.`);

  const entities = new Map<string, DescribedEntity>();
  for (const entity of annotations.entities) {
    if (has('entity-dropped', entity.id)) continue;
    entities.set(entity.id, {
      ...placed(text, entity, lost),
      type: entity.type,
      name: '',
      score: 'score' in entity ? `${entity.score} ${(entity as PredictedEntity).model}` : '',
      metadata: keptMetadata(entity, lost),
      attributes: [],
      concepts: [],
    });
  }
  const relations = new Map<string, Described>();
  for (const { id, type } of annotations.relations) {
    if (!has('relation-dropped', id)) relations.set(id, { type, name: '', attributes: [], concepts: [] });
  }
  for (const { id, type, target, value = 'true' } of annotations.attributes) {
    const owner = entities.get(target) ?? relations.get(target);
    const renamed = of('attribute-renamed', id)?.message.match(/is written as (.*)$/)?.[1];
    if (!has('attribute-dropped', id)) owner?.attributes.push({ id, name: renamed ?? type, value });
  }
  for (const { id, target, system, identifier, name } of annotations.normalisations) {
    const owner = entities.get(target) ?? relations.get(target);
    const kept = has('concept-name-dropped', id) ? undefined : name;
    if (!has('concept-dropped', id))
      owner?.concepts.push({ id, text: `${system} ${identifier}`, name: kept });
  }
  for (const described of [...entities.values(), ...relations.values()]) {
    const attributes = described.attributes.map(({ name, value }) => `${name}=${value}`).sort();
    const concepts = described.concepts.map(({ text: concept, name }) => `${concept} ${name}`);
    const { fragments, words, score, metadata } = described as Partial<DescribedEntity>;
    const entries = Object.entries(metadata ?? {}).sort();
    described.name = JSON.stringify([described.type, fragments, words, score, entries, attributes, concepts]);
  }
  const triggers = new Map(annotations.events.map(({ id, trigger }) => [id, trigger]));
  const name = (id: string): string => entities.get(triggers.get(id) ?? id)?.name ?? `nothing (${id})`;
  const members = equivalencesAfter(document, lost);
  return {
    text,
    entities: Array.from(entities.values(), (entity) => entity.name).sort(),
    relations: annotations.relations
      .filter(({ id }) => relations.has(id))
      .map(({ id, arguments: roles }) => {
        const plain = has('roles-dropped', id);
        const ends = roles.map(({ role, target }, index) => [plain ? `Arg${index + 1}` : role, name(target)]);
        return JSON.stringify([relations.get(id)?.name, ends]);
      })
      .sort(),
    events: annotations.events
      .filter(({ id }) => !has('event-dropped', id))
      .map(({ id, type, trigger, arguments: roles }) =>
        JSON.stringify([
          has('event-type-dropped', id) ? entities.get(trigger)?.type : type,
          name(trigger),
          roles
            .filter(({ role, target }) =>
              (lost.get('argument-dropped') ?? []).every(
                (loss) => loss.id !== id || !loss.message.endsWith(` ${role}:${target}`),
              ),
            )
            .map(({ role, target }) => [role, name(target)]),
        ]),
      )
      .sort(),
    equivalences: members.map(([type, ids]) => JSON.stringify([type, ids.map(name).sort()])).sort(),
  };
}

type Lost = ReadonlyMap<string, readonly Loss[]>;

function placed(text: string, entity: Entity, lost: Lost): { fragments: readonly Span[]; words: string } {
  const of = (kind: string): Loss | undefined => lost.get(kind)?.find(({ id }) => id === entity.id);
  let fragments: readonly Span[] = entity.fragments;
  let { words } = entity;
  if (of('discontinuous') !== undefined) fragments = [hull(entity)];
  const trimmed = of('span-trimmed')?.message.match(/; (\d+)-(\d+) is written$/);
  if (trimmed != null) fragments = [span(Number(trimmed[1]), Number(trimmed[2]))];
  if (fragments !== entity.fragments || of('words-dropped') !== undefined) words = wordsAt(text, fragments);
  return { fragments: fragments.map(({ start, end }) => span(start, end)), words };
}

function keptMetadata({ id, metadata }: Entity, lost: Lost): Record<string, string> {
  const dropped = (lost.get('metadata-dropped') ?? []).filter((loss) => loss.id === id);
  return Object.fromEntries(
    Object.entries(metadata ?? {}).filter(
      ([key]) => key !== 'layer' && dropped.every(({ message }) => !message.startsWith(`${key} = `)),
    ),
  );
}

/** The equivalences after their losses, by what the losses say, as they have no ids. */
function equivalencesAfter({ annotations }: AnnotatedDocument, lost: Lost): [string, string[]][] {
  const said = (kind: string, ...endings: string[]): boolean =>
    (lost.get(kind) ?? []).some(({ message }) => endings.every((ending) => message.includes(ending)));
  return annotations.equivalences.flatMap(({ type, members }): [string, string[]][] => {
    const whole = `equivalence ${type} of ${members.join(', ')}`;
    if (said('equivalence-dropped', whole)) return [];
    const renamed = (lost.get('equivalence-renamed') ?? [])
      .map(({ message }) => /^The name (.*) of an equivalence, which is written as (.*)$/s.exec(message))
      .find((found) => found?.[1] === type)?.[2];
    const kept = [...new Set(members)].filter(
      (member) => !said('member-dropped', `That ${member} belongs`, whole),
    );
    return [[renamed ?? type, kept]];
  });
}
