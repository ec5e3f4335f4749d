/** Colours for what people read. */
import type { WriteStream } from 'node:tty';
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

/**
 * Colours for a stream: only on a terminal, or where `FORCE_COLOR` asks for them; never with `NO_COLOR`. Output that
 * goes to a file or another program stays plain, on build servers and on Windows as well.
 */
export function coloursOf(stream: Pick<WriteStream, 'isTTY'>): Colours {
  const isForced = (process.env['FORCE_COLOR'] ?? '') !== '';
  return pc.createColors(pc.isColorSupported && (stream.isTTY || isForced));
}
