/** The command line as a person runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/goldspan.js', import.meta.url));

/**
 * Runs `goldspan` with arguments and standard input.
 * @param onStart is called with the process id as soon as the program runs.
 */
export async function goldspan(
  given: readonly string[],
  input = '',
  onStart: (pid: number) => void = () => undefined,
): Promise<{ code: number; output: string; complaints: string }> {
  const child = spawn(process.execPath, [bin, ...given], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  child.once('spawn', () => onStart(child.pid as number));
  const [[code], output, complaints] = await Promise.all([
    once(child, 'exit') as Promise<[number]>,
    readAll(child.stdout),
    readAll(child.stderr),
  ]);
  return { code, output, complaints };
}
