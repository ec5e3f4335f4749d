/** Reads and checks the settings of an entity model in the Hugging Face layout. */
import { basename, join } from 'node:path';
import { type Aggregation, aggregations } from '../../suggestion/tokenClassification.ts';
import { type Decoding, type DecodingHead, type ReadingUnit, readingUnits } from '../messages.ts';
import { ModelError } from './failure.ts';
import {
  type CharacterInput,
  charactersOf,
  existing,
  filesOfGraph,
  findGraph,
  findTokenizer,
  fingerprint,
  type Json,
  readJson,
  requireFolder,
} from './modelFiles.ts';

export interface ModelFolder {
  readonly folder: string;
  /** All that is read of it. */
  readonly files: readonly string[];
  readonly name: string;
  readonly graphFile: string;
  readonly tokenizerFile: string;
  readonly fingerprint: string;
  readonly decoding: Decoding;
  /** How many logits each token has. */
  readonly columns: number;
  readonly reads: ReadingUnit;
  /** Tokens in one window, special tokens included. */
  readonly window: number;
  readonly characters: CharacterInput | undefined;
}

/**
 * Tokens in a window where the folder does not ask for more: attention is quadratic, and results should come in steps.
 */
const usualWindow = 512;

/**
 * @throws ModelError where a file is missing, not readable as what it should be, or contradicts another.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  await requireFolder(folder);
  const config = await readJson(join(folder, 'config.json'), true);
  const own = await readJson(join(folder, 'goldspan.json'), false);
  const tokenizerConfig = await readJson(join(folder, 'tokenizer_config.json'), false);
  const tokenizerFile = await findTokenizer(folder);
  const graphFile = await findGraph(folder);
  const { task = 'entities' } = own;
  if (task !== 'entities') {
    throw new ModelError(
      'model/other-task',
      `${join(folder, 'goldspan.json')}: the task of this model is ${JSON.stringify(task)}, and not to find entities.`,
    );
  }
  refuseOtherHeads(config, folder);
  const labels = labelsOf(config, folder);
  const settings = ['config.json', 'goldspan.json', 'tokenizer_config.json'].map((name) =>
    join(folder, name),
  );
  const files = await existing([...settings, tokenizerFile, ...(await filesOfGraph(graphFile))]);
  return {
    folder,
    files,
    name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
    graphFile,
    tokenizerFile,
    fingerprint: await fingerprint(files),
    decoding: decodingOf(own, labels, folder),
    columns: labels.length,
    reads: readingUnitOf(own, folder),
    window: windowOf(own, longestInput(config, tokenizerConfig), folder),
    characters: charactersOf(own, folder),
  };
}

/** What has no head for tokens is of use for other tasks, and some of them need to know what labels mean. */
function refuseOtherHeads(config: Json, folder: string): void {
  const names = [config['architectures'] ?? []].flat().map(String);
  const refuse = (what: string): never => {
    throw new ModelError('model/other-task', `${join(folder, 'config.json')}: ${names.join(', ')} ${what}`);
  };
  if (names.some((name) => /ForSequenceClassification$/.test(name))) {
    refuse(
      `classifies texts and finds no entities. Say in ${join(folder, 'goldspan.json')} which relations or assertions its ` +
        'labels stand for; docs/classifiers.md tells how.',
    );
  }
  if (names.length > 0 && names.every((name) => name.endsWith('Model'))) {
    refuse(
      'gives vectors and finds no entities. It may be an encoder of names, for linking concepts; to find entities it needs to be ' +
        'fine-tuned and exported with --task token-classification.',
    );
  }
}

/** The names of the columns of logits. @throws ModelError where one is missing. */
export function labelsOf(config: Json, folder: string): string[] {
  const file = join(folder, 'config.json');
  const map = config['id2label'];
  if (typeof map !== 'object' || map === null) {
    throw new ModelError(
      'model/missing-labels',
      `${file}: there is no "id2label". Add the names of the labels in the order of the logits; if the model is an encoder of ` +
        `names, say "task": "names" in ${join(folder, 'goldspan.json')}.`,
    );
  }
  const byId = map as Json;
  return Object.keys(byId).map((_, index) => {
    const label = byId[String(index)];
    if (typeof label === 'string') return label;
    throw new ModelError('model/missing-labels', `${file}: "id2label" has no label for logit ${index}.`);
  });
}

/** The most tokens that the model was made for, special tokens included; undefined where the export does not say. */
export function longestInput(config: Json, tokenizerConfig: Json): number | undefined {
  // RoBERTa and its kin count positions from the padding index on, so two of them hold no token.
  const reserved = /roberta|camembert|mpnet|longformer/.test(String(config['model_type'])) ? 2 : 0;
  const limits = [
    Number(config['max_position_embeddings']) - reserved,
    // Where a tokenizer has no limit of its own, exports say 1e30.
    Number(tokenizerConfig['model_max_length']),
  ].filter((limit) => limit >= shortestWindow && limit < 1e9);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** A window needs room for special tokens and an overlap. */
const shortestWindow = 8;

/**
 * Tokens in one window, special tokens included, as `goldspan.json` asks for.
 * @param usual where it asks for nothing, as far as the model takes as much.
 * @throws ModelError where it asks for what cannot be.
 */
export function windowOf(
  own: Json,
  longest: number | undefined,
  folder: string,
  usual = usualWindow,
): number {
  const { window = Math.max(shortestWindow, Math.min(usual, longest ?? usual)) } = own;
  if (
    Number.isInteger(window) &&
    Number(window) >= shortestWindow &&
    Number(window) <= (longest ?? Number.MAX_SAFE_INTEGER)
  ) {
    return Number(window);
  }
  throw new ModelError(
    'model/invalid-window',
    `${join(folder, 'goldspan.json')}: "window" is ${JSON.stringify(window)}; it needs a whole number from ${shortestWindow} to ` +
      `${longest ?? 'what the model can take'}, the tokens that the model reads at once.`,
  );
}

function readingUnitOf(own: Json, folder: string): ReadingUnit {
  const { reads = 'sentence' } = own;
  const unit = readingUnits.find((each) => each === reads);
  if (unit !== undefined) return unit;
  throw new ModelError(
    'model/invalid-unit',
    `${join(folder, 'goldspan.json')}: "reads" is ${JSON.stringify(reads)}. Choose from ${readingUnits.join(', ')}.`,
  );
}

function decodingOf(own: Json, labels: readonly string[], folder: string): Decoding {
  const decoding = own['decoding'] as Json | undefined;
  if (decoding?.['kind'] === 'crf') {
    const heads = decoding['heads'];
    if (Array.isArray(heads) && heads.length > 0 && heads.every((head) => isHead(head, labels.length))) {
      return { kind: 'crf', heads: heads as DecodingHead[] };
    }
    throw new ModelError(
      'model/invalid-decoding',
      `${join(folder, 'goldspan.json')}: every head of "decoding" needs "type", three "labels" below ${labels.length}, ` +
        'three numbers in "start" and in "end", and three rows of three in "transitions"; "calibration", where it is ' +
        'there, is a slope above 0 and an offset, and "optional" is true or false.',
    );
  }
  const { aggregation = 'word' } = decoding ?? {};
  if (!isAggregation(aggregation)) {
    throw new ModelError(
      'model/invalid-decoding',
      `${join(folder, 'goldspan.json')}: there is no "aggregation" ${JSON.stringify(aggregation)}. ` +
        `Choose from ${aggregations.join(', ')}.`,
    );
  }
  const nameless = labels.find((label) => /^LABEL_\d+$/.test(label));
  if (nameless !== undefined) {
    throw new ModelError(
      'model/unknown-label-scheme',
      `${join(folder, 'config.json')}: the label "${nameless}" has no meaning: the names of the labels were not set when ` +
        'the model was trained. Give them in "id2label" in the order of training, such as {"0": "O", "1": "B-Disease"}.',
    );
  }
  return { kind: 'labels', labels: labels.map(withHyphen), aggregation };
}

/** A label with its letter before a hyphen, also where an underscore stands there. */
function withHyphen(label: string): string {
  return label.replace(/^([BIESLU])_(?=.)/, '$1-');
}

function isAggregation(value: unknown): value is Aggregation {
  return aggregations.some((each) => each === value);
}

function isHead(value: unknown, columns: number): value is DecodingHead {
  const head = value as Partial<DecodingHead> | null;
  const three = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === 3 && row.every((cell) => Number.isFinite(cell));
  return (
    typeof head?.type === 'string' &&
    three(head.labels) &&
    head.labels.every((label) => Number.isInteger(label) && label >= 0 && label < columns) &&
    three(head.start) &&
    three(head.end) &&
    Array.isArray(head.transitions) &&
    head.transitions.length === 3 &&
    head.transitions.every(three) &&
    (head.calibration === undefined || isCalibration(head.calibration)) &&
    (head.optional === undefined || typeof head.optional === 'boolean')
  );
}

function isCalibration(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] > 0;
}
