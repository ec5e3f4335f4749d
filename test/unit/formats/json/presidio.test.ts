import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { presidio } from '../../../../server/formats/presidio.ts';
import { codesOf, readAll } from './documents.ts';
import { heads } from './heads.ts';

const text = '😀 Ana lives in Oslo.';
const ana = { entity_type: 'PERSON', entity_value: 'Ana', start_position: 2, end_position: 5 };
const oslo = { entity_type: 'LOCATION', entity_value: 'Oslo', start_position: 15, end_position: 19 };

async function check(
  sample: object,
  entities: readonly string[],
  ...codes: readonly string[]
): Promise<void> {
  const { documents, problems } = await readAll(presidio, JSON.stringify([sample]), 'generated.json');
  assert.deepEqual(
    codesOf(problems),
    codes.map((code) => `presidio/${code}`),
  );
  assert.deepEqual(
    documents.flatMap(({ annotations }) =>
      annotations.entities.map(({ id, type, words, fragments: [{ start }] }) =>
        [id, type, words, start].join(' '),
      ),
    ),
    entities,
  );
}

describe('presidio', () => {
  it('reads spans in code points, in the order of the text', () =>
    check({ full_text: text, spans: [oslo, ana] }, ['T1 PERSON Ana 3', 'T2 LOCATION Oslo 16']));

  it('keeps a character that looks like a byte order mark', async () => {
    const spans = [{ ...ana, start_position: 1, end_position: 4 }];
    await check({ full_text: '\uFEFFAna', spans }, ['T1 PERSON Ana 1']);
    // The same as other programs write it.
    const escaped = JSON.stringify([{ full_text: '\uFEFFAna', spans }]).replaceAll('\uFEFF', '\\ufeff');
    const { documents, problems } = await readAll(presidio, escaped);
    assert.deepEqual([documents[0]?.text, problems], ['\uFEFFAna', []]);
  });

  it('tells what is wrong with a sample or a span', async () => {
    await check(
      { full_text: text, spans: [{ ...ana, end_position: 4 }] },
      ['T1 PERSON Ana 3'],
      'words-differ',
    );
    await check({ full_text: text, spans: [{ ...ana, end_position: 60 }] }, [], 'bad-offset');
    await check({ full_text: text, spans: [{ ...ana, entity_type: null }] }, [], 'no-type');
    await check({ spans: [] }, [], 'no-document');
  });

  it('recognises its own files alone', () => {
    const own = JSON.stringify([{ full_text: text, masked: '{{p}}', spans: [ana], template_id: 1 }]);
    assert.equal(presidio.recognise(own, 'x'), 1);
    for (const [name, head] of Object.entries(heads)) assert.equal(presidio.recognise(head, name), 0, name);
  });

  const folder = join(
    process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data'),
    'corpora/presidio-synthetic',
  );
  it('reads every span of the published samples', {
    skip: existsSync(folder) ? false : `there is no ${folder}; set GOLDSPAN_DATA to the data folder`,
  }, async () => {
    for (const [name, samples, spans] of [
      ['generated_large.json', 2109, 4055],
      ['synth_dataset_v2.json', 1500, 2863],
    ] as const) {
      const read = await readAll(presidio, readFileSync(join(folder, name), 'utf8'), name, 4099);
      const entities = read.documents.reduce((sum, { annotations }) => sum + annotations.entities.length, 0);
      assert.deepEqual([read.documents.length, entities, read.problems], [samples, spans, []]);
    }
  });
});
