/**
 * Writes what the commands in the README's `console` blocks print: `node scripts/command-documentation.ts`. A line that
 * begins with `$ ` is run by a shell in the root of the checkout, from top to bottom, and what follows it up to the next
 * one is replaced by its output. `--check` writes nothing and exits 1 when an output differs. Needs dist/.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsIn, writeOutputs } from './documentation/consoleBlocks.ts';

const readme = new URL('../README.md', import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const current = readFileSync(readme, 'utf8');
const wanted = writeOutputs(current, commandsIn(current).map(run));

if (wanted === current) {
  console.error('README.md shows what the commands print.');
} else if (process.argv.includes('--check')) {
  console.error(
    'README.md shows other output than the commands print. Run: node scripts/command-documentation.ts',
  );
  process.exitCode = 1;
} else {
  writeFileSync(readme, wanted);
  console.error('README.md written.');
}

/** What a command prints on both streams, as a terminal would show it. */
function run(command: string): string {
  const { stdout, status } = spawnSync(
    `{ ${command.replaceAll('npx goldspan', 'node bin/goldspan.js')}\n} 2>&1`,
    {
      cwd: root,
      encoding: 'utf8',
      shell: true,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      },
    },
  );
  if (status !== 0) throw new Error(`${command} ended with exit code ${status}: ${stdout}`);
  return stdout;
}
