/**
 * Writes the tables of keys, commands and settings in the README and the walkthrough from package.json:
 * `node scripts/settings-documentation.ts`. `--check` writes nothing and exits 1 when a file differs from package.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };
import { replaceBetweenMarkers } from './documentation/markers.ts';
import { documentationTables } from './documentation/tables.ts';

const files = { 'README.md': ['keys', 'commands', 'settings'], 'walkthrough/review.md': ['keys'] };

const check = process.argv.includes('--check');
const tables = documentationTables(manifest.contributes);
for (const [file, names] of Object.entries(files)) {
  const url = new URL(`../${file}`, import.meta.url);
  const current = readFileSync(url, 'utf8');
  const wanted = replaceBetweenMarkers(
    current,
    new Map([...tables].filter(([name]) => names.includes(name))),
    file,
  );
  if (wanted === current) {
    console.error(`${file} agrees with package.json.`);
  } else if (check) {
    console.error(`${file} differs from package.json. Run: node scripts/settings-documentation.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(url, wanted);
    console.error(`${file} written.`);
  }
}
