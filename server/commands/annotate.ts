import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type AnnotatedDocument, noAnnotations, type PredictedEntity } from '../annotation/document.ts';
import { compareEntities, entityKey } from '../annotation/identity.ts';
import { type FileProblem, formatFileProblem, isFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { type CorpusSchema, CorpusSchemas } from '../corpus/schemas.ts';
import { findSources, type Source } from '../corpus/sources.ts';
import { companionFormats, writableNames } from '../formats/registry.ts';
import { EngineError, EngineHost } from '../inference/engineHost.ts';
import { installationOf } from '../inference/installation.ts';
import type { ModelDescription } from '../inference/messages.ts';
import { Predictor } from '../inference/predictor.ts';
import { assertedAttributes } from '../suggestion/assertion/assertedAttributes.ts';
import { pendingSuggestions } from '../suggestion/pending.ts';
import { rulesFor, selected, type Wishes } from '../suggestion/selection.ts';
import { parseList } from './lists.ts';
import { LossList } from './lossList.ts';
import { Progress } from './progress.ts';
import { type Target, targetFor } from './targets.ts';
import { addWishOptions, type WishOptions, wishesOf } from './wishes.ts';

interface Options extends WishOptions {
  readonly to: string;
  readonly out?: string;
  readonly model: readonly string[];
  readonly resume: boolean;
  readonly given?: 'keep' | 'drop';
  readonly only: readonly Stage[];
}

interface LoadedModel {
  readonly predictor: Predictor;
  readonly model: ModelDescription;
}

const stages = ['ner', 'assertion'] as const;
type Stage = (typeof stages)[number];

/** `goldspan annotate PATH...`: what the models suggest in every document, as the editor shows it. */
export function registerAnnotate(program: Command): void {
  const command = program
    .command('annotate')
    .description('write what the models suggest in each document')
    .argument('<path...>', 'files or folders in any readable format; - for standard input')
    .addOption(new Option('--to <format>', 'output format').choices(writableNames).default('brat'))
    .option('--out <dir>', 'folder to write into; formats other than brat go to standard output without it')
    .option('--model <dir>', 'model folder instead of the model in the box; may be repeated', collect, [])
    .addOption(
      new Option(
        '--given <what>',
        'keep annotations that come with the input, and add suggestions about which they say nothing; or drop them ' +
          '(default: keep those in one file with the text, drop those in files beside it)',
      ).choices(['keep', 'drop']),
    )
    .option(
      '--only <list>',
      'ner: suggest entities; assertion: say of findings whether they are negated, uncertain, past, hypothetical or ' +
        'of the family, also of those that come with the input, which then are kept',
      parseStages,
      ['ner'],
    )
    .option('--resume', 'skip documents whose output is there already', false);
  addWishOptions(command).action(async (paths: string[], options: Options) => {
    process.exitCode = await annotate(paths, options);
  });
}

function parseStages(value: string): Stage[] {
  return parseList(value).map((name) => {
    const stage = stages.find((each) => each === name);
    if (stage === undefined) throw new InvalidArgumentError(`Choose from ${stages.join(', ')}.`);
    return stage;
  });
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** @returns the exit code: 0 done, 2 where something could not be read or no model could be used. */
async function annotate(paths: readonly string[], options: Options): Promise<number> {
  const target = targetFor(options.to, options.out);
  if (target === undefined) {
    console.error('goldspan: --to brat writes files; say where with --out DIR.');
    return 2;
  }
  const { engineScript, entityModel } = installationOf(import.meta.url);
  const engine = new EngineHost({ script: engineScript, onLog: (line) => console.error(line) });
  const folders = options.model.length > 0 ? options.model : [entityModel];
  const used = options.only.includes('ner') ? folders : [];
  const predictors = used.map((folder) => new Predictor(engine, folder));
  try {
    const models = [];
    for (const predictor of predictors) models.push({ predictor, model: await predictor.model() });
    return await annotateAll(paths, models, target, options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`goldspan: ${error.code}: ${error.message}`);
    return 2;
  } finally {
    await target.abandon();
    engine.stop();
  }
}

async function annotateAll(
  paths: readonly string[],
  models: readonly LoadedModel[],
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
  for (const path of paths) {
    const { sources, problems } = await findSources(path);
    for (const problem of problems) report(problem);
    await target.protect(sources);
    for (const source of sources) {
      if (resume && (await target.isDone(source, path))) continue;
      await target.begin(source, path);
      const schema = await schemas.of(source, path);
      const isKept = given === undefined ? isOneFile(source) || !only.includes('ner') : given === 'keep';
      for await (const read of source.read()) {
        if (isFileProblem(read)) {
          report(read, !isKept && !isOneFile(source));
          continue;
        }
        const predicted = await predictWithAll(models, read.text, wishesOf(options), schema);
        const annotated = isKept
          ? withSuggestions(read, predicted)
          : { ...read, annotations: { ...noAnnotations, entities: predicted } };
        const complete = only.includes('assertion') ? withAssertions(annotated, schema) : annotated;
        for (const loss of await target.document(complete)) losses.add(read.id, loss);
        progress.advance();
      }
    }
  }
  await target.end();
  progress.end();
  if (losses.text() !== '') console.error(losses.text());
  return exitCode;
}

/** Whether a source has its annotations in one file with the text. */
function isOneFile({ format }: Source): boolean {
  return companionFormats.every(({ name }) => name !== format);
}

/** A document with the suggestions about which its own annotations say nothing, under ids that it does not have. */
function withSuggestions(
  document: AnnotatedDocument,
  predicted: readonly PredictedEntity[],
): AnnotatedDocument {
  const { text, annotations } = document;
  const { equivalences: _, ...identified } = annotations;
  const taken = new Set(Object.values(identified).flatMap((kind) => kind.map(({ id }) => id)));
  let number = 0;
  const suggestions = pendingSuggestions(text, predicted, annotations.entities, []).map((entity) => {
    do number += 1;
    while (taken.has(`T${number}`));
    return { ...entity, id: `T${number}` };
  });
  return {
    ...document,
    annotations: { ...annotations, entities: [...annotations.entities, ...suggestions] },
  };
}

function withAssertions(document: AnnotatedDocument, { recording }: CorpusSchema): AnnotatedDocument {
  const { text, annotations } = document;
  const attributes = [...annotations.attributes, ...assertedAttributes(text, annotations, recording)];
  return { ...document, annotations: { ...annotations, attributes } };
}

/** The suggestions of all models; where two agree on type and span, the higher score stands. */
async function predictWithAll(
  models: readonly LoadedModel[],
  text: string,
  wishes: Wishes,
  schema: CorpusSchema,
): Promise<PredictedEntity[]> {
  const byKey = new Map<string, PredictedEntity>();
  for (const { predictor, model } of models) {
    const rules = rulesFor(wishes, schema.types, model, 'optional too');
    for (const entity of selected((await predictor.predict(text)) ?? [], rules)) {
      const known = byKey.get(entityKey(entity));
      if (known === undefined || known.score < entity.score) byKey.set(entityKey(entity), entity);
    }
  }
  const sorted = [...byKey.values()].sort(compareEntities);
  return sorted.map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
}
