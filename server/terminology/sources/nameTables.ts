/** Tables of one's own: `id, name` with further columns or without, and the dictionaries of SapBERT, `id||name`. */
import {
  type ConceptIdentifier,
  type ConceptName,
  type NameKind,
  nameKinds,
  type SemanticGroup,
  type SourceConcept,
  semanticGroups,
} from '../concept.ts';
import { linesOf } from './lines.ts';
import { quotedRows } from './rows.ts';
import type { Choices, SourceFile, Tally, TerminologyFormat } from './source.ts';
import { groupOf, identifierOf, systemNamed } from './systems.ts';

export const sapbert: TerminologyFormat = {
  name: 'sapbert',
  title: 'dictionaries as of SapBERT and BioSyn: id||name',
  recognises: (head) => mostFit(wholeLines(head), /^[^\t|]+(?:\|[^\t|]+)*\|\|\S/),
  async *read([file], tally, choices) {
    if (file !== undefined) yield* readDictionary(file, tally, choices);
  },
};

export const names: TerminologyFormat = {
  name: 'tsv',
  title: 'a table of one’s own: id, name and perhaps kind, source, group',
  recognises: (head) => {
    const lines = wholeLines(head).filter((line) => !line.startsWith('#'));
    return isHeader((lines[0] ?? '').split('\t')) || mostFit(lines, /^"?[A-Za-z\d][\w.:-]*"?\t\S/);
  },
  async *read([file], tally, choices) {
    if (file !== undefined) yield* readTable(file, tally, choices);
  },
};

/** The first lines of a file's beginning, without the last, which may be cut. */
function wholeLines(head: string): string[] {
  const lines = head.split(/\r?\n/);
  return (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== '').slice(0, 50);
}

/** Whether a few wrong lines are all that speaks against it. */
function mostFit(lines: readonly string[], pattern: RegExp): boolean {
  return lines.filter((line) => pattern.test(line)).length > lines.length / 2;
}

/** `id1|id2||name`: several identifiers stand for the same concept in different vocabularies. */
async function* readDictionary(
  file: SourceFile,
  tally: Tally,
  choices: Choices,
): AsyncGenerator<SourceConcept> {
  const pieces = new Pieces();
  for await (const { text, number } of linesOf(file, tally)) {
    if (text.trim() === '') continue;
    tally.row();
    const end = text.indexOf('||');
    const [id, ...others] = text
      .slice(0, Math.max(0, end))
      .split('|')
      .flatMap((each) => ownIdentifier(each, file, choices) ?? []);
    const words = text.slice(end + 2).trim();
    if (end < 0 || id === undefined || words === '') {
      tally.malformed(file.path, number, 'This line is no identifier, two bars and a name.');
      continue;
    }
    tally.keep();
    yield* pieces.add(id, words, undefined, id.system, undefined, others);
  }
  yield* pieces.last();
}

async function* readTable(file: SourceFile, tally: Tally, choices: Choices): AsyncGenerator<SourceConcept> {
  const pieces = new Pieces();
  let columns: readonly string[] = ['id', 'name', 'kind', 'source', 'group'];
  let isFirst = true;
  for await (const { cells, line } of quotedRows(file, tally)) {
    if (isFirst) {
      isFirst = false;
      if (isHeader(cells)) {
        columns = cells.map(columnNamed);
        continue;
      }
    }
    tally.row();
    const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
    const id = ownIdentifier(cell('id'), file, choices);
    if (id === undefined || cell('name') === '') {
      tally.malformed(file.path, line, `This row has no ${id === undefined ? 'identifier' : 'name'}.`);
      continue;
    }
    tally.keep();
    const kind = nameKinds.find((each) => each === cell('kind').toLowerCase());
    const group = semanticGroups.find((each) => each === cell('group').toUpperCase());
    yield* pieces.add(id, cell('name'), kind, cell('source') || id.system, group, []);
  }
  yield* pieces.last();
}

const headings: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'identifier', 'code', 'concept', 'concept_id', 'cui'],
  name: ['name', 'term', 'label', 'words', 'synonym', 'str'],
  kind: ['kind', 'type', 'scope'],
  source: ['source', 'vocabulary', 'sab'],
  group: ['group', 'semantic group', 'semantic_group'],
};

function columnNamed(cell: string): string {
  const name = cell.trim().toLowerCase();
  return Object.keys(headings).find((column) => headings[column]?.includes(name)) ?? name;
}

function isHeader(cells: readonly string[]): boolean {
  const found = cells.map(columnNamed);
  return found.includes('id') && found.includes('name');
}

/** An identifier with its system before it or one that tells its system by its form; else of the system that was given. */
function ownIdentifier(cell: string, file: SourceFile, { system }: Choices): ConceptIdentifier | undefined {
  const text = cell.trim();
  if (!/^[\w.:-]+$/.test(text)) return undefined;
  if (text.includes(':')) return identifierOf(text);
  if (system !== undefined) return { system: systemNamed(system), identifier: text };
  if (/^C\d{7}$/.test(text)) return { system: 'UMLS', identifier: text };
  if (/^[CD]\d{6,9}$/.test(text)) return { system: 'MESH', identifier: text };
  if (/^DB\d{5}$/.test(text)) return { system: 'DRUGBANK', identifier: text };
  const name = (file.path.split(/[/\\]/).at(-1) ?? '').replace(/\.[\w.]*$/, '').replace(/\W+/g, '_');
  return { system: name === '' ? 'LOCAL' : name, identifier: text };
}

/** Puts neighbouring rows of one concept together. */
class Pieces {
  #id: ConceptIdentifier | undefined;
  #names: ConceptName[] = [];
  #sameAs: readonly ConceptIdentifier[] = [];
  #group: SemanticGroup | undefined;
  /** The identifiers that have had a first name, which is the preferred one where no kinds are given. */
  readonly #known = new Set<string>();

  *add(
    id: ConceptIdentifier,
    words: string,
    kind: NameKind | undefined,
    source: string,
    group: SemanticGroup | undefined,
    others: readonly ConceptIdentifier[],
  ): Generator<SourceConcept> {
    if (this.#id?.system !== id.system || this.#id.identifier !== id.identifier) {
      yield* this.last();
      this.#id = id;
    }
    const key = `${id.system}:${id.identifier}`;
    this.#names.push({ words, kind: kind ?? (this.#known.has(key) ? 'exact' : 'preferred'), source });
    this.#known.add(key);
    this.#group ??= group;
    if (others.length > 0) this.#sameAs = others;
  }

  *last(): Generator<SourceConcept> {
    if (this.#id === undefined) return;
    const group = this.#group ?? groupOf(this.#id);
    yield {
      ...this.#id,
      ...{ names: this.#names, semanticTypes: [] },
      ...(group !== undefined && { group }),
      // Dictionaries list what is nearly the same, such as a disease with its gene-bound kinds.
      ...{ sameAs: [], crossReferences: this.#sameAs },
    };
    this.#id = undefined;
    this.#names = [];
    this.#sameAs = [];
    this.#group = undefined;
  }
}
