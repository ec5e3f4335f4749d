/** Models of one's own that find relations and assertions, on the command line and in the editor. */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serverCommands } from '../../server/protocol.ts';
import { marked } from '../unit/suggestion/relations/example.ts';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';
import { goldspan } from './goldspan.ts';

const tiny = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tiny-sequence/${name}`, import.meta.url));

/** A copy of a folder with some fields of its goldspan.json changed. */
async function changed(test: TestContext, name: string, fields: object): Promise<string> {
  const folder = await folderWith(test, {});
  await cp(tiny(name), folder, { recursive: true });
  const file = join(folder, 'goldspan.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...settings, ...fields }));
  return folder;
}

describe('models of one’s own on the command line', () => {
  /** A text as JSON lines, with its entities. */
  function given(content: string): string {
    const { text, entities } = marked(content);
    const lines = entities.map(({ id, type, words, fragments: [{ start, end }] }) => ({
      ...{ id, type, text: words },
      spans: [[start, end]],
    }));
    return `${JSON.stringify({ id: 'a', text, entities: lines })}\n`;
  }

  async function annotated(
    content: string,
    ...options: readonly string[]
  ): Promise<{ relations: string[]; attributes: string[]; complaints: string; code: number }> {
    const { output, complaints, code } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', ...options],
      given(content),
    );
    const { entities, relations } = JSON.parse(output || '{"entities":[],"relations":[]}') as {
      entities: { id: string; text: string; attributes: Record<string, string | true> }[];
      relations: { type: string; head: string; tail: string; model: string }[];
    };
    const words = new Map(entities.map(({ id, text }) => [id, text]));
    return {
      ...{ complaints, code },
      relations: relations.map(
        ({ type, head, tail, model }) => `${words.get(head)} ${type} ${words.get(tail)}, ${model}`,
      ),
      attributes: entities.flatMap(({ text, attributes }) =>
        Object.entries(attributes).map(([name, value]) => `${text} ${name} ${value}`),
      ),
    };
  }

  const induced = '[Cisplatin|Chemical] caused [renal failure|Disease] in two patients.';

  it('find the relations in the place of the model in the box', async () => {
    const { relations, complaints } = await annotated(
      induced,
      ...['--only', 'relation', '--model', tiny('entailment')],
    );
    assert.deepEqual(relations, ['Cisplatin Causes renal failure, entailment']);
    assert.equal(complaints, '');
  });

  it('find relations together with the model in the box where that is named', async () => {
    const { relations } = await annotated(
      induced,
      ...['--only', 'relation', '--model', tiny('entailment'), '--model', 'box'],
      ...['--types', 'Causes,ChemicalInducedDisease'],
    );
    assert.deepEqual(relations, [
      'Cisplatin Causes renal failure, entailment',
      'Cisplatin ChemicalInducedDisease renal failure, goldspan-relations',
    ]);
  });

  it('leave the entities to the model in the box', async () => {
    const models = ['--model', tiny('relations'), '--model', tiny('assertion')];
    const { output } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--only', 'ner', ...models],
      'He takes metformin.',
    );
    const { entities } = JSON.parse(output) as { entities: { text: string; model: string }[] };
    assert.deepEqual(
      entities.map(({ text, model }) => [text, model]),
      [['metformin', 'goldspan-entities']],
    );
  });

  it('work in the layer of each model of entities', async (test) => {
    const folder = await folderWith(test, {
      'drugs.tsv': 'zinc\tChemical\n',
      'diseases.tsv': 'zinc\tChemical\ngout\tDisease\n',
      'note.txt': 'Zinc caused gout.\n',
    });
    const models = ['drugs.tsv', 'diseases.tsv'].flatMap((name) => ['--model', join(folder, name)]);
    const { code } = await goldspan([
      ...['annotate', join(folder, 'note.txt'), '--out', join(folder, 'out'), '--layers', 'separate'],
      ...[...models, '--model', tiny('entailment')],
    ]);
    assert.equal(code, 0);
    const annotations = (name: string): Promise<string> =>
      readFile(join(folder, 'out', name, 'note.ann'), 'utf8');
    assert.doesNotMatch(await annotations('drugs'), /Causes/);
    assert.match(await annotations('diseases'), /^R1\tCauses Arg1:T1 Arg2:T2/m);
  });

  it('leave relations out that an annotator does not want', async () => {
    const { relations } = await annotated(
      induced,
      ...['--only', 'relation', '--model', tiny('entailment'), '--types', 'Treats'],
    );
    assert.deepEqual(relations, []);
  });

  it('get the names of the corpus', async () => {
    const { relations } = await annotated(
      induced,
      ...['--only', 'relation', '--model', tiny('entailment'), '--names', 'Causes=Induces'],
    );
    assert.deepEqual(relations, ['Cisplatin Induces renal failure, entailment']);
  });

  const notes =
    'No [fever|Problem]. She denies [cough|Problem]. Maybe [asthma|Problem]. No history of [gout|Problem].';

  it('say of findings what they are sure about, and the trigger tables the rest', async () => {
    const { attributes } = await annotated(notes, '--only', 'assertion', '--model', tiny('assertion'));
    // The model takes "denies" for a present finding, and knows nothing of the past.
    assert.deepEqual(attributes, [
      'fever Negation true',
      'asthma Certainty Uncertain',
      'gout Negation true',
      'gout Certainty Historical',
    ]);
  });

  it('leave findings to the trigger tables that they are not sure about', async (test) => {
    const folder = await changed(test, 'assertion', { threshold: 1 });
    const { attributes } = await annotated(notes, '--only', 'assertion', '--model', folder);
    const { attributes: byTables } = await annotated(notes, '--only', 'assertion');
    assert.deepEqual(attributes, byTables);
    assert.ok(byTables.includes('cough Negation true'));
  });

  it('say of findings what a text entails', async () => {
    const { attributes } = await annotated(
      'She has [fever|Problem] and no [cough|Problem].',
      ...['--only', 'assertion', '--model', tiny('entailment')],
    );
    // The text entails both of both, so that the tables speak.
    assert.deepEqual(attributes, ['cough Negation true']);
    const { attributes: entailed } = await annotated(
      'She has [no fever|Problem] now.',
      ...['--only', 'assertion', '--model', tiny('entailment')],
    );
    assert.deepEqual(entailed, []);
  });

  it('are asked about the types that they are for', async (test) => {
    const folder = await changed(test, 'assertion', { types: ['Event'] });
    const { attributes } = await annotated(
      'Maybe [surgery|Event]; maybe [test|Test].',
      ...['--only', 'assertion', '--model', folder],
    );
    assert.deepEqual(attributes, ['surgery Certainty Uncertain']);
  });

  it('tell how many pairs do not fit', async () => {
    const { complaints, code } = await annotated(
      `[Zinc|Chemical] ${'and '.repeat(20)}[COX|Gene].`,
      ...['--only', 'relation', '--model', tiny('relations')],
    );
    assert.match(complaints, /^goldspan: relations was not asked about 1 pair: what must be read/m);
    assert.equal(code, 0);
  });

  it('are refused without a goldspan.json, with what to do', async (test) => {
    const folder = await changed(test, 'assertion', {});
    await rm(join(folder, 'goldspan.json'));
    const { complaints, code } = await annotated(induced, '--model', folder);
    assert.equal(code, 2);
    assert.match(
      complaints,
      /^goldspan: model\/other-task: .*config\.json: BertForSequenceClassification classifies/,
    );
  });

  it('are refused with what is wrong', async (test) => {
    const folder = await changed(test, 'relations', { context: 'page' });
    const { complaints, code } = await annotated(induced, '--only', 'relation', '--model', folder);
    assert.equal(code, 2);
    assert.match(complaints, /^goldspan: model\/invalid-settings: .*goldspan\.json: context: should be /);
  });
});

describe('models of one’s own in lists', () => {
  it('stand with their tasks', async () => {
    const names = ['relations', 'assertion', 'entailment'];
    const { code, output } = await goldspan(['models', 'list', ...names.map(tiny)]);
    assert.equal(code, 0);
    assert.match(output, /^relations +relations +2 +0\.0 +16 +yes$/m);
    assert.match(output, /^assertion +assertion +2 +0\.0 +16 +yes$/m);
    assert.match(output, /^entailment +zero-shot +3 +0\.0 +24 +yes$/m);
  });

  it('tell what they suggest and how', async () => {
    const { output } = await goldspan(['models', 'check', tiny('entailment')]);
    assert.match(output, /^suggests {6}Causes, Treats, negated$/m);
    assert.match(
      output,
      /^decoding {6}entailment of hypotheses \(contradiction, entailment, neutral\): the likeliest, from 0\.8 on and 0\.1 ahead of the next$/m,
    );
    assert.match(output, /^reads {9}the text around entities, 24 tokens at once$/m);
  });

  it('tell what is doubtful', async (test) => {
    const folder = await changed(test, 'assertion', {
      input: { kind: 'markers', finding: ['<e> ', ' </e>'] },
    });
    const { code, output } = await goldspan(['models', 'check', folder]);
    assert.equal(code, 0);
    assert.match(
      output,
      /^doubtful {6}.*goldspan\.json: input\.finding\[0\]: "<e>" is no token of .*so that the model cannot see it/m,
    );
  });
});

describe('models of one’s own in the editor', () => {
  async function open(
    test: TestContext,
    content: string,
    models: readonly string[],
  ): Promise<{ editor: Editor; uri: string }> {
    const { text, entities } = marked(content);
    const annotations = entities.map(
      ({ id, type, words, fragments: [{ start, end }] }) => `${id}\t${type} ${start} ${end}\t${words}\n`,
    );
    const folder = await folderWith(test, { 'note.txt': text, 'note.ann': annotations.join('') });
    const editor = await Editor.start(folder, { settings: { models, types: ['Chemical', 'Disease'] } });
    test.after(() => editor.stop());
    const uri = await editor.open(join(folder, 'note.txt'));
    await editor.layers(uri);
    return { editor, uri };
  }

  async function hoverOver(editor: Editor, uri: string, words: string): Promise<string> {
    const { start } = editor.rangeOf(uri, words);
    const hover = await editor.hover(uri, editor.document(uri).offsetAt(start) + 1);
    return (hover?.contents as { value: string } | undefined)?.value ?? '';
  }

  const fever = '[Fever|Disease]: maybe. No [cough|Disease].\n';

  it('say in the hover that they speak', async (test) => {
    const { editor, uri } = await open(test, fever, [tiny('assertion')]);
    const hover = await editor.untilAsked(async () => {
      const shown = await hoverOver(editor, uri, 'Fever');
      return shown.includes('uncertain') ? shown : undefined;
    });
    assert.match(hover, /Uncertain is not recorded: uncertain, by assertion, confidence 0\\?\.99/);
    assert.match(await hoverOver(editor, uri, 'cough'), /negated, by “No” and assertion, confidence/);
  });

  it('are asked about what a person annotates', async (test) => {
    const { editor, uri } = await open(test, 'Maybe zzz.\n', [tiny('assertion')]);
    await editor.act(serverCommands.annotate, {
      uri,
      range: editor.rangeOf(uri, 'zzz'),
      newType: 'Disease',
    });
    const hover = await editor.untilAsked(async () => {
      const shown = await hoverOver(editor, uri, 'zzz');
      return shown.includes('assertion') ? shown : undefined;
    });
    assert.match(hover, /uncertain, by “Maybe” and assertion/);
  });

  it('are recorded', async (test) => {
    const { editor, uri } = await open(test, fever, [tiny('assertion')]);
    const range = editor.rangeOf(uri, 'Fever');
    const record = await editor.untilAsked(async () => {
      const actions = await editor.codeActions(uri, range);
      return actions.find(({ title }) => title === 'Record Certainty: Uncertain of “Fever”, by assertion');
    });
    await editor.choose(record);
    assert.match(editor.annotations(uri), /^A1\tCertainty T1 Uncertain$/m);
  });

  it('suggest relations with their scores', async (test) => {
    const content = '[Zinc|Chemical] caused [gout|Disease].\n';
    const { editor, uri } = await open(test, content, [tiny('entailment')]);
    const hover = await editor.untilAsked(async () => {
      const shown = await hoverOver(editor, uri, 'Zinc');
      return shown.includes('Causes') ? shown : undefined;
    });
    assert.match(hover, /“Zinc” — Causes → “gout” suggested, score 0\.98, entailment/);
  });

  it('leave the rest alone where they are broken, and say what is wrong', async (test) => {
    const folder = await changed(test, 'relations', { threshold: 'high' });
    const content = 'Takes metformin. [Fever|Disease]: maybe. [Zinc|Chemical] caused [gout|Disease].\n';
    const { editor, uri } = await open(test, content, [tiny('assertion'), folder, tiny('entailment')]);
    const { detail } = await editor.status(({ state }) => state === 'failed');
    assert.match(detail ?? '', /goldspan\.json: threshold: should be a number from 0 to 1 and is "high"/);
    const { marks } = await editor.layers(uri, ({ suggested }) => suggested > 0);
    assert.ok(marks.some(({ type }) => type === 'Chemical'));
    assert.match(await hoverOver(editor, uri, 'Fever'), /uncertain, by assertion/);
    assert.match(await hoverOver(editor, uri, 'Zinc'), /Causes → “gout” suggested/);
    // What depends on no model goes on, too.
    const range = editor.rangeOf(uri, 'metformin');
    assert.equal((await editor.act(serverCommands.accept, { uri, range })).done, true);
  });
});
