import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { spellConcept } from '../formats/concepts.ts';
import { ConceptLinker } from '../inference/conceptLinker.ts';
import { EngineError } from '../inference/engineHost.ts';
import { installationOf } from '../inference/installation.ts';
import { UnusableFile } from '../terminology/index/header.ts';
import { openIndex } from '../terminology/index/opening.ts';
import type { ConceptLink, MentionLinks } from '../terminology/linking/linker.ts';
import { coloursOf } from './colours.ts';
import { parseCount } from './counts.ts';
import { addExecutionOption, type ExecutionOptions, engineFor } from './execution.ts';
import { parseList } from './lists.ts';
import { renderTable } from './table.ts';

interface Options extends ExecutionOptions {
  readonly terminology?: string;
  readonly encoder?: string;
  readonly reranker?: string;
  readonly systems: readonly string[];
  readonly type?: string;
  readonly limit: number;
  readonly json: boolean;
}

/** `goldspan link TEXT...`: ranked concepts for mentions. */
export function registerLink(program: Command): void {
  addExecutionOption(program.command('link'))
    .description('rank the concepts that words may name')
    .argument('<text...>', 'mentions, each an argument; - reads one from each line of standard input')
    .option('--terminology <file>', 'index of concepts (default: the one in the box)')
    .option(
      '--encoder <folder>',
      'encoder of names that the vectors beside the index are of (default: the one in the box)',
    )
    .option('--reranker <folder>', 'cross-encoder that ranks the likeliest concepts anew (default: none)')
    .option('--systems <list>', 'terminologies whose concepts come first, such as MESH,OMIM', parseList, [])
    .option('--type <name>', 'type of the mentions, such as Disease, which says what they can name')
    .option('--limit <count>', 'most concepts of a mention', parseCount, 5)
    .option('--json', 'print a JSON line for each mention', false)
    .action(async (texts: string[], options: Options) => {
      process.exitCode = await link(texts, options);
    });
}

async function link(texts: readonly string[], options: Options): Promise<number> {
  const { type, limit, json, systems } = options;
  const box = installationOf(import.meta.url);
  const engine = engineFor(box.engineScript, options.executionProvider);
  try {
    const index = openIndex(options.terminology ?? box.terminology);
    const { encoder = box.nameEncoder, reranker } = options;
    const models = { encoder, ...(reranker && { reranker }) };
    const linker = await ConceptLinker.over(index, engine, models, { limit });
    for await (const words of mentionsIn(texts)) {
      const mention = { words, ...(type !== undefined && { type }) };
      const [links] = (await linker.link([mention], { systems })) as [MentionLinks];
      console.log(json ? JSON.stringify(asJson(words, links)) : asTable(words, links));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UnusableFile || error instanceof EngineError)) throw error;
    console.error(`goldspan: ${error.message}`);
    return 2;
  } finally {
    engine.stop();
  }
}

async function* mentionsIn(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) {
    if (text !== '-') yield text;
    else
      for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') yield line;
  }
}

function asJson(text: string, { candidates, chosen }: MentionLinks): object {
  return {
    text,
    concepts: candidates.map((candidate) => {
      const { concept, name, score, match } = candidate;
      const [{ system, identifier }] = concept.identifiers as [Identifier, ...Identifier[]];
      return {
        ...{ system, id: identifier, name: concept.names[0]?.words, score: rounded(score) },
        ...{ match, matched: name.words, source: name.source, group: concept.group },
        ...{ semanticTypes: concept.semanticTypes, linked: chosen.includes(candidate) },
        otherIds: concept.identifiers.slice(1).map(spellConcept),
      };
    }),
  };
}

type Identifier = ConceptLink['concept']['identifiers'][number];

function asTable(words: string, { candidates, chosen }: MentionLinks): string {
  const rows = candidates.map((candidate) => {
    const { concept, name, score, match } = candidate;
    const [first] = concept.identifiers;
    return {
      cells: [
        concept.names[0]?.words ?? '',
        first ? spellConcept(first) : '',
        concept.group ?? '',
        score.toFixed(2),
        match,
        name.words,
      ],
      ...(chosen.includes(candidate) ? {} : { style: 'dim' as const }),
    };
  });
  const heading = [words, 'id', 'group', 'score', 'match', 'by the name'];
  return rows.length === 0
    ? `${words}: no concept is named like this.\n`
    : renderTable(heading, rows, coloursOf(process.stdout), 'words');
}

function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
