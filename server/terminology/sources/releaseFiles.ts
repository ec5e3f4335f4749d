/** Finding the files of a release by their names. */
import type { SourceFile } from './source.ts';

/** The first file whose name, without its folders and `.gz`, fits. */
export function named(files: readonly SourceFile[], pattern: RegExp): SourceFile | undefined {
  return files.find(({ path }) => pattern.test(nameOf(path)));
}

/** All such files. */
export function allNamed(files: readonly SourceFile[], pattern: RegExp): SourceFile[] {
  return files.filter(({ path }) => pattern.test(nameOf(path)));
}

function nameOf(path: string): string {
  return (path.split(/[/\\]/).at(-1) ?? path).replace(/\.gz$/i, '');
}
