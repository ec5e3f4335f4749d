import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type DiscontinuousPolicy,
  discontinuousPolicies,
  type MisalignedPolicy,
  misalignedPolicies,
  type OverlapPolicy,
  overlapPolicies,
} from '../annotation/tagging/policies.ts';
import { type TaggedDocument, type TaggingOptions, tagDocument } from '../annotation/tagging/tagging.ts';
import { type Scheme, schemes } from '../annotation/tagging/tagSchemes.ts';
import { type FileProblem, formatFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { writeAtomically } from '../corpus/writing.ts';
import {
  type ConllColumn,
  type ConllLayout,
  conllColumns,
  type DocumentMark,
  documentMarks,
  tagColumnsOf,
  writeConll,
} from '../export/conll.ts';
import { type LossReport, reportLosses } from '../export/lossReport.ts';
import { splitDocuments, splitMethod } from '../export/splits.ts';
import { AnnotationReader, describeAnnotationErrors } from './annotationReader.ts';
import { coloursOf } from './colours.ts';
import { parseList } from './lists.ts';
import { renderTable } from './table.ts';
import { counted, firstOf } from './wording.ts';

interface Options {
  readonly scheme: Scheme;
  readonly overlap: OverlapPolicy;
  readonly discontinuous: DiscontinuousPolicy;
  readonly misaligned: MisalignedPolicy;
  readonly types?: readonly string[];
  readonly columns: readonly ConllColumn[];
  readonly documents: DocumentMark;
  readonly split?: readonly number[];
  readonly seed: number;
  readonly out: string;
}

/** `goldspan export CORPUS`: tags for training, with a list of everything that tags cannot say. */
export function registerExport(program: Command): void {
  const choice = <T extends string>(flags: string, description: string, values: readonly T[], standard: T) =>
    new Option(flags, description).choices(values).default(standard);
  program
    .command('export')
    .description('write a corpus as tagged tokens, and list what the tags do not hold')
    .argument('<corpus>', 'file or folder in any readable format; - for standard input')
    .addOption(choice('--scheme <scheme>', 'tag scheme', schemes, 'bio'))
    .addOption(
      choice('--overlap <policy>', 'which of overlapping mentions is written', overlapPolicies, 'longest'),
    )
    .addOption(
      choice(
        '--discontinuous <policy>',
        'how a discontinuous mention is written',
        discontinuousPolicies,
        'hull',
      ),
    )
    .addOption(
      choice(
        '--misaligned <policy>',
        'what to do with a mention that cuts a token',
        misalignedPolicies,
        'expand',
      ),
    )
    .option('--types <list>', 'write only mentions of these types', parseList)
    .option('--columns <list>', `columns from ${conllColumns.join(', ')}`, parseColumns, ['token', 'tag'])
    .addOption(
      choice('--documents <mark>', 'how the start of a document is marked', documentMarks, 'docstart'),
    )
    .option(
      '--split <fractions>',
      'train,dev,test or train,test as parts of 1, for example 0.8,0.1,0.1',
      parseSplit,
    )
    .option('--seed <number>', 'another seed draws another split', parseSeed, 0)
    .requiredOption('--out <dir>', 'folder to write into')
    .action(async (corpus: string, options: Options) => {
      process.exitCode = await exportCorpus(corpus, options);
    });
}

function parseColumns(value: string): ConllColumn[] {
  const names = parseList(value);
  const columns = conllColumns.filter((column) => names.includes(column));
  if (columns.length < names.length) {
    throw new InvalidArgumentError(`Name each column once, from ${conllColumns.join(', ')}.`);
  }
  if (!names.includes('token') || !names.includes('tag')) {
    throw new InvalidArgumentError('The columns token and tag are needed.');
  }
  return names as ConllColumn[];
}

function parseSplit(value: string): number[] {
  const fractions = parseList(value).map(Number);
  if (!(fractions.length in partNames)) throw new InvalidArgumentError('Give two or three fractions.');
  if (!fractions.every((fraction) => fraction >= 0))
    throw new InvalidArgumentError('Give numbers from 0 to 1.');
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (Math.abs(sum - 1) > 1e-6) throw new InvalidArgumentError(`They add up to ${sum}, not to 1.`);
  return fractions;
}

function parseSeed(value: string): number {
  if (!/^-?\d+$/.test(value.trim())) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

const partNames: Readonly<Record<number, readonly string[]>> = {
  2: ['train', 'test'],
  3: ['train', 'dev', 'test'],
};

/**
 * Writes `corpus.conll`, or one file for each part of the split; `loss.json`; and `manifest.json`, which says how the
 * files were made and which documents are in which.
 *
 * @returns the exit code: 0 done; 1 where mentions overlap and `--overlap error` forbids it, nothing written; 2 where
 * something could not be read.
 */
async function exportCorpus(path: string, options: Options): Promise<number> {
  const { tagged, unannotated, problems, annotationErrors } = await tagCorpus(path, options);
  for (const problem of problems) console.error(formatFileProblem(problem));
  const errors = describeAnnotationErrors(annotationErrors);
  if (errors !== undefined) console.error(errors);
  if (tagged.length === 0) {
    console.error(`goldspan: there is nothing to export: no annotated document of ${path} could be used.`);
    return 2;
  }
  const losses = reportLosses(tagged);
  if (options.overlap === 'error') {
    const overlaps = losses.kinds.find(({ kind }) => kind === 'overlap-dropped');
    if (overlaps !== undefined) {
      console.error(
        `goldspan: nothing was written: ${counted(overlaps.count, 'mention')} would be left out because of overlap. ` +
          `Choose another --overlap, or look at ${firstOf(overlaps.places.map(describePlace))}`,
      );
      return 1;
    }
  }

  const layout: ConllLayout = {
    columns: options.columns,
    documentMark: options.documents,
    tagColumns: tagColumnsOf(tagged),
  };
  const files = filesOf(tagged, options);
  for (const { file, documents } of files) {
    const content = documents.map((document) => writeConll(document, layout)).join('');
    await writeAtomically(join(options.out, file), content);
  }
  await writeAtomically(join(options.out, 'loss.json'), json(losses));
  await writeAtomically(join(options.out, 'manifest.json'), json(manifestOf(files, layout, options)));

  process.stdout.write(renderFiles(files, options));
  if (unannotated.length > 0) {
    const what = counted(unannotated.length, 'document');
    console.error(`${what} without an annotation file, left out: ${firstOf(unannotated)}`);
  }
  reportUnknownTypes(tagged, options);
  console.error(describeLosses(losses, join(options.out, 'loss.json')));
  return problems.length > 0 || annotationErrors.some(isLeftOut) ? 2 : 0;
}

interface TaggedCorpus {
  readonly tagged: readonly TaggedDocument[];
  readonly unannotated: readonly string[];
  readonly problems: readonly FileProblem[];
  readonly annotationErrors: readonly FileProblem[];
}

async function tagCorpus(path: string, options: Options): Promise<TaggedCorpus> {
  const reader = new AnnotationReader();
  const { scheme, overlap, discontinuous, misaligned, types } = options;
  const tagging: TaggingOptions = {
    scheme,
    overlap,
    discontinuous,
    misaligned,
    ...(types !== undefined && { types: new Set(types) }),
  };
  const tagged: TaggedDocument[] = [];
  for await (const { document } of reader.read(path)) tagged.push(tagDocument(document, tagging));
  const { unannotated, unreadable, annotationErrors } = reader;
  return { tagged, unannotated, problems: unreadable, annotationErrors };
}

interface OutputFile {
  readonly file: string;
  readonly documents: readonly TaggedDocument[];
}

function filesOf(tagged: readonly TaggedDocument[], { split, seed }: Options): OutputFile[] {
  if (split === undefined) return [{ file: 'corpus.conll', documents: tagged }];
  // A document that a corpus has twice must not be in two parts.
  const byId = new Map<string, TaggedDocument[]>();
  for (const document of tagged) byId.set(document.id, [...(byId.get(document.id) ?? []), document]);
  const names = partNames[split.length] as readonly string[];
  return splitDocuments([...byId.keys()], split, seed).map((ids, part) => ({
    file: `${names[part]}.conll`,
    documents: ids.flatMap((id) => byId.get(id) ?? []),
  }));
}

/** What a script needs to know to read the files, and a person to make them again. Fields may be added. */
function manifestOf(files: readonly OutputFile[], layout: ConllLayout, options: Options) {
  const { scheme, overlap, discontinuous, misaligned, types = null, split, seed } = options;
  return {
    version: 1,
    scheme,
    overlap,
    discontinuous,
    misaligned,
    types,
    columns: layout.columns.flatMap((column) =>
      column === 'tag' ? new Array<string>(layout.tagColumns).fill('tag') : [column],
    ),
    offsets: 'code points',
    documentMark: layout.documentMark,
    split: split === undefined ? null : { fractions: split, seed, method: splitMethod },
    files: files.map(({ file, documents }) => ({
      file,
      ...sizesOf(documents),
      ids: documents.map(({ id }) => id),
    })),
  };
}

function sizesOf(documents: readonly TaggedDocument[]) {
  const sentences = documents.flatMap((document) => document.sentences);
  return {
    documents: documents.length,
    sentences: sentences.length,
    tokens: sentences.reduce((sum, { tokens }) => sum + tokens.length, 0),
    mentions: documents.reduce((sum, { mentions }) => sum + mentions, 0),
  };
}

function renderFiles(files: readonly OutputFile[], { out }: Options): string {
  const rows = files.map((each) => {
    const { documents, sentences, tokens, mentions } = sizesOf(each.documents);
    return { cells: [join(out, each.file), `${documents}`, `${sentences}`, `${tokens}`, `${mentions}`] };
  });
  return renderTable(
    ['file', 'documents', 'sentences', 'tokens', 'mentions'],
    rows,
    coloursOf(process.stdout),
  );
}

function reportUnknownTypes(tagged: readonly TaggedDocument[], { types = [] }: Options): void {
  const known = new Set(tagged.flatMap(({ types: found }) => [...found]));
  for (const type of types) {
    if (!known.has(type)) console.error(`No mention has the type ${type}.`);
  }
}

function describeLosses({ mentions: { kept, altered, lost }, kinds }: LossReport, file: string): string {
  const lines = kinds.map(({ kind, meaning, count, places }) => {
    const shown = firstOf(places.map(describePlace), 3);
    return `  ${kind}: ${count}: ${meaning} (${shown})`;
  });
  const total = counted(kept + altered + lost, 'mention');
  const summary = `${total}: ${kept} written as annotated, ${altered} altered, ${lost} left out.`;
  return [
    `${summary} ${kinds.length === 0 ? '' : `Every place is in ${file}, the first are (in code points):`}`.trimEnd(),
    ...lines,
  ].join('\n');
}

/** Id and offsets, without the words: what a command says may end in a log. */
function describePlace({ document, entity, spans }: LossReport['kinds'][number]['places'][number]): string {
  return `${document} ${entity} ${spans.map(([start, end]) => `${start}-${end}`).join(';')}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
