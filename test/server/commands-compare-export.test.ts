import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CompareOutput } from '../../server/commands/compare.ts';
import type { LossReport } from '../../server/export/lossReport.ts';

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The two commands in a process of their own, with the command line's rule for bad usage. */
const program = `
  import { Command } from 'commander';
  import { registerCompare } from './server/commands/compare.ts';
  import { registerExport } from './server/commands/export.ts';
  const program = new Command('goldspan').exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  registerCompare(program);
  registerExport(program);
  await program.parseAsync(process.argv.slice(1), { from: 'user' });
`;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  return new Promise((done) => {
    execFile(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', program, '--', ...parameters],
      { cwd: checkout, env: { ...inherited, ...environment } },
      (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldspan-commands-'));
});
after(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a corpus from `id: [text, ...lines]` and gives its path; without lines there is no annotation file. */
async function corpus(
  name: string,
  documents: Record<string, readonly [string, ...string[]]>,
): Promise<string> {
  const root = join(folder, name);
  for (const [id, [text, ...lines]] of Object.entries(documents)) {
    await mkdir(dirname(join(root, id)), { recursive: true });
    await writeFile(join(root, `${id}.txt`), text);
    if (lines.length === 0) continue;
    const content = lines.filter((line) => line !== '').map((line) => `${line}\n`);
    await writeFile(join(root, `${id}.ann`), content.join(''));
  }
  return root;
}

const pain = 'Chest pain and fever.\n';
const chestPain = 'T1\tSymptom 0 10\tChest pain';
const fever = 'T2\tSymptom 15 20\tfever';
const feverAsFinding = 'T2\tFinding 15 20\tfever';
/** An annotation file without annotations. */
const nothing = '';

describe('goldspan compare', () => {
  let gold: string;
  let predicted: string;
  before(async () => {
    gold = await corpus('gold', { 'ward/a': [pain, chestPain, fever], 'ward/b': [pain, chestPain] });
    predicted = await corpus('predicted', {
      'ward/a': [pain, 'T1\tSymptom 6 10\tpain', feverAsFinding],
      'ward/b': [pain, chestPain],
    });
  });

  it('prints one line for each mode, numbers to the right', async () => {
    const { code, stdout, stderr } = await run(['compare', gold, predicted, '--mode', 'all']);
    assert.equal(
      stdout,
      [
        'mode     gold  predicted  COR  INC  PAR  MIS  SPU  precision  recall      F1',
        'strict      3          3    1    2    0    0    0     0.3333  0.3333  0.3333',
        'exact       3          3    2    1    0    0    0     0.6667  0.6667  0.6667',
        'partial     3          3    2    0    1    0    0     0.8333  0.8333  0.8333',
        'type        3          3    2    1    0    0    0     0.6667  0.6667  0.6667',
        '',
      ].join('\n'),
    );
    assert.equal(stderr, '2 documents compared.\n');
    assert.equal(code, 0);
  });

  it('shows types, documents and confusions', async () => {
    const { stdout } = await run(['compare', gold, predicted, '--by', 'type,document']);
    assert.equal(
      stdout,
      [
        'strict         gold  predicted  COR  INC  MIS  SPU  precision  recall      F1',
        'Finding           0          1    0  0/1    0    0     0.0000       –  0.0000',
        'Symptom           3          2    1  2/1    0    0     0.5000  0.3333  0.4000',
        'macro average                                          0.2500  0.1667  0.2000',
        'all               3          3    1    2    0    0     0.3333  0.3333  0.3333',
        'a/b: a of the gold mentions of the type, b of its predicted mentions',
        '',
        'strict         gold  predicted  COR  INC  MIS  SPU  precision  recall      F1',
        'ward/a            2          2    0    2    0    0     0.0000  0.0000  0.0000',
        'ward/b            1          1    1    0    0    0     1.0000  1.0000  1.0000',
        'macro average                                          0.5000  0.5000  0.5000',
        'all               3          3    1    2    0    0     0.3333  0.3333  0.3333',
        '',
        'gold as predicted  Finding  Symptom  (none)',
        'Finding',
        'Symptom                  1        2',
        '(none)',
        '',
      ].join('\n'),
    );
  });

  it('colours only where it is asked to, and never against NO_COLOR', async () => {
    const escapeCharacter = String.fromCharCode(27);
    const parameters = ['compare', gold, predicted];
    assert.ok((await run(parameters, { FORCE_COLOR: '1' })).stdout.includes(escapeCharacter));
    assert.ok(!(await run(parameters, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout.includes(escapeCharacter));
    assert.ok(!(await run(parameters, { CI: 'true' })).stdout.includes(escapeCharacter));
  });

  it('prints every count as JSON', async () => {
    const { stdout } = await run(['compare', gold, predicted, '--json']);
    const output = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual(
      { ...output, modes: Object.keys(output.modes) },
      {
        version: 1,
        documents: { compared: 2, missingFromPredicted: [], missingFromGold: [], textsDiffer: [] },
        types: null,
        modes: ['strict'],
        confusion: [
          { gold: 'Symptom', predicted: 'Finding', count: 1 },
          { gold: 'Symptom', predicted: 'Symptom', count: 2 },
        ],
      },
    );
    const third = 1 / 3;
    assert.deepEqual(output.modes.strict?.micro, {
      ...{ correct: 1, incorrect: 2, partial: 0, missing: 0, spurious: 0, possible: 3, actual: 3 },
      ...{ precision: third, recall: third, f1: third },
    });
  });

  it('counts a document without predictions as missed and leaves out one without gold, and says both', async () => {
    const more = await corpus('more', { 'ward/a': [pain, chestPain], c: [pain, chestPain], d: [pain] });
    const { code, stdout, stderr } = await run(['compare', gold, more, '--json']);
    const { documents, modes } = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual(documents, {
      compared: 2,
      missingFromPredicted: ['ward/b'],
      missingFromGold: ['c'],
      textsDiffer: [],
    });
    assert.deepEqual([modes.strict?.micro.correct, modes.strict?.micro.missing], [1, 2]);
    assert.match(stderr, /1 document without predicted annotations, counted as all missed: ward\/b/);
    assert.match(stderr, /1 document without gold annotations, not counted: c/);
    assert.equal(code, 0);
  });

  it('takes an empty annotation file for an answer', async () => {
    const silent = await corpus('silent', { 'ward/a': [pain, nothing], 'ward/b': [pain, nothing] });
    const { code, stderr } = await run(['compare', gold, silent]);
    assert.equal(stderr, '2 documents compared.\n');
    assert.equal(code, 0);
  });

  it('leaves out a document whose text differs, names the place without a word of it, and goes on', async () => {
    const other = await corpus('other', {
      'ward/a': [pain.replace('fever', 'chill'), chestPain],
      'ward/b': [pain.replace('\n', '\r\n'), chestPain],
    });
    const third = await corpus('third', { 'ward/a': [pain, chestPain], 'ward/b': [pain, chestPain] });
    await writeFile(join(third, 'ward/b.txt'), pain.replace('\n', '\r\n'));
    const { code, stdout, stderr } = await run(['compare', gold, third, '--json']);
    const { documents } = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual([documents.compared, documents.textsDiffer], [1, ['ward/b']]);
    assert.match(stderr, /b\.txt:1:22: error compare\/texts-differ: .*differ only in line ends/);
    assert.equal(code, 2);

    const outcome = await run(['compare', gold, other]);
    assert.match(outcome.stderr, /a\.txt:1:16: error compare\/texts-differ: .*Give both sides the same text/);
    assert.doesNotMatch(outcome.stderr, /fever|chill/);
    assert.equal(outcome.stdout, '');
    assert.equal(outcome.code, 2);
  });

  it('restricts both sides to the chosen types and names a type that nobody uses', async () => {
    const { stdout, stderr } = await run([
      'compare',
      gold,
      predicted,
      '--types',
      'Finding,Disease',
      '--json',
    ]);
    const { types, modes } = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual(types, ['Finding', 'Disease']);
    assert.deepEqual([modes.strict?.micro.possible, modes.strict?.micro.spurious], [0, 1]);
    assert.match(stderr, /No mention on either side has the type Disease\./);
    assert.doesNotMatch(stderr, /type Finding/);
  });

  it('compares two files whatever their names', async () => {
    const { code, stdout } = await run([
      'compare',
      join(gold, 'ward/a.ann'),
      join(predicted, 'ward/b.txt'),
      '--json',
    ]);
    const { documents, modes } = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual([documents.compared, modes.strict?.micro.correct], [1, 1]);
    assert.equal(code, 0);
  });

  it('compares sides in different formats by the ids of their documents', async () => {
    const pubtator = join(folder, 'gold.pubtator');
    await writeFile(
      pubtator,
      '7|t|Chest pain and fever.\n7\t0\t10\tChest pain\tSymptom\n\n8|t|Fever.\n8\t0\t5\tFever\tSymptom\n',
    );
    const lines = join(folder, 'predicted.jsonl');
    const entity = { id: 'T1', type: 'Symptom', spans: [[0, 10]], text: 'Chest pain' };
    const documents = [
      { id: '7', text: 'Chest pain and fever.', entities: [entity], relations: [] },
      { id: '9', text: 'Cough.', entities: [], relations: [] },
    ];
    await writeFile(lines, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    const { code, stdout, stderr } = await run(['compare', pubtator, lines, '--json']);
    const output = JSON.parse(stdout) as CompareOutput;
    assert.deepEqual(output.documents, {
      compared: 2,
      missingFromPredicted: ['8'],
      missingFromGold: ['9'],
      textsDiffer: [],
    });
    assert.deepEqual([output.modes.strict?.micro.correct, output.modes.strict?.micro.missing], [1, 1]);
    assert.match(stderr, /1 document without gold annotations, not counted: 9/);
    assert.equal(code, 0);

    const brat = await corpus('by-name', { '7': ['Chest pain and fever.', chestPain] });
    assert.equal((await run(['compare', brat, lines])).stderr.split('\n')[0], '1 document compared.');
  });

  it('says where texts of one id differ in files without a place for it', async () => {
    const one = join(folder, 'one.pubtator');
    await writeFile(one, '7|t|Chest pain.\n7\t0\t5\tChest\tBody\n');
    const other = await corpus('other-text', { '7': ['Chest ache.', 'T1\tBody 0 5\tChest'] });
    const { code, stderr } = await run(['compare', one, other]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /one\.pubtator: error compare\/texts-differ: The text of 7, from its line 1, character 7 on,/,
    );
    assert.doesNotMatch(stderr, /ache|pain/);
  });

  for (const [minimum, expected] of [
    ['0.3', 0],
    ['0.34', 1],
    ['1.5', 2],
    ['much', 2],
  ] as const) {
    it(`exits with ${expected} for --min-f1 ${minimum}`, async () => {
      const { code } = await run(['compare', gold, predicted, '--min-f1', minimum]);
      assert.equal(code, expected);
    });
  }

  it('does not reach any F1 without mentions', async () => {
    const { code, stderr } = await run(['compare', gold, predicted, '--types', 'Disease', '--min-f1', '0']);
    assert.match(stderr, /cannot be computed/);
    assert.equal(code, 1);
  });

  for (const [name, parameters] of [
    ['an unknown mode', ['--mode', 'lenient']],
    ['an unknown breakdown', ['--by', 'sentence']],
    ['an empty list', ['--types', 'A,,B']],
  ] as const) {
    it(`exits with 2 for ${name}`, async () => {
      assert.equal((await run(['compare', gold, predicted, ...parameters])).code, 2);
    });
  }

  it('exits with 2 for a folder that is not there and for folders that have nothing in common', async () => {
    assert.equal((await run(['compare', gold, join(folder, 'nowhere')])).code, 2);
    assert.equal((await run(['compare', join(folder, 'nowhere'), predicted])).code, 2);
    const apart = await corpus('apart', { x: [pain, chestPain] });
    const { code, stdout, stderr } = await run(['compare', gold, apart]);
    assert.match(stderr, /for example there is ward\/a against x/);
    assert.equal(stdout, '');
    assert.equal(code, 2);
  });

  it('says that lines could not be read, without quoting them', async () => {
    const damaged = await corpus('damaged', {
      'ward/a': [pain, chestPain, 'T9\tSymptom x y\tsecret'],
      'ward/b': [pain, nothing],
    });
    const { code, stderr } = await run(['compare', gold, damaged]);
    assert.match(stderr, /1 error in the annotation files.*a\.ann:2:\d+ brat\//);
    assert.doesNotMatch(stderr, /secret/);
    assert.equal(code, 2);
  });
});

describe('goldspan export', () => {
  const emoji = '😀 left\r\nknee pain. Well.\n';
  const nested = ['T1\tSymptom 8 17\tknee pain', 'T2\tBody 8 12\tknee', 'T3\tSymptom 3 6\teft'];

  async function lossesIn(out: string): Promise<LossReport> {
    return JSON.parse(await readFile(join(out, 'loss.json'), 'utf8')) as LossReport;
  }

  it('writes tags, a list of losses and a manifest', async () => {
    const source = await corpus('export-one', { a: [emoji, ...nested], b: [pain, nothing], c: [pain] });
    const out = join(folder, 'out-one');
    const parameters = [
      'export',
      source,
      '--out',
      out,
      '--columns',
      'token,start,end,tag',
      '--documents',
      'comment',
    ];
    const { code, stdout, stderr } = await run(parameters);
    assert.equal(code, 0);
    assert.deepEqual((await readdir(out)).sort(), ['corpus.conll', 'loss.json', 'manifest.json']);
    const written = await readFile(join(out, 'corpus.conll'), 'utf8');
    const rows = written.split('\n').filter((line) => line !== '');
    assert.deepEqual(rows.slice(0, 7), [
      '# doc_id = a',
      '😀\t0\t1\tO',
      'left\t2\t6\tB-Symptom',
      'knee\t8\t12\tB-Symptom',
      'pain\t13\t17\tI-Symptom',
      '.\t17\t18\tO',
      'Well\t19\t23\tO',
    ]);
    assert.ok(rows.includes('# doc_id = b'));
    assert.ok(!rows.includes('# doc_id = c'));

    const { mentions, kinds } = await lossesIn(out);
    assert.deepEqual(mentions, { kept: 1, altered: 1, lost: 1 });
    assert.deepEqual(
      kinds.map(({ kind, places: [place] }) => [
        kind,
        place?.document,
        place?.entity,
        place?.spans,
        place?.words,
      ]),
      [
        ['overlap-dropped', 'a', 'T2', [[8, 12]], 'knee'],
        ['expanded', 'a', 'T3', [[3, 6]], 'eft'],
      ],
    );
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    assert.deepEqual([manifest.scheme, manifest.overlap, manifest.split], ['bio', 'longest', null]);
    assert.deepEqual(manifest.columns, ['token', 'start', 'end', 'tag']);
    assert.deepEqual(manifest.files[0].ids, ['a', 'b']);
    assert.match(stdout, /^file +documents +sentences +tokens +mentions\n.*corpus\.conll +2 +\d+ +12 +2\n$/);
    assert.match(stderr, /1 document without an annotation file, left out: c/);
    assert.match(stderr, /3 mentions: 1 written as annotated, 1 altered, 1 left out\./);
    assert.match(stderr, /overlap-dropped: 1: .*\(a T2 8-12\)/);
    assert.doesNotMatch(stderr, /knee|eft,/);
  });

  it('exports any format, and twice what is there twice, in one part of the split', async () => {
    const source = join(folder, 'twice.pubtator');
    const document = '7|t|Chest pain.\n7\t0\t5\tChest\tBody\tD1\n\n';
    await writeFile(source, document + document);
    const out = join(folder, 'out-twice');
    const { code, stderr } = await run(['export', source, '--out', out, '--split', '0.5,0.5']);
    assert.equal(code, 0, stderr);
    const parts = await Promise.all(
      ['train', 'test'].map((part) => readFile(join(out, `${part}.conll`), 'utf8')),
    );
    assert.deepEqual(parts.map((part) => part.split('B-Body').length - 1).sort(), [0, 2]);
  });

  it('writes the simplest layout unless told otherwise', async () => {
    const source = await corpus('export-simple', { a: [pain, chestPain] });
    const out = join(folder, 'out-simple');
    await run(['export', source, '--out', out, '--scheme', 'bioes']);
    assert.equal(
      await readFile(join(out, 'corpus.conll'), 'utf8'),
      '-DOCSTART-\tO\n\nChest\tB-Symptom\npain\tE-Symptom\nand\tO\nfever\tO\n.\tO\n\n',
    );
  });

  it('gives every line of every file as many columns as the corpus needs', async () => {
    const source = await corpus('export-columns', { a: [emoji, ...nested], b: [pain, chestPain] });
    const out = join(folder, 'out-columns');
    await run(['export', source, '--out', out, '--overlap', 'columns', '--split', '0.5,0.5']);
    for (const file of ['train.conll', 'test.conll']) {
      const lines = (await readFile(join(out, file), 'utf8')).split('\n').filter((line) => line !== '');
      assert.ok(lines.length > 0);
      for (const line of lines) assert.equal(line.split('\t').length, 3, line);
    }
    assert.equal((await lossesIn(out)).mentions.lost, 0);
  });

  it('writes only the chosen types', async () => {
    const source = await corpus('export-types', { a: [pain, chestPain, feverAsFinding] });
    const out = join(folder, 'out-types');
    const { stderr } = await run(['export', source, '--out', out, '--types', 'Finding,Disease']);
    const written = await readFile(join(out, 'corpus.conll'), 'utf8');
    assert.deepEqual(written.match(/B-\w+/g), ['B-Finding']);
    assert.match(stderr, /No mention has the type Disease\./);
    assert.deepEqual((await lossesIn(out)).mentions, { kept: 1, altered: 0, lost: 0 });
  });

  it('draws the same split again, every document once', async () => {
    const documents = Array.from({ length: 10 }, (_, index) => [
      `note-${index}`,
      [`Note ${index}.`, nothing],
    ]);
    const source = await corpus('export-split', Object.fromEntries(documents));
    const idsOf = async (out: string, seed: string): Promise<string[][]> => {
      const { code } = await run(['export', source, '--out', out, '--split', '0.8,0.1,0.1', '--seed', seed]);
      assert.equal(code, 0);
      const { files } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
      assert.deepEqual(
        files.map(({ file }: { file: string }) => file),
        ['train.conll', 'dev.conll', 'test.conll'],
      );
      return files.map(({ ids }: { ids: string[] }) => ids);
    };
    const split = await idsOf(join(folder, 'out-split'), '7');
    assert.deepEqual(
      split.map(({ length }) => length),
      [8, 1, 1],
    );
    assert.equal(new Set(split.flat()).size, 10);
    assert.deepEqual(await idsOf(join(folder, 'out-split-again'), '7'), split);
    const train = await readFile(join(folder, 'out-split', 'train.conll'), 'utf8');
    assert.deepEqual(
      train.match(/^\d(?=\t)/gm),
      split[0]?.map((id) => id.slice(-1)),
    );
  });

  it('writes nothing and exits with 1 where mentions overlap under --overlap error', async () => {
    const source = await corpus('export-error', { a: [emoji, ...nested] });
    const out = join(folder, 'out-error');
    const { code, stderr } = await run(['export', source, '--out', out, '--overlap', 'error']);
    assert.equal(code, 1);
    assert.match(stderr, /nothing was written.*a T2 8-12/);
    assert.ok(!existsSync(out));

    const clean = await corpus('export-no-error', { a: [pain, chestPain, fever] });
    assert.equal((await run(['export', clean, '--out', out, '--overlap', 'error'])).code, 0);
    assert.ok(existsSync(join(out, 'corpus.conll')));
  });

  it('exports the rest and exits with 2 where a document cannot be read', async () => {
    const source = await corpus('export-unreadable', { a: [pain, chestPain], b: [pain, chestPain] });
    await writeFile(join(source, 'a.txt'), Buffer.from([0x43, 0xff]));
    const out = join(folder, 'out-unreadable');
    const { code, stderr } = await run(['export', source, '--out', out]);
    assert.equal(code, 2);
    assert.match(stderr, /a\.txt:1:2: error corpus\/not-utf8/);
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    assert.deepEqual(manifest.files[0].ids, ['b']);
  });

  for (const [name, parameters] of [
    ['an unknown scheme', ['--scheme', 'io']],
    ['fractions that do not add up', ['--split', '0.8,0.1']],
    ['one fraction', ['--split', '1']],
    ['a fraction that is no number', ['--split', 'half,0.5']],
    ['a seed that is no whole number', ['--seed', '1.5']],
    ['columns without the tag', ['--columns', 'token,start']],
    ['a column twice', ['--columns', 'token,tag,tag']],
    ['an unknown column', ['--columns', 'token,tag,lemma']],
  ] as const) {
    it(`exits with 2 for ${name}`, async () => {
      const source = await corpus('export-usage', { a: [pain, chestPain] });
      const out = join(folder, 'out-usage');
      assert.equal((await run(['export', source, '--out', out, ...parameters])).code, 2);
      assert.ok(!existsSync(out));
    });
  }

  it('exits with 2 without --out, without a corpus and for one without annotations', async () => {
    const bare = await corpus('export-bare', { a: [pain] });
    assert.equal((await run(['export', bare])).code, 2);
    assert.equal((await run(['export', join(folder, 'nowhere'), '--out', join(folder, 'out-bare')])).code, 2);
    const { code, stderr } = await run(['export', bare, '--out', join(folder, 'out-bare')]);
    assert.match(stderr, /nothing to export/);
    assert.equal(code, 2);
  });
});
