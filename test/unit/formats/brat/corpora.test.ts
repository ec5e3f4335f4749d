/**
 * Reads the brat files that other projects wrote, where they are at hand: in the folder that the environment variable
 * GOLDSPAN_DATA names, or in `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseStandoff, writeStandoff } from '../../../../server/formats/brat/standoff.ts';
import { standoffLosses, writeAnnotations } from '../../../../server/formats/brat/writing.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

/** Every standoff file under a folder of the data with the text beside it. */
function standoffFiles(folder: string): { name: string; content: string; text: string | undefined }[] {
  return readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ann'))
    .map((name) => {
      const path = join(data, folder, name);
      const textPath = path.replace(/\.ann$/, '.txt');
      const text = existsSync(textPath) ? readFileSync(textPath, 'utf8') : undefined;
      return { name, content: readFileSync(path, 'utf8'), text };
    });
}

function skipWithout(folder: string): string | false {
  const path = join(data, folder);
  return existsSync(path) ? false : `there is no ${path}; set GOLDSPAN_DATA to the data folder`;
}

const examples = 'fixtures/brat-examples';
test('the examples of brat have no error and are written back byte for byte', {
  skip: skipWithout(examples),
}, () => {
  const files = standoffFiles(examples);
  assert.ok(files.length > 90);
  for (const { name, content, text } of files) {
    assert.ok(text !== undefined, name);
    const file = parseStandoff(content, text);
    assert.deepEqual(
      file.problems.filter(({ severity }) => severity === 'error'),
      [],
      name,
    );
    assert.equal(writeStandoff(file), content, name);
    assert.deepEqual(standoffLosses({ id: name, text, annotations: file.annotations }), [], name);
    assert.deepEqual(
      parseStandoff(writeAnnotations(file.annotations, text), text).annotations,
      file.annotations,
    );
  }
});

const converted = 'fixtures/bconv';
test('files with another notation of gaps have no error', { skip: skipWithout(converted) }, () => {
  for (const { name, content } of standoffFiles(`${converted}/brat`)) {
    const file = parseStandoff(content, biocText(name.replace(/\.ann$/, '')));
    const errors = file.problems.filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors, [], name);
    assert.equal(writeStandoff(file), content, name);
  }
});

/** The text of a document in BioC JSON, which these standoff files were converted together with. */
function biocText(name: string): string {
  interface Passage {
    readonly offset: number;
    readonly text?: string;
    readonly sentences: readonly Passage[];
  }
  const path = join(data, converted, 'bioc_json', `${name}.json`);
  const { documents } = JSON.parse(readFileSync(path, 'utf8')) as { documents: { passages: Passage[] }[] };
  const passages = documents[0]?.passages ?? [];
  const pieces = passages.flatMap((passage) => (passage.text ? [passage] : passage.sentences));
  return pieces.reduce((text, { offset, text: piece = '' }) => text.padEnd(offset, ' ') + piece, '');
}

for (const corpus of ['corpora/maccrobat', 'corpora/leaf-clinical-trials', 'corpora/chia']) {
  test(`every span of ${corpus} is where its words are`, { skip: skipWithout(corpus) }, () => {
    // Two lines of Chia end their words at a line break that their offsets go beyond.
    const known = corpus.endsWith('chia') ? 2 : 0;
    let differing = 0;
    for (const { name, content, text } of standoffFiles(corpus)) {
      assert.ok(text !== undefined, name);
      const file = parseStandoff(content, text);
      assert.equal(writeStandoff(file), content, name);
      const errors = file.problems.filter(({ severity }) => severity === 'error');
      assert.ok(
        errors.every(({ code }) => code === 'brat/words-differ'),
        name,
      );
      differing += errors.length;
    }
    assert.equal(differing, known);
  });
}
