/**
 * Reads the PubTator and BioC files that other projects wrote, where they are at hand: in the folder that the
 * environment variable GOLDSPAN_DATA names, or in `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { biocJson } from '../../../../server/formats/bioc/json.ts';
import { biocXml } from '../../../../server/formats/bioc/xml.ts';
import type { Format } from '../../../../server/formats/format.ts';
import { pubtator } from '../../../../server/formats/pubtator/pubtator.ts';
import { codesOf, readAll, writeAll } from '../json/documents.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

function skipWithout(path: string): string | false {
  return existsSync(join(data, path))
    ? false
    : `there is no ${join(data, path)}; set GOLDSPAN_DATA to the data folder`;
}

const contentOf = (path: string): string => readFileSync(join(data, path), 'utf8');

/** How many documents, entities and relations a file has, and how many problems of each code. */
function counted(documents: readonly AnnotatedDocument[], problems: readonly { code: string }[]) {
  const sum = (of: (document: AnnotatedDocument) => readonly unknown[]): number =>
    documents.reduce((total, document) => total + of(document).length, 0);
  return {
    documents: documents.length,
    entities: sum(({ annotations }) => annotations.entities),
    relations: sum(({ annotations }) => annotations.relations),
    problems: Object.fromEntries(
      codesOf(problems).map((code) => [code, problems.filter((problem) => problem.code === code).length]),
    ),
  };
}

type Counts = readonly [
  documents: number,
  entities: number,
  relations: number,
  problems: Record<string, number>,
];

const corpora: readonly (readonly [path: string, ...Counts])[] = [
  ['bc5cdr/train', 500, 9385, 1038, {}],
  ['bc5cdr/dev', 500, 9591, 1012, {}],
  ['ncbi-disease/train', 593, 5145, 0, { 'pubtator/words-vary': 1 }],
  ['ncbi-disease/dev', 100, 787, 0, {}],
  ['biored/train', 400, 13351, 4178, { 'pubtator/concept-not-mentioned': 6 }],
  ['biored/dev', 100, 3533, 1162, {}],
  ['nlmgene/train', 450, 13797, 0, { 'pubtator/words-differ': 11 }],
  ['gnormplus/train', 432, 5793, 0, { 'pubtator/words-differ': 35 }],
  ['tmvar3/train', 342, 7956, 0, { 'pubtator/words-differ': 20, 'pubtator/offset-outside-text': 1 }],
  ['bioid/train', 9704, 4137, 0, { 'pubtator/words-differ': 1 }],
  ['s800/train', 639, 3053, 0, {}],
  ['linnaeus/train', 80, 2321, 0, {}],
];

for (const [name, documents, entities, relations, problems] of corpora) {
  const path = `corpora/${name}.pubtator`;
  test(`every mention of ${name} is read, and every slip of its offsets found`, {
    skip: skipWithout(path),
  }, async () => {
    const content = contentOf(path);
    const read = await readAll(pubtator, content, path, 4099);
    assert.deepEqual(counted(read.documents, read.problems), { documents, entities, relations, problems });
    const written = writeAll(pubtator, ...read.documents);
    assert.deepEqual(written.losses, []);
    // But for line ends and blank lines around the documents, and mentions that are left out or mended.
    const lines = (text: string) => text.replaceAll('\r\n', '\n').trim().split('\n');
    const old = lines(content);
    const again = new Set(lines(written.content));
    const different = old.filter((line) => !again.has(line)).length;
    const unkept = (problems['pubtator/words-vary'] ?? 0) + (problems['pubtator/offset-outside-text'] ?? 0);
    assert.equal(different, unkept);
    assert.equal(lines(written.content).length, old.length - (problems['pubtator/offset-outside-text'] ?? 0));
  });
}

const bytes = 'corpora/gnormplus/train.pubtator';
test('offsets that count bytes are recognised', { skip: skipWithout(bytes) }, async () => {
  const { problems } = await readAll(pubtator, contentOf(bytes));
  assert.equal(problems.filter(({ message }) => message.includes('count UTF-8 bytes')).length, 33);
});

const biored = 'corpora/biored/dev';
test('the same corpus in BioC and PubTator reads alike', {
  skip: skipWithout(`${biored}.bioc.xml`),
}, async () => {
  const sources: [Format, string][] = [
    [biocXml, '.bioc.xml'],
    [biocJson, '.bioc.json'],
  ];
  for (const [format, extension] of sources) {
    const { documents, problems } = await readAll(format, contentOf(biored + extension), 'dev', 4099);
    assert.deepEqual(counted(documents, problems), {
      documents: 100,
      entities: 3533,
      relations: 1162,
      problems: {},
    });
    const own = writeAll(format, ...documents);
    assert.deepEqual(own.losses, []);
    assert.deepEqual((await readAll(format, own.content)).documents, documents);
    assert.equal(
      writeAll(pubtator, ...documents).content,
      contentOf(`${biored}.pubtator`).replaceAll('\r\n', '\n'),
      extension,
    );
  }
  const { documents } = await readAll(pubtator, contentOf(`${biored}.pubtator`));
  for (const [format] of sources) {
    const { content, losses } = writeAll(format, ...documents);
    assert.deepEqual(losses, []);
    assert.deepEqual((await readAll(format, content)).documents, documents);
  }
});

const fixtures: readonly (readonly [path: string, ...Counts])[] = [
  ['bioc/everything', 2, 5, 2, { 'bioc/type-missing': 7, 'bioc/relation-incomplete': 1 }],
  ['bconv/bioc_*/BC5CDR-example', 1, 6, 1, {}],
  ['bconv/bioc_*/elliptic-coordination', 1, 9, 0, { 'bioc/words-vary': 2 }],
  ['bconv/bioc_*/no-sent-boundary-inside-entity', 1, 1, 0, {}],
  ['bconv/bioc_*/sentence-level', 1, 0, 0, {}],
  ['bconv/bioc_*/tutorial-example', 1, 9, 0, {}],
];

for (const [name, documents, entities, relations, problems] of fixtures) {
  for (const format of [biocXml, biocJson]) {
    const notation = format === biocXml ? 'xml' : 'json';
    const path = `fixtures/${name.replace('*', notation)}.${notation}`;
    test(`${path} is read and written`, { skip: skipWithout(path) }, async () => {
      const content = contentOf(path);
      assert.equal(format.recognise(content.slice(0, 4096), path), 1);
      const read = await readAll(format, content, path, 7);
      assert.deepEqual(counted(read.documents, read.problems), { documents, entities, relations, problems });
      const written = writeAll(format, ...read.documents);
      assert.deepEqual(written.losses, []);
      assert.deepEqual((await readAll(format, written.content)).documents, read.documents);
    });
  }
}
