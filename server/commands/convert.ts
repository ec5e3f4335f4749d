import { type Command, Option } from 'commander';
import { type FileProblem, formatFileProblem, isFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { findSources, type GivenFormat } from '../corpus/sources.ts';
import { companionFormats, formatNamed, readableNames, writableNames } from '../formats/registry.ts';
import { LossList } from './lossList.ts';
import { Progress } from './progress.ts';
import { targetFor } from './targets.ts';
import { counted } from './wording.ts';

interface Options {
  readonly from?: string;
  readonly to: string;
  readonly out: string;
}

/** `goldspan convert PATH...`: documents from one format into another, and a list of what did not go along. */
export function registerConvert(program: Command): void {
  program
    .command('convert')
    .description('convert documents from one format into another, and list what is lost')
    .argument('<path...>', 'files or folders; - for standard input')
    .addOption(
      new Option('--from <format>', 'input format; recognised by content without it').choices(readableNames),
    )
    .addOption(new Option('--to <format>', 'output format').choices(writableNames).makeOptionMandatory())
    .requiredOption('--out <dir>', 'folder to write into')
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await convert(paths, options);
    });
}

/** @returns the exit code: 0 done, 2 where something could not be read; the rest is converted all the same. */
async function convert(paths: readonly string[], { from, to, out }: Options): Promise<number> {
  const target = targetFor(to, out);
  const losses = new LossList();
  let leftOut = 0;
  let doubtful = 0;
  const progress = new Progress('files');
  try {
    for (const path of paths) {
      const { sources, problems } = await findSources(path, givenFormat(from));
      for (const problem of problems) report(problem);
      await target.protect(sources);
      for (const source of sources) {
        await target.begin(source, path);
        for await (const read of source.read()) {
          if (isFileProblem(read)) report(read);
          else for (const loss of await target.document(read)) losses.add(read.id, loss);
        }
        progress.advance();
      }
    }
    await target.end();
  } finally {
    await target.abandon();
  }
  progress.end();
  console.error(`${counted(target.documents, 'document')} written to ${out}.`);
  if (leftOut > 0) console.error(`${counted(leftOut, 'place')} could not be read; see the errors above.`);
  if (doubtful > 0) console.error(`${counted(doubtful, 'place')} to check; see above.`);
  const list = losses.text();
  if (list !== '') console.error(list);
  return leftOut > 0 || target.documents === 0 ? 2 : 0;

  /** What a file says wrongly is told; what could not be read, and so is not in the output, is a failure. */
  function report(problem: FileProblem): void {
    if (problem.severity === 'information') return;
    if (isLeftOut(problem)) leftOut += 1;
    else if (!problem.code.startsWith('corpus/')) doubtful += 1;
    console.error(formatFileProblem(problem));
  }
}

function givenFormat(name: string | undefined): GivenFormat | undefined {
  if (name === undefined) return undefined;
  return companionFormats.find((format) => format.name === name)?.name ?? formatNamed(name);
}
