/** Puts an extension into a folder of extensions in the way an installed one lies there. */

import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** The root of this checkout. */
export const repositoryRoot = join(import.meta.dirname, '..', '..');

/** What the extension ships beside its modules. A part that a checkout does not have is not shipped. */
const shippedParts = [
  'package.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'dist',
  'media',
  'models',
  'syntaxes',
  'walkthrough',
];

/**
 * Copies the extension into `extensionsFolder`, in a folder named `publisher.name-version`, and gives the path of that
 * folder. It gets the files that the package for this platform ships and no others, so that an extension that only
 * works inside its checkout does not work here either.
 */
export async function stageExtension(root: string, extensionsFolder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
    main: string;
  };
  const main = join(root, manifest.main);
  if (!(await exists(main))) {
    throw new Error(`The extension is not built: ${main} does not exist. Run: npm run build`);
  }
  const target = join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  for (const part of shippedParts) {
    if (!(await exists(join(root, part)))) continue;
    const training = join(root, 'models', 'training');
    await cp(join(root, part), join(target, part), {
      recursive: true,
      filter: (source) => source !== training,
    });
  }
  for (const file of await runtimeModuleFiles(root, process.platform, process.arch)) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(join(root, file), join(target, file));
  }
  return target;
}

/**
 * The files of `node_modules` that the engine loads on one platform, relative to `root`: ONNX Runtime and the
 * tokenizers each with the one binary for it. All else is bundled into `dist`.
 */
export async function runtimeModuleFiles(
  root: string,
  platform: NodeJS.Platform,
  architecture: string,
): Promise<string[]> {
  const binaries = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${architecture}`;
  const script = (name: string) => name.endsWith('.js');
  const suffix: Partial<Record<NodeJS.Platform, string>> = { linux: '-gnu', win32: '-msvc' };
  return [
    'node_modules/onnxruntime-node/package.json',
    ...(await filesIn(root, 'node_modules/onnxruntime-node/dist', script)),
    ...(await filesIn(root, binaries, () => true)),
    'node_modules/onnxruntime-common/package.json',
    ...(await filesIn(root, 'node_modules/onnxruntime-common/dist/cjs', (name) => /\.(js|json)$/.test(name))),
    'node_modules/tokenizers/package.json',
    'node_modules/tokenizers/index.js',
    `node_modules/tokenizers/tokenizers.${platform}-${architecture}${suffix[platform] ?? ''}.node`,
  ];
}

/**
 * Bundles one of the modules beside this file for the extension host, which runs no TypeScript on every platform, and
 * which alone provides `vscode`.
 */
export async function bundleForExtensionHost(
  module: 'runner.ts' | 'suite.ts',
  target: string,
): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, module)],
    outfile: target,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'silent',
  });
}

/**
 * Puts the extension that runs `suite.ts` beside the staged one, and gives the path of the file in which its report
 * will be.
 * @param runs the checks after the activation has been measured, or that measurement alone.
 */
export async function stageRunner(extensionsFolder: string, runs: 'checks' | 'activation'): Promise<string> {
  const target = join(extensionsFolder, 'goldspan.goldspan-suite-0.0.1');
  await mkdir(target, { recursive: true });
  const manifest = {
    name: 'goldspan-suite',
    publisher: 'goldspan',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './runner.cjs',
    activationEvents: ['onStartupFinished'],
    extensionKind: ['workspace'],
    runs,
  };
  await writeFile(join(target, 'package.json'), JSON.stringify(manifest));
  await bundleForExtensionHost('runner.ts', join(target, 'runner.cjs'));
  return join(target, 'report.json');
}

async function filesIn(root: string, folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
