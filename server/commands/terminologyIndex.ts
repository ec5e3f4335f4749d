import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { spellConcept } from '../formats/concepts.ts';
import { installationOf } from '../inference/installation.ts';
import type { Concept, ConceptName } from '../terminology/concept.ts';
import { UnusableFile } from '../terminology/index/header.ts';
import { openIndex } from '../terminology/index/opening.ts';
import type { TerminologyIndex } from '../terminology/index/terminologyIndex.ts';
import { conceptsFor } from '../terminology/search/picker.ts';
import { type VectorsStatement, vectorsPathOf } from '../terminology/vectors/layout.ts';
import { vectorsBeside } from '../terminology/vectors/opening.ts';
import { coloursOf } from './colours.ts';
import { parseCount } from './counts.ts';
import { renderTable } from './table.ts';

interface SearchOptions {
  readonly terminology?: string;
  readonly limit: number;
  readonly json: boolean;
}

/** A file of vectors and what it states. */
interface StoredVectors extends VectorsStatement {
  readonly path: string;
  readonly bytes: number;
}

/** `goldspan terminology info` and `goldspan terminology search`: what an index holds. */
export function addIndexCommands(terminology: Command): void {
  terminology
    .command('info')
    .description(
      'say what an index of concepts holds and where that comes from, and read all of it for damage',
    )
    .argument('[file]', 'index of concepts (default: the one in the box)')
    .option('--json', 'print JSON', false)
    .action((file: string | undefined, { json }: { json: boolean }) => {
      withIndex(file, (index) => {
        index.verify();
        const { counts, sources } = index;
        const vectors = storedBeside(index);
        const asJson = { ...counts, sources, ...(vectors && { vectors }) };
        console.log(json ? JSON.stringify(asJson, null, 2) : described(index, vectors));
      });
    });
  terminology
    .command('search')
    .description('find concepts by the beginnings of the words of a name, or by an identifier')
    .argument('<text...>', 'words of a name, or an identifier such as C0006142 or MESH:D001943')
    .option('--terminology <file>', 'index of concepts (default: the one in the box)')
    .option('--limit <count>', 'most concepts', parseCount, 10)
    .option('--json', 'print a JSON line for each concept', false)
    .action((words: string[], { terminology: file, limit, json }: SearchOptions) => {
      withIndex(file, (index) => {
        const found = conceptsFor(index, words.join(' '), { limit }).map((match) =>
          index.concept(match.concept),
        );
        if (json) for (const concept of found) console.log(JSON.stringify(concept));
        else if (found.length > 0) process.stdout.write(listed(found));
      });
    });
}

function withIndex(file: string | undefined, use: (index: TerminologyIndex) => void): void {
  try {
    const index = openIndex(file ?? installationOf(import.meta.url).terminology);
    use(index);
    index.close();
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    console.error(`goldspan: ${error.message}`);
    process.exitCode = 2;
  }
}

/** What the file of vectors beside an index states, all of which is read; undefined where there is none. */
function storedBeside(index: TerminologyIndex): StoredVectors | undefined {
  const path = vectorsPathOf(index.path);
  const vectors = vectorsBeside(index);
  if (vectors === undefined) return undefined;
  try {
    vectors.verify();
    return { path, bytes: statSync(path).size, ...vectors.statement };
  } finally {
    vectors.close();
  }
}

function described({ counts, sources }: TerminologyIndex, vectors: StoredVectors | undefined): string {
  const { concepts, names, identifiers, retired } = counts;
  const rows = sources.map(({ name, version, licence }) => ({ cells: [name, version, licence] }));
  return [
    `${concepts} concepts with ${names} names and ${identifiers} identifiers; ${retired} withdrawn identifiers.`,
    ...(vectors === undefined ? [] : [describedVectors(vectors, counts.wordings)]),
    renderTable(['source', 'version', 'licence'], rows, coloursOf(process.stdout), 'words').trimEnd(),
  ].join('\n');
}

function describedVectors(
  { path, bytes, rows, encoder: { name }, dimensions, coding }: StoredVectors,
  wordings: number,
): string {
  const coded = coding === 'binary' ? 'one bit' : 'eight bits';
  return (
    `${basename(path)}: vectors by ${name} of ${rows} of ${wordings} names that differ in more than spelling; ${dimensions} dimensions ` +
    `of ${coded} each, ${(bytes / 1e6).toFixed(1)} MB.`
  );
}

function listed(concepts: readonly Concept[]): string {
  const rows = concepts.map(({ identifiers: [first], names: [preferred, ...others], group }) => ({
    cells: [
      preferred?.words ?? '',
      first ? spellConcept(first) : '',
      group ?? '',
      otherNames(preferred, others).slice(0, 3).join('; '),
    ],
  }));
  return renderTable(['name', 'id', 'group', 'other names'], rows, coloursOf(process.stdout), 'words');
}

/** The names that do not merely differ in case from the preferred one or each other. */
function otherNames(preferred: ConceptName | undefined, others: readonly ConceptName[]): string[] {
  const seen = new Set([preferred?.words.toLowerCase()]);
  return others.flatMap(({ words }) => {
    const isNew = !seen.has(words.toLowerCase());
    seen.add(words.toLowerCase());
    return isNew ? [words] : [];
  });
}
