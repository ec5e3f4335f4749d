/** The grammars mark as errors what the readers of the same files cannot read, and nothing else. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAnnotationConfiguration } from '../../../server/formats/brat/annotationConfiguration.ts';
import { readLine } from '../../../server/formats/brat/lineGrammar.ts';
import { splitLines } from '../../../server/formats/brat/lines.ts';
import { readVisualConfiguration } from '../../../server/formats/brat/visualConfiguration.ts';
import { isMarked, root, tokeniser } from './tokenising.ts';

const fixtures = join(root, 'test/fixtures/syntaxes');
const data = process.env['GOLDSPAN_DATA'] ?? join(root, '../shared/data');

describe('the grammar of .ann files', async () => {
  const tokenise = await tokeniser('brat');
  const check = (content: string): void => {
    const lines = splitLines(content);
    const tokenised = tokenise(content);
    for (const [index, line] of lines.entries()) {
      const marked = tokenised[index];
      assert.equal(marked?.text, line.text);
      assert.equal(isMarked(marked), readLine(line).kind === 'unparsed', JSON.stringify(line.text));
    }
  };

  it('agrees with the reader on the examples', () => {
    const folder = join(fixtures, 'brat');
    for (const file of readdirSync(folder)) {
      if (file.endsWith('.ann')) check(readFileSync(join(folder, file), 'utf8'));
    }
  });

  it('agrees with the reader on any line', () => {
    const id = fc.constantFrom(...'T1|T1.1|R1|E2|A1|M1|N1|#1|#AN1|*|T|#|X1| T1|'.split('|'));
    const marks = '\t|\t| | | |  |\u00a0|;|:|-|0|5|17 20|0 5;7 9|e\u0301|\u{1f600}';
    const names = 'Type|T1|E1|Arg1:T1|Arg2:T2|Theme:E1:2|UMLS:C1|Annotation:T1|Referent:X:1';
    const piece = fc.constantFrom(...`${marks}|${names}`.split('|'));
    const free = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
    const words = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(' '));
    const line = fc
      .tuple(id, fc.oneof(free, words), fc.constantFrom('\t', ''))
      .map(([a, b, tab]) => a + tab + b);
    fc.assert(fc.property(line, check), { numRuns: 3000 });
  });

  const corpora = ['corpora/maccrobat', 'corpora/leaf-clinical-trials', 'fixtures/bconv/brat'].map((folder) =>
    join(data, folder),
  );
  const skip = corpora.every((folder) => existsSync(folder))
    ? false
    : `no corpora at ${data}; set GOLDSPAN_DATA`;
  it('agrees with the reader on corpora', { skip }, () => {
    for (const folder of corpora) {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.ann'),
      );
      assert.notEqual(files.length, 0, folder);
      for (const file of files.sort().slice(0, 40)) check(readFileSync(join(folder, file), 'utf8'));
    }
  });
});

describe('the grammar of brat configurations', async () => {
  const tokenise = await tokeniser('brat-configuration');
  // The readers pass over lines before the first section and report names that no annotation can use; the grammar
  // marks the first and leaves the second to the problems.
  const codes = ['configuration/unknown-section', 'configuration/setting', 'configuration/reserved-name'];
  const check = (
    file: string,
    read: typeof readAnnotationConfiguration | typeof readVisualConfiguration,
  ): void => {
    const content = readFileSync(join(fixtures, 'brat-configuration', file), 'utf8');
    const first = content.indexOf('[');
    const expected = read(content)
      .problems.filter(({ code }) => codes.includes(code))
      .map(({ place }) => content.slice(place.start, place.end));
    assert.notEqual(expected.length, 0);
    assert.deepEqual(
      tokenise(content.slice(first))
        .filter(isMarked)
        .map(({ text }) => text)
        .sort(),
      expected.sort(),
    );
  };

  it('agrees with the reader of annotation.conf', () =>
    check('annotation.conf', readAnnotationConfiguration));
  it('agrees with the reader of visual.conf', () => check('visual.conf', readVisualConfiguration));
});
