/**
 * Takes a picture of the extension at work on a note:
 *
 *     node scripts/workbench/screenshot.ts FOLDER FILE PICTURE.png
 *         [--theme dark|light|high-contrast|high-contrast-light] [--line N]
 *         [--width 1280] [--height 800] [--scale 2] [--setting name=value]...
 *         [--annotated N] [--hover WORDS] [--bare]
 *
 * FILE is the name of a file in FOLDER, which is opened as a copy and stays as it is. With `--annotated`, the copy's
 * annotation file keeps its first N lines only, so that there is something left to suggest. The picture is taken when
 * annotations are drawn, with `--annotated` suggestions too, and with `--hover` the hover over the first WORDS on the
 * screen. `--bare` hides the list of files.
 */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Theme, themes, withWorkbench } from '../../test/workbench/launch.ts';
import { annotationsIn, suggestionsIn } from '../../test/workbench/marks.ts';
import { findWorkbench } from './locate.ts';

const usage = `Usage: node scripts/workbench/screenshot.ts FOLDER FILE PICTURE.png
  [--theme ${Object.keys(themes).join('|')}] [--line N] [--width N] [--height N] [--scale N] [--setting name=value]...
  [--annotated N] [--hover WORDS] [--bare]`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      theme: { type: 'string', default: 'dark' },
      line: { type: 'string' },
      width: { type: 'string', default: '1280' },
      height: { type: 'string', default: '800' },
      scale: { type: 'string', default: '2' },
      setting: { type: 'string', multiple: true, default: [] },
      annotated: { type: 'string' },
      hover: { type: 'string' },
      bare: { type: 'boolean', default: false },
    },
  });
  const [folder, file, picture] = positionals;
  if (!folder || !file || !picture || !isTheme(values.theme)) {
    console.error(usage);
    return 2;
  }
  const { programs, missing } = findWorkbench();
  if (!programs) {
    console.error(missing.join('\n'));
    return 2;
  }
  const temporary = await mkdtemp(join(tmpdir(), 'gsp-'));
  try {
    const copy = join(temporary, basename(resolve(folder)));
    await cp(folder, copy, { recursive: true });
    const wanted = values.annotated === undefined ? annotationsIn : suggestionsIn;
    if (values.annotated !== undefined) {
      const annotations = join(copy, file.replace(/\.[^./]*$/, '.ann'));
      const lines = (await readFile(annotations, 'utf8')).split('\n').slice(0, Number(values.annotated));
      await writeFile(annotations, lines.map((line) => `${line}\n`).join(''));
    }
    const options = {
      programs,
      folder: copy,
      theme: values.theme,
      settings: Object.fromEntries(values.setting.map(readSetting)),
      width: Number(values.width),
      height: Number(values.height),
      scale: Number(values.scale),
    };
    await withWorkbench(options, async (workbench) => {
      await workbench.openFile(basename(file));
      if (values.bare) await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      if (values.line) await workbench.editor.goToLine(Number(values.line));
      await workbench.languageStatus((label) => label.includes('Goldspan: ready'));
      await workbench.editor.drawingWhen(
        'spans over the note, with labels',
        ({ decorations, hints }) => wanted(decorations).length > 0 && hints.length > 0,
      );
      if (values.hover) await workbench.editor.pointAt(values.hover);
      await workbench.screenshot(resolve(picture));
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  console.error(`The picture is ${resolve(picture)}`);
  return 0;
}

function isTheme(name: string): name is Theme {
  return Object.hasOwn(themes, name);
}

/** Reads `name=value`, where the value is JSON or, failing that, a string. */
function readSetting(setting: string): [name: string, value: unknown] {
  const [name = '', ...rest] = setting.split('=');
  const value = rest.join('=');
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
