/** Lists in options, for example `--types Disease,Chemical`. */
import { InvalidArgumentError } from 'commander';

/**
 * The entries between commas, trimmed.
 *
 * @throws InvalidArgumentError for an empty entry, which commander reports as bad usage.
 */
export function parseList(value: string): string[] {
  const entries = value.split(',').map((entry) => entry.trim());
  if (entries.includes('')) throw new InvalidArgumentError('Separate the entries by single commas.');
  return entries;
}
