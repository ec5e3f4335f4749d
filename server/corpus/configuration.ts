/** The configuration that applies to a folder: brat looks for each file in the folder and then in those above it. */
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Problem } from '../annotation/problems.ts';
import type { AnnotationConfiguration } from '../formats/brat/annotationConfiguration.ts';
import { readAnnotationConfiguration } from '../formats/brat/annotationConfiguration.ts';
import { readKeyboardShortcuts } from '../formats/brat/keyboardShortcuts.ts';
import type { VisualConfiguration } from '../formats/brat/visualConfiguration.ts';
import { readVisualConfiguration } from '../formats/brat/visualConfiguration.ts';
import { LineIndex } from '../text/lines.ts';
import { type FileProblem, isFileProblem } from './fileProblems.ts';
import { readText } from './textFiles.ts';

export interface CorpusConfiguration {
  /** What may be annotated; absent where there is no `annotation.conf`, and then anything may. */
  readonly annotation?: AnnotationConfiguration;
  readonly annotationPath?: string;
  /** Types by key, from `kb_shortcuts.conf`. */
  readonly shortcuts: ReadonlyMap<string, string>;
  readonly shortcutsPath?: string;
  /** Labels and colours, from `visual.conf`. */
  readonly visual: VisualConfiguration;
  readonly visualPath?: string;
  readonly problems: readonly FileProblem[];
}

/**
 * Reads the configuration for documents in a folder. A file that is not there or cannot be read counts as empty.
 * Never rejects.
 *
 * @param root the last folder to look into; without it, the search ends at the top.
 */
export async function readConfiguration(folder: string, root?: string): Promise<CorpusConfiguration> {
  const problems: FileProblem[] = [];
  const found = async <Value extends { readonly problems: readonly Problem[] }>(
    name: string,
    read: (content: string) => Value,
  ): Promise<{ path?: string; value?: Value }> => {
    const path = await findUpwards(folder, name, root);
    if (path === undefined) return {};
    const content = await readText(path);
    if (isFileProblem(content)) {
      problems.push(content);
      return { path };
    }
    const value = read(content);
    problems.push(...placed(path, content, value.problems));
    return { path, value };
  };
  const annotation = await found('annotation.conf', readAnnotationConfiguration);
  const shortcuts = await found('kb_shortcuts.conf', readKeyboardShortcuts);
  const visual = await found('visual.conf', readVisualConfiguration);
  return {
    ...(annotation.value !== undefined && { annotation: annotation.value }),
    ...(annotation.path !== undefined && { annotationPath: annotation.path }),
    shortcuts: shortcuts.value?.shortcuts ?? new Map(),
    ...(shortcuts.path !== undefined && { shortcutsPath: shortcuts.path }),
    visual: visual.value ?? readVisualConfiguration(''),
    ...(visual.path !== undefined && { visualPath: visual.path }),
    problems,
  };
}

/**
 * The nearest file of a name, in a folder or above it.
 *
 * @param root the last folder to look into. A folder outside of it is searched alone; without a root, the search ends
 *   at the top.
 */
export async function findUpwards(folder: string, name: string, root?: string): Promise<string | undefined> {
  for (const candidate of foldersUpwards(resolve(folder), root === undefined ? undefined : resolve(root))) {
    const path = join(candidate, name);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return path;
  }
  return undefined;
}

function foldersUpwards(folder: string, root: string | undefined): string[] {
  const folders = [folder];
  const inside = root === undefined ? '' : relative(root, folder);
  // Between drives there is no relative path.
  if (isAbsolute(inside) || /^\.\.(?:[\\/]|$)/.test(inside)) return folders;
  for (let current = folder; current !== root && current !== dirname(current); ) {
    current = dirname(current);
    folders.push(current);
  }
  return folders;
}

function placed(path: string, content: string, problems: readonly Problem[]): FileProblem[] {
  const lines = new LineIndex(content);
  return problems.map(({ code, severity, message, place }) => {
    const { line, character } = lines.positionAt(place.start);
    return { path, line: line + 1, column: character + 1, code, severity, message };
  });
}
