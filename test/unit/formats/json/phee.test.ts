import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { phee } from '../../../../server/formats/phee/phee.ts';
import { codesOf, readAll } from './documents.ts';
import { heads } from './heads.ts';

const context = '😀 Severe rash after amoxicillin and, later, lithium.';

/** A mention of PHEE: its words at their place in the context. */
function at(id: string, ...words: readonly string[]): object {
  const points = Array.from(context);
  const start = words.map((it) =>
    points.findIndex((_, index) => points.slice(index, index + it.length).join('') === it),
  );
  return { text: [words], start: [start], entity_id: [id] };
}

const trigger = { event_id: 'E1', event_type: 'Adverse_event', Trigger: at('T1', 'after') };

async function check(
  event: object,
  expected: { entities: readonly string[]; events?: readonly string[]; attributes?: readonly string[] },
  ...codes: readonly string[]
): Promise<void> {
  const line = JSON.stringify({
    id: 's_1',
    context,
    is_mult_event: false,
    annotations: [{ events: [event] }],
  });
  const { documents, problems } = await readAll(phee, `${line}\n`, 'train.jsonl');
  assert.deepEqual(
    codesOf(problems),
    codes.map((code) => `phee/${code}`),
  );
  const { entities, events, attributes } = documents[0]?.annotations ?? {};
  assert.deepEqual(
    entities?.map(({ id, type, words }) => `${id} ${type} ${words}`),
    expected.entities,
  );
  if (expected.events !== undefined)
    assert.deepEqual(
      events?.map(({ id, type, trigger: of, arguments: all }) =>
        [id, type, of, ...all.map(({ role, target }) => `${role}:${target}`)].join(' '),
      ),
      expected.events,
    );
  assert.deepEqual(
    attributes?.map(({ type, target, value }) => `${type} ${target} ${value}`),
    expected.attributes ?? [],
  );
}

describe('phee', () => {
  it('reads a trigger, arguments, and arguments of arguments', () =>
    check(
      {
        ...trigger,
        Effect: at('T2', 'Severe rash'),
        Severity: { ...at('T3', 'Severe'), value: 'high' },
        Treatment: { ...at('T4', 'amoxicillin and, later, lithium'), Drug: at('T5', 'lithium') },
      },
      {
        entities: [
          'T1 Adverse_event after',
          'T2 Effect Severe rash',
          'T3 Severity Severe',
          'T4 Treatment amoxicillin and, later, lithium',
          'T5 Treatment_Drug lithium',
        ],
        events: ['E1 Adverse_event T1 Effect:T2 Severity:T3 Treatment:T4 Drug:T5'],
        attributes: ['Value T3 high'],
      },
    ));

  it('reads a combination as an event, and a mention in two roles as two entities', () =>
    check(
      {
        ...trigger,
        Treatment: {
          ...at('T4', 'amoxicillin'),
          Drug: at('T5', 'amoxicillin'),
          Combination: [
            {
              event_id: 'E2',
              event_type: 'Combination',
              Trigger: at('T6', 'and'),
              Drug: at('T5', 'amoxicillin'),
            },
          ],
        },
      },
      {
        entities: [
          'T1 Adverse_event after',
          'T4 Treatment amoxicillin',
          'T5 Treatment_Drug amoxicillin',
          'T6 Combination and',
          'T2 Drug amoxicillin',
        ],
        events: ['E2 Combination T6 Drug:T2', 'E1 Adverse_event T1 Treatment:T4 Drug:T5 Combination:E2'],
      },
    ));

  it('puts the fragments of a mention in the order of the text', () =>
    check(
      { ...trigger, Treatment: at('T4', 'lithium', 'amoxicillin') },
      { entities: ['T1 Adverse_event after', 'T4 Treatment amoxicillin lithium'] },
    ));

  it('tells what is wrong', async () => {
    const beyond = { text: [['after']], start: [[90]], entity_id: ['T1'] };
    await check({ ...trigger, Trigger: beyond }, { entities: [] }, 'bad-offset', 'no-trigger');
    const elsewhere = { text: [['after']], start: [[0]], entity_id: ['T1'] };
    await check({ ...trigger, Trigger: elsewhere }, { entities: ['T1 Adverse_event after'] }, 'words-differ');
    await check({ ...trigger, Effect: 7 }, { entities: ['T1 Adverse_event after'] }, 'malformed-field');
    const { problems } = await readAll(phee, '{"id":"1","annotations":[{"events":[]}]}\n[1]\n{"id"\n');
    assert.deepEqual(
      problems.map(({ code, line }) => [code, line]),
      [
        ['phee/no-document', 1],
        ['phee/no-document', 2],
        ['phee/malformed-json', 3],
      ],
    );
  });

  it('recognises its own files alone', () => {
    const own = JSON.stringify({
      id: 's',
      context,
      is_mult_event: false,
      annotations: [{ events: [trigger] }],
    });
    assert.equal(phee.recognise(own, 'x'), 1);
    for (const [name, head] of Object.entries(heads)) assert.equal(phee.recognise(head, name), 0, name);
  });

  const folder = join(
    process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data'),
    'corpora/phee',
  );
  it('reads every event of the published corpus', {
    skip: existsSync(folder) ? false : `there is no ${folder}; set GOLDSPAN_DATA to the data folder`,
  }, async () => {
    for (const [name, sentences, entities, events] of [
      ['train.jsonl', 2898, 18870, 3386],
      ['dev.jsonl', 961, 6417, 1155],
    ] as const) {
      const read = await readAll(phee, readFileSync(join(folder, name), 'utf8'), name, 4099);
      const sum = (kind: 'entities' | 'events'): number =>
        read.documents.reduce((total, { annotations }) => total + annotations[kind].length, 0);
      assert.deepEqual(
        [read.documents.length, sum('entities'), sum('events'), read.problems],
        [sentences, entities, events, []],
      );
    }
  });
});
