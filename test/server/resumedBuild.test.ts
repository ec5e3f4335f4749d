/** `goldspan terminology build`, ended by signals while it builds an index of a made-up UMLS and a small ontology. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conceptRows, syntheticConcepts } from '../bench/syntheticTerms.ts';
import { folderWith } from './corpus.ts';
import { changesOf } from './folderChanges.ts';
import { goldspan } from './goldspan.ts';

const bin = fileURLToPath(new URL('../../bin/goldspan.js', import.meta.url));
const partial = '.mine.index.partial';

/** So many names that building an index takes a second or two and more than ten stretches. */
const names = 60_000;
const rows = [...syntheticConcepts(names)].map(conceptRows);
const conso = rows.toSpliced(20_000, 0, 'C0020000|ENG|P\n').toSpliced(7, 0, '\uFFFD\n').join('');
const types = [...syntheticConcepts(names)]
  .map(({ identifiers: [id], semanticTypes: [type] }) => `${id?.identifier}|${type}||||\n`)
  .join('');
const ontology = Array.from(
  { length: 300 },
  (_, number) =>
    `\n[Term]\nid: DOID:${number}\nname: made-up fever ${number}\nxref: UMLS_CUI:C${`${90 * number}`.padStart(7, '0')}\n`,
).join('');

interface Report {
  readonly keptConcepts: number;
  readonly concepts: number;
  readonly sources: readonly {
    readonly rows: number;
    readonly kept: number;
    readonly skipped: Readonly<Record<string, number>>;
    readonly problems: readonly { readonly path: string; readonly line?: number; readonly code: string }[];
  }[];
}

interface Sources {
  readonly folder: string;
  readonly out: string;
  readonly given: readonly string[];
}

/** The sources, and an older file in the place of the index. */
async function withSources(test: TestContext): Promise<Sources> {
  const folder = await folderWith(test, {
    'META/MRCONSO.RRF': conso,
    'META/MRSTY.RRF': types,
    'META/MRCUI.RRF': 'C0000000|2020AA|SY|||C0000001|Y|\n',
    'doid.obo': `format-version: 1.2\ndata-version: 2026-01-02\nontology: doid\n${ontology}`,
    'out/mine.index': 'old',
  });
  const out = join(folder, 'out', 'mine.index');
  return { folder, out, given: ['terminology', 'build', join(folder, 'META'), join(folder, 'doid.obo')] };
}

async function build(
  { given }: Sources,
  out: string,
  ...options: string[]
): Promise<{ readonly report: Report; readonly complaints: string }> {
  const { code, output, complaints } = await goldspan([...given, '--out', out, '--json', ...options]);
  assert.equal(code, 0, complaints);
  return { report: JSON.parse(output) as Report, complaints };
}

/** Runs the command until so many bytes are kept, and ends it by a signal. @returns what it said. */
async function interrupt(
  { given, out }: Sources,
  bytes: number,
  signal: 'SIGKILL' | 'SIGINT',
): Promise<string> {
  const child = spawn(process.execPath, [bin, ...given, '--out', out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const said = text(child.stderr);
  for await (const _ of changesOf(dirname(out), partial)) {
    if ((await stat(join(dirname(out), partial))).size < bytes) continue;
    child.kill(signal);
    break;
  }
  assert.deepEqual(await ended, signal === 'SIGKILL' ? [null, 'SIGKILL'] : [2, null]);
  assert.equal(await readFile(out, 'utf8'), 'old');
  assert.ok((await readdir(dirname(out))).includes(partial));
  return said;
}

/** The index and what is written beside it are those of a build that was not interrupted, and nothing else is left. */
async function checkSame(out: string, whole: string): Promise<void> {
  assert.ok((await readFile(out)).equals(await readFile(whole)), 'the index is the same');
  assert.equal(await readFile(`${out}.about.json`, 'utf8'), await readFile(`${whole}.about.json`, 'utf8'));
  assert.deepEqual((await readdir(dirname(out))).sort(), ['mine.index', 'mine.index.about.json']);
}

describe('goldspan terminology build', () => {
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    it(`goes on after ${signal}, early, late and twice, and writes the same files as without it`, async (test) => {
      const sources = await withSources(test);
      const { out } = sources;
      const whole = join(sources.folder, 'whole.index');
      const { report, complaints } = await build(sources, whole);
      assert.equal(report.keptConcepts, 0);
      assert.doesNotMatch(complaints, /interrupted/);
      const umls = report.sources.find(({ rows: read }) => read > 300);
      assert.deepEqual(umls?.skipped, { malformed: 2 });
      assert.deepEqual(
        umls.problems.map(({ line, code }) => [line, code]),
        [
          [conso.split('\n').indexOf('\uFFFD') + 1, 'terminology/malformed-row'],
          [conso.split('\n').indexOf('C0020000|ENG|P') + 1, 'terminology/malformed-row'],
        ],
      );
      for (const points of [[300_000], [2_000_000], [600_000, 1_400_000]]) {
        let kept = 0;
        for (const bytes of points) {
          const said = await interrupt(sources, bytes, signal);
          assert.equal(/goes on behind/.test(said), kept > 0);
          kept = 1;
          if (signal === 'SIGINT')
            assert.match(
              said,
              /^goldspan: Interrupted; .*mine\.index is as it was before\. \d+ concepts are kept in .*\.mine\.index\.partial; the same command goes on from there\.$/m,
            );
        }
        const rest = await build(sources, out);
        assert.ok(rest.report.keptConcepts > 0 && rest.report.keptConcepts < rest.report.concepts);
        assert.match(
          rest.complaints,
          new RegExp(
            `mine\\.index: goes on behind ${rest.report.keptConcepts} concepts of the build that was interrupted\\.`,
          ),
        );
        assert.deepEqual({ ...rest.report, keptConcepts: 0 }, report);
        await checkSame(out, whole);
        await writeFile(out, 'old');
      }
    });
  }

  it('begins anew where a source or an option has changed, and says so', async (test) => {
    const sources = await withSources(test);
    const { out, folder } = sources;
    const conso2 = join(folder, 'META', 'MRCONSO.RRF');
    const changes: [() => Promise<void>, string[], RegExp][] = [
      [
        () => appendFile(conso2, rows[0]?.replaceAll('C0000001', 'C9000001') ?? ''),
        [],
        /mine\.index: begins anew: .*MRCONSO\.RRF has changed since the build that was interrupted\.$/m,
      ],
      [
        async () => undefined,
        ['--vocabularies', 'MSH,MTH'],
        /mine\.index: begins anew: the options have changed since the build that was interrupted\.$/m,
      ],
    ];
    for (const [change, options, complaint] of changes) {
      await interrupt(sources, 1_000_000, 'SIGKILL');
      await change();
      const { report, complaints } = await build(sources, out, ...options);
      assert.equal(report.keptConcepts, 0);
      assert.match(complaints, complaint);
      const whole = join(folder, 'whole.index');
      await build(sources, whole, ...options);
      await checkSame(out, whole);
      await writeFile(out, 'old');
    }
  });
});
