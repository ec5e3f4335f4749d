/**
 * Packs the extension for one platform: `npm run package -- --target linux-x64`. What goes in is the allow-list of
 * `.vscodeignore` with the native binaries of the platform.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
/** The platforms that ONNX Runtime has binaries for, with the name of the tokenizers' binary. */
const tokenizerBinaries: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64-msvc',
  'win32-arm64': 'win32-arm64-msvc',
};

const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` } },
});
const tokenizerBinary = tokenizerBinaries[values.target];
if (tokenizerBinary === undefined) {
  console.error(
    `There is no package for ${values.target}; there is one for ${Object.keys(tokenizerBinaries).join(', ')}.`,
  );
  process.exit(2);
}

const out = join(root, 'out');
await mkdir(out, { recursive: true });
const ignoreFile = join(out, `vscodeignore-${values.target}`);
const binaries = [
  `!node_modules/onnxruntime-node/bin/napi-v6/${values.target.replace('-', '/')}/*`,
  `!node_modules/tokenizers/tokenizers.${tokenizerBinary}.node`,
];
const allowed = await readFile(join(root, '.vscodeignore'), 'utf8');
await writeFile(ignoreFile, `${allowed}${binaries.join('\n')}\n`);
const vsix = join(out, `goldspan-${values.target}.vsix`);
await promisify(execFile)(
  process.execPath,
  [
    join(root, 'node_modules/@vscode/vsce/vsce'),
    ...['package', '--target', values.target, '--ignoreFile', ignoreFile, '--out', vsix],
    ...['--allow-missing-repository', '--no-rewrite-relative-links'],
  ],
  { cwd: root },
);
console.log(`${vsix}: ${((await stat(vsix)).size / 2 ** 20).toFixed(1)} MB`);
