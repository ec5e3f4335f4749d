import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { pubAnnotation } from '../../../../server/formats/pubAnnotation/pubAnnotation.ts';
import { codesOf, documentOf, documents, minus, normal, readAll, writeAll } from './documents.ts';
import { heads } from './heads.ts';

const text = '😀 breast and ovarian cancers\n';
const lines = (value: object): string => JSON.stringify(value, null, 2);

describe('pubannotation', () => {
  it('reads denotations, blocks, relations, attributes and concepts', async () => {
    const content = lines({
      sourcedb: 'PubMed',
      sourceid: '12',
      text,
      denotations: [
        {
          id: 'T1',
          span: [
            { begin: 2, end: 8 },
            { begin: 21, end: 28 },
          ],
          obj: 'Disease',
        },
        { id: 'T2', span: { begin: 13, end: 28 }, obj: 'Disease', score: 0.5, model: 'm' },
      ],
      blocks: [{ id: 'B1', span: { begin: 0, end: 28 }, obj: 'title' }],
      relations: [{ id: 'R1', subj: 'T1', pred: 'partOf', obj: 'T2', weight: 3 }],
      attributes: [
        { id: 'A1', subj: 'T1', pred: 'cui', obj: 'MESH:D001943' },
        { id: 'A2', subj: 'T2', pred: 'cui', obj: '672' },
        { id: 'A3', subj: 'R1', pred: 'speculated', obj: true },
        { id: 'A4', subj: 'T2', pred: 'certainty', obj: 'low' },
      ],
      modifications: [{ id: 'M1', obj: 'T2', pred: 'Negation' }],
    });
    const { documents: read, problems } = await readAll(pubAnnotation, content);
    assert.deepEqual(problems, []);
    const expected = documentOf(
      text,
      [
        ['T1', 'Disease', [3, 9], [22, 29]],
        ['T2', 'Disease', [14, 29]],
        ['B1', 'title', [0, 29]],
      ],
      {
        relations: [
          {
            id: 'R1',
            type: 'partOf',
            arguments: [
              { role: 'Arg1', target: 'T1' },
              { role: 'Arg2', target: 'T2' },
            ],
            metadata: { weight: '3' },
          },
        ],
        attributes: [
          { id: 'A3', type: 'speculated', target: 'R1' },
          { id: 'A4', type: 'certainty', target: 'T2', value: 'low' },
          { id: 'M1', type: 'Negation', target: 'T2' },
        ],
        normalisations: [
          { id: 'A1', target: 'T1', system: 'MESH', identifier: 'D001943' },
          { id: 'A2', target: 'T2', system: '', identifier: '672' },
        ],
      },
    );
    const extras = [{}, { score: 0.5, model: 'm' }, { metadata: { block: 'true' } }];
    const entities = expected.annotations.entities.map((entity, index) => ({ ...entity, ...extras[index] }));
    assert.deepEqual(read, [
      {
        ...expected,
        id: '12',
        metadata: { sourcedb: 'PubMed' },
        annotations: { ...expected.annotations, entities },
      },
    ]);
    const { content: written, losses } = writeAll(pubAnnotation, ...read);
    assert.deepEqual(losses, []);
    assert.deepEqual((await readAll(pubAnnotation, written)).documents.map(normal), read.map(normal));
  });

  it('joins chained denotations, given in any order', async () => {
    const chain = (links: readonly (readonly [string, string])[]): string =>
      lines({
        text: 'a b c d',
        denotations: [
          { id: 'T1', span: { begin: 0, end: 1 }, obj: '_FRAGMENT' },
          { id: 'T2', span: { begin: 2, end: 3 }, obj: '_FRAGMENT' },
          { id: 'T3', span: { begin: 6, end: 7 }, obj: 'Disease' },
        ],
        relations: links.map(([subj, obj]) => ({ subj, pred: '_lexicallyChainedTo', obj })),
      });
    for (const links of [
      [
        ['T3', 'T2'],
        ['T2', 'T1'],
      ],
      [
        ['T2', 'T1'],
        ['T3', 'T2'],
      ],
      [
        ['T3', 'T1'],
        ['T3', 'T2'],
      ],
      [
        ['T1', 'T3'],
        ['T2', 'T3'],
      ],
    ] as const) {
      const { documents: read, problems } = await readAll(pubAnnotation, chain(links));
      assert.deepEqual(codesOf(problems), ['pubannotation/chains-joined']);
      const expected = documentOf('a b c d', [['T3', 'Disease', [0, 1], [2, 3], [6, 7]]]);
      assert.deepEqual(read[0]?.annotations, expected.annotations);
    }
    const broken = await readAll(pubAnnotation, chain([['T3', 'T9']]));
    assert.deepEqual(codesOf(broken.problems), [
      'pubannotation/broken-chain',
      'pubannotation/chains-joined',
      'pubannotation/stray-fragment',
    ]);
  });

  it('makes a document of each track and writes it back as one', async () => {
    const track = (project: string, end: number): object => ({
      project,
      denotations: [{ id: 'T1', span: { begin: 0, end }, obj: 'Sign' }],
    });
    const content = lines({ text: 'fever', sourceid: '9', divid: 2, tracks: [track('a', 5), track('b', 3)] });
    const { documents: read, problems } = await readAll(pubAnnotation, content);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      read.map(({ id }) => id),
      ['a/9-2', 'b/9-2'],
    );
    const { content: written, losses } = writeAll(pubAnnotation, ...read);
    assert.deepEqual(losses, []);
    assert.deepEqual(JSON.parse(written.split('\n')[1] as string).tracks[0].project, 'b');
    assert.deepEqual((await readAll(pubAnnotation, written)).documents, read);
  });

  it('reads one document, a list and lines alike, cut anywhere', async () => {
    const one = {
      text: '😀 a',
      sourceid: 'x',
      denotations: [{ id: 'T1', span: { begin: 2, end: 3 }, obj: 'S' }],
    };
    const two = { ...one, sourceid: 'y' };
    const contents = [
      `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
      `\uFEFF${JSON.stringify(one)}\r\n\r\n${JSON.stringify(two)}`,
      JSON.stringify([one, two]),
      lines([one, two]),
      `${lines(one)}\n${lines(two)}`,
    ];
    for (const content of contents) {
      for (const cut of [1, 2, 3, 7, 1000]) {
        const { documents: read, problems } = await readAll(pubAnnotation, content, 'f.json', cut);
        assert.deepEqual(problems, [], content);
        assert.deepEqual(
          read.map(({ id, annotations }) => [id, annotations.entities[0]?.words]),
          [
            ['x', 'a'],
            ['y', 'a'],
          ],
        );
      }
    }
  });

  it('says on which line something is wrong, and reads what is before a break', async () => {
    const document = { text: 'fever', denotations: [{ id: 'T1', span: { begin: 0, end: 6 }, obj: 'S' }] };
    const { documents: read, problems } = await readAll(
      pubAnnotation,
      `[\n${JSON.stringify(document)},\n\n${lines(document)},\n{"text": }]`,
    );
    assert.deepEqual(
      problems.map(({ code, line }) => [code, line]),
      [
        ['pubannotation/bad-offset', 2],
        ['pubannotation/bad-offset', 4],
        ['pubannotation/malformed-json', 17],
      ],
    );
    assert.deepEqual(
      read.map(({ id }) => id),
      ['file', 'file-2'],
    );
    const cut = await readAll(pubAnnotation, `[${JSON.stringify(document)}, {"text": "fe`);
    assert.deepEqual(codesOf(cut.problems), ['pubannotation/bad-offset', 'pubannotation/malformed-json']);
  });
  it('does not quote the file where it is broken', async () => {
    for (const content of ['{"text": "Smith" Smith}\n', '[{"text": "Smith" Smith}]', '{"text":\nSmith}']) {
      const { problems } = await readAll(pubAnnotation, content);
      assert.ok(problems.length > 0);
      for (const { message } of problems) assert.doesNotMatch(message, /Smi/);
    }
  });

  it('gives back every document but for what it lists', async () => {
    const property = fc.asyncProperty(documents(), async (document) => {
      const { content, losses } = writeAll(pubAnnotation, document);
      const { documents: read, problems } = await readAll(pubAnnotation, content);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.deepEqual(read.map(normal), [normal(minus(document, losses))]);
      assert.equal(writeAll(pubAnnotation, ...read).content, content);
    });
    await fc.assert(property, { numRuns: 200 });
  });
  it('lists concepts and attributes that change their kind', async () => {
    const document = documentOf('a', [['T1', 'S', [0, 1]]], {
      attributes: [{ id: 'A1', type: 'cui', target: 'T1', value: 'D1' }],
      normalisations: [{ id: 'N1', target: 'T1', system: '', identifier: 'D1|D2' }],
    });
    assert.deepEqual(codesOf(writeAll(pubAnnotation, document).losses), [
      'pubannotation/attribute-as-concept',
      'pubannotation/concept-as-attribute',
    ]);
  });

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(pubAnnotation.recognise(beginning, name) > 0.5, name.startsWith('pubannotation'), name);
    }
  });
});

const folder = join(
  process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data'),
  'fixtures/bconv/pubanno_json',
);
const skip = existsSync(folder) ? false : `there is no ${folder}; set GOLDSPAN_DATA to the data folder`;
test('files that another converter wrote are read without a problem and come back', { skip }, async () => {
  const counted: Record<string, number> = {};
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name), 'utf8');
    const { documents: read, problems } = await readAll(pubAnnotation, content, name);
    assert.deepEqual(problems, [], name);
    const { content: written, losses } = writeAll(pubAnnotation, ...read);
    assert.deepEqual(losses, [], name);
    assert.deepEqual((await readAll(pubAnnotation, written, name)).documents, read, name);
    counted[name] = read.flatMap(({ annotations }) => annotations.entities).length;
    // Each mention in these files has one concept.
    assert.equal(read.flatMap(({ annotations }) => annotations.normalisations).length, counted[name], name);
  }
  assert.deepEqual(counted, {
    'BC5CDR-example.json': 6,
    'elliptic-coordination.json': 9,
    'tutorial-example.json': 9,
  });
});
