/**
 * Links mentions with what letters and, where an index has vectors and there is their encoder, what vectors say; where a
 * cross-encoder is named, it re-ranks the candidates.
 */
import { RecentlyUsed } from '../terminology/index/recentlyUsed.ts';
import type { TerminologyIndex } from '../terminology/index/terminologyIndex.ts';
import {
  Linker,
  type LinkerOptions,
  type LinkingContext,
  type MentionLinks,
  type MentionToLink,
  wordsLookedUp,
} from '../terminology/linking/linker.ts';
import type { NameVectors } from '../terminology/vectors/nameVectors.ts';
import { vectorsBeside } from '../terminology/vectors/opening.ts';
import { CrossEncoder } from './crossEncoder.ts';
import type { EngineHost } from './engineHost.ts';
import { NameEncoder } from './nameEncoder.ts';

/** Vectors of mentions that are remembered; of 256 dimensions they take 1 kB each. */
const mostRemembered = 4000;

export type EncodedMentions = ReadonlyMap<string, Float32Array>;

/** The folders of the models that link. */
export interface LinkingModels {
  /** The encoder that vectors are of; it is loaded only where there are some. */
  readonly encoder: string;
  /** The cross-encoder that re-ranks candidates; without it, nothing does. */
  readonly reranker?: string;
}

export class ConceptLinker {
  readonly linker: Linker;
  readonly #encoder: NameEncoder | undefined;
  readonly #reranker: CrossEncoder | undefined;
  readonly #encoded = new RecentlyUsed<Float32Array, string>(mostRemembered);

  /**
   * A linker over an index and the vectors that stand beside it, where there are some; otherwise by letters alone.
   * @throws UnusableVectors where they are damaged or of another index or encoder, EngineError where a model cannot be used.
   */
  static async over(
    index: TerminologyIndex,
    engine: EngineHost,
    models: LinkingModels,
    options: Omit<LinkerOptions, 'vectors'> = {},
  ): Promise<ConceptLinker> {
    const { encoder, reranker } = models;
    const vectors = vectorsBeside(index);
    return new ConceptLinker(
      new Linker(index, vectors ? { ...options, vectors } : options),
      vectors && (await encoderFor(vectors, engine, encoder)),
      reranker === undefined ? undefined : await CrossEncoder.load(engine, reranker),
    );
  }

  /** @param encoder that of the linker's vectors. @param reranker ranks what the linker finds. */
  constructor(linker: Linker, encoder?: NameEncoder, reranker?: CrossEncoder) {
    this.linker = linker;
    this.#encoder = encoder;
    this.#reranker = reranker;
  }

  /**
   * The links of the mentions of a document, in their order, as {@link Linker.link} has them.
   * @param asked as the linker takes it.
   * @throws EngineError where a model cannot be used any more, UnusableIndex where index or vectors are damaged.
   */
  async link(
    mentions: readonly MentionToLink[],
    asked: Pick<LinkingContext, 'systems' | 'onlyChosen'>,
  ): Promise<MentionLinks[]> {
    const context = { encoded: await this.encode(mentions), ...asked };
    if (this.#reranker === undefined) return this.linker.link(mentions, context);
    const logOdds = await this.#reranker.logOdds(this.linker.pairsToRead(mentions, context));
    return this.linker.link(mentions, { ...context, logOdds });
  }

  /** The vectors of what mentions are looked up by; none where there is no encoder. @throws EngineError as {@link link}. */
  async encode(mentions: readonly MentionToLink[]): Promise<EncodedMentions> {
    if (this.#encoder === undefined) return new Map();
    const encoded = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const words of new Set(mentions.flatMap(wordsLookedUp))) {
      const known = this.#encoded.find(words);
      if (known === undefined) missing.push(words);
      else encoded.set(words, known);
    }
    for (const [at, vector] of (await this.#encoder.encodeMentions(missing)).entries()) {
      const words = missing[at] as string;
      encoded.set(
        words,
        this.#encoded.get(words, () => vector),
      );
    }
    return encoded;
  }
}

/** The encoder in a folder, of which some vectors are. @throws as {@link ConceptLinker.over}. */
export async function encoderFor(
  vectors: NameVectors,
  engine: EngineHost,
  folder: string,
): Promise<NameEncoder> {
  const encoder = await NameEncoder.load(engine, folder);
  vectors.requireEncoder(encoder.description);
  return encoder;
}
