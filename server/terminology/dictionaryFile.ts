/**
 * Merged concepts as a file that other programs read: JSON lines with a concept each, or a table of names. Beside it stands
 * what is known of the whole: the sources, the withdrawn identifiers, and the report of the build.
 */
import { beginFile, writeAtomically } from '../corpus/writing.ts';
import type { Build } from './building.ts';
import type { Concept } from './concept.ts';
import { compactForm } from './sources/systems.ts';

/** How many characters are written at once. */
const pieceLength = 1 << 20;

/**
 * Writes the concepts of a build: as a table where the file's name ends in `.tsv`, which `--from tsv` reads again, as JSON
 * lines otherwise; and `FILE.about.json`. Files appear under their names when they are complete; a build that fails leaves
 * what was there.
 */
export async function writeDictionary(file: string, build: Build): Promise<void> {
  const isTable = file.endsWith('.tsv');
  const output = await beginFile(file);
  try {
    let piece = isTable ? 'id\tname\tkind\tsource\tgroup\n' : '';
    for await (const concept of build.concepts) {
      piece += isTable ? tableRows(concept) : `${JSON.stringify(concept)}\n`;
      if (piece.length < pieceLength) continue;
      await output.write(piece);
      piece = '';
    }
    await output.write(piece);
    await output.commit();
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await writeAbout(file, build);
}

/** Writes what is known of a whole build beside its file. */
export async function writeAbout(file: string, build: Build): Promise<void> {
  const about = { sources: build.statements(), report: build.report(), retired: build.retired() };
  await writeAtomically(`${file}.about.json`, `${JSON.stringify(about, undefined, 1)}\n`);
}

function tableRows({ identifiers: [id], names, group }: Concept): string {
  if (id === undefined) return '';
  return names
    .map(({ words, kind, source }) => `${compactForm(id)}\t${words}\t${kind}\t${source}\t${group ?? ''}\n`)
    .join('');
}
