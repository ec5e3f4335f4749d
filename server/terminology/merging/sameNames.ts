/** Statements in different systems that have the same name and nothing that tells them apart. */
import { bitsOf } from '../semanticGroups.ts';
import { isClassification } from '../sources/systems.ts';
import { comparable, uninverted } from './names.ts';
import { byIdentifier } from './order.ts';
import { groupsOf, isRetired, preferredWords, type Statement, type Statements } from './statements.ts';

/** Two statements, by their numbers, whose names say that they are one concept. */
export interface SameName {
  readonly from: number;
  readonly to: number;
}

/**
 * Pairs of statements in different systems that are likely to mean the same: first those with the same preferred name, then
 * those of which one has the preferred name of the other as an exact one. A name that two statements of one system have is
 * none to go by.
 *
 * The second kind is left to groups whose vocabularies mean what they say by `exact`. Those of diseases give titles of wider
 * and narrower classes as synonyms.
 */
export function sameNames(statements: Statements): SameName[] {
  const preferred = new Map<string, number[]>();
  const exact = new Map<string, number[]>();
  for (const [number, statement] of statements.all.entries()) {
    if (isRetired(statement)) continue;
    const name = preferredName(statement);
    if (name !== undefined) put(preferred, name, number);
    for (const other of exactNames(statement)) put(exact, other, number);
  }
  const pairs = [...preferred.values()].flatMap((numbers) => pairsOf(numbers, statements));
  const further = [...exact].flatMap(([name, numbers]) => {
    const named = new Set(preferred.get(name));
    return pairsOf(numbers, statements).filter(({ from, to }) => named.has(from) || named.has(to));
  });
  // The order of the names is that of the sources, which is not to decide which of two pairs comes first.
  return [...sorted(pairs, statements), ...sorted(further, statements)];
}

function sorted(pairs: readonly SameName[], statements: Statements): SameName[] {
  return pairs.toSorted(
    (one, other) =>
      byIdentifier(statements.of(one.from).id, statements.of(other.from).id) ||
      byIdentifier(statements.of(one.to).id, statements.of(other.to).id),
  );
}

/** All pairs of those that are the only ones of their system, those of the highest ranks first. */
function pairsOf(numbers: readonly number[], statements: Statements): SameName[] {
  if (numbers.length < 2) return [];
  const systemOf = (number: number): string => statements.of(number).id.system;
  const alone = numbers.filter((number) =>
    numbers.every((other) => other === number || systemOf(other) !== systemOf(number)),
  );
  alone.sort((one, other) => byIdentifier(statements.of(one).id, statements.of(other).id));
  return alone.flatMap((from, place) => alone.slice(place + 1).map((to) => ({ from, to })));
}

/** In natural order. */
function preferredName(statement: Statement): string | undefined {
  const words = preferredWords(statement);
  if (words === undefined) return undefined;
  return comparable((statement.id.system === 'MESH' ? uninverted(words) : undefined) ?? words);
}

const strictGroups = bitsOf(['CHEM', 'ANAT', 'PROC']);

/** The names that a reader may take for the preferred one, where the vocabulary is strict; none otherwise. */
function exactNames(statement: Statement): ReadonlySet<string> {
  if (isClassification(statement.id.system) || (groupsOf(statement) & strictGroups) === 0) return none;
  const close = statement.names.filter(({ kind }) => kind === 'preferred' || kind === 'exact');
  return new Set(close.map(({ words }) => comparable(words)));
}

const none: ReadonlySet<string> = new Set();

function put(map: Map<string, number[]>, name: string, number: number): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [number]);
  else known.push(number);
}
