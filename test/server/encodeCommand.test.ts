import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../../scripts/samples/random.ts';
import { NameEncoder } from '../../server/inference/nameEncoder.ts';
import type { Concept, SemanticGroup } from '../../server/terminology/concept.ts';
import { buildIndex } from '../../server/terminology/index/builder.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import { encodeIndex } from '../../server/terminology/vectors/encoding.ts';
import { openVectors } from '../../server/terminology/vectors/opening.ts';
import { folderWith } from './corpus.ts';
import { startEngine } from './engines.ts';
import { changesOf } from './folderChanges.ts';
import { goldspan } from './goldspan.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const nameEncoder = path('../../models/concepts');

function named(identifier: string, names: readonly string[], group?: SemanticGroup): Concept {
  const [system = '', local = ''] = identifier.split(':');
  return {
    identifiers: [{ system, identifier: local }],
    names: names.map((words) => ({ words, kind: 'preferred', source: system })),
    semanticTypes: [],
    ...(group && { group }),
  };
}

async function indexOf(test: TestContext, concepts: readonly Concept[]): Promise<string> {
  const index = join(await folderWith(test, {}), 'mine.index');
  await buildIndex(index, { concepts, retired: [], sources: [] });
  return index;
}

const smallIndex = (test: TestContext): Promise<string> =>
  indexOf(test, [
    named('MESH:1', ['heart failure', 'cardiac failure'], 'DISO'),
    named('MESH:2', ['kidney failure'], 'DISO'),
    named('MESH:3', ['aspirin'], 'CHEM'),
    named('MESH:4', ['something else']),
    named('NCBIGene:5', ['BRCA1'], 'GENE'),
    named('ICD10CM:6', ['failure of the heart, unspecified'], 'DISO'),
  ]);

const manyNames = 12_000;

/** An index of made-up names, enough that encoding them takes a while. */
async function largerIndex(test: TestContext): Promise<string> {
  const random = new SeededRandom(11);
  const syllables = ['ca', 'ren', 'ost', 'ly', 'phi', 'tum', 'or', 'gast', 'neph', 'itis', 'em', 'ia'];
  const word = (): string =>
    Array.from({ length: 3 }, () => syllables[Math.floor(random.next() * syllables.length)]).join('');
  const names = Array.from({ length: manyNames }, () => `${word()} ${word()} ${word()}`);
  return indexOf(
    test,
    names.map((name, place) => named(`X:${place}`, [name])),
  );
}

interface Report {
  readonly out: string;
  readonly encoded: number;
  readonly kept: number;
  readonly leftOut: { readonly group: number; readonly systems: number; readonly token: number };
  readonly bytes: number;
}

async function encoded(index: string, ...options: string[]): Promise<Report> {
  const { code, output, complaints } = await goldspan(['terminology', 'encode', index, '--json', ...options]);
  assert.equal(code, 0, complaints);
  assert.equal(complaints, '');
  return JSON.parse(output) as Report;
}

describe('goldspan terminology encode', () => {
  it('writes vectors beside the index, by which names that mean the same are found', async (test) => {
    const index = await smallIndex(test);
    const { code, output, complaints } = await goldspan(['terminology', 'encode', index]);
    assert.equal(code, 0, complaints);
    const out = join(dirname(index), 'mine.vectors');
    const size = ((await stat(out)).size / 1e6).toFixed(1);
    assert.equal(
      output,
      `${out}: 5 names encoded by goldspan-concepts; ${size} MB.\nLeft out: 1 of concepts of the semantic group GENE; ` +
        '1 of concepts with identifiers of ICD10CM, ICD9CM alone.\n',
    );
    assert.deepEqual((await readdir(dirname(index))).sort(), ['mine.index', 'mine.vectors']);
    const opened = openIndex(index);
    const vectors = openVectors(out, opened);
    const encoder = await NameEncoder.load(startEngine(test), nameEncoder);
    vectors.requireEncoder(encoder.description);
    const [query] = await encoder.encodeMentions(['insufficiency of the kidney']);
    const [nearest] = vectors.nearest(query as Float32Array, 1);
    assert.equal(opened.wording(nearest?.wording ?? -1).names[0]?.words, 'kidney failure');
    vectors.close();
    opened.close();
  });

  it('encodes what is chosen, as it is to be coded, into the file that is named', async (test) => {
    const index = await smallIndex(test);
    const out = join(dirname(index), 'else', 'a.vectors');
    const options = [
      '--groups',
      'CHEM,none',
      '--coding',
      'int8',
      '--encoder',
      path('../fixtures/tiny-encoders/bert'),
    ];
    const { bytes, ...report } = await encoded(index, '--out', out, ...options);
    assert.deepEqual(
      { out: report.out, encoded: report.encoded, kept: report.kept, leftOut: report.leftOut },
      { out, encoded: 2, kept: 0, leftOut: { group: 5, systems: 0, token: 0 } },
    );
    assert.equal((await stat(out)).size, bytes);
    assert.equal((await encoded(index, '--all')).encoded, 7);
    assert.equal((await encoded(index, '--without', 'MESH', '--groups', 'DISO')).encoded, 1);
  });

  it('refuses what there is not, and what is no index or no encoder', async (test) => {
    const index = await smallIndex(test);
    for (const [options, complaint] of [
      [
        [index, '--groups', 'DISEASE'],
        /^goldspan: there is no semantic group DISEASE; there are none, ACTI, /,
      ],
      [[index, '--without', 'HPO'], /has no identifiers of HPO; it has those of /],
      [[index, '--all', '--groups', 'DISO'], /'--all' cannot be used with option '--groups/],
      [[path('../../package.json')], /package\.json is no index of terms, .* Build it again with/],
      [[index, '--encoder', path('../fixtures/tiny-wordpiece')], /the graph gives logits, and no vectors/],
    ] as const) {
      const { code, output, complaints } = await goldspan(['terminology', 'encode', ...options]);
      assert.deepEqual([code, output], [2, '']);
      assert.match(complaints, complaint);
    }
    assert.ok(!(await readdir(dirname(index))).some((name) => name.endsWith('.vectors')));
  });

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    it(`goes on after ${signal}, and writes the same file as without it`, async (test) => {
      const index = await largerIndex(test);
      const folder = dirname(index);
      const whole = await encoded(index, '--out', join(folder, 'whole.vectors'));
      assert.equal(whole.encoded, manyNames);

      const out = join(folder, 'mine.vectors');
      const partial = '.mine.vectors.partial';
      const child = spawn(process.execPath, [path('../../bin/goldspan.js'), 'terminology', 'encode', index], {
        stdio: 'ignore',
      });
      const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
      // Each stretch of names makes the file longer by more than a kilobyte.
      for await (const _ of changesOf(folder, partial)) {
        const { size } = await stat(join(folder, partial));
        if (size < 20_000) continue;
        child.kill(signal);
        break;
      }
      const [code, endedBy] = await ended;
      assert.deepEqual([code, endedBy], signal === 'SIGKILL' ? [null, 'SIGKILL'] : [2, null]);
      assert.ok((await readdir(folder)).includes(partial));
      assert.ok(!(await readdir(folder)).includes('mine.vectors'));

      const rest = await encoded(index);
      assert.equal(rest.encoded, manyNames);
      assert.ok(rest.kept > 0 && rest.kept < manyNames, `${rest.kept} names were kept`);
      assert.deepEqual(await readFile(out), await readFile(whole.out));
      assert.ok(!(await readdir(folder)).some((name) => name.startsWith('.')));
    });
  }

  it('says what is kept where the engine ends meanwhile', async (test) => {
    const index = await largerIndex(test);
    const out = join(dirname(index), 'mine.vectors');
    const engine = startEngine(test);
    const encoder = await NameEncoder.load(engine, nameEncoder);
    const opened = openIndex(index);
    test.after(() => opened.close());
    let calls = 0;
    const { name, fingerprint, pooling, dimensions } = encoder.description;
    const names = {
      ...{ statement: { name, fingerprint, pooling, prefix: '' }, dimensions },
      encode: (words: readonly string[]) => {
        calls += 1;
        const encoding = encoder.encodeNames(words);
        if (calls === 3 && engine.state.kind === 'running') process.kill(engine.state.processId, 'SIGKILL');
        return encoding;
      },
    };
    const options = { coding: 'binary', choice: { groups: ['none'], without: [] } } as const;
    await assert.rejects(
      encodeIndex(opened, out, names, options),
      /the engine process ended unexpectedly \(signal SIGKILL\)\. 2048 names are encoded and kept/,
    );
  });
});

describe('goldspan terminology info', () => {
  it('tells of the vectors beside an index, and of their damage', async (test) => {
    const index = await smallIndex(test);
    assert.doesNotMatch((await goldspan(['terminology', 'info', index])).output, /vectors/);
    await encoded(index);
    const { code, output } = await goldspan(['terminology', 'info', index]);
    assert.equal(code, 0);
    assert.match(
      output,
      /^mine\.vectors: vectors by goldspan-concepts of 5 of 7 names .* 256 dimensions of one bit each/m,
    );
    const asJson = JSON.parse((await goldspan(['terminology', 'info', index, '--json'])).output) as {
      readonly vectors: {
        readonly rows: number;
        readonly coding: string;
        readonly encoder: { readonly name: string };
      };
    };
    assert.equal(asJson.vectors.rows, 5);
    assert.equal(asJson.vectors.encoder.name, 'goldspan-concepts');
    const vectors = join(dirname(index), 'mine.vectors');
    await truncate(vectors, (await stat(vectors)).size - 1);
    const damaged = await goldspan(['terminology', 'info', index]);
    assert.equal(damaged.code, 2);
    assert.match(
      damaged.complaints,
      /^goldspan: .*mine\.vectors is \d+ bytes long .* `goldspan terminology encode /,
    );
  });
});
