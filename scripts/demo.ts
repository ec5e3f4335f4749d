/**
 * Shows what Goldspan does on samples/: suggests, compares with the gold annotations and exports, and says where the
 * files are and how to open them in VS Code.
 *
 *     node scripts/demo.ts [DOCUMENT]
 *
 * DOCUMENT is the sample that is shown in full, for example `telehealth-chat`. Needs dist/, which `npm run demo` builds.
 */
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { coloursOf } from '../server/commands/colours.ts';
import type { CompareOutput } from '../server/commands/compare.ts';
import { counted } from '../server/commands/wording.ts';
import { align } from '../server/comparison/alignment.ts';
import { formatFileProblem } from '../server/corpus/fileProblems.ts';
import { type CorpusDocument, readCorpus } from '../server/corpus/reading.ts';
import type { LossReport } from '../server/export/lossReport.ts';
import { CommandFailed, commandLine, goldspan, wrapCommand } from './demo/goldspan.ts';
import { mentionsOf, readableWidth, renderLegend, renderNote } from './demo/note.ts';
import { renderLosses, renderScores, renderTags, thousands } from './demo/tables.ts';
import { wrapText } from './demo/wrapping.ts';
import { describeKeys } from './keys.ts';

/** The sample that is shown where none is named. */
const shownDocument = 'emergency-department-note';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = 'out/demo';
const suggested = `${out}/suggested`;
const bio = `${out}/bio`;

const colours = coloursOf(process.stdout);
const width = readableWidth(process.stdout.columns);
const isColoured = colours.bold('') !== '';

// Whoever reads through a pipe may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.chdir(root);
try {
  process.exitCode = await demonstrate(process.argv[2] ?? shownDocument);
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

async function demonstrate(shown: string): Promise<number> {
  const samples = await documentsOf('samples');
  const gold = samples.get(shown);
  if (gold === undefined) {
    console.error(`samples/ has no document ${shown}. It has: ${[...samples.keys()].join(', ')}.`);
    return 2;
  }
  await rm(out, { recursive: true, force: true });
  console.log(colours.bold(`Goldspan ${manifest.version}`));
  say('Everything in samples/ is invented: the notes, their patients and the findings of the abstracts.');

  step('Suggest: the model in the box reads the samples');
  const { seconds } = await run(['annotate', 'samples', '--to', 'brat', '--out', suggested], { live: true });
  const predictions = await documentsOf(suggested);
  const words = sumOf(samples, ({ text }) => text.split(/\s+/).filter((word) => word !== '').length);
  const suggestions = sumOf(predictions, ({ annotations }) => annotations.entities.length);
  say(
    `${counted(samples.size, 'document')} with ${thousands(words)} words read in ${seconds.toFixed(1)} s, ` +
      `start and loading of the model included: ${thousands(suggestions)} suggestions.`,
  );

  step(`Look: ${shown}`);
  const types = typesOf(predictions);
  showNote(gold, predictions.get(shown), types);

  step('Compare: the suggestions with the gold annotations');
  const chosen = ['--types', types.join(',')];
  const compared = await run(['compare', 'samples', suggested, ...chosen, '--mode', 'all', '--json']);
  console.log();
  process.stdout.write(renderScores(JSON.parse(compared.stdout) as CompareOutput, colours));
  console.log();
  say(
    'Precision, recall and F1 count a mention as right where span and type are the same. “Partial F1” gives half a ' +
      'point where spans only overlap, whatever the type. With --by type or --by document instead of --json, the ' +
      'command prints such tables itself.',
  );
  const others = typesOf(samples).filter((type) => !types.includes(type));
  if (others.length > 0) {
    say(`Not compared, as the model in the box does not suggest it: ${others.join(', ')}.`);
  }

  step('Export: gold annotations as BIO tags, with a list of what tags cannot say');
  await run(['export', 'samples', '--scheme', 'bio', ...chosen, '--out', bio], { shown: true });
  console.log();
  const tags = await readFile(`${bio}/corpus.conll`, 'utf8');
  process.stdout.write(renderTags(tags, { width, colours }));
  console.log();
  const losses = JSON.parse(await readFile(`${bio}/loss.json`, 'utf8')) as LossReport;
  for (const sentence of renderLosses(losses, `${bio}/loss.json`)) say(sentence);

  step('Open it in VS Code');
  sayWhatIsWhere();
  return 0;
}

/** The documents under a folder by id. What is wrong with them is told on stderr. */
async function documentsOf(folder: string): Promise<Map<string, CorpusDocument>> {
  const { documents, problems } = await readCorpus(folder);
  for (const problem of problems) {
    if (problem.severity === 'error') console.error(formatFileProblem(problem));
  }
  return new Map(documents.map((document) => [document.id, document]));
}

function typesOf(documents: ReadonlyMap<string, CorpusDocument>): string[] {
  const entities = [...documents.values()].flatMap(({ annotations }) => annotations.entities);
  return [...new Set(entities.map(({ type }) => type))].sort();
}

function sumOf(
  documents: ReadonlyMap<string, CorpusDocument>,
  count: (document: CorpusDocument) => number,
): number {
  return [...documents.values()].reduce((sum, document) => sum + count(document), 0);
}

function showNote(gold: CorpusDocument, predicted: CorpusDocument | undefined, types: string[]): void {
  const { text } = gold;
  const ofTypes = (document: CorpusDocument | undefined) =>
    document?.annotations.entities.filter(({ type }) => types.includes(type)) ?? [];
  const alignment = align(text, ofTypes(gold), ofTypes(predicted));
  for (const row of renderLegend(alignment, types, { width, colours })) console.log(row);
  console.log();
  for (const row of renderNote(text, mentionsOf(text, alignment), { width, colours })) console.log(row);
}

function sayWhatIsWhere(): void {
  const places = [
    ['samples/', 'texts and gold annotations, brat standoff'],
    [`${suggested}/`, 'the same texts with the suggestions, brat standoff'],
    [`${bio}/`, 'corpus.conll, loss.json and manifest.json'],
  ] as const;
  for (const [place, content] of places) console.log(`${place.padEnd(22)} ${colours.dim(content)}`);
  console.log();
  const open = `--extensionDevelopmentPath=${root.replace(/[/\\]$/, '')}`;
  console.log(`${colours.dim('$')} code ${/\s/.test(open) ? `"${open}"` : open} samples`);
  say('or open this folder in VS Code and press F5. Then open a note and press:');
  const keyboard = process.platform === 'darwin' ? 'mac' : 'other';
  const { commands, keybindings } = manifest.contributes;
  for (const binding of keybindings) {
    const title = commands.find(({ command }) => command === binding.command)?.title ?? binding.command;
    console.log(`  ${colours.bold(describeKeys(binding, keyboard).padEnd(20))} ${title}`);
  }
  say('The command line has more: npx goldspan --help');
}

function step(title: string): void {
  const rule = '─'.repeat(Math.max(3, width - title.length - 1));
  console.log(`\n${colours.bold(title)} ${colours.dim(rule)}`);
}

function say(sentence: string): void {
  for (const row of wrapText(sentence, width)) console.log(row);
}

async function run(
  args: readonly string[],
  { shown = false, live = false }: { readonly shown?: boolean; readonly live?: boolean } = {},
) {
  for (const [index, row] of wrapCommand(commandLine(args), width - 2).entries()) {
    console.log(`${index === 0 ? colours.dim('$') : ' '} ${row}`);
  }
  const result = await goldspan(args, { colour: isColoured, live });
  if (shown) process.stdout.write(result.stdout);
  return result;
}
