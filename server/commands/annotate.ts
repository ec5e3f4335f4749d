import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Option } from 'commander';
import { type AnnotatedDocument, noAnnotations, type PredictedEntity } from '../annotation/document.ts';
import { compareEntities, entityKey } from '../annotation/identity.ts';
import { findDocuments } from '../corpus/discovery.ts';
import { type FileProblem, formatFileProblem } from '../corpus/fileProblems.ts';
import { decodeText, readText } from '../corpus/textFiles.ts';
import { writeAtomically } from '../corpus/writing.ts';
import { writeAnnotations } from '../formats/brat/writing.ts';
import { writeJsonLine } from '../formats/jsonl.ts';
import { EngineError, EngineHost } from '../inference/engineHost.ts';
import { installationOf } from '../inference/installation.ts';
import { Predictor } from '../inference/predictor.ts';
import { Progress } from './progress.ts';

interface Options {
  readonly to: 'brat' | 'jsonl';
  readonly out?: string;
  readonly model: readonly string[];
  readonly resume: boolean;
}

/** `goldspan annotate PATH...`: what the models suggest in every document, as the editor shows it. */
export function registerAnnotate(program: Command): void {
  program
    .command('annotate')
    .description('write what the models suggest in each document')
    .argument('<path...>', 'text files or folders; - for standard input')
    .addOption(new Option('--to <format>', 'output format').choices(['brat', 'jsonl']).default('brat'))
    .option('--out <dir>', 'folder to write into; JSON lines go to standard output without it')
    .option('--model <dir>', 'model folder instead of the model in the box; may be repeated', collect, [])
    .option('--resume', 'skip documents whose output is there already', false)
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await annotate(paths, options);
    });
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** @returns the exit code: 0 done, 2 where something could not be read or no model could be used. */
async function annotate(paths: readonly string[], options: Options): Promise<number> {
  if (options.to === 'brat' && options.out === undefined) {
    console.error('goldspan: --to brat writes files; say where with --out DIR.');
    return 2;
  }
  const { engineScript, entityModel } = installationOf(import.meta.url);
  const engine = new EngineHost({ script: engineScript, onLog: (line) => console.error(line) });
  const folders = options.model.length > 0 ? options.model : [entityModel];
  const predictors = folders.map((folder) => new Predictor(engine, folder));
  try {
    for (const predictor of predictors) await predictor.model();
    return await annotateAll(paths, predictors, options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`goldspan: ${error.code}: ${error.message}`);
    return 2;
  } finally {
    engine.stop();
  }
}

async function annotateAll(
  paths: readonly string[],
  predictors: readonly Predictor[],
  options: Options,
): Promise<number> {
  let exitCode = 0;
  const complain = (problem: FileProblem): void => {
    console.error(formatFileProblem(problem));
    exitCode = 2;
  };
  const sources = await sourcesOf(paths, complain);
  const progress = new Progress('documents', sources.length);
  for (const { id, read } of sources) {
    if (!(options.resume && (await isWritten(id, options)))) {
      const text = await read();
      if (typeof text === 'string') {
        const entities = await predictWithAll(predictors, text);
        await write({ id, text, annotations: { ...noAnnotations, entities } }, options);
      } else {
        complain(text);
      }
    }
    progress.advance();
  }
  progress.end();
  return exitCode;
}

interface Source {
  readonly id: string;
  read(): Promise<string | FileProblem>;
}

async function sourcesOf(
  paths: readonly string[],
  complain: (problem: FileProblem) => void,
): Promise<Source[]> {
  const sources = new Map<string, Source>();
  const add = (path: string, source: Source): void => {
    if (!sources.has(source.id)) {
      sources.set(source.id, source);
      return;
    }
    const message = `A document named ${source.id} comes twice; annotate the folders one after the other.`;
    complain({ path, code: 'annotate/duplicate-name', severity: 'error', message });
  };
  for (const path of paths) {
    if (path === '-') {
      add(path, { id: 'stdin', read: async () => decodeText(await buffer(process.stdin), '-') });
      continue;
    }
    const { documents, problems } = await findDocuments(path);
    problems.forEach(complain);
    for (const { id, textPath } of documents) add(textPath, { id, read: () => readText(textPath) });
  }
  return [...sources.values()];
}

/** The suggestions of all models; where two agree on type and span, the higher score stands. */
async function predictWithAll(predictors: readonly Predictor[], text: string): Promise<PredictedEntity[]> {
  const byKey = new Map<string, PredictedEntity>();
  for (const predictor of predictors) {
    for (const entity of (await predictor.predict(text)) ?? []) {
      const known = byKey.get(entityKey(entity));
      if (known === undefined || known.score < entity.score) byKey.set(entityKey(entity), entity);
    }
  }
  const sorted = [...byKey.values()].sort(compareEntities);
  return sorted.map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
}

async function write(document: AnnotatedDocument, options: Options): Promise<void> {
  const path = outputPath(document.id, options);
  if (options.to === 'jsonl') {
    const line = writeJsonLine(document);
    if (path === undefined) process.stdout.write(line);
    else await writeAtomically(path, line);
    return;
  }
  if (path === undefined) return;
  // The text goes along, so that the folder is a corpus of its own; it comes first, so that no annotations stand alone.
  await writeAtomically(path.replace(/\.ann$/, '.txt'), document.text);
  await writeAtomically(path, writeAnnotations(document.annotations, document.text));
}

function outputPath(id: string, { out, to }: Options): string | undefined {
  return out === undefined ? undefined : join(out, `${id}.${to === 'brat' ? 'ann' : 'jsonl'}`);
}

async function isWritten(id: string, options: Options): Promise<boolean> {
  const path = outputPath(id, options);
  return path !== undefined && (await stat(path).catch(() => undefined)) !== undefined;
}
