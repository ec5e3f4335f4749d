/**
 * Takes a picture of the extension at work on a note:
 *
 *     node scripts/workbench/screenshot.ts FOLDER FILE PICTURE.png
 *         [--theme dark|light|high-contrast|high-contrast-light] [--line N]
 *         [--width 1280] [--height 800] [--scale 2] [--setting name=value]...
 *
 * FILE is the name of a file in FOLDER, which is opened as a copy and stays as it is. The picture is taken when the
 * extension has drawn suggestions.
 */

import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Theme, themes, withWorkbench } from '../../test/workbench/launch.ts';
import { findWorkbench } from './locate.ts';

const usage = `Usage: node scripts/workbench/screenshot.ts FOLDER FILE PICTURE.png
  [--theme ${Object.keys(themes).join('|')}] [--line N] [--width N] [--height N] [--scale N] [--setting name=value]...`;

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
  const options = {
    programs,
    folder: resolve(folder),
    theme: values.theme,
    settings: Object.fromEntries(values.setting.map(readSetting)),
    width: Number(values.width),
    height: Number(values.height),
    scale: Number(values.scale),
  };
  await withWorkbench(options, async (workbench) => {
    await workbench.openFile(basename(file));
    if (values.line) await workbench.editor.goToLine(Number(values.line));
    await workbench.editor.drawingWhen('spans over the note', ({ decorations }) => decorations.length > 0);
    await workbench.screenshot(resolve(picture));
  });
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
