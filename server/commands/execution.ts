/** The engine of a command, and the option that says what its models run on. */
import { type Command, Option } from 'commander';
import { EngineHost } from '../inference/engineHost.ts';
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

/**
 * An engine for a command, which tells on standard error what its models do.
 * @param isBulk whether many texts are read, as `EngineHostOptions` has it.
 */
export function engineFor(script: string, provider: ExecutionProvider, isBulk = false): EngineHost {
  return new EngineHost({ script, provider, isBulk, onLog: (line) => console.error(line) });
}
