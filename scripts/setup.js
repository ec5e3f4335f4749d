// Installs what is missing, and only that. Runs on a plain Node.js 20 with nothing installed, so it is JavaScript and
// imports nothing but Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const marker = new URL('../node_modules/.goldspan-setup', import.meta.url);
const lockfile = readFileSync(new URL('../package-lock.json', import.meta.url));
const wanted = createHash('sha256').update(lockfile).digest('hex');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  console.error(`Goldspan needs Node.js 20.15 or newer; this is ${process.version}.`);
  process.exit(2);
}

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
  console.error(
    'Installing packages from the npm registry (once; about 850 MB with all development tools) …',
  );
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    // The CPU runtime is inside the package; its install script would fetch GPU libraries from elsewhere.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' },
  });
  if (result.status !== 0) {
    console.error(
      'npm ci failed; see its message above. Check that the npm registry can be reached, then try again.',
    );
    process.exit(result.status ?? 1);
  }
  writeFileSync(marker, wanted);
}
