#!/usr/bin/env node
// The command line is bundled into dist/; in a checkout it has to be built first.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/cli.cjs', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error(
    'goldspan: dist/cli.cjs is missing. In a checkout, run `npm run demo` or `npm run build` first.',
  );
  process.exitCode = 2;
}
