/** Long work that a person has asked for: how far it is, and whether it is to be stopped. */
import type { ClientCapabilities, Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';

export class Progress {
  readonly #reporter: WorkDoneProgressServerReporter | undefined;
  #isCancelled = false;
  #percentage = 0;

  constructor(reporter?: WorkDoneProgressServerReporter) {
    this.#reporter = reporter;
    reporter?.token.onCancellationRequested(() => {
      this.#isCancelled = true;
    });
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** @param total not 0. */
  report(done: number, total: number): void {
    const percentage = Math.floor((100 * done) / total);
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    this.#reporter?.report(percentage, `${done} of ${total} files`);
  }
}

/** Shows how far some work is, and lets the person cancel it, where the editor can. */
export async function withProgress<Result>(
  connection: Connection,
  { window }: ClientCapabilities,
  title: string,
  work: (progress: Progress) => Promise<Result>,
): Promise<Result> {
  if (!window?.workDoneProgress) return work(new Progress());
  const reporter = await connection.window.createWorkDoneProgress();
  reporter.begin(title, 0, undefined, true);
  return work(new Progress(reporter)).finally(() => reporter.done());
}
