/** Corpora with links, open in the real server, and what it says of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { concept, indexFile } from '../unit/terminology/index/indexes.ts';
import { folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';

export const common = { system: 'MESH', identifier: 'D003139', name: 'Common Cold' };
export const terminology = await indexFile(
  [
    concept('MESH:D003139', ['Common Cold', 'cold'], { group: 'DISO' }),
    concept('MESH:D003080', ['Cold Sore', 'cold'], { group: 'DISO' }),
    concept('MESH:D003100', ['Cold Pack', 'cold'], { group: 'CHEM' }),
  ],
  { sources: [{ name: 'MESH', version: '2025', licence: 'none' }] },
);

export const text = 'Cold, and a cold.\n';
export const mentions = 'T1\tDisease 0 4\tCold\nT2\tDisease 12 16\tcold\n';
export const linked = (id: string, line = 1, mention = `T${line}`): string =>
  `N${line}\tReference ${mention} MESH:${id}\n`;
export const configuration = '[entities]\nDisease\n[relations]\n[events]\n[attributes]\n';

export interface Corpus {
  readonly editor: Editor;
  readonly folder: string;
  readonly uri: string;
}

/** Opens `a/note.txt` of a corpus; other notes have the same text. */
export async function open(
  test: TestContext,
  annotations: Readonly<Record<string, string>>,
  options: EditorOptions = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Corpus> {
  const notes = Object.entries(annotations).flatMap(([name, content]) => [
    [`${name}.txt`, text],
    [`${name}.ann`, content],
  ]);
  const folder = await folderWith(test, {
    'annotation.conf': configuration,
    'concepts.index': terminology,
    'names.tsv': 'fever\tDisease\n',
    ...Object.fromEntries(notes),
    ...files,
  });
  const usual = { models: ['names.tsv'], types: ['*'], relations: false, terminology: 'concepts.index' };
  const settings = { ...usual, ...options.settings };
  const editor = await Editor.start(folder, { ...options, settings });
  test.after(() => editor.stop());
  const uri = await editor.open(join(folder, 'a/note.txt'));
  await editor.layers(uri);
  return { editor, folder, uri };
}

/** Diagnostics of Goldspan are plain text. */
export const messageOf = ({ message }: Diagnostic): string =>
  typeof message === 'string' ? message : message.value;
export const isDifference = ({ code }: Diagnostic): boolean => code === 'concept/differs';

/** Resolves with the differences that a note is told of once they are as wanted. */
export function differences(
  { editor }: Corpus,
  uri: string,
  condition: (messages: readonly string[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return editor.untilAsked(async () => {
    const found = (await editor.diagnostics(uri)).filter(isDifference);
    return condition(found.map(messageOf)) ? found : undefined;
  });
}

export async function content(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}
