/** Small indexes for tests. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Concept, nameKinds, semanticGroups } from '../../../../server/terminology/concept.ts';
import { buildIndex, type IndexContents } from '../../../../server/terminology/index/builder.ts';
import type { IndexBytes } from '../../../../server/terminology/index/pages.ts';
import { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';

/** A concept by its identifier (`MESH:D1`) and its names, of which the first is the preferred one. */
export function concept(identifier: string, names: readonly string[], rest: Partial<Concept> = {}): Concept {
  const [system = '', local = ''] = identifier.split(':');
  return {
    identifiers: [{ system, identifier: local }],
    names: names.map((words, index) => ({
      words,
      kind: index === 0 ? 'preferred' : 'exact',
      source: system,
    })),
    semanticTypes: [],
    ...rest,
  };
}

/** Runs something with a folder that is gone afterwards. */
export async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'goldspan-index-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bytes of an index. */
export function indexFile(concepts: readonly Concept[], rest: Partial<IndexContents> = {}): Promise<Buffer> {
  return inFolder(async (folder) => {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts, retired: [], sources: [], ...rest });
    return readFileSync(path);
  });
}

/** Bytes in memory in place of a file; `onRead` is told of every read. */
export function inMemory(bytes: Buffer, onRead: (length: number) => void = () => undefined): IndexBytes {
  return {
    path: 'terms.index',
    length: bytes.length,
    read(offset, length) {
      const part = bytes.subarray(offset, offset + length);
      onRead(part.length);
      return part;
    },
    close: () => undefined,
  };
}

export async function indexOf(
  concepts: readonly Concept[],
  rest: Partial<IndexContents> = {},
): Promise<TerminologyIndex> {
  return new TerminologyIndex(inMemory(await indexFile(concepts, rest)));
}

const words = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9αβé'(),-]{1,12}( [a-zA-Z0-9]{1,8}){0,3}$/),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

const anyIdentifier = fc.record(
  {
    system: fc.constantFrom('UMLS', 'MESH', 'HP', 'NCBIGene'),
    identifier: fc.oneof(fc.stringMatching(/^[CD]\d{1,7}$/), fc.string({ unit: 'grapheme', maxLength: 8 })),
  },
  { noNullPrototype: true },
);

/** Any concept: names that are hardly names, no names at all, several identifiers. */
export const anyConcept: fc.Arbitrary<Concept> = fc.record(
  {
    identifiers: fc.array(anyIdentifier, { minLength: 1, maxLength: 4 }),
    nearest: fc.array(anyIdentifier, { minLength: 1, maxLength: 2 }),
    names: fc.uniqueArray(
      fc.record(
        { words, kind: fc.constantFrom(...nameKinds), source: fc.constantFrom('MSH', 'MONDO', 'HP') },
        { noNullPrototype: true },
      ),
      { maxLength: 6, selector: ({ words: each, source }) => `${source} ${each}` },
    ),
    semanticTypes: fc.array(fc.constantFrom('T047', 'T121', 'T184'), { maxLength: 2 }),
    group: fc.constantFrom(...semanticGroups),
  },
  { requiredKeys: ['identifiers', 'names', 'semanticTypes'], noNullPrototype: true },
);

/** Many concepts with names that compress badly, for what shows only in larger files. */
export function manyConcepts(count: number): Concept[] {
  return Array.from({ length: count }, (_, number) => {
    const code = Math.imul(number + 1, 0x9e3779b1) >>> 0;
    return concept(`X:${number}`, [`name ${code.toString(36)} ${(code ^ 0x5bd1e995).toString(36)}`]);
  });
}
