import type { ModelFailure } from '../messages.ts';

/** A model that cannot be loaded or run. The message names the file, what is wrong and what to do. */
export class ModelError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
  }
}

/** The failure to report for anything thrown while a model was loaded or run in a folder. */
export function failureOf(error: unknown, folder: string): ModelFailure {
  if (error instanceof ModelError) return { code: error.code, message: error.message };
  return { code: 'model/failed', message: `${folder}: ${reason(error)}` };
}

/** The first line of an error's message: native libraries append stack traces and source lines. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] as string;
}
