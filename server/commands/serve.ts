import type { Command } from 'commander';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../languageServer.ts';

/** `goldspan serve --stdio`: the language server for any editor. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the language server')
    .requiredOption('--stdio', 'talk over standard input and output')
    .action(() => startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout)));
}
