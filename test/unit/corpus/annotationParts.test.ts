import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Annotations } from '../../../server/annotation/document.ts';
import { readCorpus } from '../../../server/corpus/reading.ts';
import { folderWith } from './folders.ts';

const samples = join(import.meta.dirname, '../../../samples');
const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const published = join(data, 'fixtures/brat-examples');

/** What annotations say, in an order that does not depend on the files they came in. */
function said(annotations: Annotations): unknown {
  return Object.fromEntries(
    Object.entries(annotations).map(([kind, list]) => [
      kind,
      list.map((it: object) => JSON.stringify(it)).sort(),
    ]),
  );
}

/** In which file of a shared task a line would be. */
function partOf(line: string): '.a1' | '.a2' | '.rel' | '.co' {
  if (line.startsWith('T')) return '.a1';
  if (line.startsWith('R')) return '.rel';
  return line.startsWith('*') ? '.co' : '.a2';
}

/** Divides every `.ann` file of a corpus as the shared tasks do and reads it again. */
async function check(context: TestContext, corpus: string): Promise<number> {
  const { documents } = await readCorpus(corpus);
  const files: Record<string, string> = {};
  for (const { id, text, files: standoff } of documents) {
    files[`${id}.txt`] = text;
    for (const part of ['.a1', '.a2', '.rel', '.co']) files[id + part] = '';
    for (const line of standoff.flatMap((file) => file.standoff.lines)) {
      if (line.kind !== 'blank') files[id + partOf(line.text)] += line.text + line.terminator;
    }
  }
  const divided = await readCorpus(await folderWith(context, files));
  assert.deepEqual(
    divided.documents.map(({ id }) => id),
    documents.map(({ id }) => id),
  );
  for (const [index, { id, annotations }] of divided.documents.entries())
    assert.deepEqual(said(annotations), said(documents[index]?.annotations as Annotations), id);
  const codes = divided.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const whole = documents.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error');
  assert.deepEqual(codes.sort(), whole.map(({ code }) => code).sort());
  return documents.length;
}

test('the samples say the same in parts as in one file', async (context) => {
  assert.ok((await check(context, samples)) >= 12);
});

test('published corpora say the same in parts as in one file', {
  skip: !existsSync(published) && 'the data folder is not there',
}, async (context) => {
  for (const [corpus, documents] of [
    ['corpora/BioNLP-ST_2011/BioNLP-ST_2011_GE', 20],
    ['corpora/BioNLP-ST_2011/BioNLP-ST_2011_REL', 20],
  ] as const)
    assert.equal(await check(context, join(published, corpus)), documents, corpus);
});
