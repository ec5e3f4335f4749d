import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { goldspan } from './goldspan.ts';

const table = [
  'id\tname\tkind\tgroup',
  'MESH:D009203\tMyocardial infarction\tpreferred\tDISO',
  'MESH:D009203\theart attack\texact\tDISO',
  'MESH:D001943\tBreast cancer\tpreferred\tDISO',
  'MESH:D010051\tOvarian cancer\tpreferred\tDISO',
  'MESH:D008687\tMetformin\tpreferred\tCHEM',
].join('\n');

describe('goldspan link', () => {
  let folder = '';
  let index = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goldspan-test-'));
    await writeFile(join(folder, 'names.tsv'), table);
    index = join(folder, 'names.index');
    const { code, complaints } = await goldspan([
      ...['terminology', 'build', join(folder, 'names.tsv'), '--from', 'tsv', '--out', index],
    ]);
    assert.equal(code, 0, complaints);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('ranks the concepts that words may name', async () => {
    const { code, output } = await goldspan(['link', 'Heart attacks', '--terminology', index]);
    assert.equal(code, 0);
    const [heading, first] = output.split('\n');
    assert.match(heading ?? '', /^Heart attacks +id +group +score +match +by the name$/);
    assert.match(first ?? '', /^Myocardial infarction +MESH:D009203 +DISO +0\.\d\d +word set +heart attack$/);
  });

  it('prints a line of JSON for each mention, and reads them from standard input', async () => {
    const { output } = await goldspan(
      ['link', '-', '--json', '--limit', '2', '--type', 'Disease', '--terminology', index],
      'breast and ovarian cancer\n\nmetformin\n',
    );
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; concepts: { id: string; linked: boolean }[] });
    assert.deepEqual(
      lines.map(({ text, concepts }) => [
        text,
        ...concepts.filter(({ linked }) => linked).map(({ id }) => id),
      ]),
      [['breast and ovarian cancer', 'D001943', 'D010051'], ['metformin']],
    );
  });

  it('writes identifiers of the systems that the corpus names, or of those that are asked for', async () => {
    const corpus = join(folder, 'corpus');
    await mkdir(corpus);
    await writeFile(join(corpus, 'a.txt'), 'Metformin for diabetes mellitus.\n');
    const links = async (...parameters: string[]): Promise<string[]> => {
      const out = join(folder, 'out');
      const given = [
        'annotate',
        corpus,
        '--only',
        'ner,link',
        '--to',
        'brat',
        '--out',
        out,
        '--types',
        'Disease',
      ];
      const { code, complaints } = await goldspan([...given, ...parameters]);
      assert.deepEqual([code, complaints], [0, '']);
      const written = await readFile(join(out, 'a.ann'), 'utf8');
      await rm(out, { recursive: true });
      return written.match(/Reference T1 \S+/g) ?? [];
    };
    assert.deepEqual(await links(), ['Reference T1 UMLS:C0011849']);
    await writeFile(join(corpus, 'tools.conf'), '[normalization]\nMESH\tDB:mesh\n');
    assert.deepEqual(await links(), ['Reference T1 MESH:D003920']);
    assert.deepEqual(await links('--systems', 'UMLS'), ['Reference T1 UMLS:C0011849']);
  });

  it('refuses an index that is damaged, and says how to make it anew', async () => {
    const damaged = join(folder, 'damaged.index');
    const bytes = await readFile(index);
    await writeFile(damaged, bytes.subarray(0, bytes.length - 20));
    const { code, complaints } = await goldspan(['link', 'x', '--terminology', damaged]);
    assert.equal(code, 2);
    assert.match(complaints, /^goldspan: .*damaged\.index .*goldspan terminology build/);
  });

  it('finds no file with a reason', async () => {
    const { code, complaints } = await goldspan(['link', 'x', '--terminology', 'nothing.index']);
    assert.deepEqual([code, /^goldspan: nothing\.index cannot be read \(ENOENT/.test(complaints)], [2, true]);
  });

  it('shares its index with annotate, where it takes the place of a model', async () => {
    const { output } = await goldspan(
      ['annotate', '-', '--only', 'ner', '--to', 'jsonl', '--model', index],
      'Heart attacks; 😀 no breast cancer.\n',
    );
    const { entities } = JSON.parse(output) as {
      entities: { type: string; spans: number[][]; model: string }[];
    };
    assert.deepEqual(
      entities.map(({ type, spans, model }) => [type, spans, model]),
      [
        ['Disease', [[0, 13]], 'names'],
        ['Disease', [[20, 33]], 'names'],
      ],
    );
  });

  it('has commands beside it that look into an index', async () => {
    const { output } = await goldspan(['terminology', 'info', index]);
    assert.match(
      output,
      /^4 concepts with 5 names and 4 identifiers; 0 withdrawn identifiers\.\nsource +version +licence\n/,
    );
    const found = await goldspan(['terminology', 'search', 'myoc', '--terminology', index]);
    assert.match(found.output, /^Myocardial infarction +MESH:D009203 +DISO +heart attack$/m);
    const byId = await goldspan(['terminology', 'search', 'mesh:d0086', '--json', '--terminology', index]);
    assert.equal((JSON.parse(byId.output) as { names: { words: string }[] }).names[0]?.words, 'Metformin');
  });

  it('is a stage of annotate, also over entities that come with the input', async () => {
    const given = {
      id: 'note',
      text: 'Myocardial infarction (MI); MI.',
      entities: [{ id: 'T1', type: 'Disease', spans: [[28, 30]], text: 'MI' }],
    };
    const { output } = await goldspan(
      ['annotate', '-', '--only', 'link', '--to', 'jsonl', '--terminology', index],
      `${JSON.stringify(given)}\n`,
    );
    const { entities } = JSON.parse(output) as { entities: { concepts: object[] }[] };
    assert.deepEqual(
      entities.map(({ concepts }) => concepts),
      [[{ system: 'MESH', id: 'D009203', name: 'Myocardial infarction', score: 1 }]],
    );
  });
});
