/** Waiting for a condition, for tests of things that happen in another process. */

/** How long a condition may take before the test that waits for it fails, in milliseconds. */
export const patience = 30_000;

/**
 * Asks `probe` again and again until it gives anything but undefined, and gives that. When it has not done so after
 * `deadline` milliseconds, throws an error that says what was waited for and what `describe` saw instead.
 *
 * Use it only where the thing waited for announces itself by no event.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  describe: () => Promise<string> | string = () => '',
  deadline: number = patience,
): Promise<T> {
  const end = performance.now() + deadline;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() >= end) {
      const seen = await describe();
      throw new Error(`Waited ${deadline / 1000} s for ${what}.${seen === '' ? '' : ` Instead: ${seen}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
