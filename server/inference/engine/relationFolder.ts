/** Reads and checks the settings of a relation model. */
import { basename, join } from 'node:path';
import type { RelationHead } from '../../suggestion/relations/model.ts';
import type { RelationModelDescription } from '../messages.ts';
import { ModelError } from './failure.ts';
import {
  type CharacterInput,
  charactersOf,
  filesOfGraph,
  findGraph,
  findTokenizer,
  fingerprint,
  type Json,
  readJson,
  requireFolder,
} from './modelFiles.ts';

export interface RelationFolder {
  readonly description: Omit<RelationModelDescription, 'execution'>;
  readonly graphFile: string;
  readonly tokenizerFile: string;
  readonly characters: CharacterInput;
}

/** @throws ModelError where a file is missing, not readable as what it should be, or contradicts another. */
export async function readRelationFolder(folder: string): Promise<RelationFolder> {
  await requireFolder(folder);
  const file = join(folder, 'goldspan.json');
  const own = await readJson(file, true);
  const tokenizerFile = await findTokenizer(folder);
  const graphFile = await findGraph(folder);
  const characters = charactersOf(own, folder);
  const { entityTypes, aliases, nearest, columns, heads, masks } = own;
  const isWhole =
    own['task'] === 'relations' &&
    characters !== undefined &&
    isStrings(entityTypes) &&
    typeof nearest === 'number' &&
    typeof columns === 'number' &&
    Array.isArray(heads) &&
    heads.every((head) => isHead(head, columns)) &&
    (masks === undefined || areMasks(masks, entityTypes));
  if (!isWhole) {
    throw new ModelError(
      'model/no-relations',
      `${file}: this is not the folder of a relation model. It needs "task": "relations", "characters", "entityTypes", ` +
        '"nearest", "columns" and "heads", each head with "name", "columns", as many "types" as columns after the first, ' +
        '"between", "reach", "pairs" and "threshold"; "masks", where it is there, has a word for some of the entity types.',
    );
  }
  const files = [file, tokenizerFile, ...(await filesOfGraph(graphFile))];
  return {
    description: {
      folder,
      files,
      name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
      fingerprint: await fingerprint(files),
      entityTypes,
      aliases: aliasesOf(aliases),
      nearest,
      columns,
      heads: heads as RelationHead[],
      ...(masks !== undefined && { masks: masks as Record<string, string> }),
    },
    graphFile,
    tokenizerFile,
    characters,
  };
}

function isHead(value: unknown, columns: number): value is RelationHead {
  const head = value as Partial<RelationHead> | null;
  const isRange = (range: unknown): range is [number, number] =>
    Array.isArray(range) &&
    range.length === 2 &&
    range.every((end) => Number.isInteger(end) && end >= 0 && end <= columns);
  return (
    typeof head?.name === 'string' &&
    isRange(head.columns) &&
    isStrings(head.types) &&
    head.columns[1] - head.columns[0] === head.types.length + 1 &&
    (head.between === 'concepts' || head.between === 'mentions') &&
    ['document', 'sentence', 'neighbours'].includes(head.reach ?? '') &&
    Array.isArray(head.pairs) &&
    head.pairs.every((pair) => isStrings(pair) && pair.length === 2) &&
    typeof head.threshold === 'number' &&
    [head.present, head.optional].every((flag) => flag === undefined || typeof flag === 'boolean') &&
    (head.novelty === undefined || isRange(head.novelty))
  );
}

/** Words of letters alone, which no tokenizer joins with what stands beside them. */
function areMasks(value: unknown, entityTypes: readonly string[]): value is Record<string, string> {
  const words: [string, unknown][] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const isWord = (word: unknown): boolean => typeof word === 'string' && /^\p{L}+$/u.test(word);
  return words.length > 0 && words.every(([type, word]) => entityTypes.includes(type) && isWord(word));
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function aliasesOf(value: unknown): Record<string, string> {
  const pairs = Object.entries((value ?? {}) as Json);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
