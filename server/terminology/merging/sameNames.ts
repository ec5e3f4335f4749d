/** Concepts of different systems that have the same name and nothing that tells them apart. */
import { comparable, uninverted } from './names.ts';
import { byIdentifier } from './order.ts';
import { isRetired, preferredWords, type Statement, type Statements } from './statements.ts';

/** Two statements whose names say that they are one concept. */
export interface SameName {
  readonly from: number;
  readonly to: number;
}

/**
 * Pairs of statements in different systems that are likely to mean the same, because the preferred name of one is the
 * preferred name of the other. A name that two concepts of one system have is none to go by. First those of the highest
 * ranks.
 */
export function samePreferredNames(statements: Statements): SameName[] {
  const byName = new Map<string, number[]>();
  for (const [number, statement] of statements.all.entries()) {
    const name = keyOf(statement);
    if (name === undefined || isRetired(statement)) continue;
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [number]);
    else known.push(number);
  }
  const systemOf = (number: number): string => statements.of(number).id.system;
  return [...byName.values()].flatMap((numbers) => {
    const alone = numbers.filter(
      (number) => numbers.filter((other) => systemOf(other) === systemOf(number)).length === 1,
    );
    alone.sort((one, other) => byIdentifier(statements.of(one).id, statements.of(other).id));
    return alone.flatMap((from, place) => alone.slice(place + 1).map((to) => ({ from, to })));
  });
}

/** The preferred name in natural order. */
function keyOf(statement: Statement): string | undefined {
  const words = preferredWords(statement);
  if (words === undefined) return undefined;
  return comparable((statement.id.system === 'MESH' ? uninverted(words) : undefined) ?? words);
}
