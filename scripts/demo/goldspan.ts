/** Runs the command line of this checkout as a person would, and shows what was run. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A command that did not exit with 0. */
export class CommandFailed extends Error {
  readonly exitCode: number;

  constructor(command: string, exitCode: number) {
    super(`${command} ended with exit code ${exitCode}; see its message above.`);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
  }
}

/**
 * Runs `goldspan` with the arguments in the root of the checkout.
 *
 * @param options.colour whether its tables are to be coloured; it writes to a pipe and cannot tell.
 * @param options.live whether its messages are shown as they come, for work that takes a while. They are then not in
 * the result.
 * @throws CommandFailed for any exit code but 0, after its messages have been shown.
 */
export async function goldspan(
  args: readonly string[],
  { colour = false, live = false }: { readonly colour?: boolean; readonly live?: boolean } = {},
): Promise<Run> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['bin/goldspan.js', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', live ? 'inherit' : 'pipe'],
    env: { ...process.env, ...(colour && { FORCE_COLOR: '1' }) },
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const [exitCode, stdout, stderr] = await Promise.all([
    exited,
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ]);
  if (exitCode !== 0) {
    process.stderr.write(stderr);
    throw new CommandFailed(commandLine(args), exitCode);
  }
  return { stdout, stderr, seconds: (performance.now() - begun) / 1000 };
}

/** The command as it can be typed in a checkout. Arguments with anything but plain characters are quoted. */
export function commandLine(args: readonly string[]): string {
  const quoted = args.map((arg) => (/^[\w@%+=:,./\\-]+$/.test(arg) ? arg : `"${arg}"`));
  return ['npx goldspan', ...quoted].join(' ');
}

/** Breaks a command before its options, so that no row is wider than asked where that is possible, as a shell reads it. */
export function wrapCommand(command: string, width: number): string[] {
  const rows: string[] = [];
  for (const part of command.split(/ (?=--)/)) {
    const last = rows.at(-1);
    // Two columns are kept for the sign that the command goes on.
    if (last !== undefined && last.length + 1 + part.length <= width - 2)
      rows[rows.length - 1] = `${last} ${part}`;
    else rows.push(last === undefined ? part : `    ${part}`);
  }
  return rows.map((row, index) => (index < rows.length - 1 ? `${row} \\` : row));
}
