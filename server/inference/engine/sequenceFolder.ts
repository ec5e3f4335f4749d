/** Reads and checks the settings of a model that classifies texts. */
import { basename, join } from 'node:path';
import { readSequenceRules } from '../../suggestion/sequence/settings.ts';
import type { SequenceModelDescription } from '../messages.ts';
import { ModelError } from './failure.ts';
import {
  existing,
  filesOfGraph,
  findGraph,
  findTokenizer,
  fingerprint,
  type Json,
  readJson,
  requireFolder,
} from './modelFiles.ts';
import { labelsOf, longestInput, windowOf } from './modelFolder.ts';

export interface SequenceFolder {
  /** What is known before the graph is loaded. */
  readonly description: Omit<SequenceModelDescription, 'execution' | 'notes'>;
  readonly settingsFile: string;
  readonly graphFile: string;
  readonly tokenizerFile: string;
}

/** Problems of the settings that are listed. */
const listed = 8;

/** @throws ModelError where a file is missing, not readable as what it should be, or contradicts another. */
export async function readSequenceFolder(folder: string): Promise<SequenceFolder> {
  await requireFolder(folder);
  const configuration = join(folder, 'config.json');
  const settingsFile = join(folder, 'goldspan.json');
  const config = await readJson(configuration, true);
  const tokenizerSettings = join(folder, 'tokenizer_config.json');
  const tokenizerConfig = await readJson(tokenizerSettings, false);
  const tokenizerFile = await findTokenizer(folder);
  const graphFile = await findGraph(folder, 'text-classification');
  const labels = labelsOf(config, folder);
  // One number can only say how well two texts go together, so that a folder needs not say it.
  const own: Json = {
    ...(labels.length === 1 && { task: 'ranking' }),
    ...(await readJson(settingsFile, labels.length !== 1)),
  };
  if (labels.length < 2 && own['task'] !== 'ranking') {
    throw new ModelError(
      'model/missing-labels',
      `${configuration}: a classifier has at least two labels, and "id2label" names ${labels.length}. If the model scores how ` +
        `well two texts go together, say "task": "ranking" in ${settingsFile}.`,
    );
  }
  const activation = config['problem_type'] === 'multi_label_classification' ? 'sigmoid' : 'softmax';
  const { rules, problems } = readSequenceRules(own, { labels, activation });
  if (rules === undefined) {
    const places = problems.map(({ place, message }) =>
      [settingsFile, place, message].filter(Boolean).join(': '),
    );
    const more = places.length > listed ? `; and ${places.length - listed} more` : '';
    throw new ModelError('model/invalid-settings', `${places.slice(0, listed).join('; ')}${more}.`);
  }
  const files = await existing([
    configuration,
    settingsFile,
    tokenizerSettings,
    tokenizerFile,
    ...(await filesOfGraph(graphFile)),
  ]);
  return {
    description: {
      ...{ folder, files, rules },
      window: windowOf(own, longestInput(config, tokenizerConfig), folder),
      name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
      fingerprint: await fingerprint(files),
    },
    ...{ settingsFile, graphFile, tokenizerFile },
  };
}
