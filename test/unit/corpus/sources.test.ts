import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { formatFileProblem, isFileProblem } from '../../../server/corpus/fileProblems.ts';
import { findSources } from '../../../server/corpus/sources.ts';
import { folderWith } from './folders.ts';

const text = 'IL-2 activates p53 .\n';
const pubtator = '12|t|Fever\n12|a|Fever again.\n12\t0\t5\tFever\tDisease\tD005334\n\n';

interface Expected {
  /** The name and the format of each source. */
  readonly sources: readonly string[];
  /** Each entity, relation, event and attribute of all documents. */
  readonly found: readonly string[];
  readonly problems?: readonly string[];
}

async function check(
  context: TestContext,
  files: Readonly<Record<string, string>>,
  expected: Expected,
  given = '.',
): Promise<void> {
  const folder = await folderWith(context, files);
  const { sources, problems } = await findSources(join(folder, given));
  const told = problems.map(formatFileProblem);
  const found: string[] = [];
  for (const source of sources) {
    for await (const read of source.read()) {
      if (isFileProblem(read)) {
        told.push(formatFileProblem(read));
        continue;
      }
      const { entities, relations, events, attributes } = read.annotations;
      for (const { id, type, words } of entities) found.push(`${read.id} ${id} ${type} ${words}`);
      for (const { id, type, arguments: of } of [...relations, ...events])
        found.push(`${read.id} ${id} ${type} ${of.map(({ target }) => target).join(' ')}`);
      for (const { id, type, target, value } of attributes)
        found.push(`${read.id} ${id} ${type} ${target} ${value}`);
    }
  }
  assert.deepEqual(
    sources.map(({ name, format }) => `${name} ${format}`),
    expected.sources,
  );
  assert.deepEqual(found, expected.found);
  const short = told.map((it) =>
    it
      .replace(`${folder}/`, '')
      .replace(folder, '.')
      .replace(/^(\S+: \w+ \S+): .*/s, '$1'),
  );
  assert.deepEqual(short, expected.problems ?? []);
}

describe('sources of documents', () => {
  it('put the files of a shared task together, with references across them', (context) =>
    check(
      context,
      {
        'x.txt': text,
        'x.a1': 'T1\tProtein 0 4\tIL-2\nT2\tProtein 15 18\tp53\n',
        'x.a2': 'T3\tPositive_regulation 5 14\tactivates\nE1\tPositive_regulation:T3 Theme:T2 Cause:T1\n',
        'x.rel': 'R1\tEquiv Arg1:T1 Arg2:T2\n',
      },
      {
        sources: ['x brat'],
        found: [
          'x T1 Protein IL-2',
          'x T2 Protein p53',
          'x T3 Positive_regulation activates',
          'x R1 Equiv T1 T2',
          'x E1 Positive_regulation T2 T1',
        ],
      },
    ));

  it('name the file and the line where one of them is wrong', (context) =>
    check(
      context,
      {
        'x.txt': text,
        'x.a1': 'T1\tProtein 0 4\tIL-2\n',
        'x.a2': 'T1\tProtein 15 18\tp53\nE1\tProtein:T1 Theme:T9\n',
      },
      {
        sources: ['x brat'],
        found: ['x T1 Protein IL-2', 'x E1 Protein T9'],
        problems: ['x.a2:2:21: error brat/unknown-target', 'x.a2:1:1: error brat/duplicate-id'],
      },
    ));

  it('prefer an .ann file to the parts', (context) =>
    check(
      context,
      { 'x.txt': text, 'x.ann': 'T7\tProtein 0 4\tIL-2\n', 'x.a1': 'T1\tProtein 15 18\tp53\n' },
      {
        sources: ['x brat'],
        found: ['x T7 Protein IL-2'],
        problems: ['x.a1: information corpus/part-not-read'],
      },
    ));

  const concepts = {
    con: 'c="il-2" 1:0 1:0||t="treatment"\nc="p53" 1:2 1:2||t="problem"\n',
    ast: 'c="p53" 1:2 1:2||t="problem"||a="absent"\n',
    rel: 'c="il-2" 1:0 1:0||r="TrIP"||c="p53" 1:2 1:2\n',
  };
  const conceptsFound = ['T1 treatment IL-2', 'T2 problem p53', 'R1 TrIP T1 T2', 'A1 Assertion T2 absent'];
  it('read the files of i2b2 2010 beside the text', (context) =>
    check(
      context,
      { 'r.txt': text, 'r.con': concepts.con, 'r.ast': concepts.ast, 'r.rel': concepts.rel },
      { sources: ['r i2b2-2010'], found: conceptsFound.map((it) => `r ${it}`) },
    ));
  it('read them in folders of their own', (context) =>
    check(
      context,
      {
        'txt/r.txt': text,
        'concept/r.con': concepts.con,
        'ast/r.ast': concepts.ast,
        'rel/r.rel': concepts.rel,
      },
      { sources: ['r i2b2-2010'], found: conceptsFound.map((it) => `r ${it}`) },
    ));
  it('name the file of theirs that is wrong', (context) =>
    check(
      context,
      { 'r.txt': text, 'r.con': concepts.con, 'r.ast': 'c="p53" 9:0\n' },
      {
        sources: ['r i2b2-2010'],
        found: conceptsFound.slice(0, 2).map((it) => `r ${it}`),
        problems: ['r.ast:1: error i2b2/malformed-line'],
      },
    ));

  it('read gene mentions with the sentences beside them', (context) =>
    check(
      context,
      { 'train.in': 'P1 IL-2 here .\n', 'GENE.eval': 'P1|0 3|IL-2\n' },
      { sources: ['GENE gene-mention'], found: ['P1 T1 GENE IL-2'] },
    ));
  it('say that there are no sentences', (context) =>
    check(
      context,
      { 'GENE.eval': 'P1|0 3|IL-2\n' },
      { sources: ['GENE gene-mention'], found: [], problems: ['GENE.eval: error corpus/no-text'] },
    ));

  it('take a text without annotations for another format where it is in one', async (context) => {
    const found = ['12 T1 Disease Fever'];
    await check(context, { 'a.txt': pubtator }, { sources: ['a pubtator'], found });
    await check(context, { 'a.txt': pubtator }, { sources: ['a pubtator'], found }, 'a.txt');
    await check(
      context,
      { 'a.pubtator': pubtator, 'README.txt': 'Prose.', 'b.pubtator': 'Prose.\n' },
      {
        sources: ['a pubtator'],
        found,
        problems: ['.: warning corpus/files-passed-over', '.: warning corpus/files-passed-over'],
      },
    );
  });
  it('tell of a damaged file among good ones', (context) =>
    check(
      context,
      { 'a.pubtator': pubtator, 'b.pubtator': '', 'c.pubtator': '\0\u0001', 'd.dat': '' },
      {
        sources: ['a pubtator'],
        found: ['12 T1 Disease Fever'],
        problems: ['b.pubtator: error corpus/unknown-format', 'c.pubtator: error corpus/unknown-format'],
      },
    ));
  it('tell of files in other formats beside annotated texts, which may have been made from them', (context) =>
    check(
      context,
      { 'x.txt': text, 'x.ann': 'T1\tProtein 0 4\tIL-2\n', 'out/y.pubtator': pubtator, 'z.txt': 'Prose.' },
      {
        sources: ['x brat', 'z brat'],
        found: ['x T1 Protein IL-2'],
        problems: ['.: warning corpus/files-passed-over'],
      },
    ));
  it('find a text by any file that belongs to it', async (context) => {
    const files = {
      'x.txt': text,
      'x.a1': 'T1\tProtein 0 4\tIL-2\n',
      'x.a2': 'T2\tProtein 15 18\tp53\n',
      'txt/r.txt': text,
      'concept/r.con': concepts.con,
    };
    const parts = { sources: ['x brat'], found: ['x T1 Protein IL-2', 'x T2 Protein p53'] };
    for (const name of ['x.txt', 'x.a1', 'x.a2']) await check(context, files, parts, name);
    const found = conceptsFound.slice(0, 2).map((it) => `r ${it}`);
    for (const name of ['txt/r.txt', 'concept/r.con'])
      await check(context, files, { sources: ['r i2b2-2010'], found }, name);
  });
  it('tell of annotations without their text', (context) =>
    check(
      context,
      { 'a.a1': '', 'b.a2': '', 'c.con': '', 'd.ann': '', 'e.txt': 'Prose.' },
      {
        sources: ['e brat'],
        found: [],
        problems: [
          ...['a.a1', 'b.a2', 'c.con'].map((it) => `${it}: error corpus/part-without-text`),
          'd.ann: error corpus/no-text',
        ],
      },
    ));
  it('take texts for plain texts where nothing is in any format', (context) =>
    check(
      context,
      { 'a.txt': text, 'b/c.txt': '', 'd.csv': '1,2\n' },
      { sources: ['a brat', 'b/c brat'], found: [] },
    ));
  it('say that a folder holds nothing to read', (context) =>
    check(
      context,
      { 'd.csv': '1,2\n' },
      { sources: [], found: [], problems: ['.: error corpus/unknown-format'] },
    ));
});
