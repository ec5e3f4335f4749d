/** What writers of JSON formats share: spans in the unit of the file, and the list of what was lost. */
import type {
  AnnotatedDocument,
  Annotations,
  Entity,
  Metadata,
  Relation,
} from '../../annotation/document.ts';
import { hull, wordsAt } from '../../annotation/document.ts';
import { compareWords } from '../../annotation/words.ts';
import { OffsetConverter, type Span } from '../../text/positions.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { metadataLosses } from '../losses.ts';
import { type OffsetUnit, toUnit } from '../offsetUnits.ts';
import { metadataFields } from './metadata.ts';
import { isPredicted } from './reading.ts';
import { type Kind, kindNames, withoutDangling } from './references.ts';
import type { Json, JsonObject } from './values.ts';

/** The writing of one document. */
export class DocumentWriting {
  readonly document: AnnotatedDocument;
  readonly losses: Loss[] = [];
  readonly #format: string;
  readonly #unit: OffsetUnit;
  readonly #offsets: OffsetConverter;

  /** @param format begins the codes of losses. */
  constructor(format: string, document: AnnotatedDocument, unit: OffsetUnit) {
    this.#format = format;
    this.document = document;
    this.#unit = unit;
    this.#offsets = new OffsetConverter(document.text);
  }

  lose(code: string, id: string | undefined, message: string): void {
    this.losses.push({ code: `${this.#format}/${code}`, ...(id !== undefined && { id }), message });
  }

  /** Start and end in the unit of the file; undefined where they are no positions of the text. */
  pair({ start, end }: Span): [number, number] | undefined {
    const from = toUnit(this.#offsets, this.#unit, start);
    const to = toUnit(this.#offsets, this.#unit, end);
    return from === undefined || to === undefined ? undefined : [from, to];
  }

  /** Every fragment; undefined, with a loss, where one is no span of whole characters. */
  pairs(entity: Entity): [number, number][] | undefined {
    const pairs = entity.fragments.flatMap((fragment) => {
      const pair = this.pair(fragment);
      return pair === undefined ? [] : [pair];
    });
    if (pairs.length === entity.fragments.length) return pairs;
    const places = entity.fragments.map(({ start, end }) => `${start} to ${end}`).join(', ');
    this.lose('span-unwritable', entity.id, `${entity.id} at ${places} is no span of whole characters.`);
    return undefined;
  }

  /** The entities that can be written, with their spans in the unit of the file. */
  writable(entities: readonly Entity[]): Map<Entity, [number, number][]> {
    return new Map(
      entities.flatMap((entity) => {
        const pairs = this.pairs(entity);
        return pairs === undefined ? [] : [[entity, pairs] as const];
      }),
    );
  }

  /** One span for formats without fragments: from the first start to the last end, with a loss where there are gaps. */
  hull(entity: Entity): [number, number] | undefined {
    const pairs = this.pairs(entity);
    if (pairs === undefined || pairs.length === 1) return pairs?.[0];
    const message = `${entity.id} (${entity.words}) is discontinuous and was written as one span, gaps included.`;
    this.lose('discontinuous', entity.id, message);
    return this.pair(hull(entity));
  }

  /** For formats that store no words: a loss where the words are not what the text says. */
  loseWords(entity: Entity): void {
    if (entity.words === wordsAt(this.document.text, entity.fragments)) return;
    this.lose(
      'words-dropped',
      entity.id,
      `The words of ${entity.id}, ${entity.words}, which differ from the text.`,
    );
  }

  /**
   * For formats that store words: the entity's where they contradict the text, so that whoever reads the file finds
   * that too; else the text's, as the way of writing them would not survive.
   */
  wordsToStore(entity: Entity): string {
    const { text } = this.document;
    if (compareWords(text, entity.fragments, entity.words) === 'different') return entity.words;
    this.loseWords(entity);
    return wordsAt(text, entity.fragments);
  }

  /** For formats without a place for scores. */
  loseScore(entity: Entity): void {
    if (!isPredicted(entity)) return;
    const model = entity.model === '' ? '' : ` of ${entity.model}`;
    this.lose(
      'score-dropped',
      entity.id,
      `The score${model}, ${entity.score}, of ${entity.id} (${entity.words}).`,
    );
  }

  /** For formats that number entities by their order: a loss where that gives other ids. */
  loseIds(entities: readonly Entity[]): void {
    for (const [index, { id }] of entities.entries()) {
      const read = `T${index + 1}`;
      if (id !== read) this.lose('id-changed', id, `The id ${id}, which will be ${read}.`);
    }
  }

  /** Metadata as fields of the format's object; entries that the format writes otherwise are losses. */
  fields(metadata: Metadata | undefined, known: ReadonlySet<string>, owner: string): JsonObject {
    return metadataFields(metadata, known, (name) =>
      this.loseMetadata({ [name]: metadata?.[name] ?? '' }, owner),
    );
  }

  /** Lists metadata that the format has no place for; the kept entries excepted. */
  loseMetadata(metadata: Metadata | undefined, owner: string, kept: ReadonlySet<string> = new Set()): void {
    this.losses.push(...metadataLosses(this.#format, metadata, kept, { id: owner, name: owner }));
  }

  /** Head and tail of a relation with two arguments, for formats without roles; other roles than the usual are a loss. */
  headAndTail({ id, arguments: [head, tail] }: Relation): readonly [string, string] {
    if (head.role !== 'Arg1' || tail.role !== 'Arg2') {
      this.lose('roles-dropped', id, `The roles ${head.role} and ${tail.role} of the relation ${id}.`);
    }
    return [head.target, tail.target];
  }

  /** Lists every annotation of kinds that the format has no place for. */
  loseKinds(...kinds: readonly Kind[]): void {
    const { annotations } = this.document;
    for (const kind of kinds)
      for (const annotation of annotations[kind]) this.loseAnnotation(kind, annotation);
  }

  /** @param reason goes on the sentence that names the annotation. */
  loseAnnotation(
    kind: Kind,
    annotation: {
      readonly id?: string;
      readonly type?: string;
      readonly identifier?: string;
      readonly target?: string;
      readonly members?: readonly string[];
    },
    reason = '',
  ): void {
    const { id, type, identifier, target, members } = annotation;
    const of = target ?? members?.join(', ');
    const parts = ['The', kindNames[kind], id, type ?? identifier, of === undefined ? undefined : `of ${of}`];
    const what = parts.filter((part) => part !== undefined).join(' ');
    this.lose(`${kindNames[kind]}-dropped`, id, `${what}${reason}.`);
  }

  /**
   * The annotations with these entities only, without some kinds, which are listed elsewhere, and without relations of
   * more than two arguments. What refers to something left out is left out too. Everything left out is a loss.
   */
  keepingBinary(entities: readonly Entity[], without: readonly Kind[]): Annotations {
    const relations = this.document.annotations.relations.filter((relation) => {
      const { length } = relation.arguments;
      if (length > 2) this.loseAnnotation('relations', relation, `, as it has ${length} arguments`);
      return length === 2;
    });
    const empty = Object.fromEntries(without.map((kind) => [kind, []]));
    return this.#withoutDangling({ ...this.document.annotations, entities, relations, ...empty });
  }

  /** The annotations with these entities only. What refers to others is left out, and each is a loss. */
  keeping(entities: readonly Entity[]): Annotations {
    return this.#withoutDangling({ ...this.document.annotations, entities });
  }

  #withoutDangling(annotations: Annotations): Annotations {
    return withoutDangling(annotations, (kind, annotation, missing) =>
      this.loseAnnotation(kind, annotation, `, as ${missing} is not written`),
    );
  }

  /** Lists parts of the text that the format has no place for. */
  loseParts(...parts: readonly ('passages' | 'sentences' | 'tokens')[]): void {
    for (const part of parts) {
      const count = this.document[part]?.length ?? 0;
      if (count > 0) this.lose(`${part}-dropped`, undefined, `The boundaries of ${count} ${part}.`);
    }
  }
}

/** A writer that puts each document on a line of its own. */
export function lineWriter(
  compose: (document: AnnotatedDocument) => { readonly value: Json; readonly losses: readonly Loss[] },
): FormatWriter {
  return {
    begin: () => '',
    document(document) {
      const { value, losses } = compose(document);
      return { content: `${JSON.stringify(value)}\n`, losses };
    },
    end: () => '',
  };
}

/** A writer of a list of documents, each on a line of its own. */
export function listWriter(
  compose: (document: AnnotatedDocument) => { readonly value: Json; readonly losses: readonly Loss[] },
): FormatWriter {
  let separator = '\n';
  return {
    begin: () => '[',
    document(document) {
      const { value, losses } = compose(document);
      const content = `${separator}${JSON.stringify(value)}`;
      separator = ',\n';
      return { content, losses };
    },
    end: () => '\n]\n',
  };
}
