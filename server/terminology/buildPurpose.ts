/**
 * What a build is made of and how. Two builds with the same purpose give the same concepts in the same order, so that one
 * can go on where the other was interrupted.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BuildSource } from './building.ts';
import type { Choices } from './sources/source.ts';

interface StatedFile {
  readonly path: string;
  readonly size: number;
  /** Of the last change, in milliseconds. */
  readonly time: number;
}

export interface BuildPurpose {
  /** Changes with the program. */
  readonly program: string;
  /** What compresses is part of what the bytes are. */
  readonly zlib: string;
  readonly choices: Readonly<Record<string, unknown>>;
  readonly sources: readonly {
    readonly path: string;
    readonly format: string;
    readonly statement: object;
    readonly files: readonly StatedFile[];
  }[];
}

/**
 * The purpose of a build, to be asked for before its sources are read: files count as the same by path, size and time.
 * @param program tells the running program from others.
 * @throws the file system's error.
 */
export async function purposeOf(
  sources: readonly BuildSource[],
  choices: Choices,
  program: string,
): Promise<BuildPurpose> {
  const stated: BuildPurpose['sources'][number][] = [];
  for (const { path, format, statement = {}, files } of sources) {
    const found = await Promise.all(files.map((file) => statedFile(file.path)));
    stated.push({ path, format: format.name, statement, files: found });
  }
  const given = Object.entries(choices).map(
    ([name, choice]) => [name, choice instanceof Set ? [...choice].sort() : choice] as const,
  );
  return {
    ...{ program, zlib: process.versions.zlib ?? '' },
    ...{ choices: Object.fromEntries(given), sources: stated },
  };
}

async function statedFile(given: string): Promise<StatedFile> {
  const path = resolve(given);
  const { size, mtimeMs } = await stat(path);
  return { path, size, time: mtimeMs };
}

/** What has changed since an earlier build, in a few words. @param earlier as it comes out of JSON. */
export function differenceFrom(earlier: unknown, purpose: BuildPurpose): string {
  const { program, zlib, choices, sources } = earlier as Partial<BuildPurpose>;
  if (program !== purpose.program || zlib !== purpose.zlib) return 'the program has changed';
  const before = new Map((sources ?? []).flatMap(({ files }) => files.map((file) => [file.path, file])));
  const files = purpose.sources.flatMap((source) => source.files);
  const isChanged = ({ path, size, time }: StatedFile): boolean => {
    const known = before.get(path);
    return known !== undefined && (known.size !== size || known.time !== time);
  };
  const changed = files.find(isChanged);
  if (changed !== undefined) return `${changed.path} has changed`;
  if (JSON.stringify(choices) !== JSON.stringify(purpose.choices)) return 'the options have changed';
  return 'the list of sources has changed';
}
