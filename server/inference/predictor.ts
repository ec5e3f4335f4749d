/** Entities that a model suggests in a text: segments it, asks the engine for what is not known yet, and decodes. */
import type { PredictedEntity } from '../annotation/document.ts';
import { decodeMentions, type SuggestedMention } from '../suggestion/decoding.ts';
import { withDefinedForms } from '../suggestion/definitions/consistency.ts';
import { findDefinitions } from '../suggestion/definitions/definitions.ts';
import { findUses } from '../suggestion/definitions/uses.ts';
import { withTrimmedEdges } from '../suggestion/edges.ts';
import { withoutHeadings } from '../suggestion/headings.ts';
import { withRepeatedForms } from '../suggestion/repeatedForms.ts';
import { type Span, span } from '../text/positions.ts';
import { sentences } from '../text/sentences.ts';
import type { EngineHost } from './engineHost.ts';
import type { EntityPredictor, PredictionRequest } from './entityPredictor.ts';
import type { ModelDescription } from './messages.ts';

/** Segments kept in the cache; at a hundred bytes or two each this is a few megabytes. */
const cacheLimit = 50_000;

/**
 * One model's suggestions. Results are kept by the content of the sentence, so that an edit costs what it touched and
 * the same sentence is never read twice, wherever it stands.
 */
export class Predictor implements EntityPredictor {
  readonly #engine: EngineHost;
  readonly #folder: string;
  /** In order of last use, the least recent first. */
  readonly #cache = new Map<string, readonly SuggestedMention[]>();
  #model: ModelDescription | undefined;

  constructor(engine: EngineHost, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  async model(): Promise<ModelDescription> {
    const model = await this.#engine.load(this.#folder);
    if (model.fingerprint !== this.#model?.fingerprint) this.#cache.clear();
    this.#model = model;
    return model;
  }

  /** What was read until `signal` stopped the work is kept. */
  async predict(text: string, request: PredictionRequest = {}): Promise<PredictedEntity[] | undefined> {
    const model = this.#model ?? (await this.model());
    const segments = readingUnits(text, model);
    const { first, onFirst, signal } = request;
    if (first !== undefined && onFirst !== undefined) {
      const visible = segments.filter((segment) => segment.end > first.start && segment.start < first.end);
      const missing = this.#missing(text, segments).length;
      const missingVisible = this.#missing(text, visible);
      if (missing > missingVisible.length && missingVisible.length > 0) {
        if (!(await this.#read(missingVisible, model, signal))) return undefined;
        onFirst(this.#assemble(text, segments, model));
      }
    }
    if (!(await this.#read(this.#missing(text, segments), model, signal))) return undefined;
    return this.#assemble(text, segments, model);
  }

  async prepare(texts: readonly string[]): Promise<void> {
    const model = this.#model ?? (await this.model());
    const missing = texts.flatMap((text) => this.#missing(text, readingUnits(text, model)));
    await this.#read([...new Set(missing)], model);
  }

  /** The contents of segments that are not in the cache, each once, in text order. */
  #missing(text: string, segments: readonly Span[]): string[] {
    const contents = segments.map(({ start, end }) => text.slice(start, end));
    return [...new Set(contents)].filter((content) => !this.#cache.has(content));
  }

  async #read(contents: readonly string[], model: ModelDescription, signal?: AbortSignal): Promise<boolean> {
    if (contents.length === 0) return true;
    return this.#engine.encode(
      this.#folder,
      contents,
      (indices, items) =>
        indices.forEach((index, position) => {
          const content = contents[index];
          const item = items[position];
          if (content !== undefined && item !== undefined) {
            this.#keep(content, decodeMentions(content, item, model.decoding));
          }
        }),
      signal,
    );
  }

  #keep(content: string, mentions: readonly SuggestedMention[]): void {
    this.#cache.set(content, mentions);
    if (this.#cache.size <= cacheLimit) return;
    const oldest = this.#cache.keys().next().value;
    if (oldest !== undefined) this.#cache.delete(oldest);
  }

  #assemble(text: string, segments: readonly Span[], model: ModelDescription): PredictedEntity[] {
    const entities: PredictedEntity[] = [];
    for (const segment of segments) {
      const content = text.slice(segment.start, segment.end);
      const mentions = this.#cache.get(content);
      if (mentions === undefined) continue;
      this.#cache.delete(content);
      this.#cache.set(content, mentions);
      for (const mention of mentions) {
        const start = segment.start + mention.span.start;
        const end = segment.start + mention.span.end;
        entities.push({
          id: '',
          type: mention.type,
          fragments: [span(start, end)],
          words: text.slice(start, end),
          score: mention.score,
          model: model.name,
        });
      }
    }
    const definitions = findDefinitions(text, model.reads === 'sentence' ? segments : sentences(text));
    const defined = withDefinedForms(
      text,
      withTrimmedEdges(text, withoutHeadings(text, entities)),
      definitions,
      findUses(text, definitions),
    );
    const complete = withRepeatedForms(text, defined);
    return complete.map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
  }
}

/** The parts of a text that a model reads by themselves. */
function readingUnits(text: string, { reads }: ModelDescription): readonly Span[] {
  return reads === 'sentence' ? sentences(text) : [span(0, text.length)];
}
