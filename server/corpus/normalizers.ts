/** The terminologies that a corpus is linked to. */
import { readConfigurationLines } from '../formats/brat/configurationLines.ts';
import { findUpwards } from './configuration.ts';
import { readText } from './textFiles.ts';

/**
 * The names of the normalisation resources in the `tools.conf` that applies to a folder, in their order. Never rejects.
 * @param root the last folder to look into; without it, the search ends at the top.
 */
export async function normalizersFor(folder: string, root?: string): Promise<string[]> {
  const path = await findUpwards(folder, 'tools.conf', root);
  const content = path === undefined ? '' : await readText(path);
  if (typeof content !== 'string') return [];
  return readConfigurationLines(content, ['normalization']).entries.map(({ names: [name] }) => name);
}
