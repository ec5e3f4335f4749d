/** What says what a text asserts of findings, beside the tables of triggers. */
import type { Entity } from '../annotation/document.ts';
import type { ModelAnswer, ModelAnswers } from '../suggestion/assertion/modelAnswers.ts';
import type { AssertionRequest, SequenceAssertions } from './sequenceAssertions.ts';

/** Several models, or none where only the tables of triggers speak. */
export class AssertionSuggester {
  readonly #models: readonly SequenceAssertions[];

  constructor(models: readonly SequenceAssertions[]) {
    this.#models = models;
  }

  /** @throws EngineError where a model cannot be used. */
  async load(): Promise<void> {
    for (const model of this.#models) await model.load();
  }

  /** @returns undefined where the work was stopped. @throws EngineError where a model cannot be used. */
  async answers(
    text: string,
    entities: readonly Entity[],
    request: AssertionRequest = {},
  ): Promise<ModelAnswers | undefined> {
    const all = new Map<string, ModelAnswer[]>();
    for (const model of this.#models) {
      const answers = await model.answers(text, entities, request);
      if (answers === undefined) return undefined;
      for (const [key, answer] of answers) all.set(key, [...(all.get(key) ?? []), answer]);
    }
    return all;
  }
}
