/**
 * How good the suggestions are. `npm run bench:quality -- --data DIR` measures the public corpora of a data folder;
 * `npm run bench:quality -- --corpus PATH --types Problem=Disease,Drug=Chemical` measures any corpus in a readable format,
 * so that people can measure on their own texts. Every figure comes from the shipped files, entities, assertions and
 * relations through the command line. MACCROBAT has no split: `--folds DIR` names a folder with the models `0` to `4` of its
 * cross-validation.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assertionScores } from './assertions.ts';
import { parseChoice } from './choice.ts';
import { corpora, maccrobat } from './corpora.ts';
import { countDefinitions, readDefinedTexts } from './definitions.ts';
import { measureEntities, measureOtherCorpora, measureOwnCorpus } from './entityMeasures.ts';
import { linkedEntityCounts } from './linkedEntities.ts';
import { linkingRows } from './linking.ts';
import { linkingCorpora } from './linkingMentions.ts';
import { readModelFolder } from './modelFolder.ts';
import { otherCorpora } from './otherCorpora.ts';
import { relationScores } from './relations.ts';
import { figuresOf, Report } from './report.ts';
import { countEnds, readArticles } from './sentences.ts';

/** What can be chosen with `--only`. */
const parts = {
  entities: [...corpora.map(({ key }) => key), maccrobat.key],
  others: otherCorpora.map(({ key }) => key),
  assertions: [],
  abbreviations: [],
  relations: [],
  sentences: [],
  linking: linkingCorpora.map(({ key }) => key),
};

const usage = `Say what to measure on:
  npm run bench:quality -- --data FOLDER [--only LIST] [--folds FOLDER] [--index FILE]
  npm run bench:quality -- --corpus PATH [--types GOLD=SUGGESTED,...]
--only takes ${Object.keys(parts).join(', ')}, or one corpus such as entities:bc5cdr.
Both take --model FOLDER (instead of the model in the box), --limit N (documents a corpus) and --json FILE.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    corpus: { type: 'string' },
    types: { type: 'string' },
    only: { type: 'string' },
    model: { type: 'string' },
    folds: { type: 'string' },
    index: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'string' },
  },
});
const indexInTheBox = fileURLToPath(new URL('../../models/terminology/concepts.index', import.meta.url));
const box = fileURLToPath(new URL('../../models/entities', import.meta.url));
const { model, folds, index } = values;
const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
const choice = parseChoice(values.only, parts);
if (values.data === undefined && values.corpus === undefined) fail(usage);
if (!(limit >= 1)) fail(`--limit is a number of documents, not ${values.limit}.`);
if (typeof choice === 'string') fail(choice);
for (const path of [values.data, values.corpus, model, folds, index]) {
  if (path !== undefined && !existsSync(path)) fail(`There is no ${path}.`);
}

const report = new Report();
// A data folder without any of the public corpora is a corpus of somebody's own.
const isPublic = corpora.some(({ dev }) => existsSync(join(values.data ?? '', dev)));
const own = values.corpus ?? (isPublic ? undefined : values.data);
if (values.data !== undefined && isPublic) await measurePublic(values.data);
if (own !== undefined) {
  const problem = await measureOwnCorpus(own, values.types, { ...(model && { model }), box, limit }, report);
  if (problem !== undefined) fail(problem);
}
if (values.json !== undefined) {
  const { name, version } = readModelFolder(model ?? box);
  const about = { model: { name, version }, ...(Number.isFinite(limit) && { limit }) };
  await writeFile(values.json, `${report.json(about)}\n`);
}

async function measurePublic(data: string): Promise<void> {
  if (typeof choice === 'string') return;
  const options = { data, box, limit, ...(model && { model }), ...(folds && { folds }) };
  if (choice.wants('entities')) await measureEntities(options, choice, report);
  if (choice.wants('others')) await measureOtherCorpora(options, choice, report);
  if (choice.wants('assertions')) await measureAssertions(data);
  if (choice.wants('abbreviations')) measureAbbreviations(data);
  if (choice.wants('relations')) await measureRelations(data);
  if (choice.wants('sentences')) measureSentences(data);
  if (choice.wants('linking')) await measureLinking(data);
}

/** Gold findings: only what is said of them is measured. */
async function measureAssertions(data: string): Promise<void> {
  const rows = (await assertionScores(data, limit)).map(({ corpus, kind, ...counts }) => ({
    corpus,
    kind,
    ...figuresOf(counts),
  }));
  const title = 'Assertion of gold findings, floor for negation on the NegEx test kit 95.00';
  report.table('assertions', title, rows, ['corpus', 'kind', 'precision', 'recall', 'f1', 'gold=findings']);
}

function measureAbbreviations(data: string): void {
  const records = readDefinedTexts(data).slice(0, limit);
  if (records.length === 0) return;
  const row = {
    corpus: 'MED1250 (half)',
    records: records.length,
    ...figuresOf(countDefinitions(records)),
  };
  const title = 'Definitions of abbreviations, floors P 96.00, R 83.00';
  report.table(
    'abbreviations',
    title,
    [row],
    ['corpus', 'records', 'precision', 'recall', 'f1', 'gold=pairs'],
  );
}

async function measureRelations(data: string): Promise<void> {
  const rows = (await relationScores(data, ['gold', 'suggested'])).map(
    ({ corpus, entities, counted, calibrationError, chanceError, ...counts }) => ({
      ...{ corpus, entities, counted, ...figuresOf(counts) },
      ...(calibrationError !== undefined && { calibrationError }),
      ...(chanceError !== undefined && { chanceError }),
    }),
  );
  report.table(
    'relations',
    'Relations, floors between gold entities BC5CDR 58.00, BioRED pair and type 45.00, ChemProt 65.00',
    rows,
    [
      ...['corpus', 'entities', 'counted', 'precision', 'recall', 'f1', 'gold=relations'],
      ...['calibrationError', 'chanceError'],
    ],
  );
}

function measureSentences(data: string): void {
  const articles = readArticles(data).slice(0, limit);
  if (articles.length === 0) return;
  const row = { corpus: 'CRAFT', articles: articles.length, ...figuresOf(countEnds(articles)) };
  const title = 'Ends of sentences, floor 98.50';
  report.table(
    'sentences',
    title,
    [row],
    ['corpus', 'articles', 'precision', 'recall', 'f1', 'gold=sentences'],
  );
}

/** Linking gold mentions is measured where there is an index: the one in the box, or one of `--index`. */
async function measureLinking(data: string): Promise<void> {
  const path = index ?? indexInTheBox;
  if (typeof choice === 'string') return;
  if (!existsSync(path)) {
    console.error(`There is no index ${path}: linking is not measured. Name one with --index.`);
    return;
  }
  const rows = await linkingRows({
    data,
    index: path,
    limit,
    wants: (corpus) => choice.wants('linking', corpus),
  });
  report.table('linking', `Linking gold mentions of the development splits, ${path}`, rows, [
    'corpus',
    'protocol',
    'source',
    'accuracy',
    'floor',
    'accuracyAt5',
    'floorAt5',
    'unseenAccuracy',
    'accuracyOfAll',
    'coverage',
    'mentions',
  ]);
  const counts = await linkedEntityCounts(data, path, (corpus) => choice.wants('linking', corpus), limit);
  report.table(
    'links',
    `Links of annotate on the development splits, ${path}`,
    counts.map(({ corpus, counted, found, right, gold, calibrationError }) => ({
      ...{ corpus, counted, linked: found, calibrationError },
      ...figuresOf({ gold, predicted: found, correct: right }),
    })),
    ['corpus', 'counted', 'precision', 'recall', 'f1', 'gold', 'linked', 'calibrationError'],
  );
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
