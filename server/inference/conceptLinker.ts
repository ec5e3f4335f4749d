/** Links mentions with what letters and, where an index has vectors and there is their encoder, what vectors say. */
import { RecentlyUsed } from '../terminology/index/recentlyUsed.ts';
import {
  type Linker,
  type MentionLinks,
  type MentionToLink,
  wordsLookedUp,
} from '../terminology/linking/linker.ts';
import type { NameEncoder } from './nameEncoder.ts';

/** Vectors of mentions that are remembered; of 256 dimensions they take 1 kB each. */
const mostRemembered = 4000;

export type EncodedMentions = ReadonlyMap<string, Float32Array>;

export class ConceptLinker {
  readonly linker: Linker;
  readonly #encoder: NameEncoder | undefined;
  readonly #encoded = new RecentlyUsed<Float32Array, string>(mostRemembered);

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
