/** Finding the files of a release by their names. */
import type { SourceFile } from './source.ts';

/** The first file whose name, without its folders and `.gz`, fits. */
export function named(files: readonly SourceFile[], pattern: RegExp): SourceFile | undefined {
  return files.find(({ path }) => pattern.test(nameOf(path)));
}

/**
 * The file with the names of a release, or the only file where that is none of the release.
 * @param pattern its name in the release.
 * @param ofRelease the names of all its files.
 */
export function nameTable(
  files: readonly SourceFile[],
  pattern: RegExp,
  ofRelease: RegExp,
): SourceFile | undefined {
  const [only, ...others] = files;
  const isOther = only === undefined || others.length > 0 || named([only], ofRelease) !== undefined;
  return named(files, pattern) ?? (isOther ? undefined : only);
}

/** All such files. */
export function allNamed(files: readonly SourceFile[], pattern: RegExp): SourceFile[] {
  return files.filter(({ path }) => pattern.test(nameOf(path)));
}

function nameOf(path: string): string {
  return (path.split(/[/\\]/).at(-1) ?? path).replace(/\.gz$/i, '');
}
