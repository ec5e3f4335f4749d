/** The command line: `goldspan COMMAND`. Data goes to stdout, everything else to stderr. */
import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { registerAnnotate } from './commands/annotate.ts';
import { registerCheck } from './commands/check.ts';
import { registerCompare } from './commands/compare.ts';
import { registerConvert } from './commands/convert.ts';
import { registerExport } from './commands/export.ts';
import { registerLink } from './commands/link.ts';
import { registerModels } from './commands/models.ts';
import { registerServe } from './commands/serve.ts';
import { registerTerminology } from './commands/terminology.ts';

const program = new Command('goldspan')
  .description(
    'Annotate clinical and biomedical text: suggestions, exports and comparisons, all on this machine.',
  )
  .version(manifest.version)
  .showHelpAfterError()
  // Help and the version are no errors; every other way out of the parser is bad usage.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

registerAnnotate(program);
registerExport(program);
registerCompare(program);
registerCheck(program);
registerConvert(program);
registerModels(program);
registerLink(program);
registerTerminology(program);
registerServe(program);

// Whoever reads the output may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

program.parseAsync().catch((error: unknown) => {
  console.error(`goldspan: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
