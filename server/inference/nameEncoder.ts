/**
 * The one way from words to the vectors that linking compares: mentions and names of concepts may need different prefixes and
 * even different models, and whoever encodes says which of the two the words are.
 */

import type { NamesEncoder } from '../terminology/vectors/encoding.ts';
import { EngineError, type EngineHost } from './engineHost.ts';
import type { EncoderDescription } from './messages.ts';

/** What is known of an encoder: of its names' side, and what of its mentions' side differs. */
export interface NameEncoderDescription extends EncoderDescription {
  /** What turns mentions into vectors: the encoder itself, or the model that it names as its `queryModel`. */
  readonly mentions: EncoderDescription;
}

export class NameEncoder {
  /**
   * `fingerprint` changes with everything that changes the vectors of names, so that vectors on disk can be kept under it;
   * `queryFingerprint` with everything that changes those of mentions.
   */
  readonly description: NameEncoderDescription;
  readonly #engine: EngineHost;

  /**
   * @param folder of the encoder of names; where it has a `queryModel`, that one is loaded, too.
   * @throws EngineError where one of them cannot be used, or both together cannot.
   */
  static async load(engine: EngineHost, folder: string): Promise<NameEncoder> {
    const names = await engine.loadEncoder(folder);
    if (names.queryModel === undefined) return new NameEncoder(engine, { ...names, mentions: names });
    const settings = `${names.settingsFile}: "queryModel"`;
    const mentions = await engine.loadEncoder(names.queryModel).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error;
      const { code, message } = error;
      throw new EngineError({
        code,
        message: `${settings} leads to a model that cannot be used: ${message}`,
      });
    });
    if (mentions.queryModel !== undefined) {
      throw new EngineError({
        code: 'model/invalid-query-model',
        message:
          `${settings} leads to ${mentions.folder}, which has a "queryModel" itself (${mentions.queryModel}). Name the model ` +
          'that reads the mentions.',
      });
    }
    if (mentions.dimensions !== names.dimensions) {
      throw new EngineError({
        code: 'model/dimension-mismatch',
        message:
          `${settings} leads to ${mentions.folder}, whose vectors have ${mentions.dimensions} dimensions; those of names have ` +
          `${names.dimensions}. Both models need to have been trained together.`,
      });
    }
    const queryFingerprint = mentions.queryFingerprint;
    return new NameEncoder(engine, { ...names, queryFingerprint, mentions });
  }

  private constructor(engine: EngineHost, description: NameEncoderDescription) {
    this.#engine = engine;
    this.description = description;
  }

  /**
   * The vectors of names of concepts, each of length 1, in their order; of zeros, which are near nothing, where a name has no
   * token. Of a name that is longer than the model's window only the beginning counts.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async encodeNames(words: readonly string[]): Promise<Float32Array[]> {
    const { folder, prefix } = this.description;
    return this.#encode(folder, prefix.name, words);
  }

  /** The vectors of mentions, to be compared with those of names; otherwise as {@link encodeNames}. */
  async encodeMentions(words: readonly string[]): Promise<Float32Array[]> {
    const { folder, prefix } = this.description.mentions;
    return this.#encode(folder, prefix.query, words);
  }

  async #encode(folder: string, prefix: string, words: readonly string[]): Promise<Float32Array[]> {
    if (words.length === 0) return [];
    // White space at the edges would be tokens to a decoder; sentence-transformers takes it off at this place, too.
    const texts = words.map((each) => `${prefix}${each}`.trim());
    return [...(await this.#engine.encodeNames(folder, texts))];
  }
}

/** The encoder as what encodes the names of an index. */
export function namesEncoder(encoder: NameEncoder): NamesEncoder {
  const { name, fingerprint, pooling, prefix, dimensions } = encoder.description;
  return {
    statement: { name, fingerprint, pooling, prefix: prefix.name },
    dimensions,
    encode: (names) => encoder.encodeNames(names),
  };
}
