/** Sources on disk: their bytes, unpacked, and which files of a folder make which source. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { headOf } from './characters.ts';
import { formats } from './registry.ts';
import type { SourceFile, TerminologyFormat } from './source.ts';

const pieceBytes = 1 << 20;

/** A file on disk; one that begins as gzip does is unpacked, whatever its name. */
export function fileOnDisk(path: string): SourceFile {
  return { path, bytes: () => bytesOf(path) };
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path, { highWaterMark: pieceBytes });
  if (!(await isGzip(path))) {
    yield* packed;
    return;
  }
  const unpacked = createGunzip({ chunkSize: pieceBytes });
  // A failure on either side reaches the reader through the stream that it reads.
  pipeline(packed, unpacked).catch(() => undefined);
  yield* unpacked;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** A source that can be read: its files and their format. */
export interface FoundSource {
  readonly path: string;
  readonly format: TerminologyFormat;
  readonly files: readonly SourceFile[];
}

export interface FoundSources {
  /** In the order of their paths in code units. */
  readonly sources: readonly FoundSource[];
  /** Files of a folder that are in no known format. */
  readonly passedOver: readonly string[];
}

/**
 * The sources at a path: the file itself, a folder that is one source as a release of UMLS or SNOMED CT is, or the files of
 * a folder and its subfolders, each for itself.
 *
 * @param format reads everything as this format instead of recognising it.
 * @throws the file system's error where there is nothing to read.
 */
export async function findSources(path: string, format?: TerminologyFormat): Promise<FoundSources> {
  const isFolder = (await stat(path)).isDirectory();
  const sources: FoundSource[] = [];
  let paths = isFolder ? await filesUnder(path) : [path];
  for (const several of formats) {
    const { belongs } = several;
    if (belongs === undefined || (format !== undefined && format !== several)) continue;
    const own = paths.filter((each) => belongs(nameOf(each)));
    if (own.length === 0) continue;
    // Whoever names one file of a release means the release.
    const whole = isFolder ? own : (await filesIn(dirname(path))).filter((each) => belongs(nameOf(each)));
    sources.push({ path, format: several, files: whole.map(fileOnDisk) });
    paths = paths.filter((each) => !own.includes(each));
  }
  const passedOver: string[] = [];
  for (const file of paths.map(fileOnDisk)) {
    const found = format ?? (await recognise(file));
    if (found === undefined) passedOver.push(file.path);
    else sources.push({ path: file.path, format: found, files: [file] });
  }
  return { sources: sources.sort((one, other) => (one.path < other.path ? -1 : 1)), passedOver };
}

function nameOf(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function recognise(file: SourceFile): Promise<TerminologyFormat | undefined> {
  if (/^(?:README|LICEN[CS]E)\b/i.test(basename(file.path))) return undefined;
  const head = await headOf(file);
  return formats.find((format) => format.recognises(head));
}
