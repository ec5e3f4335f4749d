import { join, parse, resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type FileProblem, formatFileProblem, isFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { CorpusSchemas } from '../corpus/schemas.ts';
import { findSources, type Source } from '../corpus/sources.ts';
import { companionFormats, writableNames } from '../formats/registry.ts';
import { EngineError } from '../inference/engineHost.ts';
import { installationOf } from '../inference/installation.ts';
import { entityModelsAmong } from '../inference/suggesters.ts';
import { type ModelLayers, modelLayers } from '../suggestion/agreement.ts';
import { UnusableFile } from '../terminology/index/header.ts';
import { addExecutionOption, type ExecutionOptions, engineFor } from './execution.ts';
import { parseList } from './lists.ts';
import { LossList } from './lossList.ts';
import { Progress } from './progress.ts';
import { ReadingAhead } from './readingAhead.ts';
import { SkippedList } from './skippedList.ts';
import { type StageName, Stages, stageNames } from './stages.ts';
import { type Target, targetFor } from './targets.ts';
import { addWishOptions, type WishOptions, wishesOf } from './wishes.ts';

interface Options extends WishOptions, ExecutionOptions {
  readonly to: string;
  readonly out?: string;
  readonly model: readonly string[];
  readonly layers: ModelLayers;
  readonly resume: boolean;
  readonly given?: 'keep' | 'drop';
  readonly only: readonly StageName[];
  readonly terminology?: string;
  readonly encoder?: string;
  readonly reranker?: string;
  readonly systems: readonly string[];
}

/** `goldspan annotate PATH...`: what the models suggest in every document, as the editor shows it. */
export function registerAnnotate(program: Command): void {
  const command = program
    .command('annotate')
    .description('write what the models suggest in each document')
    .argument('<path...>', 'files or folders in any readable format; - for standard input')
    .addOption(new Option('--to <format>', 'output format').choices(writableNames).default('brat'))
    .option('--out <dir>', 'folder to write into; formats other than brat go to standard output without it')
    .option(
      '--model <path>',
      'model folder, which says what its model does, or dictionary (.tsv: a name, a tab and a type in each line); what no ' +
        'named model does is done by the models in the box, and box adds these; may be repeated',
      collect,
      [],
    )
    .addOption(
      new Option(
        '--layers <how>',
        'what becomes of several models. merged: where they agree on type and span, the likelier suggestion stands; ' +
          'separate: each model of entities writes into a folder of its name under --out',
      )
        .choices(modelLayers)
        .default('merged'),
    )
    .addOption(
      new Option(
        '--given <what>',
        'keep annotations that come with the input, and add suggestions about which they say nothing; or drop them ' +
          '(default: keep those in one file with the text, drop those in files beside it)',
      ).choices(['keep', 'drop']),
    )
    .option(
      '--only <list>',
      'only some stages. ner: suggest entities; assertion: say of findings whether they are negated, uncertain, past, ' +
        'hypothetical or of the family; link: link entities to concepts; relation: suggest relations between entities. ' +
        'Without ner, the entities are those that come with the input',
      parseStages,
      [...stageNames],
    )
    .option('--terminology <file>', 'index of concepts for links (default: the one in the box)')
    .option(
      '--encoder <folder>',
      'encoder of names that the vectors beside the index are of (default: the one in the box)',
    )
    .option('--reranker <folder>', 'cross-encoder that ranks the likeliest concepts anew (default: none)')
    .option(
      '--systems <list>',
      'terminologies whose identifiers links are written with where the concept has one, such as MESH,OMIM (default: those that ' +
        'tools.conf names under [normalization])',
      parseList,
      [],
    )
    .option('--resume', 'skip documents whose output is there already', false);
  addExecutionOption(addWishOptions(command)).action(async (paths: string[], options: Options) => {
    process.exitCode = await annotate(paths, options);
  });
}

function parseStages(value: string): StageName[] {
  return parseList(value).map((name) => {
    const stage = stageNames.find((each) => each === name);
    if (stage === undefined) throw new InvalidArgumentError(`Choose from ${stageNames.join(', ')}.`);
    return stage;
  });
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** @returns the exit code: 0 done, 2 where something could not be read or no model could be used. */
async function annotate(paths: readonly string[], options: Options): Promise<number> {
  const layers = await layersOf(options);
  if (typeof layers === 'string') {
    console.error(`goldspan: ${layers}`);
    return 2;
  }
  const box = installationOf(import.meta.url);
  const skipped = new SkippedList();
  const engine = engineFor(box.engineScript, options.executionProvider, true);
  let exitCode = 0;
  try {
    for (const { target, entityModel } of layers) {
      const stages = await Stages.load(engine, {
        only: options.only,
        wishes: wishesOf(options),
        models: options.model,
        ...(entityModel && { entityModel }),
        ...(options.terminology && { terminology: options.terminology }),
        ...(options.encoder && { encoder: options.encoder }),
        ...(options.reranker && { reranker: options.reranker }),
        ...{ systems: options.systems, box },
        onSkipped: (each) => skipped.add(each),
      });
      exitCode = Math.max(exitCode, await annotateAll(paths, stages, target, options));
    }
    for (const line of skipped.lines()) console.error(line);
    return exitCode;
  } catch (error) {
    if (error instanceof EngineError) console.error(`goldspan: ${error.code}: ${error.message}`);
    else if (error instanceof UnusableFile) console.error(`goldspan: ${error.message}`);
    else throw error;
    return 2;
  } finally {
    for (const { target } of layers) await target.abandon();
    engine.stop();
  }
}

interface Layer {
  readonly target: Target;
  /** The one that suggests entities, of several; all of them where it is absent. */
  readonly entityModel?: string;
}

/** What is written where, or what is wrong with the options. */
async function layersOf({ to, out, model, layers }: Options): Promise<Layer[] | string> {
  if (layers === 'merged') {
    const target = targetFor(to, out);
    return target === undefined ? '--to brat writes files; say where with --out DIR.' : [{ target }];
  }
  if (out === undefined) return '--layers separate writes a folder for each model; say where with --out DIR.';
  const paths = await entityModelsAmong(model);
  const names = paths.map((path) => parse(resolve(path)).name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    return `two models are called ${twice}, and each needs a folder of its own; rename one.`;
  return paths.map((entityModel, index) => ({
    target: targetFor(to, join(out, names[index] as string)),
    entityModel,
  }));
}

async function annotateAll(
  paths: readonly string[],
  stages: Stages,
  target: Target,
  options: Options,
): Promise<number> {
  const { resume, given, only } = options;
  const schemas = new CorpusSchemas();
  let exitCode = 0;
  const report = (problem: FileProblem, areUnused = true): void => {
    if (problem.severity === 'information') return;
    // What is wrong with annotations that are not used, or doubtful in those that are, is for `goldspan check`.
    if (!problem.code.startsWith('corpus/') && (areUnused || !isLeftOut(problem))) return;
    console.error(formatFileProblem(problem));
    if (isLeftOut(problem)) exitCode = 2;
  };
  const losses = new LossList();
  const progress = new Progress('documents');
  const ahead = new ReadingAhead(stages);
  for (const path of paths) {
    const { sources, problems } = await findSources(path);
    for (const problem of problems) report(problem);
    await target.protect(sources);
    for (const source of sources) {
      if (resume && (await target.isDone(source, path))) continue;
      await ahead.add(() => target.begin(source, path));
      const schema = await schemas.of(source, path);
      const isKept = given === undefined ? isOneFile(source) || !only.includes('ner') : given === 'keep';
      for await (const read of source.read()) {
        if (isFileProblem(read)) {
          report(read, !isKept && !isOneFile(source));
          continue;
        }
        await ahead.addDocument(
          read.text,
          () => stages.annotate(read, schema, isKept),
          async (annotated) => {
            for (const loss of await target.document(annotated)) losses.add(read.id, loss);
            progress.advance();
          },
        );
      }
    }
  }
  await ahead.flush();
  await target.end();
  progress.end();
  if (losses.text() !== '') console.error(losses.text());
  return exitCode;
}

/** Whether a source has its annotations in one file with the text. */
function isOneFile({ format }: Source): boolean {
  return companionFormats.every(({ name }) => name !== format);
}
