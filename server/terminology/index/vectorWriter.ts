/** Adds vectors to an index, or puts others in their place. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ByteWriter } from './binary.ts';
import { openIndexBytes } from './files.ts';
import { sectionNames, type VectorsStatement } from './layout.ts';
import { IndexPages } from './pages.ts';
import { SectionWriter } from './sectionWriter.ts';

/** The row of a wording. */
export interface VectorRow {
  readonly wording: number;
  /** As the statement codes it; of its length. */
  readonly row: Uint8Array;
}

/**
 * Writes a copy of an index with vectors, beside `path` and renamed when it is complete; the two paths may be the
 * same. Vectors that the index had are left out.
 * @param rows in ascending order of their wordings; wordings may be left out, such as symbols, and are then never near.
 * @returns the number of rows.
 * @throws UnusableIndex where the index is damaged, a RangeError where a row has another length or is out of order,
 * what the rows throw; there is then no new file.
 */
export async function writeVectors(
  index: string,
  path: string,
  vectors: Omit<VectorsStatement, 'rows'>,
  rows: AsyncIterable<VectorRow> | Iterable<VectorRow>,
): Promise<number> {
  mkdirSync(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const bytes = openIndexBytes(index);
  let file: SectionWriter | undefined;
  try {
    const source = new IndexPages(bytes);
    file = new SectionWriter(beside);
    const writer = file;
    const { sections, vectors: _, ...about } = source.directory;
    for (const name of sectionNames) {
      const section = sections[name];
      if (section === undefined || name === 'vectors' || name === 'vectorWordings') continue;
      writer.section(name, () => {
        for (const bytes of source.stretches(section)) writer.append(bytes);
      });
    }
    const wordings = new ByteWriter();
    let count = 0;
    let previous = -1;
    await writer.sectionOf('vectors', async () => {
      for await (const { wording, row } of rows) {
        if (row.length !== vectors.bytesPerRow)
          throw new RangeError(`A vector has ${row.length} bytes instead of ${vectors.bytesPerRow}.`);
        if (wording <= previous || wording >= about.counts.wordings)
          throw new RangeError(`The vector of wording ${wording} comes after that of ${previous}.`);
        wordings.number(count === 0 ? wording : wording - previous);
        writer.append(row);
        previous = wording;
        count += 1;
      }
    });
    writer.section('vectorWordings', () => writer.append(wordings.written()));
    writer.finish({ ...about, vectors: { ...vectors, rows: count } });
    renameSync(beside, path);
    return count;
  } catch (error) {
    file?.close();
    rmSync(beside, { force: true });
    throw error;
  } finally {
    bytes.close();
  }
}
