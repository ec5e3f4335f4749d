/** What the model of a folder does, as far as its files say before it is loaded. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dictionaryAt } from './entityPredictor.ts';

/** How a folder is loaded: by the layout of its model. */
export type ModelLayout = 'dictionary' | 'entities' | 'relations' | 'sequence';

export interface FolderTask {
  readonly layout: ModelLayout;
  readonly findsRelations: boolean;
  readonly findsAssertions: boolean;
}

/**
 * What a folder says that its model does. A folder without a readable `goldspan.json` counts as an entity model, so that
 * whoever loads it says what is wrong.
 */
export async function taskOf(path: string): Promise<FolderTask> {
  const none = { findsRelations: false, findsAssertions: false };
  if (dictionaryAt(path) !== undefined) return { layout: 'dictionary', ...none };
  const settings = await settingsIn(path);
  const { task } = settings;
  // A graph of Goldspan's own kind reads all pairs of a text at once and describes its blocks of logits.
  if (task === 'relations' && 'heads' in settings) {
    return { layout: 'relations', findsRelations: true, findsAssertions: false };
  }
  const findsAssertions = task === 'assertion' || (task === 'zero-shot' && 'assertions' in settings);
  const findsRelations =
    task === 'relations' || (task === 'zero-shot' && (!findsAssertions || 'pairs' in settings));
  const layout = findsRelations || findsAssertions ? 'sequence' : 'entities';
  return { layout, findsRelations, findsAssertions };
}

async function settingsIn(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const settings: unknown = JSON.parse(await readFile(join(folder, 'goldspan.json'), 'utf8'));
    return typeof settings === 'object' && settings !== null ? { ...settings } : {};
  } catch {
    return {};
  }
}
