/** Links mentions with what letters and, where an index has vectors and there is their encoder, what vectors say. */
import { RecentlyUsed } from '../terminology/index/recentlyUsed.ts';
import type { TerminologyIndex } from '../terminology/index/terminologyIndex.ts';
import {
  Linker,
  type LinkerOptions,
  type MentionLinks,
  type MentionToLink,
  wordsLookedUp,
} from '../terminology/linking/linker.ts';
import type { NameVectors } from '../terminology/vectors/nameVectors.ts';
import { vectorsBeside } from '../terminology/vectors/opening.ts';
import type { EngineHost } from './engineHost.ts';
import { NameEncoder } from './nameEncoder.ts';

/** Vectors of mentions that are remembered; of 256 dimensions they take 1 kB each. */
const mostRemembered = 4000;

export type EncodedMentions = ReadonlyMap<string, Float32Array>;

export class ConceptLinker {
  readonly linker: Linker;
  readonly #encoder: NameEncoder | undefined;
  readonly #encoded = new RecentlyUsed<Float32Array, string>(mostRemembered);

  /**
   * A linker over an index and the vectors that stand beside it, where there are some; otherwise by letters alone.
   * @param encoder the folder of the encoder that they are of.
   * @throws UnusableVectors where they are damaged or of another index or encoder, EngineError where the encoder cannot be used.
   */
  static async over(
    index: TerminologyIndex,
    engine: EngineHost,
    encoder: string,
    options: Omit<LinkerOptions, 'vectors'> = {},
  ): Promise<ConceptLinker> {
    const vectors = vectorsBeside(index);
    if (vectors === undefined) return new ConceptLinker(new Linker(index, options));
    return new ConceptLinker(
      new Linker(index, { ...options, vectors }),
      await encoderFor(vectors, engine, encoder),
    );
  }

  /** @param encoder that of the linker's vectors. */
  constructor(linker: Linker, encoder?: NameEncoder) {
    this.linker = linker;
    this.#encoder = encoder;
  }

  /**
   * The links of the mentions of a document, in their order, as {@link Linker.link} has them.
   * @param systems whose identifiers are wanted.
   * @throws EngineError where the encoder cannot be used any more, UnusableIndex where index or vectors are damaged.
   */
  async link(mentions: readonly MentionToLink[], systems: readonly string[]): Promise<MentionLinks[]> {
    return this.linker.link(mentions, { encoded: await this.encode(mentions), systems });
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
