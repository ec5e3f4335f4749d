/**
 * How good the suggestions are: `npm run bench:quality -- --data DIR`. DIR is the data folder of the public corpora, or
 * any corpus in a readable format, so that people can measure on their own texts:
 * `npm run bench:quality -- --data my-corpus --types Problem=Disease,Drug=Chemical`.
 * Every figure comes from the shipped files through the command line.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { annotated, readAnnotated } from './annotated.ts';
import { assertionScores } from './assertions.ts';
import { corpora } from './corpora.ts';
import { knownWords, ratesOf, scoreEntities, type TypeNames } from './entityScores.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, types: { type: 'string' } },
});
if (values.data === undefined || !existsSync(values.data)) {
  console.error(
    values.data === undefined
      ? 'Say what to measure on: npm run bench:quality -- --data FOLDER [--types GOLD=SUGGESTED,...]'
      : `There is no ${values.data}.`,
  );
  process.exit(2);
}
const data = values.data;
const known = corpora.filter(({ dev }) => existsSync(join(data, dev)));
if (known.length > 0) {
  for (const { name, dev, train, types, floor } of known) {
    await measure(name, join(data, dev), types, { train: join(data, train), floor });
  }
  await measureAssertions(data);
} else {
  await measure(data, data, values.types === undefined ? undefined : parseTypes(values.types));
}

async function measure(
  name: string,
  path: string,
  names: TypeNames | undefined,
  { train, floor }: { readonly train?: string; readonly floor?: number } = {},
): Promise<void> {
  const gold = await readAnnotated(path);
  const predicted = await annotated(gold);
  const types = names ?? sharedTypes(gold, predicted);
  const words = train === undefined ? new Map() : knownWords(await readAnnotated(train), types);
  console.log(`\n${name}: ${gold.length} documents${floor === undefined ? '' : `, floor ${percent(floor)}`}`);
  const rows = scoreEntities(gold, predicted, types, words).map((scores) => {
    const { precision, recall, f1 } = ratesOf(scores);
    return {
      type: scores.type,
      P: percent(precision),
      R: percent(recall),
      F1: percent(f1),
      'R unseen': train === undefined ? '' : percent(scores.unseenFound / scores.unseen),
      mentions: scores.gold,
      unseen: train === undefined ? '' : scores.unseen,
      'calibration error': percent(scores.calibrationError),
    };
  });
  console.table(rows);
}

/** Gold findings: only what is said of them is measured. */
async function measureAssertions(folder: string): Promise<void> {
  console.log('\nAssertion of gold findings, floor for negation on the NegEx test kit 95.00');
  const rows = (await assertionScores(folder)).map(({ corpus, kind, ...counts }) => {
    const { precision, recall, f1 } = ratesOf(counts);
    return {
      corpus,
      kind,
      P: percent(precision),
      R: percent(recall),
      F1: percent(f1),
      findings: counts.gold,
    };
  });
  console.table(rows);
}

/** Types of the same name on both sides, where nothing else is said. */
function sharedTypes(
  gold: Awaited<ReturnType<typeof readAnnotated>>,
  predicted: Awaited<ReturnType<typeof annotated>>,
): TypeNames {
  const typesOf = (documents: typeof gold): Set<string> =>
    new Set(documents.flatMap(({ annotations }) => annotations.entities.map(({ type }) => type)));
  const suggested = typesOf(predicted);
  const [shared, others] = [[] as string[], [] as string[]];
  for (const type of typesOf(gold)) (suggested.has(type) ? shared : others).push(type);
  if (others.length > 0)
    console.log(
      `Not suggested under this name, and not measured: ${others.join(', ')}. Map them with --types.`,
    );
  return Object.fromEntries(shared.map((type) => [type, type]));
}

function parseTypes(list: string): TypeNames {
  return Object.fromEntries(
    list.split(',').map((pair) => {
      const [gold = '', model = gold] = pair.split('=').map((name) => name.trim());
      return [gold, model];
    }),
  );
}

function percent(share: number): string {
  return Number.isFinite(share) ? (100 * share).toFixed(2) : '-';
}
