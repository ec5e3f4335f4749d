/** Documents as the command line annotates them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { noAnnotations } from '../../server/annotation/document.ts';
import { isFileProblem } from '../../server/corpus/fileProblems.ts';
import { findSources } from '../../server/corpus/sources.ts';
import { jsonl } from '../../server/formats/jsonl.ts';
import { goldspan } from '../server/goldspan.ts';

/** Every document of a file or folder in any readable format. What could not be read is said and passed over. */
export async function readAnnotated(path: string): Promise<AnnotatedDocument[]> {
  const { sources, problems } = await findSources(path);
  const documents: AnnotatedDocument[] = [];
  for (const problem of problems) console.error(`${problem.path}: ${problem.message}`);
  for (const source of sources) {
    for await (const read of source.read()) if (!isFileProblem(read)) documents.push(read);
  }
  return documents;
}

/**
 * The same texts with the entities that `goldspan annotate` suggests in them, in the same order. The command gets the texts
 * alone.
 * @param model a model folder instead of the model in the box.
 */
export function annotated(
  documents: readonly AnnotatedDocument[],
  model?: string,
): Promise<AnnotatedDocument[]> {
  const texts = documents.map((document) => ({ ...document, annotations: noAnnotations }));
  return throughAnnotate(texts, [
    '--only',
    'ner',
    '--types',
    '*',
    ...(model === undefined ? [] : ['--model', model]),
  ]);
}

/**
 * What `goldspan annotate` makes of documents, in the same order. Rejects where it fails.
 * @param parameters of the command.
 */
export async function throughAnnotate(
  documents: readonly AnnotatedDocument[],
  parameters: readonly string[] = [],
): Promise<AnnotatedDocument[]> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-quality-'));
  try {
    const writer = jsonl.write?.();
    if (writer === undefined) throw new Error('JSON lines cannot be written.');
    // Numbers for ids, since the same document may be in two files of a corpus.
    const content = documents
      .map(({ text, annotations }, index) => writer.document({ id: `${index}`, text, annotations }).content)
      .join('');
    const input = join(folder, 'texts.jsonl');
    await writeFile(input, writer.begin() + content + writer.end());
    const { code, complaints } = await goldspan([
      'annotate',
      input,
      '--to',
      'jsonl',
      '--out',
      `${folder}-out`,
      ...parameters,
    ]);
    if (code !== 0) throw new Error(`goldspan annotate ended with ${code}:\n${complaints}`);
    const read: AnnotatedDocument[] = [];
    for await (const it of jsonl.read(
      [await readFile(join(`${folder}-out`, 'texts.jsonl'), 'utf8')],
      'texts',
    )) {
      if (it.kind === 'document') read.push(it.document);
    }
    if (read.length !== documents.length)
      throw new Error(`${read.length} of ${documents.length} documents came back.`);
    return read;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(`${folder}-out`, { recursive: true, force: true });
  }
}
