/**
 * Builds the file of an index. Concepts are taken one at a time; what is kept of them in memory are numbers, the
 * distinct stems and the identifiers: about 1.5 GB for the 7.4 million names of UMLS. The same concepts in the same
 * order give the same bytes, as long as they are compressed by the same version of zlib.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathBeside, removeLeftovers } from '../../corpus/writing.ts';
import type { Concept } from '../concept.ts';
import { ConceptSection, digestOf } from './conceptSection.ts';
import type { Counts } from './layout.ts';
import { type KnownAtTheEnd, writeOtherSections } from './otherSections.ts';
import { SectionWriter } from './sectionWriter.ts';
import { partialPathOf, Stretches } from './stretches.ts';

export interface IndexContents extends KnownAtTheEnd {
  readonly concepts: AsyncIterable<Concept> | Iterable<Concept>;
}

export type Part = 'concepts' | 'words' | 'identifiers';

export interface BuildOptions {
  /** Called after every thousand concepts, and when another part begins. */
  readonly onProgress?: (part: Part, concepts: number) => void;
  /** Heard after every thousand concepts, and before another part begins. */
  readonly signal?: AbortSignal;
  /**
   * Everything that decides what the concepts are and how they are written, as it goes into JSON. Where it is given, what is
   * done is kept on disk if the build ends before its end, and one with an equal purpose goes on from there.
   */
  readonly purpose?: object;
  /** Called at the beginning of a build that has a purpose. */
  readonly onBegin?: (begin: BuildBeginning) => void;
}

export interface BuildBeginning {
  /** How many concepts an earlier run has done. */
  readonly kept: number;
  /** The purpose of an interrupted build for the same file, if it was another: what it has done is gone. */
  readonly replaced?: unknown;
}

/** The build ended before its end; what is done is kept. The message tells it, after that of the cause. */
export class BuildInterrupted extends Error {
  override readonly name = 'BuildInterrupted';

  constructor(cause: unknown, concepts: number, path: string) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // The file system's errors are no sentences.
    super(
      `${message}${/[.!?]$/.test(message) ? '' : '.'} ${concepts} concepts are kept in ${path}; the same command goes on from there.`,
      {
        cause,
      },
    );
  }
}

/** The concepts are not those of the earlier run, although its purpose was the same. */
class OtherConcepts extends Error {
  constructor(path: string) {
    super(
      `${path}: the sources are not what they were when the build was interrupted, although they have the same sizes and times. ` +
        'What was kept of it is removed; the same command begins anew.',
    );
  }
}

/**
 * Writes an index beside `path` and renames it when it is complete. Folders that are missing are made. What a program that
 * was ended has left beside it is removed.
 * @throws BuildInterrupted where something is kept; otherwise what the concepts throw, the reason of the signal, the file
 *   system's error. There is then no new file.
 */
export async function buildIndex(
  path: string,
  contents: IndexContents,
  options: BuildOptions = {},
): Promise<Counts> {
  removeLeftovers(path);
  const stretches = options.purpose && new Stretches(partialPathOf(path), options.purpose);
  mkdirSync(dirname(path), { recursive: true });
  const beside = pathBeside(path);
  const file = new SectionWriter(beside);
  const section = new ConceptSection(file, stretches);
  let isUseless = false;
  try {
    await file.sectionOf('concepts', async () => {
      section.restore();
      const { replaced } = stretches ?? {};
      options.onBegin?.({ kept: section.kept.concepts, ...(replaced !== undefined && { replaced }) });
      await takeAll(section, contents.concepts, path, options);
    });
    const counts = await writeOtherSections(file, section, contents, (part) =>
      betweenParts(part, section.concepts, options),
    );
    renameSync(beside, path);
    isUseless = true;
    return counts;
  } catch (error) {
    file.close();
    rmSync(beside, { force: true });
    isUseless = error instanceof OtherConcepts || stretches?.isEmpty !== false;
    throw isUseless ? error : new BuildInterrupted(error, section.kept.concepts, partialPathOf(path));
  } finally {
    stretches?.close();
    if (isUseless) stretches?.remove();
  }
}

/** Adds concepts behind those that are kept, which come again, and are only compared. @throws OtherConcepts */
async function takeAll(
  section: ConceptSection,
  concepts: IndexContents['concepts'],
  path: string,
  options: BuildOptions,
): Promise<void> {
  const { kept } = section;
  let [count, digest] = [0, 0];
  for await (const concept of concepts) {
    if (count < kept.concepts) digest = digestOf(digest, concept);
    else section.add(concept);
    count += 1;
    if (count === kept.concepts && digest !== kept.digest) throw new OtherConcepts(path);
    if (count % 1000 === 0) await betweenParts('concepts', count, options);
  }
  if (count < kept.concepts) throw new OtherConcepts(path);
  section.finish();
}

/** Lets the process hear of what came meanwhile, such as an interruption. @throws the reason of the signal. */
async function betweenParts(
  part: Part,
  concepts: number,
  { signal, onProgress }: BuildOptions,
): Promise<void> {
  onProgress?.(part, concepts);
  await setImmediate();
  signal?.throwIfAborted();
}
