import { type Command, Option } from 'commander';
import { type FileProblem, formatFileProblem, isFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { findSources } from '../corpus/sources.ts';
import type { Format } from '../formats/format.ts';
import { formatNamed, formats } from '../formats/registry.ts';
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
  const writable = formats.filter(({ write }) => write !== undefined).map(({ name }) => name);
  program
    .command('convert')
    .description('convert documents from one format into another, and list what is lost')
    .argument('<path...>', 'files or folders; - for standard input')
    .addOption(
      new Option('--from <format>', 'input format; recognised by content without it').choices([
        'brat',
        ...formats.map(({ name }) => name),
      ]),
    )
    .addOption(
      new Option('--to <format>', 'output format').choices(['brat', ...writable]).makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'folder to write into')
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await convert(paths, options);
    });
}

/** @returns the exit code: 0 done, 2 where something could not be read; the rest is converted all the same. */
async function convert(paths: readonly string[], { from, to, out }: Options): Promise<number> {
  const given = from === undefined || from === 'brat' ? from : formatNamed(from);
  const target = targetFor(to, out);
  const losses = new LossList();
  let failed = false;
  const progress = new Progress('files');
  for (const path of paths) {
    const { sources, problems } = await findSources(path, given as Format | 'brat' | undefined);
    for (const problem of problems) report(problem);
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
  progress.end();
  console.error(`${counted(target.documents, 'document')} written to ${out}.`);
  const list = losses.text();
  if (list !== '') console.error(list);
  return failed || target.documents === 0 ? 2 : 0;

  /** What a file says wrongly is told; what could not be read, and so is not in the output, is a failure. */
  function report(problem: FileProblem): void {
    failed ||= isLeftOut(problem);
    if (problem.severity !== 'information') console.error(formatFileProblem(problem));
  }
}
