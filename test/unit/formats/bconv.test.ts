/**
 * The examples of bconv exist in several formats. Read from each, they are the same document, as far as the format can
 * say it. Needs the data folder: `GOLDSPAN_DATA`, or `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { AnnotatedDocument } from '../../../server/annotation/document.ts';
import { joinedFragments } from '../../../server/annotation/words.ts';
import { parseStandoff } from '../../../server/formats/brat/standoff.ts';
import { recogniseFormat } from '../../../server/formats/registry.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const folder = join(data, 'fixtures', 'bconv');
const skip = existsSync(folder) ? false : `no examples at ${folder}; set GOLDSPAN_DATA to compare`;

async function read(kind: string, example: string): Promise<AnnotatedDocument> {
  const name = readdirSync(join(folder, kind)).find((file) => file.startsWith(example)) ?? '';
  const content = readFileSync(join(folder, kind, name), 'utf8');
  for await (const found of recogniseFormat(content, name)?.read([content], name) ?? []) {
    if (found.kind === 'document') return found.document;
  }
  throw new Error(`${kind}/${name} holds no document`);
}

/** Types and spans in order, each discontinuous mention as it is or, where a format divides it, in pieces. */
function mentions({ text, annotations }: AnnotatedDocument, divided = false): string[] {
  return annotations.entities
    .flatMap(({ type, fragments }) => {
      const spans = joinedFragments(text, fragments).map(({ start, end }) => `${start}-${end}`);
      return divided ? spans.map((span) => `${type} ${span}`) : [`${type} ${spans.join(';')}`];
    })
    .sort();
}

describe('an example of bconv', { skip }, () => {
  for (const [example, entities] of [
    ['BC5CDR-example', 6],
    ['elliptic-coordination', 9],
    ['tutorial-example', 9],
  ] as const) {
    it(`${example} is one document in every format`, async () => {
      const reference = await read('bioc_xml', example);
      assert.equal(reference.annotations.entities.length, entities);
      for (const kind of ['bioc_json', 'pubanno_json']) {
        const other = await read(kind, example);
        assert.equal(other.text, reference.text, kind);
        assert.deepEqual(mentions(other), mentions(reference), kind);
      }
      const standoff = readFileSync(join(folder, 'brat', `${example}.ann`), 'utf8');
      const { annotations } = parseStandoff(standoff, reference.text);
      assert.deepEqual(mentions({ ...reference, annotations }), mentions(reference), 'brat');
      // PubTator has a row for each fragment, and both it and CoNLL end with the last sentence.
      const pubtator = await read('pubtator', example);
      assert.equal(pubtator.text.trimEnd(), reference.text.trimEnd());
      assert.deepEqual(mentions(pubtator), mentions(reference, true), 'PubTator');
      const conll = await read('conll', example);
      // It says how wide a gap is, and not which white space it was.
      const blank = (text: string): string => text.trimEnd().replace(/\s/g, ' ');
      assert.equal(blank(conll.text), blank(reference.text), 'CoNLL');
      assert.equal(conll.annotations.entities.length, entities, 'CoNLL');
    });
  }
});
