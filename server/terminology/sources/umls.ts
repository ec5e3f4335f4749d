/** UMLS in its rich release format: MRCONSO with names, MRSTY with semantic types, MRCUI with withdrawn concepts. */
import type { SourceConcept } from '../concept.ts';
import { commonGroup, groupsOfTypes } from '../semanticGroups.ts';
import { consoConcepts } from './conso.ts';
import { linesOf } from './lines.ts';
import { named, nameTable } from './releaseFiles.ts';
import type { Choices, SourceFile, Tally, TerminologyFormat } from './source.ts';

const ofRelease = /^(?:MRCONSO|MRSTY|MRCUI)\.RRF$|^release\.dat$/i;

export const umls: TerminologyFormat = {
  name: 'umls',
  title: 'UMLS in the rich release format',
  streams: true,
  recognises: (head) => /^C\d{7}\|[A-Z]{3}\|[PSps]\|L\d+\|/.test(head),
  belongs: (name) => ofRelease.test(name),
  async *read(files, tally, choices) {
    const names = nameTable(files, /^MRCONSO\.RRF$/i, ofRelease);
    if (names === undefined) return;
    tally.statement = { name: 'UMLS', ...tally.statement };
    const release = named(files, /^release\.dat$/i);
    const version = release === undefined ? undefined : await releaseName(release, tally);
    if (version !== undefined) tally.statement = { ...tally.statement, version };
    const withdrawn = named(files, /^MRCUI\.RRF$/i);
    if (withdrawn !== undefined) yield* readWithdrawn(withdrawn, tally);
    yield* readNames(names, named(files, /^MRSTY\.RRF$/i), tally, choices);
  },
};

const cui = /^C\d{7}$/;

/** Both files are sorted by concept, so that reading them side by side needs memory for one concept. */
async function* readNames(
  names: SourceFile,
  types: SourceFile | undefined,
  tally: Tally,
  choices: Choices,
): AsyncGenerator<SourceConcept> {
  const typesOf = types === undefined ? undefined : new SortedTypes(types, tally);
  let last = '';
  let told = false;
  for await (const { identifier, names: atoms, codes } of consoConcepts(names, cui, tally, choices)) {
    if (identifier < last && !told) {
      told = true;
      const message = `${identifier} comes after ${last}: concepts whose rows come apart are read as several. Sort the file.`;
      tally.problem({ path: names.path, code: 'terminology/not-sorted', severity: 'warning', message });
    }
    last = identifier;
    const semanticTypes = (await typesOf?.of(identifier)) ?? [];
    const { semanticTypes: wanted } = choices;
    if (wanted !== undefined && !semanticTypes.some((type) => wanted.has(type))) {
      tally.skip('another semantic type', atoms.length);
      continue;
    }
    const group = commonGroup(groupsOfTypes(semanticTypes));
    yield {
      ...{ system: 'UMLS', identifier, names: atoms, semanticTypes },
      ...(group !== undefined && { group }),
      sameAs: codes,
    };
  }
  await typesOf?.close();
}

/** The semantic types of concepts that are asked for in ascending order. */
class SortedTypes {
  readonly #rows: AsyncGenerator<readonly [identifier: string, type: string]>;
  #next: readonly [identifier: string, type: string] | undefined;
  #begun = false;

  constructor(file: SourceFile, tally: Tally) {
    this.#rows = typeRows(file, tally);
  }

  async of(identifier: string): Promise<string[]> {
    if (!this.#begun) await this.#advance();
    this.#begun = true;
    while (this.#next !== undefined && this.#next[0] < identifier) await this.#advance();
    const types: string[] = [];
    while (this.#next !== undefined && this.#next[0] === identifier) {
      types.push(this.#next[1]);
      await this.#advance();
    }
    return types;
  }

  async close(): Promise<void> {
    await this.#rows.return(undefined);
  }

  async #advance(): Promise<void> {
    const { done, value } = await this.#rows.next();
    this.#next = done === true ? undefined : value;
  }
}

async function* typeRows(file: SourceFile, tally: Tally): AsyncGenerator<readonly [string, string]> {
  let last = '';
  let told = false;
  for await (const { text, number } of linesOf(file, tally)) {
    if (text === '') continue;
    const [identifier = '', type = ''] = text.split('|', 2);
    if (!cui.test(identifier) || !/^T\d{3}$/.test(type)) {
      tally.malformed(file.path, number, 'This row has no concept or no semantic type.');
      continue;
    }
    if (identifier < last && !told) {
      told = true;
      const message =
        'The rows are not sorted by concept, so that some semantic types are missed. Sort the file.';
      tally.problem({
        path: file.path,
        line: number,
        code: 'terminology/not-sorted',
        severity: 'warning',
        message,
      });
    }
    last = identifier;
    yield [identifier, type];
  }
}

/**
 * Withdrawn concepts. `SY` names the concept that one was merged into; `RB`, `RN` and `RO` such that are wider, narrower or
 * akin, of which there may be several; `DEL` none.
 */
async function* readWithdrawn(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  for await (const { text, number } of linesOf(file, tally)) {
    if (text === '') continue;
    const [identifier = '', , relation = '', , , other = ''] = text.split('|');
    if (!cui.test(identifier) || relation === '') {
      tally.malformed(file.path, number, 'This row has no concept or no relation.');
      continue;
    }
    const replacedBy = cui.test(other) ? [{ system: 'UMLS', identifier: other }] : [];
    yield { system: 'UMLS', identifier, names: [], semanticTypes: [], sameAs: [], retired: { replacedBy } };
  }
}

async function releaseName(file: SourceFile, tally: Tally): Promise<string | undefined> {
  for await (const { text } of linesOf(file, tally)) {
    const name = /^umls\.release\.name=(\S+)/.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
