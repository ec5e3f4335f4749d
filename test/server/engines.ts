/** The real engine for tests, and what it says of texts. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineHost, type EngineState } from '../../server/inference/engineHost.ts';
import type { EncodedText } from '../../server/inference/messages.ts';

export const engineScript = fileURLToPath(new URL('../../dist/engine.cjs', import.meta.url));
export const entityModel = fileURLToPath(new URL('../../models/entities', import.meta.url));
export const tinyModel = fileURLToPath(new URL('../fixtures/tiny-wordpiece', import.meta.url));

/** Stopped after the test. */
export function startEngine(
  test: TestContext,
  onState: (state: EngineState) => void = () => undefined,
): EngineHost {
  const engine = new EngineHost({ script: engineScript, onState, firstDelay: 1 });
  test.after(() => engine.stop());
  return engine;
}

/** What a model says of texts, in their order. */
export async function encode(
  engine: EngineHost,
  folder: string,
  texts: readonly string[],
): Promise<EncodedText[]> {
  const results: EncodedText[] = [];
  const complete = await engine.encode(folder, texts, (indices, items) =>
    indices.forEach((index, position) => {
      results[index] = items[position] as EncodedText;
    }),
  );
  assert.equal(complete, true);
  return results;
}
