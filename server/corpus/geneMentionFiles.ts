/** The files of the gene mention tasks of BioCreative on disk: annotations, with their sentences in a file beside them. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnnotatedDocument } from '../annotation/document.ts';
import { readGeneMentions } from '../formats/geneMention/geneMention.ts';
import { type FileProblem, placedProblem, unreadable } from './fileProblems.ts';
import { readText } from './textFiles.ts';

/**
 * The sentences that a file of annotations is about, each as a document. They are in the one file `.in` of its folder.
 * Never rejects.
 */
export async function* readSentences(path: string): AsyncGenerator<AnnotatedDocument | FileProblem> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((error: unknown) => unreadable(folder, error));
  if (!Array.isArray(names)) {
    yield names;
    return;
  }
  const [sentences, ...others] = names.filter((name) => name.endsWith('.in'));
  if (sentences === undefined || others.length > 0) {
    const found = sentences === undefined ? 'none' : `${others.length + 1}`;
    const message = `The sentences of this file are looked for in the one file .in beside it; there are ${found}.`;
    yield { path, code: 'corpus/no-text', severity: 'error', message };
    return;
  }
  const texts = await readText(join(folder, sentences));
  const annotations = await readText(path);
  if (typeof texts !== 'string' || typeof annotations !== 'string') {
    if (typeof texts !== 'string') yield texts;
    if (typeof annotations !== 'string') yield annotations;
    return;
  }
  const { documents, problems } = readGeneMentions(texts, annotations);
  yield* documents;
  for (const problem of problems)
    yield placedProblem(problem.file === 'sentences' ? join(folder, sentences) : path, problem);
}
