import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConceptsResult, conceptsRequest, serverCommands } from '../../server/protocol.ts';
import type { Concept } from '../../server/terminology/concept.ts';
import { concept, indexFile, manyConcepts } from '../unit/terminology/index/indexes.ts';
import { folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';

const disorder = (identifier: string, names: readonly string[], rest: Partial<Concept> = {}): Concept =>
  concept(identifier, names, { group: 'DISO', ...rest });

const breastCancer = disorder('MESH:D001943', ['Breast Neoplasms', 'breast cancer', 'mammary cancer'], {
  identifiers: [
    { system: 'MESH', identifier: 'D001943' },
    { system: 'UMLS', identifier: 'C0006142' },
  ],
  semanticTypes: ['T191'],
});
const terminology = await indexFile(
  [
    breastCancer,
    disorder('MESH:D010051', ['Ovarian Neoplasms', 'ovarian cancer']),
    disorder('MESH:D003080', ['Cold', 'cold sore']),
    disorder('MESH:D003139', ['Common Cold', 'cold']),
    disorder('MESH:D006333', ['Heart Failure', 'cardiac failure', 'heart failure, congestive']),
    concept('MESH:D008687', ['Metformin'], { group: 'CHEM' }),
  ],
  {
    sources: [{ name: 'MESH', version: '2025', licence: 'none' }],
    retired: [
      {
        system: 'MESH',
        identifier: 'D000001',
        replacedBy: [{ system: 'MESH', identifier: 'D006333' }],
      },
    ],
  },
);

const dictionary = 'breast cancer\tDisease\nheart failure\tDisease\nHF\tDisease\nmetformin\tChemical\n';

/** Opens a note with suggestions from a dictionary, so that no model decides what there is. */
async function open(
  test: TestContext,
  text: string,
  annotations: string,
  settings: EditorOptions['settings'] = {},
  options: EditorOptions = {},
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<{ editor: Editor; uri: string }> {
  const folder = await folderWith(test, {
    'note.txt': text,
    'note.ann': annotations,
    'names.tsv': dictionary,
    'concepts.index': terminology,
    ...files,
  });
  const usual = { models: ['names.tsv'], types: ['*'], relations: false, terminology: 'concepts.index' };
  const editor = await Editor.start(folder, { ...options, settings: { ...usual, ...settings } });
  test.after(() => editor.stop());
  const uri = await editor.open(join(folder, 'note.txt'));
  await editor.layers(uri);
  return { editor, uri };
}

async function hoverOver(editor: Editor, uri: string, words: string, occurrence = 0): Promise<string> {
  const { start } = editor.rangeOf(uri, words, occurrence);
  const hover = await editor.hover(uri, editor.document(uri).offsetAt(start) + 1);
  return (hover?.contents as { value: string } | undefined)?.value.replaceAll('\\', '') ?? '';
}

async function titles(editor: Editor, uri: string, words: string, occurrence = 0): Promise<string[]> {
  const actions = await editor.codeActions(uri, editor.rangeOf(uri, words, occurrence));
  return actions.map(({ title }) => title);
}

async function choose(
  editor: Editor,
  uri: string,
  words: string,
  title: string,
  occurrence = 0,
): Promise<void> {
  const actions = await editor.codeActions(uri, editor.rangeOf(uri, words, occurrence));
  const { done, message } = await editor.choose(actions.find((action) => action.title === title));
  assert.ok(done, message);
}

async function search(editor: Editor, uri: string, words: string, typed = ''): Promise<ConceptsResult> {
  const found = await editor.request(conceptsRequest, { uri, range: editor.rangeOf(uri, words), typed });
  assert.ok(found);
  return found;
}

const note = 'Breast cancer and HF. Known heart failure (HF), on metformin; breast cancer again.\n';

describe('the concept of a mention', () => {
  it('shows where a suggestion is hovered, and why', async (test) => {
    const { editor, uri } = await open(test, note, '');
    assert.match(
      await hoverOver(editor, uri, 'breast cancer'),
      /- \*\*Breast Neoplasms \(MESH:D001943\)\*\* · Disorders, Neoplastic Process \(T191\) · also mammary cancer · score \d\.\d\d: exact name of MESH 2025/,
    );
  });

  it('is looked up by the long form of an abbreviation', async (test) => {
    const { editor, uri } = await open(test, note, '');
    assert.match(
      await hoverOver(editor, uri, 'HF', 1),
      /Heart Failure \(MESH:D006333\).*: exact name of MESH 2025, by the long form “heart failure”/,
    );
  });

  it('is that of the link where one is annotated, and tells what the terminology says of it', async (test) => {
    const annotations = 'T1\tDisease 0 13\tBreast cancer\nN1\tReference T1 UMLS:C0006142\tBC\n';
    const { editor, uri } = await open(test, note, annotations);
    assert.match(
      await hoverOver(editor, uri, 'Breast cancer'),
      /- UMLS:C0006142 BC \(Breast Neoplasms · Disorders, Neoplastic Process \(T191\) · also breast cancer; mammary cancer · MESH 2025\)/,
    );
  });

  it('is written with the system that the settings prefer', async (test) => {
    const { editor, uri } = await open(test, note, '', { conceptSystems: ['OMIM', 'UMLS'] });
    assert.match(await hoverOver(editor, uri, 'breast cancer'), /Breast Neoplasms \(UMLS:C0006142\)/);
    assert.match(await hoverOver(editor, uri, 'metformin'), /Metformin \(MESH:D008687\)/);
  });

  it('is written with the terminology that the corpus names otherwise', async (test) => {
    const files = { 'tools.conf': '[normalization]\nUMLS_CUI\tDB:umls, <URL>:http://example.org\n' };
    const { editor, uri } = await open(test, note, '', {}, {}, files);
    assert.match(await hoverOver(editor, uri, 'breast cancer'), /Breast Neoplasms \(UMLS_CUI:C0006142\)/);
  });

  it('is not shown where concepts are off, or there is no terminology', async (test) => {
    const off = await open(test, note, '', { concepts: 'off' });
    assert.doesNotMatch(await hoverOver(off.editor, off.uri, 'breast cancer'), /MESH/);
    const missing = await open(test, note, '', { terminology: 'nothing.index' });
    assert.match(await hoverOver(missing.editor, missing.uri, 'breast cancer'), /\*\*Disease\*\* suggested/);
    await hoverOver(missing.editor, missing.uri, 'metformin');
    const complaints = missing.editor.log.filter((line) => line.includes('no concepts'));
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', /nothing\.index cannot be read/);
  });

  it('is not shown where the index turns out to be damaged, which is told once', async (test) => {
    const damaged = await indexFile([breastCancer, ...manyConcepts(5000)]);
    // The second half holds what is read only when something is looked up.
    damaged.fill(0, damaged.length >> 1, damaged.length - (damaged.length >> 2));
    const { editor, uri } = await open(test, note, '', {}, {}, { 'concepts.index': damaged });
    assert.match(await hoverOver(editor, uri, 'breast cancer'), /\*\*Disease\*\* suggested/);
    assert.doesNotMatch(await hoverOver(editor, uri, 'metformin'), /score [\d.]+:/);
    assert.ok(editor.log.some((line) => /terminology opened from .*concepts\.index: 5001/.test(line)));
    const complaints = editor.log.filter((line) => line.includes('no concepts'));
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', /concepts\.index .*damaged/);
  });

  it('is found by letters alone where the vectors cannot be used, which is told once', async (test) => {
    const { editor, uri } = await open(test, note, '', {}, {}, { 'concepts.vectors': 'no vectors' });
    assert.match(await hoverOver(editor, uri, 'breast cancer'), /score 1\.00: exact name/);
    await hoverOver(editor, uri, 'metformin');
    const complaints = editor.log.filter((line) => line.includes('concepts without vectors'));
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', /concepts\.vectors .*goldspan terminology encode/);
  });

  it('stands behind the label where the settings ask for it', async (test) => {
    const annotations = 'T1\tDisease 0 13\tBreast cancer\nN1\tReference T1 UMLS:C0006142\tBC\n';
    const { editor, uri } = await open(test, note, annotations, { conceptHints: true });
    const labels = (await editor.inlayHints(uri)).map(({ label }) => label);
    assert.ok(labels.includes('Dis UMLS:C0006142'), String(labels));
    assert.ok(labels.includes('Che? MESH:D008687?'), String(labels));
    await editor.configure({ ...editor.settings, labels: 'none' });
    const bare = (await editor.inlayHints(uri)).map(({ label }) => label);
    assert.ok(bare.includes('MESH:D008687?'), String(bare));
  });
});

describe('linking', () => {
  const accepted = 'T1\tDisease 0 13\tBreast cancer\n';

  it('accepts a suggestion and writes its concept, in one step that can be undone', async (test) => {
    const { editor, uri } = await open(test, note, '');
    await choose(editor, uri, 'metformin', 'Accept Chemical “metformin” as Metformin (MESH:D008687)');
    assert.equal(
      editor.annotations(uri),
      'T1\tChemical 51 60\tmetformin\nN1\tReference T1 MESH:D008687\tMetformin\n',
    );
    await editor.act(serverCommands.undo, { uri, range: editor.rangeOf(uri, 'metformin') });
    assert.equal(editor.annotations(uri), '');
  });

  it('takes the place of the link there was, whose line keeps its id', async (test) => {
    const before = `${accepted}N7\tReference T1 MESH:D010051\tOvarian Neoplasms\n#1\tAnnotatorNotes T1\tsee\n`;
    const { editor, uri } = await open(test, note, before);
    await choose(editor, uri, 'Breast cancer', 'Link “Breast cancer” to Breast Neoplasms (MESH:D001943)');
    assert.equal(
      editor.annotations(uri),
      `${accepted}N7\tReference T1 MESH:D001943\tBreast Neoplasms\n#1\tAnnotatorNotes T1\tsee\n`,
    );
  });

  it('can say that there is no concept, and take that back', async (test) => {
    const { editor, uri } = await open(test, note, accepted);
    await choose(editor, uri, 'Breast cancer', 'Link “Breast cancer” to no concept (CUI-less)');
    assert.equal(editor.annotations(uri), `${accepted}N1\tReference T1 UMLS:CUI-less\n`);
    assert.match(await hoverOver(editor, uri, 'Breast cancer'), /UMLS:CUI-less \(no concept\)/);
    await choose(editor, uri, 'Breast cancer', 'Remove the concept of “Breast cancer”');
    assert.equal(editor.annotations(uri), accepted);
  });

  it('goes to all mentions with the same words, annotated or suggested', async (test) => {
    const { editor, uri } = await open(test, note, `${accepted}N1\tReference T1 MESH:D010051\told\n`);
    await editor.act(serverCommands.link, {
      uri,
      range: editor.rangeOf(uri, 'Breast cancer'),
      concepts: [{ system: 'MESH', identifier: 'D001943', name: 'Breast Neoplasms' }],
      everywhere: true,
    });
    assert.equal(
      editor.annotations(uri),
      `${accepted}N1\tReference T1 MESH:D001943\tBreast Neoplasms\n` +
        'T2\tDisease 62 75\tbreast cancer\nN2\tReference T2 MESH:D001943\tBreast Neoplasms\n',
    );
  });

  it('writes a concept for each thing that is named together', async (test) => {
    const text = 'Breast and ovarian cancer.\n';
    const { editor, uri } = await open(test, text, 'T1\tDisease 0 25\tBreast and ovarian cancer\n');
    const both = 'Link “Breast and ovarian cancer” to Breast Neoplasms (MESH:D001943) and Ovarian Neoplasms';
    await choose(editor, uri, 'Breast and ovarian cancer', `${both} (MESH:D010051)`);
    assert.match(
      editor.annotations(uri),
      /\nN1\tReference T1 MESH:D001943\tBreast Neoplasms\nN2\tReference T1 MESH:D010051\tOvarian Neoplasms\n$/,
    );
  });

  it('comes with every accepted suggestion where the settings ask for it', async (test) => {
    const { editor, uri } = await open(test, note, '', { concepts: 'accept' });
    await editor.act(serverCommands.acceptAll, { uri, range: editor.rangeOf(uri, 'breast cancer') });
    assert.match(
      editor.annotations(uri),
      /^T1\tDisease 62 75\tbreast cancer\nN1\tReference T1 MESH:D001943\t/,
    );
  });

  it('does not come with what is accepted alone', async (test) => {
    const { editor, uri } = await open(test, note, '', { concepts: 'accept' });
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'metformin'), plain: true });
    assert.equal(editor.annotations(uri), 'T1\tChemical 51 60\tmetformin\n');
  });

  it('does not come with them otherwise', async (test) => {
    const { editor, uri } = await open(test, note, '');
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'metformin') });
    assert.equal(editor.annotations(uri), 'T1\tChemical 51 60\tmetformin\n');
  });
});

describe('the search of concepts', () => {
  const cold = 'A cold, and a cold; a cold sore.\n';
  const three = 'T1\tDisease 2 6\tcold\nT2\tDisease 14 18\tcold\nT3\tDisease 22 31\tcold sore\n';
  const shown = ({ concepts }: ConceptsResult): string[] =>
    concepts.map(({ label, description }) => `${label}, ${description}`);

  it('lists the candidates of the mention at once, and what tells them apart', async (test) => {
    const { editor, uri } = await open(test, note, '');
    const { words, type, range, concepts } = await search(editor, uri, 'breast cancer');
    assert.deepEqual(
      [words, type, range],
      ['breast cancer', 'Disease', editor.rangeOf(uri, 'breast cancer')],
    );
    const [first] = concepts;
    assert.equal(first?.label, 'Breast Neoplasms');
    assert.equal(first.description, 'MESH:D001943 · Disorders, Neoplastic Process (T191)');
    assert.match(first.detail, /^1\.00, exact name of MESH · also mammary cancer · UMLS:C0006142$/);
    assert.deepEqual(concepts.at(-1)?.concepts, [{ system: 'UMLS', identifier: 'CUI-less' }]);
  });

  const check = (name: string, typed: string, expected: readonly string[]): void =>
    void it(name, async (test) => {
      const { editor, uri } = await open(test, note, '');
      assert.deepEqual(shown(await search(editor, uri, 'metformin', typed)), expected);
    });
  check('finds names by the beginnings of words', 'heart fa', ['Heart Failure, MESH:D006333 · Disorders']);
  check('finds identifiers', 'umls:c00061', [
    'Breast Neoplasms, MESH:D001943 · Disorders, Neoplastic Process (T191)',
  ]);
  check('keeps to a semantic group', 'chem: m', ['Metformin, MESH:D008687 · Chemicals & Drugs']);
  check('finds nothing by what nothing is called', 'xyzzy', []);

  it('begins with what was chosen for the same words before', async (test) => {
    const { editor, uri } = await open(test, cold, three);
    const ranked = shown(await search(editor, uri, 'cold'));
    const last = (await search(editor, uri, 'cold')).concepts.at(-2);
    assert.ok(last);
    await editor.act(serverCommands.link, {
      uri,
      range: editor.rangeOf(uri, 'cold', 1),
      concepts: last.concepts,
    });
    const again = await search(editor, uri, 'cold');
    assert.equal(again.concepts[0]?.label, last.label);
    assert.match(again.concepts[0]?.detail ?? '', /^chosen for these words before/);
    assert.equal(again.concepts.length, ranked.length);
  });

  it('begins with what the same words are linked to elsewhere in the note', async (test) => {
    const { editor, uri } = await open(test, cold, `${three}N1\tReference T2 HP:0000001\tSomething\n`);
    const [first] = (await search(editor, uri, 'cold')).concepts;
    assert.deepEqual(
      [first?.label, first?.description, first?.detail],
      ['Something', 'HP:0000001', 'linked so elsewhere in this note'],
    );
  });

  it('says where there is no mention and where there is no terminology', async (test) => {
    const { editor, uri } = await open(test, note, '', { terminology: 'nothing.index' });
    const { message } = await search(editor, uri, 'metformin');
    assert.match(message ?? '', /no terminology/);
    const range = editor.rangeOf(uri, 'again');
    assert.equal(await editor.request(conceptsRequest, { uri, range, typed: '' }), null);
  });

  it('is in the menu of an editor that has a list', async (test) => {
    const { editor, uri } = await open(test, note, '', {}, { concepts: true });
    assert.ok((await titles(editor, uri, 'metformin')).includes('Search a concept for “metformin”…'));
    const without = await open(test, note, '');
    const others = await titles(without.editor, without.uri, 'metformin');
    assert.ok(!others.some((title) => title.startsWith('Search')));
  });
});

describe('links that are annotated', () => {
  const text = 'Cold, metformin, cold.\n';
  const entities = 'T1\tDisease 0 4\tCold\nT2\tChemical 6 15\tmetformin\nT3\tDisease 17 21\tcold\n';
  const check = (name: string, links: string, expected: readonly string[], settings = {}): void =>
    void it(name, async (test) => {
      const { editor, uri } = await open(test, text, entities + links, settings);
      const found = (await editor.diagnostics(uri)).filter(({ code }) => String(code).startsWith('concept/'));
      assert.deepEqual(
        found.map(({ code, severity, range }) => `${code} ${severity} ${range.start.character}`),
        expected,
      );
    });
  const [warning, information] = [2, 3];
  check('are right where the terminology has them', 'N1\tReference T1 MESH:D003139\tCommon Cold\n', []);
  check('may be to ids that it lacks', 'N1\tReference T1 MSH:D999999\n', [
    `concept/unknown ${information} 0`,
  ]);
  check('may be to ids that it has retired', 'N1\tReference T1 MESH:D000001\n', [
    `concept/retired ${warning} 0`,
  ]);
  check('may not go with the type', 'N1\tReference T2 MESH:D003139\n', [`concept/group ${information} 6`]);
  check(
    'may differ between the same words',
    'N1\tReference T1 MESH:D003139\nN2\tReference T3 MESH:D003080\n',
    [`concept/differs ${information} 0`, `concept/differs ${information} 17`],
  );
  check('are left alone in systems that it does not have', 'N1\tReference T1 LOCAL:17\n', []);
  check('are left alone where they say that there is no concept', 'N1\tReference T1 UMLS:CUI-less\n', []);
  check('are left alone where concepts are off', 'N1\tReference T1 MESH:D000001\n', [], { concepts: 'off' });

  it('are put right by the replacement of a retired id', async (test) => {
    const { editor, uri } = await open(test, text, `${entities}N1\tReference T1 MESH:D000001\told name\n`);
    const diagnostics = (await editor.diagnostics(uri)).filter(({ code }) => code === 'concept/retired');
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cold'), diagnostics);
    const repair = actions.find(({ title }) => title === 'Link N1 to MESH:D006333 (Heart Failure)');
    assert.deepEqual(repair?.diagnostics, diagnostics);
    const [change] = Object.values(repair?.edit?.changes ?? {});
    assert.deepEqual(
      change?.map(({ newText }) => newText),
      ['MESH:D006333', '\tHeart Failure'],
    );
  });
});
