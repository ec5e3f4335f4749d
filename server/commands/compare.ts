import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Mode, modes } from '../comparison/counting.ts';
import { type ComparisonReport, compareDocuments } from '../comparison/report.ts';
import { formatFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { describeAnnotationErrors } from './annotationReader.ts';
import { coloursOf } from './colours.ts';
import { type DocumentPairs, readDocumentPairs } from './documentPairs.ts';
import { parseList } from './lists.ts';
import { type Breakdown, breakdowns, renderScores } from './scoreTable.ts';
import { counted, firstOf } from './wording.ts';

interface Options {
  readonly mode: Mode | 'all';
  readonly by: readonly Breakdown[];
  readonly types?: readonly string[];
  readonly json: boolean;
  readonly minF1?: number;
}

/**
 * What `goldspan compare --json` prints: one object. Fields may be added, never renamed or removed while `version`
 * is 1. It holds ids, types and counts, and no word of any text. Scores that nothing stands behind are `null`.
 */
export interface CompareOutput extends ComparisonReport {
  readonly version: 1;
  readonly documents: {
    /** How many documents were scored, those missing from the predictions among them. */
    readonly compared: number;
    /** Gold documents without predicted annotations: all their mentions count as missing. */
    readonly missingFromPredicted: readonly string[];
    /** Predicted documents without gold annotations: not scored. */
    readonly missingFromGold: readonly string[];
    /** Documents whose texts differ: not scored. */
    readonly textsDiffer: readonly string[];
  };
  /** The types that both sides were restricted to, or `null` for all. */
  readonly types: readonly string[] | null;
}

/** `goldspan compare GOLD PRED`: precision, recall and F1 of one set of annotations by another. */
export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description('score predicted annotations against gold annotations of the same texts')
    .argument('<gold>', 'file or folder in any readable format; - for standard input')
    .argument('<predicted>', 'the same texts with other annotations, in the same or another format')
    .addOption(
      new Option(
        '--mode <mode>',
        'what a match has to share: span and type, the span, a part of it, the type',
      )
        .choices([...modes, 'all'])
        .default('strict'),
    )
    .option('--by <list>', 'also show counts by type, document or both', parseBreakdowns, [])
    .option('--types <list>', 'compare only these types, on both sides', parseList)
    .option('--json', 'print every count as JSON', false)
    .option(
      '--min-f1 <number>',
      'exit with 1 where the overall F1 is lower (strict with --mode all)',
      parseShare,
    )
    .action(async (gold: string, predicted: string, options: Options) => {
      process.exitCode = await compare(gold, predicted, options);
    });
}

function parseBreakdowns(value: string): Breakdown[] {
  return parseList(value).map((name) => {
    const found = breakdowns.find((breakdown) => breakdown === name);
    if (found === undefined) throw new InvalidArgumentError(`Choose from ${breakdowns.join(', ')}.`);
    return found;
  });
}

function parseShare(value: string): number {
  const share = value.trim() === '' ? Number.NaN : Number(value);
  if (!(share >= 0 && share <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return share;
}

/** @returns the exit code: 0 done, 1 where the F1 is too low, 2 where something could not be read or compared. */
async function compare(goldPath: string, predictedPath: string, options: Options): Promise<number> {
  if (goldPath === '-' && predictedPath === '-') {
    console.error('goldspan: only one of the two sides can come from standard input.');
    return 2;
  }
  const read = await readDocumentPairs(goldPath, predictedPath);
  for (const problem of read.problems) console.error(formatFileProblem(problem));
  const errors = describeAnnotationErrors(read.annotationErrors);
  if (errors !== undefined) console.error(errors);
  if (read.pairs.length === 0) {
    console.error(
      `goldspan: there is nothing to compare: no annotated document of ${goldPath} could be used.`,
    );
    return 2;
  }
  if (read.pairs.length === read.missingFromPredicted.length) {
    const [gold] = read.missingFromPredicted;
    const [other] = read.missingFromGold;
    const example = other === undefined ? '' : `; for example there is ${gold} against ${other}`;
    console.error(
      `goldspan: no document of ${goldPath} has annotations in ${predictedPath}. Documents belong together ` +
        `where their ids are the same, which for texts are their paths inside the two folders${example}.`,
    );
    return 2;
  }

  const shown = options.mode === 'all' ? modes : [options.mode];
  const types = options.types === undefined ? undefined : new Set(options.types);
  const report = compareDocuments(read.pairs, { modes: shown, ...(types !== undefined && { types }) });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(outputOf(report, read, options))}\n`);
  } else {
    process.stdout.write(renderScores(report, new Set(options.by), coloursOf(process.stdout)));
  }
  reportDocuments(read);
  reportUnknownTypes(read, options);

  const f1 = report.modes[shown[0] as Mode]?.micro.f1 ?? null;
  const isTooLow = options.minF1 !== undefined && !(f1 !== null && f1 >= options.minF1);
  if (isTooLow) {
    const found = f1 === null ? 'cannot be computed, as there are no mentions' : `is ${f1.toFixed(4)}`;
    console.error(`goldspan: F1 (${shown[0]}) ${found}; --min-f1 asks for ${options.minF1}.`);
  }
  if (read.problems.length > 0 || read.annotationErrors.some(isLeftOut)) return 2;
  return isTooLow ? 1 : 0;
}

function outputOf(report: ComparisonReport, read: DocumentPairs, { types }: Options): CompareOutput {
  const { pairs, missingFromPredicted, missingFromGold, textsDiffer } = read;
  return {
    version: 1,
    documents: { compared: pairs.length, missingFromPredicted, missingFromGold, textsDiffer },
    types: types ?? null,
    ...report,
  };
}

function reportDocuments({ pairs, missingFromPredicted, missingFromGold }: DocumentPairs): void {
  console.error(`${counted(pairs.length, 'document')} compared.`);
  if (missingFromPredicted.length > 0) {
    console.error(
      `${counted(missingFromPredicted.length, 'document')} without predicted annotations, ` +
        `counted as all missed: ${firstOf(missingFromPredicted)}`,
    );
  }
  if (missingFromGold.length > 0) {
    console.error(
      `${counted(missingFromGold.length, 'document')} without gold annotations, ` +
        `not counted: ${firstOf(missingFromGold)}`,
    );
  }
}

/** A type that occurs nowhere is a slip more often than not. */
function reportUnknownTypes({ pairs }: DocumentPairs, { types = [] }: Options): void {
  const known = new Set(
    pairs.flatMap(({ gold, predicted }) => [...gold, ...predicted].map(({ type }) => type)),
  );
  for (const type of types) {
    if (!known.has(type)) console.error(`No mention on either side has the type ${type}.`);
  }
}
