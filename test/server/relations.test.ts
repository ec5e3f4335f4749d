import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';
import { goldspan } from './goldspan.ts';

const note =
  'Cisplatin-induced renal failure 😀\r\nCisplatin caused acute renal failure in two patients.\r\n';
const configuration = (relations: string): string =>
  `[entities]\nChemical\nDisease\n[relations]\n${relations}\n[events]\n[attributes]\n`;

describe('relations in the editor', () => {
  async function open(
    test: TestContext,
    files: Readonly<Record<string, string>>,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<{ editor: Editor; uri: string }> {
    const folder = await folderWith(test, { 'note.txt': note, 'note.ann': '', ...files });
    const editor = await Editor.start(folder, { settings: { types: ['Chemical', 'Disease'], ...settings } });
    test.after(() => editor.stop());
    const uri = await editor.open(join(folder, 'note.txt'));
    await editor.layers(uri);
    return { editor, uri };
  }

  /** The titles of the actions that accept a relation of what stands at the second mention of the chemical. */
  async function offered(editor: Editor, uri: string): Promise<string[]> {
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cisplatin', 1));
    return actions.map(({ title }) => title).filter((title) => title.includes(' → '));
  }

  /** Relations come after the entities. */
  function untilOffered(editor: Editor, uri: string): Promise<string[]> {
    return editor.untilAsked(async () => {
      const titles = await offered(editor, uri);
      return titles.length > 0 ? titles : undefined;
    });
  }

  const title = 'Accept “Cisplatin” — Causes → “acute renal failure”';

  it('are suggested under the name and in the roles that the corpus declares, and accepted with their entities', async (test) => {
    const { editor, uri } = await open(
      test,
      { 'annotation.conf': configuration('Causes\tCause:Chemical, Effect:Disease') },
      { typeNames: { ChemicalInducedDisease: 'Causes' }, types: [] },
    );
    assert.deepEqual(await untilOffered(editor, uri), [title]);
    const hover = await editor.hover(
      uri,
      editor.document(uri).offsetAt(editor.rangeOf(uri, 'Cisplatin', 1).start) + 1,
    );
    assert.ok(hover);
    const { value } = hover.contents as { value: string };
    assert.match(
      value,
      /“Cisplatin” — Causes → “acute renal failure” suggested, score 0\.\d\d, goldspan\\-relations/,
    );
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cisplatin', 1));
    await editor.choose(actions.find((action) => action.title === title));
    assert.equal(
      editor.annotations(uri),
      'T1\tChemical 35 44\tCisplatin\nT2\tDisease 52 71\tacute renal failure\nR1\tCauses Cause:T1 Effect:T2\n',
    );
    await editor.layers(uri, ({ gold }) => gold === 2);
    assert.deepEqual(await offered(editor, uri), []);
  });

  it('are not suggested where the corpus declares others', async (test) => {
    const { editor, uri } = await open(
      test,
      { 'annotation.conf': configuration('Causes\tArg1:Disease, Arg2:Chemical') },
      { typeNames: { ChemicalInducedDisease: 'Causes' }, types: [] },
    );
    await editor.until(() => editor.statuses.at(-1)?.state === 'ready' || undefined);
    assert.deepEqual(await offered(editor, uri), []);
  });
});

describe('relations on the command line', () => {
  it('do not join what the text negates', async () => {
    const relations = async (text: string): Promise<string[]> => {
      const types = 'Chemical,Disease,ChemicalInducedDisease';
      const { output } = await goldspan(['annotate', '-', '--to', 'jsonl', '--types', types], text);
      return (JSON.parse(output) as { relations: { type: string }[] }).relations.map(({ type }) => type);
    };
    assert.deepEqual(await relations('Nausea was seen with cisplatin.'), ['ChemicalInducedDisease']);
    assert.deepEqual(await relations('No nausea was seen with cisplatin.'), []);
  });

  it('join given entities, with a score', async () => {
    const text = 'Cisplatin caused acute renal failure in two patients.';
    const given = {
      id: 'a',
      text,
      entities: [
        { id: 'T1', type: 'Chemical', spans: [[0, 9]], text: 'Cisplatin' },
        { id: 'T2', type: 'Disease', spans: [[17, 36]], text: 'acute renal failure' },
      ],
    };
    const { code, output, complaints } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--only', 'relation', '--types', 'ChemicalInducedDisease'],
      `${JSON.stringify(given)}\n`,
    );
    assert.equal(complaints, '');
    assert.equal(code, 0);
    const { relations } = JSON.parse(output) as {
      relations: { type: string; head: string; tail: string; score: number; model: string }[];
    };
    assert.equal(relations.length, 1);
    const [relation] = relations;
    assert.deepEqual(
      [relation?.type, relation?.head, relation?.tail, relation?.model],
      ['ChemicalInducedDisease', 'T1', 'T2', 'goldspan-relations'],
    );
    assert.ok((relation?.score ?? 0) > 0.3 && (relation?.score ?? 0) <= 1);
  });
});
