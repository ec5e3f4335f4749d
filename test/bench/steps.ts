/** Steps of a bench that run in processes of their own, so that the memory of each can be told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { peakMemory } from './places.ts';

/**
 * Runs a script of this folder, which prints its result as JSON.
 * @throws Error with what it complained of.
 */
export async function step<T>(
  script: string,
  given: readonly string[],
): Promise<{ readonly result: T; readonly peakBytes: number }> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', peakMemory, path, ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const kilobytes = /^peak resident kilobytes: (\d+)$/m.exec(complaints)?.[1];
  if (code !== 0 || kilobytes === undefined)
    throw new Error(`The step ${given[0]} of ${script} failed: ${complaints}`);
  return { result: JSON.parse(output) as T, peakBytes: Number(kilobytes) * 1024 };
}
