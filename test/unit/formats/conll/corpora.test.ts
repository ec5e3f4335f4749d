/**
 * Reads the tagged corpora and the files of other projects, where they are at hand: in the folder that the environment
 * variable GOLDSPAN_DATA names, or in `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { conll } from '../../../../server/formats/conll/conll.ts';
import type { ReadProblem } from '../../../../server/formats/format.ts';
import { codesOf, readAll, writeAll } from '../json/documents.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

function skipWithout(folder: string): string | false {
  const path = join(data, folder);
  return existsSync(path) ? false : `there is no ${path}; set GOLDSPAN_DATA to the data folder`;
}

interface Counts {
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
  readonly entities: number;
  readonly scheme: string;
}

function check(path: string, expected: Counts): void {
  test(`${path} is read without a problem`, { skip: skipWithout(path) }, async () => {
    const documents: AnnotatedDocument[] = [];
    const problems: ReadProblem[] = [];
    for await (const read of conll.read(createReadStream(join(data, path), 'utf8'), basename(path))) {
      if (read.kind === 'document') documents.push(read.document);
      else problems.push(read.problem);
    }
    assert.deepEqual(
      problems.map(({ message }) => message),
      [`The scheme of the tags is ${expected.scheme}.`],
    );
    const sum = (count: (document: AnnotatedDocument) => number | undefined): number =>
      documents.reduce((total, document) => total + (count(document) ?? 0), 0);
    assert.deepEqual(
      {
        documents: documents.length,
        sentences: sum(({ sentences }) => sentences?.length),
        tokens: sum(({ tokens }) => tokens?.length),
        entities: sum(({ annotations }) => annotations.entities.length),
        scheme: expected.scheme,
      },
      expected,
    );
    assert.ok(conll.recognise(readFileSync(join(data, path), 'utf8').slice(0, 4096), basename(path)) >= 0.9);

    const { content, losses } = writeAll(conll, ...documents);
    assert.deepEqual(losses, []);
    const { documents: reread } = await readAll(conll, content);
    assert.deepEqual(reread, documents);
  });
}

check('corpora/jnlpba/dev.tsv', {
  documents: 200,
  sentences: 1739,
  tokens: 47461,
  entities: 4551,
  scheme: 'IOB2',
});
check('corpora/bc2gm/dev.tsv', {
  documents: 1,
  sentences: 2500,
  tokens: 71042,
  entities: 3061,
  scheme: 'IOB2',
});
const converted = 'fixtures/bconv/conll';
check(`${converted}/BC5CDR-example.conll`, {
  documents: 1,
  sentences: 3,
  tokens: 71,
  entities: 6,
  scheme: 'IOBES',
});
check(`${converted}/elliptic-coordination.conll`, {
  documents: 1,
  sentences: 3,
  tokens: 91,
  entities: 9,
  scheme: 'IOBES',
});
check(`${converted}/tutorial-example.conll`, {
  documents: 1,
  sentences: 5,
  tokens: 123,
  entities: 9,
  scheme: 'IOBES',
});

test('offsets give the text that the same documents have in BioC', {
  skip: skipWithout(converted),
}, async () => {
  for (const name of readdirSync(join(data, converted))) {
    const {
      documents: [document],
    } = await readAll(conll, readFileSync(join(data, converted, name), 'utf8'), name);
    const path = join(data, 'fixtures/bconv/bioc_json', name.replace('.conll', '.json'));
    interface Part {
      readonly offset: number;
      readonly text?: string;
      readonly sentences: readonly Part[];
    }
    const bioc = JSON.parse(readFileSync(path, 'utf8')) as { documents: { passages: Part[] }[] };
    for (const passage of bioc.documents[0]?.passages ?? []) {
      for (const { offset, text = '' } of passage.text ? [passage] : passage.sentences) {
        const own = document?.text.slice(offset, offset + text.length).replaceAll('\n', ' ');
        assert.equal(own, text.slice(0, own?.length).replaceAll('\n', ' '), name);
      }
    }
  }
});

const brat = 'fixtures/brat-examples';
test('mentions of brat files come back from CoNLL where nothing is listed', {
  skip: skipWithout(brat),
}, async () => {
  const counts = { documents: 0, written: 0, listed: 0 };
  for (const name of readdirSync(join(data, brat), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ann')) continue;
    const path = join(data, brat, name);
    const text = readFileSync(path.replace(/ann$/, 'txt'), 'utf8');
    const { annotations } = parseStandoff(readFileSync(path, 'utf8'), text);
    const { content, losses } = writeAll(conll, { id: name, text, annotations });
    const {
      documents: [reread],
      problems,
    } = await readAll(conll, content);
    assert.deepEqual(
      codesOf(problems).filter((code) => code !== 'conll/tag-scheme'),
      [],
      name,
    );
    const listed = new Set(losses.map(({ id }) => id));
    const places = new Set(
      reread?.annotations.entities.map(({ type, fragments: [{ start, end }] }) => `${type} ${start} ${end}`),
    );
    counts.documents += 1;
    for (const { id, type, fragments } of annotations.entities) {
      if (listed.has(id)) counts.listed += 1;
      else assert.ok(places.has(`${type} ${fragments[0].start} ${fragments[0].end}`), `${name} ${id}`);
    }
    counts.written += places.size;
  }
  assert.ok(counts.documents > 90 && counts.written > counts.listed, JSON.stringify(counts));
});
