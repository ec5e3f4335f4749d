/**
 * Where suggestions that a person turned down are kept: a brat standoff file of its own, in a hidden folder beside the
 * text, so that a corpus holds only annotations and yet a decision is never asked for twice.
 */
import { basename, dirname, extname, join } from 'node:path';

/** The file of the turned-down suggestions of a text file. */
export function rejectedFile(textPath: string): string {
  const name = basename(textPath, extname(textPath));
  return join(dirname(textPath), '.goldspan', 'rejected', `${name}.ann`);
}
