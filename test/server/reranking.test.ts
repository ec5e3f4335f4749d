import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CrossEncoder } from '../../server/inference/crossEncoder.ts';
import { conceptsRequest } from '../../server/protocol.ts';
import { concept, indexFile } from '../unit/terminology/index/indexes.ts';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';
import { startEngine } from './engines.ts';
import { goldspan } from './goldspan.ts';
import { linkingFolder } from './linkingModels.ts';

const names = ['breast cancer', 'ovarian cancer', 'cancer of the skin', 'breast pain', 'cancer pain'];
const index = await indexFile(
  names.map((name, at) => concept(`MESH:D00000${at}`, [name], { group: 'DISO' })),
);
const mention = 'breast cancer pain';
const reranker = linkingFolder('cross-bert');

/** Some names, those first that the model likes more. */
async function asRanked(test: TestContext, some: readonly string[]): Promise<string[]> {
  const scores = await (await CrossEncoder.load(startEngine(test), reranker)).scores(mention, some);
  const scoreOf = new Map(some.map((name, at) => [name, scores[at] ?? Number.NaN]));
  return some.toSorted((one, other) => (scoreOf.get(other) ?? 0) - (scoreOf.get(one) ?? 0));
}

interface Candidate {
  readonly matched: string;
  readonly score: number;
  readonly linked: boolean;
}

describe('a cross-encoder re-ranks the concepts', () => {
  async function link(test: TestContext, words: string, ...options: string[]): Promise<Candidate[]> {
    const folder = await folderWith(test, { 'names.index': index });
    const { code, output, complaints } = await goldspan([
      ...['link', words, '--json', '--terminology', join(folder, 'names.index'), ...options],
    ]);
    assert.equal(code, 0, complaints);
    return (JSON.parse(output) as { concepts: Candidate[] }).concepts;
  }

  it('of words, and what it says first is linked with the score of what was first', async (test) => {
    const before = await link(test, mention);
    const after = await link(test, mention, '--reranker', reranker);
    const expected = await asRanked(
      test,
      before.map(({ matched }) => matched),
    );
    assert.notEqual(before[0]?.matched, expected[0]);
    assert.deepEqual(
      after.map(({ matched }) => matched),
      expected,
    );
    assert.equal(after[0]?.score, before[0]?.score);
    assert.deepEqual(
      after.map(({ linked }) => linked),
      expected.map((_, at) => at === 0),
    );
    const [one] = await link(test, mention, '--reranker', reranker, '--limit', '1');
    assert.deepEqual(one, after[0]);
  });

  it('of words, after an equal name', async (test) => {
    const [first] = await link(test, 'breast cancers', '--reranker', reranker);
    assert.equal(first?.matched, 'breast cancer');
  });

  it('of the entities of documents', async (test) => {
    const folder = await folderWith(test, { 'names.index': index });
    const given = {
      id: 'note',
      text: `No ${mention} 😀, ${mention}.`,
      entities: [
        { id: 'T1', type: 'Disease', spans: [[3, 21]], text: mention },
        { id: 'T2', type: 'Disease', spans: [[25, 43]], text: mention },
      ],
    };
    const annotate = async (...options: string[]): Promise<(string | undefined)[]> => {
      const { output, complaints } = await goldspan(
        [
          ...['annotate', '-', '--only', 'link', '--to', 'jsonl'],
          ...['--terminology', join(folder, 'names.index'), ...options],
        ],
        `${JSON.stringify(given)}\n`,
      );
      assert.equal(complaints, '');
      const { entities } = JSON.parse(output) as { entities: { concepts: { name: string }[] }[] };
      return entities.map(({ concepts }) => concepts[0]?.name);
    };
    const [best] = await asRanked(test, ['breast cancer', 'breast pain', 'cancer pain']);
    const before = await annotate();
    assert.ok(before.every((name) => name !== undefined && name !== best));
    assert.deepEqual(await annotate('--reranker', reranker), [best, best]);
  });

  for (const [command, ...rest] of [
    ['link', 'pain'],
    ['annotate', '-', '--only', 'link', '--to', 'jsonl'],
  ] as const) {
    it(`or ${command} says why it cannot`, async () => {
      const unfit = linkingFolder('mpnet');
      const { code, output, complaints } = await goldspan([command, ...rest, '--reranker', unfit], '');
      assert.deepEqual([code, output], [2, '']);
      assert.match(complaints, /^goldspan: .*mpnet\/config\.json: there is no "id2label"/);
    });
  }
});

describe('a cross-encoder in the editor', () => {
  async function open(test: TestContext, settings: Record<string, unknown>): Promise<[Editor, string]> {
    const folder = await folderWith(test, {
      'note.txt': `Known ${mention}.\n`,
      'note.ann': `T1\tDisease 6 24\t${mention}\n`,
      'names.tsv': 'asthma\tDisease\n',
      'concepts.index': index,
    });
    const usual = {
      models: ['names.tsv'],
      relations: false,
      terminology: 'concepts.index',
      conceptHints: true,
    };
    const editor = await Editor.start(folder, { settings: { ...usual, ...settings } });
    test.after(() => editor.stop());
    const uri = await editor.open(join(folder, 'note.txt'));
    await editor.layers(uri);
    return [editor, uri];
  }

  /** What is listed for the mention, once all links of the note are known, which hints wait for. */
  async function listed(editor: Editor, uri: string): Promise<string[]> {
    await editor.inlayHints(uri);
    const range = editor.rangeOf(uri, mention);
    const found = await editor.request(conceptsRequest, { uri, range, typed: '' });
    return (found?.concepts ?? []).map(({ label }) => label).filter((label) => names.includes(label));
  }

  const complaintsOf = ({ log }: Editor): string[] =>
    log.filter((line) => line.includes('concepts without re-ranking'));

  it('re-ranks the concepts of a note, as long as it is set', async (test) => {
    const [editor, uri] = await open(test, {});
    const before = await listed(editor, uri);
    const expected = await asRanked(test, before);
    assert.notDeepEqual(before, expected);
    await editor.configure({ ...editor.settings, conceptReranker: reranker });
    assert.deepEqual(await listed(editor, uri), expected);
    await editor.configure({ ...editor.settings, conceptReranker: '' });
    assert.deepEqual(await listed(editor, uri), before);
  });

  it('leaves the order as it was where it cannot be used, which is logged once', async (test) => {
    const [editor, uri] = await open(test, {});
    const before = await listed(editor, uri);
    await editor.configure({ ...editor.settings, conceptReranker: linkingFolder('mpnet') });
    assert.deepEqual(await listed(editor, uri), before);
    await editor.replace(uri, 0, 0, 'Not ');
    await editor.layers(uri);
    assert.deepEqual(await listed(editor, uri), before);
    assert.equal(complaintsOf(editor).length, 1);
    assert.match(complaintsOf(editor)[0] ?? '', /mpnet\/config\.json: there is no "id2label"/);
  });
});
