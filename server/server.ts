/** The program that an editor starts. Its arguments say how it talks: `--stdio`, `--node-ipc`, `--socket=…`, `--pipe=…`. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './languageServer.ts';

startServer(createConnection(ProposedFeatures.all));
