/** Options that are counts. */
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError where a value is no whole number above 0. */
export function parseCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('Give a whole number above 0.');
}
