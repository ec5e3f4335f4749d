/** What a classifier of texts says of findings: whether they are absent, only possible, and so on. */
import { type Entity, hull } from '../annotation/document.ts';
import { entityKey } from '../annotation/identity.ts';
import { isFindingType } from '../suggestion/assertion/assertedAttributes.ts';
import type { ModelAnswer } from '../suggestion/assertion/modelAnswers.ts';
import { calibrated } from '../suggestion/calibration.ts';
import { joinedSentences } from '../suggestion/relations/rows.ts';
import { inRows, partAround, reachOf } from '../suggestion/sequence/contexts.ts';
import { decide } from '../suggestion/sequence/deciding.ts';
import { encodedFinding } from '../suggestion/sequence/encoding.ts';
import { outcomesOf, type SequenceInput } from '../suggestion/sequence/rules.ts';
import { sentences } from '../text/sentences.ts';
import type { SequenceReader } from './sequenceReader.ts';

export interface AssertionRequest {
  readonly signal?: AbortSignal;
  /** Called with how many findings a model could not be asked about, because they do not fit into it. */
  readonly onSkipped?: (findings: number, model: string) => void;
}

export class SequenceAssertions {
  readonly #reader: SequenceReader;

  constructor(reader: SequenceReader) {
    this.#reader = reader;
  }

  /** Loads the model where it is not yet. @throws EngineError where it cannot be used. */
  async load(): Promise<void> {
    await this.#reader.model();
  }

  /**
   * What the model says of each finding that it is sure about, by {@link entityKey}; undefined where `signal` stopped the
   * work.
   * @throws EngineError where the model cannot be used.
   */
  async answers(
    text: string,
    entities: readonly Entity[],
    { signal, onSkipped }: AssertionRequest = {},
  ): Promise<Map<string, ModelAnswer> | undefined> {
    const { rules, name, window } = await this.#reader.known();
    const { assertion, context, encoding } = rules;
    if (assertion === undefined) return new Map();
    const { types, reading } = assertion;
    const findings = entities.filter(({ type }) => types?.includes(type) ?? isFindingType(type));
    const rows = joinedSentences(sentences(text), findings);
    const reach = reachOf(window);
    const places = new Map(
      findings.map((entity) => [entityKey(entity), { place: hull(entity), type: entity.type }]),
    );
    const asked = inRows(
      [...places].map(([key, place]) => ({ key, ...place })),
      rows,
    );
    const inputs = asked.map((finding): SequenceInput[] => {
      const part = partAround([finding], rows, context, reach);
      return reading.kind === 'labels'
        ? [encodedFinding(text, part, finding, encoding)]
        : reading.templates.map(({ template }) => encodedFinding(text, part, finding, encoding, template));
    });
    const said = await this.#reader.ask(inputs, signal);
    if (said === undefined) return undefined;
    const kinds = [...new Set(outcomesOf(reading))];
    const found = new Map<string, ModelAnswer>();
    let skipped = 0;
    for (const [index, { key }] of asked.entries()) {
      const own = said[index];
      if (own === undefined) skipped += 1;
      const answer = own && decide(reading, own, rules);
      if (answer === undefined) continue;
      const confidence = calibrated(answer.probability, rules.calibration);
      found.set(key, { kind: answer.outcome, kinds, confidence, model: name });
    }
    if (skipped > 0) onSkipped?.(skipped, name);
    return found;
  }
}
