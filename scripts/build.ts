/** Bundles the four programs of Goldspan into dist/: the extension, the language server, the engine and the command line. */
import { type BuildOptions, build, context, type Metafile } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const options: BuildOptions = {
  entryPoints: {
    extension: 'client/extension.ts',
    server: 'server/server.ts',
    engine: 'server/inference/engine/main.ts',
    sessionThread: 'server/inference/engine/sessionThread.ts',
    cli: 'server/cli.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  external: ['vscode', 'onnxruntime-node', 'tokenizers'],
  // CommonJS has no import.meta; the programs find their neighbours in dist/ by it.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** Only the engine may load native code: an abort there must not take the editor's server down. */
const nativePackages = ['onnxruntime-node', 'tokenizers'];

function assertSeams({ outputs }: Metafile): void {
  for (const [file, output] of Object.entries(outputs)) {
    const imports = output.imports.map(({ path }) => path);
    const native = imports.filter((path) => nativePackages.includes(path));
    if (native.length > 0 && !/(engine|sessionThread)\.cjs$/.test(file))
      throw new Error(`${file} imports ${native.join(', ')}`);
    const binary = Object.keys(output.inputs).find((input) => /\.(node|onnx)$/.test(input));
    if (binary) throw new Error(`${file} bundles ${binary}`);
  }
}

if (watch) {
  await (await context(options)).watch();
} else {
  assertSeams((await build(options)).metafile as Metafile);
}
