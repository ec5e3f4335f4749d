/** What annotations and suggestions look like: on their words, apart from each other, and visible in every theme. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checksIn } from './checks.ts';
import { contrast, mixed } from './colours.ts';
import { configuration, document, withFolder } from './corpus.ts';
import type { Drawing } from './drawn.ts';
import { themes, withWorkbench, workbenchForTests } from './launch.ts';
import { annotationsIn, type DrawnMark, marksIn, samePlace, suggestionsIn } from './marks.ts';
import { repositoryRoot } from './staging.ts';
import { assertTrue, type PlacedFragment, placedFragments } from './standoff.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();
const half = 'discharge-summary';
const whole = 'radiology-report';
const labels: Readonly<Record<string, string>> = { Disease: 'Dis', Chemical: 'Chem', Anatomy: 'Anat' };

/** The words of eight types, so that each of the extension's colours is on the screen. */
const coloured = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

test('what is drawn over a note', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  const annotations = await readFile(join(repositoryRoot, 'samples', `${half}.ann`), 'utf8');
  const firstHalf = `${annotations.split('\n').slice(0, 20).join('\n')}\n`;
  const files = { [`${half}.ann`]: firstHalf, ...colouredNote() };
  await withFolder([...configuration, ...document(whole), `${half}.txt`], files, (folder) =>
    // High enough to show whole notes: what is not on the screen is not drawn.
    withWorkbench({ programs, folder, height: 1700 }, async (workbench) => {
      const check = checksIn(context, workbench);
      await check('annotations are solid, on their words, and labelled', () => showsAnnotations(workbench));
      await check('suggestions are dashed and labelled with a question mark', () =>
        showsSuggestions(workbench),
      );
      await check('of overlapping mentions each shows', () => showsOverlapping(workbench));
      for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
        await check(`all colours show in the theme ${themes[theme]}`, () => showsColours(workbench, theme));
      }
      assert.deepEqual(await workbench.notificationsSoFar(), []);
    }),
  );
});

async function showsAnnotations(workbench: Workbench): Promise<void> {
  const expected = await expectedIn(workbench, whole);
  assert.ok(expected.length > 30);
  await workbench.openFile(`${whole}.txt`);
  const labelled = ({ hints }: Drawing) =>
    expected
      .filter(({ isLast }) => isLast)
      .every((one) => isLabelled(one, hints, labels[one.type] as string));
  const { decorations } = await workbench.editor.drawingWhen(
    'every annotation with its label',
    (drawing) => annotationsIn(drawing.decorations).length >= expected.length && labelled(drawing),
  );
  const place = ({ line, column, text }: Pick<DrawnMark, 'line' | 'column' | 'text'>) =>
    `${line}:${column} ${text}`;
  assert.deepEqual(annotationsIn(decorations).map(place).sort(), expected.map(place).sort());

  // A type has one colour, and no two have the same.
  const colours = new Map<string, Set<string>>();
  for (const fragment of expected) {
    const same = expected.filter((other) => samePlace(fragment, other));
    if (same.length > 1) continue;
    const mark = annotationsIn(decorations).find((drawn) => samePlace(drawn, fragment));
    assert.ok(mark);
    colours.set(fragment.type, (colours.get(fragment.type) ?? new Set()).add(mark.colour));
  }
  const all = [...colours.values()].map((used) => [...used]);
  assert.ok(all.length >= 2);
  assert.ok(
    all.every((used) => used.length === 1),
    `types have several colours: ${JSON.stringify(all)}`,
  );
  assert.equal(new Set(all.flat()).size, all.length, 'types share a colour');
}

async function showsSuggestions(workbench: Workbench): Promise<void> {
  const annotated = await expectedIn(workbench, half);
  await workbench.openFile(`${half}.txt`);
  const { decorations, hints } = await workbench.editor.drawingWhen(
    'annotations, and suggestions with their labels',
    (drawing) =>
      annotationsIn(drawing.decorations).length === annotated.length &&
      suggestionsIn(drawing.decorations).length > 0 &&
      drawing.hints.some(({ text }) => typeLabel(text).endsWith('?')),
  );
  assert.ok(marksIn(decorations).every(({ style }) => style !== 'mixed'));
  const suggestions = suggestionsIn(decorations);
  for (const suggestion of suggestions) {
    assert.notEqual(suggestion.text.trim(), '');
    assert.ok(!annotated.some((one) => samePlace(one, suggestion)), `“${suggestion.text}” is annotated`);
    const said = hints.filter(
      ({ line, column }) => line === suggestion.line && column === suggestion.column + suggestion.text.length,
    );
    assert.ok(
      said.some(({ text }) => {
        const label = typeLabel(text);
        return Object.values(labels).includes(label.replace(/\?$/, '')) && label.endsWith('?');
      }),
      `“${suggestion.text}” is labelled ${JSON.stringify(said)}`,
    );
  }
  // Beside their labels, a background tells the two apart.
  const { background } = await workbench.editor.colours();
  assert.ok(annotationsIn(decorations).every((mark) => mixed(mark.background, background) !== background));
  assert.ok(suggestions.every((mark) => contrast(mark.background, background) === 1));
}

async function showsOverlapping(workbench: Workbench): Promise<void> {
  await workbench.openFile(`${whole}.txt`);
  const expected = await expectedIn(workbench, whole);
  const { decorations } = await workbench.editor.drawingWhen(
    'every annotation',
    (drawing) => annotationsIn(drawing.decorations).length >= expected.length,
  );
  const marks = annotationsIn(decorations);
  let overlapping = 0;
  for (const [index, one] of marks.entries()) {
    for (const other of marks.slice(index + 1)) {
      const apart =
        one.line !== other.line ||
        one.column + one.text.length <= other.column ||
        other.column + other.text.length <= one.column;
      if (apart) continue;
      overlapping += 1;
      assert.ok(
        one.sides.every((side) => !other.sides.includes(side)),
        `the border of “${one.text}” covers that of “${other.text}”`,
      );
    }
  }
  assert.ok(overlapping >= 5, `${overlapping} mentions overlap`);
}

async function showsColours(workbench: Workbench, theme: keyof typeof themes): Promise<void> {
  await workbench.changeSettings({ 'workbench.colorTheme': themes[theme] });
  const kind = {
    dark: 'vs-dark',
    light: 'vs',
    'high-contrast': 'hc-black',
    'high-contrast-light': 'hc-light',
  };
  await workbench.page.locator(`.monaco-workbench.${kind[theme]}`).waitFor();
  await workbench.openFile('colours.txt');
  // A change of the theme is applied bit by bit.
  let complaints: string[] = [];
  const probe = async () => {
    const { decorations } = await workbench.editor.drawing();
    const marks = annotationsIn(decorations);
    // While the theme changes a mark may have no colour at all.
    const bare = marks.filter(({ colour, background }) => colour === '' || background === '');
    const editor = await workbench.editor.colours();
    const isDrawn = bare.length === 0 && editor.background !== '' && editor.letters !== '';
    complaints = isDrawn ? complaintsAbout(marks, editor) : ['something has no colour'];
    return complaints.length === 0 || undefined;
  };
  await eventually('colours that can be seen', probe, () => complaints.join('; '), 10_000);
}

/** What is wrong with the look of the note of eight colours. */
function complaintsAbout(
  marks: readonly DrawnMark[],
  { background, letters }: { background: string; letters: string },
): string[] {
  const of = (what: string, mark: DrawnMark, value: number, least: number) =>
    value < least ? [`the ${what} of “${mark.text}” has a contrast of ${value.toFixed(1)}`] : [];
  const colours = new Set(marks.map(({ colour }) => colour)).size;
  return [
    ...(marks.length === coloured.length ? [] : [`${marks.length} annotations are drawn`]),
    ...(colours === coloured.length ? [] : [`there are ${colours} colours`]),
    ...marks.flatMap((mark) => [
      ...of('border', mark, contrast(mark.colour, background), 3),
      ...of('text', mark, contrast(letters, mixed(mark.background, background)), 4.5),
    ]),
  ];
}

/** The fragments that a file of the open folder has, where they have to be seen. */
async function expectedIn(
  workbench: Workbench,
  name: string,
): Promise<(PlacedFragment & { isLast: boolean })[]> {
  const text = await readFile(join(workbench.folder, `${name}.txt`), 'utf8');
  const mentions = assertTrue(await readFile(join(workbench.folder, `${name}.ann`), 'utf8'), text);
  return mentions.flatMap((mention) =>
    placedFragments([mention], text).map((fragment, index, { length }) => ({
      ...fragment,
      isLast: index === length - 1,
    })),
  );
}

function isLabelled({ line, column, text }: PlacedFragment, hints: Drawing['hints'], label: string): boolean {
  const end = column + text.length;
  return hints.some((hint) => hint.line === line && hint.column === end && typeLabel(hint.text) === label);
}

/**
 * The label of the type, with the question mark of a suggestion. Behind it, in lower case, stands what is annotated or asserted
 * of the mention; the editor draws the space between them as a margin.
 */
function typeLabel(hint: string): string {
  return /^[A-Z][a-z]*?(?:\?|(?=(?:neg|unc|his|hyp|fam)\??)|$)/.exec(hint)?.[0] ?? '';
}

/** A note in a folder with an annotation scheme of its own. */
function colouredNote(): Record<string, string> {
  const text = `${coloured.join(' and ')}\n`;
  const lines = coloured.map((word, index) => {
    const start = text.indexOf(word);
    return `T${index + 1}\tType${index + 1} ${start} ${start + word.length}\t${word}\n`;
  });
  const types = coloured.map((_, index) => `Type${index + 1}\n`).join('');
  const scheme = `[entities]\n${types}[relations]\n[events]\n[attributes]\n`;
  return {
    'eight/annotation.conf': scheme,
    'eight/colours.txt': text,
    'eight/colours.ann': lines.join(''),
  };
}
