/** What the model of a folder does, as far as its files say before it is loaded. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dictionaryAt } from './entityPredictor.ts';

/** How a folder is loaded: by the layout of its model. */
export type ModelLayout = 'dictionary' | 'entities' | 'relations' | 'sequence' | 'names' | 'ranking';

export interface FolderTask {
  readonly layout: ModelLayout;
  readonly findsRelations: boolean;
  readonly findsAssertions: boolean;
}

/**
 * What a folder says that its model does: in `goldspan.json`, or, where that says no task, by the files of an encoder of names
 * or of a cross-encoder. Every other folder counts as an entity model, so that whoever loads it says what is wrong.
 */
export async function taskOf(path: string): Promise<FolderTask> {
  const none = { findsRelations: false, findsAssertions: false };
  if (dictionaryAt(path) !== undefined) return { layout: 'dictionary', ...none };
  const settings = await jsonIn(path, 'goldspan.json');
  const task = settings['task'] ?? (await taskByFiles(path));
  if (task === 'names' || task === 'ranking') return { layout: task, ...none };
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

/** What a folder does that does not say it: it has no head and so gives vectors, or a head with one number for a text. */
async function taskByFiles(folder: string): Promise<'names' | 'ranking' | undefined> {
  if (await exists(join(folder, 'modules.json'))) return 'names';
  const { architectures, id2label } = await jsonIn(folder, 'config.json');
  const names = Array.isArray(architectures) ? architectures.map(String) : [];
  if (names.some((name) => name.endsWith('ForSequenceClassification'))) {
    const labels = typeof id2label === 'object' && id2label !== null ? Object.keys(id2label) : [];
    return labels.length === 1 ? 'ranking' : undefined;
  }
  return names.length > 0 && names.every((name) => name.endsWith('Model')) ? 'names' : undefined;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

async function jsonIn(folder: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const content: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}
