/** Options that say which suggestions are wanted, under which names. */
import { type Command, InvalidArgumentError } from 'commander';
import { everyType, type Wishes } from '../suggestion/selection.ts';
import { parseList } from './lists.ts';

export interface WishOptions {
  readonly types: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly threshold: ReadonlyMap<string, number>;
}

export function addWishOptions(command: Command): Command {
  return command
    .option(
      '--types <list>',
      'types to suggest, such as Disease,Gene; * for all (default: those that the annotation.conf of the texts ' +
        'declares; where there is none, those that the model marks as suited to any text)',
      parseList,
      [],
    )
    .option(
      '--names <list>',
      'names to give to types of the model, such as SignSymptom=Problem,DiseaseDisorder=Problem',
      (value: string) => new Map(parseList(value).map(parseName)),
      new Map(),
    )
    .option(
      '--threshold <list>',
      'lowest score to suggest, for all types or for some: 0.5, or Disease=0.7,Gene=0.4',
      (value: string) => new Map(parseList(value).map(parseThreshold)),
      new Map(),
    );
}

export function wishesOf({ types, names, threshold }: WishOptions): Wishes {
  return { types, names, thresholds: threshold };
}

function parseName(entry: string): [string, string] {
  const { name, value } = parts(entry);
  if (name === undefined || value === '') throw new InvalidArgumentError('Write TYPE=NAME.');
  return [name, value];
}

function parseThreshold(entry: string): [string, number] {
  const { name = everyType, value } = parts(entry);
  const threshold = value === '' ? Number.NaN : Number(value);
  if (threshold >= 0 && threshold <= 1) return [name, threshold];
  throw new InvalidArgumentError(`"${entry}" is no threshold: write a number from 0 to 1, or TYPE=NUMBER.`);
}

function parts(entry: string): { name?: string; value: string } {
  const sign = entry.indexOf('=');
  if (sign < 0) return { value: entry };
  return { name: entry.slice(0, sign).trim(), value: entry.slice(sign + 1).trim() };
}
