/** What readers of JSON formats share: problems with their place, spans in the unit of the file, ids, words. */
import {
  type AnnotatedDocument,
  type Annotations,
  type Argument,
  type Entity,
  type Metadata,
  type PredictedEntity,
  wordsAt,
} from '../../annotation/document.ts';
import type { Severity } from '../../annotation/problems.ts';
import { compareWords } from '../../annotation/words.ts';
import { OffsetConverter, type Span } from '../../text/positions.ts';
import type { Read, ReadProblem } from '../format.ts';
import { fromUnit, lengthIn, type OffsetUnit, unitTitles } from '../offsetUnits.ts';
import { checkWords } from '../storedWords.ts';
import { kindNames, withoutDangling } from './references.ts';
import type { JsonRead } from './streams.ts';
import { isObject, type Json, type JsonObject, shown, textOf } from './values.ts';

/** A start and an end as a file has them. */
export type Pair = readonly [Json | undefined, Json | undefined];

/** Where a document's record is. */
export interface Place {
  /** Begins the codes of problems. */
  readonly format: string;
  readonly line: number;
  readonly document: string;
}

/** The reading of one document: collects its problems and turns offsets into spans. */
export class DocumentReading {
  readonly place: Place;
  readonly text: string;
  readonly problems: ReadProblem[] = [];
  unit: OffsetUnit;
  readonly #offsets: OffsetConverter;
  readonly #ids = new Set<string>();
  /** Ids that the record has and that may not have been read yet. */
  readonly #expected = new Set<string>();
  readonly #next = new Map<string, number>();

  constructor(place: Place, text: string, unit: OffsetUnit) {
    this.place = place;
    this.text = text;
    this.unit = unit;
    this.#offsets = new OffsetConverter(text);
  }

  report(severity: Severity, code: string, message: string): void {
    const { format, line, document } = this.place;
    this.problems.push({ code: `${format}/${code}`, severity, message, line, document });
  }

  /** A span of the text, or undefined where the two are no positions of it in ascending order. */
  span([start, end]: Pair, unit: OffsetUnit = this.unit): Span | undefined {
    const from = this.#offset(start, unit);
    const to = this.#offset(end, unit);
    return from === undefined || to === undefined || from > to ? undefined : { start: from, end: to };
  }

  #offset(value: Json | undefined, unit: OffsetUnit): Span['start'] | undefined {
    if (typeof value !== 'number') return undefined;
    return fromUnit(this.#offsets, unit, value);
  }

  /**
   * The fragments of an annotation, put in ascending order. Undefined, with a problem, where an offset is no position
   * of the text or fragments overlap.
   * @param owner names the annotation in messages.
   */
  fragments(pairs: readonly Pair[], owner: string): [Span, ...Span[]] | undefined {
    const spans: Span[] = [];
    for (const pair of pairs) {
      const span = this.span(pair);
      if (span === undefined) {
        const length = lengthIn(this.#offsets, this.unit);
        const message = `${owner} has the offsets ${shown(pair[0])} and ${shown(pair[1])}, which are no span of the text of ${length} ${unitTitles[this.unit]}; it was left out. Mend the offsets.`;
        this.report('error', 'bad-offset', message);
        return undefined;
      }
      spans.push(span);
    }
    const ascending = spans.toSorted((a, b) => a.start - b.start || a.end - b.end);
    const [first, ...rest] = ascending;
    if (first === undefined) {
      this.report('error', 'no-span', `${owner} has no offsets; it was left out. Give it a span.`);
      return undefined;
    }
    if (rest.some(({ start }, index) => start < (ascending[index] as Span).end)) {
      this.report('error', 'overlapping-fragments', `${owner} has fragments that overlap; it was left out.`);
      return undefined;
    }
    if (ascending.some((span, index) => span !== spans[index])) {
      this.report('information', 'fragments-reordered', `The fragments of ${owner} were put in order.`);
    }
    return [first, ...rest];
  }

  /** The words of an entity: the text's, unless the stored ones differ from them, which is a problem. */
  words(fragments: readonly Span[], stored: string | undefined, owner: string): string {
    if (stored === undefined) return wordsAt(this.text, fragments);
    const { words, finding } = checkWords(this.text, fragments, stored);
    if (finding !== undefined) this.report(finding.severity, finding.code, `${owner}: ${finding.message}`);
    return words;
  }

  /** Whether words are the text's, but for white space, notation or composition. */
  agrees(fragments: readonly Span[], words: string): boolean {
    const agreement = compareWords(this.text, fragments, words);
    return agreement !== 'different' && agreement !== 'missing';
  }

  /** Takes ids that occur in the record, so that none of them is given to an annotation without one. */
  expectIds(ids: Iterable<string | undefined>): void {
    for (const id of ids) if (id !== undefined) this.#expected.add(id);
  }

  /** The id of an annotation: the stored one, or a new one where there is none or it is taken, which is a problem. */
  id(stored: string | undefined, prefix: string): string {
    if (stored !== undefined) {
      if (!this.#ids.has(stored)) {
        this.#ids.add(stored);
        return stored;
      }
      const message = `The id ${stored} is given twice; references to it mean the first. The second gets a new id.`;
      this.report('warning', 'duplicate-id', message);
    }
    let number = this.#next.get(prefix) ?? 1;
    while (this.#ids.has(`${prefix}${number}`) || this.#expected.has(`${prefix}${number}`)) number += 1;
    this.#next.set(prefix, number + 1);
    this.#ids.add(`${prefix}${number}`);
    return `${prefix}${number}`;
  }

  /** The type of an annotation; undefined, with a problem, where it has none. */
  type(value: Json | undefined, owner: string): string | undefined {
    const type = textOf(value);
    if (type === undefined)
      this.report('error', 'no-type', `${owner} has no type; it was left out. Give it one.`);
    return type;
  }

  /** The annotations without those that refer to something that is not there, each of which is a problem. */
  resolved(annotations: Annotations): Annotations {
    return withoutDangling(annotations, (kind, { id, type }, missing) => {
      const owner = ['The', kindNames[kind], id ?? type].filter((part) => part !== undefined).join(' ');
      const message = `${owner} refers to ${missing}, which was not read; it was left out. Mend the reference.`;
      this.report('error', 'unknown-target', message);
    });
  }

  /** What was read: the document, then its problems. */
  *result(annotations: Annotations, more: Partial<AnnotatedDocument> = {}): Generator<Read> {
    const { text, place } = this;
    const resolved = this.resolved(annotations);
    yield { kind: 'document', document: { id: place.document, text, annotations: resolved, ...more } };
    for (const problem of this.problems) yield { kind: 'problem', problem };
  }

  /**
   * Takes offsets for another unit where more of the stored words are found that way.
   * @returns whether it did.
   */
  tryUnit(unit: OffsetUnit, stored: readonly { readonly pair: Pair; readonly words: string }[]): boolean {
    const agreements = (candidate: OffsetUnit): number =>
      stored.filter(({ pair, words }) => {
        const span = this.span(pair, candidate);
        return span !== undefined && this.agrees([span], words);
      }).length;
    if (agreements(unit) <= agreements(this.unit)) return false;
    this.unit = unit;
    return true;
  }
}

/** Head and tail of a relation, in the roles that formats without roles of their own get. */
export function headAndTail(head: string, tail: string): [Argument, Argument] {
  return [
    { role: 'Arg1', target: head },
    { role: 'Arg2', target: tail },
  ];
}

/** An entity, predicted where it has a score. */
export function entityOf(
  parts: Pick<Entity, 'id' | 'type' | 'fragments' | 'words'>,
  extras: { metadata?: Metadata | undefined; score?: Json | undefined; model?: Json | undefined } = {},
): Entity | PredictedEntity {
  const { metadata, score, model } = extras;
  return {
    ...parts,
    ...(metadata !== undefined && { metadata }),
    ...(typeof score === 'number' && { score, model: typeof model === 'string' ? model : '' }),
  };
}

/** Whether an entity comes from a model. */
export function isPredicted(entity: Entity): entity is PredictedEntity {
  return 'score' in entity;
}

/** Annotations that can be added to while a document is read. */
export type Growing = { -readonly [Kind in keyof Annotations]: Annotations[Kind][number][] };

export function growing(): Growing {
  return {
    entities: [],
    relations: [],
    events: [],
    attributes: [],
    normalisations: [],
    notes: [],
    equivalences: [],
  };
}

/** The name of a file without its extensions, which names documents that have no id. */
export function baseName(fileName: string): string {
  return fileName.replace(/(?<=.)\.(?:json|jsonl|ndjson)$/i, '');
}

/** Names documents that have no id of their own: by the file, and from the second on with a number. */
export function unnamed(fileName: string, number: number): string {
  return number === 1 ? baseName(fileName) : `${baseName(fileName)}-${number}`;
}

/**
 * The documents of a file's records. A record that is no object is a problem.
 * @param read reads one record; the number counts records from 1.
 */
export async function* readRecords(
  records: AsyncIterable<JsonRead>,
  format: string,
  read: (record: JsonObject, line: number, number: number) => Iterable<Read>,
): AsyncGenerator<Read> {
  let number = 0;
  for await (const record of records) {
    if (record.kind === 'problem') {
      yield record;
      continue;
    }
    number += 1;
    if (isObject(record.value)) yield* read(record.value, record.line, number);
    else yield noDocument(format, record.line, 'it is no JSON object');
  }
}

/** A record that cannot be read as a document. */
export function noDocument(format: string, line: number, reason: string): Read {
  const message = `This is no document: ${reason}. It was passed over.`;
  return { kind: 'problem', problem: { code: `${format}/no-document`, severity: 'error', message, line } };
}
