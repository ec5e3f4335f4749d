/**
 * Writes server/terminology/vectors/kernelBytes.ts from the WebAssembly text beside it: `node scripts/assemble-kernel.ts`.
 * `--check` writes nothing and exits 1 when the file differs from what would be written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openAssembler from 'wabt';

const source = new URL('../server/terminology/vectors/kernel.wat', import.meta.url);
const target = new URL('../server/terminology/vectors/kernelBytes.ts', import.meta.url);

const assembler = await openAssembler();
const module = assembler.parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true });
module.validate();
const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
module.destroy();

const wanted = `/** The assembled kernel.wat in base 64, written by \`node scripts/assemble-kernel.ts\`. */
export const kernelBytes =
  '${bytes}';
`;
if (wanted === currentContent()) {
  console.error('kernelBytes.ts agrees with kernel.wat.');
} else if (process.argv.includes('--check')) {
  console.error('kernelBytes.ts differs from kernel.wat. Run: node scripts/assemble-kernel.ts');
  process.exitCode = 1;
} else {
  writeFileSync(target, wanted);
  console.error('kernelBytes.ts written.');
}

function currentContent(): string | undefined {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return undefined;
  }
}
