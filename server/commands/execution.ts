/** The option that says what models run on. */
import { type Command, Option } from 'commander';
import { type ExecutionProvider, executionProviders } from '../inference/messages.ts';

export interface ExecutionOptions {
  readonly executionProvider: ExecutionProvider;
}

export function addExecutionOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--execution-provider <name>',
      'what the models run on: the processor (cpu), a graphics card through CUDA or DirectML (dml), or CoreML; where it is ' +
        'not there, the processor, which is told',
    )
      .choices(executionProviders)
      .default('cpu'),
  );
}
