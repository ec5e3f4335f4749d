/** Ranks names of concepts by how well they fit a mention, with a model that reads both together. */
import { join } from 'node:path';
import { rankingScore } from '../suggestion/sequence/ranking.ts';
import type { LogOdds, NamePair } from '../terminology/linking/reranking.ts';
import { EngineError, type EngineHost } from './engineHost.ts';
import type { SequenceModelDescription } from './messages.ts';
import { SequenceReader } from './sequenceReader.ts';

export class CrossEncoder {
  readonly description: SequenceModelDescription;
  readonly #reader: SequenceReader;

  /** @throws EngineError where the folder holds no usable model, or one that does not rank names. */
  static async load(engine: EngineHost, folder: string): Promise<CrossEncoder> {
    const reader = new SequenceReader(engine, folder);
    const description = await reader.model();
    if (description.rules.task === 'ranking') return new CrossEncoder(description, reader);
    throw new EngineError({
      code: 'model/other-task',
      message:
        `${join(folder, 'goldspan.json')}: the task of this model is "${description.rules.task}", and not to rank names. If one of its ` +
        'labels says that two texts mean the same, say "task": "ranking" and name that label with "positive".',
    });
  }

  private constructor(description: SequenceModelDescription, reader: SequenceReader) {
    this.description = description;
    this.#reader = reader;
  }

  /**
   * The log-odds that each name means what the mention means, in the order of the names: higher is likelier. Nothing is cut: it
   * is `-Infinity` for a name that does not fit into the model's window together with the mention, and for all where the
   * mention has no token. What was read is kept, so that asking again costs nothing.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async scores(mention: string, names: readonly string[]): Promise<Float32Array> {
    return this.#read(names.map((name) => ({ mention, name })));
  }

  /** The scores of pairs, which are read together, as a function of mention and name. @throws EngineError as {@link scores}. */
  async logOdds(pairs: readonly NamePair[]): Promise<LogOdds> {
    const scores = await this.#read(pairs);
    const byMention = new Map<string, Map<string, number>>();
    for (const [at, { mention, name }] of pairs.entries()) {
      const byName = byMention.get(mention) ?? new Map<string, number>();
      byMention.set(mention, byName);
      byName.set(name, scores[at] ?? Number.NEGATIVE_INFINITY);
    }
    return (mention, name) => byMention.get(mention)?.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  async #read(pairs: readonly NamePair[]): Promise<Float32Array> {
    const inputs = pairs.map(({ mention, name }) => ({
      ...{ text: mention, second: name },
      kept: { start: 0, end: mention.length },
    }));
    const rows = (await this.#reader.read(inputs)) ?? [];
    const { rules } = this.description;
    return Float32Array.from(rows, (logits) =>
      logits === undefined ? Number.NEGATIVE_INFINITY : rankingScore(logits, rules),
    );
  }
}
