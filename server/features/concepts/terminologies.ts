/** The terminologies that the settings of notes name. Each is opened when it is first needed, and once. */
import { existsSync } from 'node:fs';
import { ConceptLinker, type EncodedMentions, encoderFor } from '../../inference/conceptLinker.ts';
import { CrossEncoder } from '../../inference/crossEncoder.ts';
import { EngineError, type EngineHost } from '../../inference/engineHost.ts';
import type { Installation } from '../../inference/installation.ts';
import type { NameEncoder } from '../../inference/nameEncoder.ts';
import { UnusableFile } from '../../terminology/index/header.ts';
import { openIndex } from '../../terminology/index/opening.ts';
import type { TerminologyIndex } from '../../terminology/index/terminologyIndex.ts';
import type { MentionToLink } from '../../terminology/linking/linker.ts';
import type { LogOdds, NamePair } from '../../terminology/linking/reranking.ts';
import { Terminology } from '../../terminology/linking/terminology.ts';
import { UnusableVectors } from '../../terminology/vectors/layout.ts';
import type { NameVectors } from '../../terminology/vectors/nameVectors.ts';
import { vectorsBeside } from '../../terminology/vectors/opening.ts';

/** The index of concepts and the encoder of its vectors that come with the product. */
export type TerminologyInTheBox = Pick<Installation, 'terminology' | 'nameEncoder'>;

export class Terminologies {
  readonly #inTheBox: TerminologyInTheBox;
  readonly #engine: () => EngineHost;
  readonly #log: (line: string) => void;
  /** By path; undefined for one that cannot be used. */
  readonly #opened = new Map<string, Terminology | undefined>();
  /** By terminology and the folder of the encoder. */
  readonly #linkers = new WeakMap<Terminology, Map<string, Promise<ConceptLinker>>>();
  /** By folder. */
  readonly #rerankers = new Map<string, Promise<CrossEncoder>>();
  /** Why there was no re-ranking, as far as the log has it. */
  readonly #failures = new Set<string>();

  /**
   * @param inTheBox what is used where nothing else is named; it may be missing.
   * @param engine runs the encoders.
   * @param log is told once why a terminology, its vectors or their encoder cannot be used.
   */
  constructor(inTheBox: TerminologyInTheBox, engine: () => EngineHost, log: (line: string) => void) {
    this.#inTheBox = inTheBox;
    this.#engine = engine;
    this.#log = log;
  }

  /** @param path absolute; without it, the terminology in the box. @returns undefined where it cannot be used. */
  at(path: string = this.#inTheBox.terminology): Terminology | undefined {
    if (!this.#opened.has(path)) this.#opened.set(path, this.#open(path));
    return this.#opened.get(path);
  }

  /**
   * The vectors of mentions; none where the terminology has no vectors, or they or their encoder cannot be used.
   * @param encoder the folder of the encoder of its vectors, absolute; without it, the one in the box.
   */
  async encode(
    terminology: Terminology,
    mentions: readonly MentionToLink[],
    encoder: string = this.#inTheBox.nameEncoder,
  ): Promise<EncodedMentions> {
    const linker = await this.#linkerOf(terminology, encoder);
    return this.#withoutVectors(new Map(), () => linker.encode(mentions));
  }

  /**
   * What the cross-encoder in a folder says of pairs; undefined where it cannot be used, for which the log has each reason once.
   * It is asked again the next time, since the engine may have been restarted or the folder changed.
   */
  async logOdds(folder: string, pairs: readonly NamePair[]): Promise<LogOdds | undefined> {
    const reranker = this.#rerankers.get(folder) ?? CrossEncoder.load(this.#engine(), folder);
    this.#rerankers.set(folder, reranker);
    try {
      return await (await reranker).logOdds(pairs);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (this.#rerankers.get(folder) === reranker) this.#rerankers.delete(folder);
      this.#logOnce(`concepts without re-ranking: ${error.message}`);
      return undefined;
    }
  }

  /** Lets terminologies that could not be used be tried again. */
  forgetFailures(): void {
    for (const [path, terminology] of this.#opened) if (terminology === undefined) this.#opened.delete(path);
    this.#failures.clear();
  }

  /**
   * What some work with a terminology gives; the other value where the index or its vectors turn out to be damaged, which shows
   * when their parts are first read. They are not used again then.
   */
  guarded<Value>(terminology: Terminology, otherwise: Value, work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      for (const [path, opened] of this.#opened) {
        if (opened !== terminology) continue;
        const isIndexUsable = error instanceof UnusableVectors;
        this.#opened.set(path, isIndexUsable ? new Terminology(opened.index) : undefined);
        this.#log(`${isIndexUsable ? 'concepts without vectors' : 'no concepts'}: ${error.message}`);
      }
      return otherwise;
    }
  }

  /** What encodes mentions for a terminology with the encoder in a folder. */
  #linkerOf(terminology: Terminology, encoder: string): Promise<ConceptLinker> {
    const linkers = this.#linkers.get(terminology) ?? new Map<string, Promise<ConceptLinker>>();
    this.#linkers.set(terminology, linkers);
    let linker = linkers.get(encoder);
    if (linker === undefined) {
      linker = this.#encoderOf(terminology, encoder).then((loaded) => {
        // The engine may have been restarted by the next time, or the folder changed.
        if (loaded === undefined) linkers.delete(encoder);
        return new ConceptLinker(terminology.linker, loaded);
      });
      linkers.set(encoder, linker);
    }
    return linker;
  }

  /** What is thrown where an encoder or vectors cannot be used is logged, each reason once, and the other value is given then. */
  async #withoutVectors<Value>(otherwise: Value, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof UnusableFile)) throw error;
      this.#logOnce(`concepts without vectors: ${error.message}`);
      return otherwise;
    }
  }

  #logOnce(line: string): void {
    if (!this.#failures.has(line)) this.#log(line);
    this.#failures.add(line);
  }

  #open(path: string): Terminology | undefined {
    if (path === this.#inTheBox.terminology && !existsSync(path)) {
      this.#log(`no concepts: there is no terminology at ${path}`);
      return undefined;
    }
    try {
      const index = openIndex(path);
      const terminology = new Terminology(index, this.#vectorsOf(index));
      this.#log(`terminology opened from ${path}: ${terminology.index.counts.concepts} concepts`);
      return terminology;
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      this.#log(`no concepts: ${error.message}`);
      return undefined;
    }
  }

  #vectorsOf(index: TerminologyIndex): NameVectors | undefined {
    try {
      return vectorsBeside(index);
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      this.#log(`concepts without vectors: ${error.message}`);
      return undefined;
    }
  }

  async #encoderOf({ vectors }: Terminology, folder: string): Promise<NameEncoder | undefined> {
    if (vectors === undefined) return undefined;
    return this.#withoutVectors(undefined, () => encoderFor(vectors, this.#engine(), folder));
  }
}
