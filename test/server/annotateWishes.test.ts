import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folderWith } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const note = 'He takes metformin for diabetes. No nausea.\n';

describe('goldspan annotate', () => {
  async function check(options: readonly string[], expected: readonly string[]): Promise<void> {
    const { code, output, complaints } = await goldspan(['annotate', '-', '--to', 'jsonl', ...options], note);
    assert.equal(complaints, '');
    assert.equal(code, 0);
    const { entities } = JSON.parse(output) as { entities: { type: string; text: string }[] };
    assert.deepEqual(
      entities.map(({ type, text }) => `${type} ${text}`),
      expected,
    );
  }

  it('suggests the types that are asked for', () =>
    check(['--types', 'Disease'], ['Disease diabetes', 'Disease nausea']));
  it('gives types other names', () =>
    check(['--names', 'Disease=Problem', '--types', 'Problem'], ['Problem diabetes', 'Problem nausea']));
  it('leaves out what is less likely than the threshold', () =>
    check(['--types', 'Disease,Chemical', '--threshold', '1,Chemical=0'], ['Chemical metformin']));

  it('refuses a threshold that is none', async () => {
    const { code, complaints } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--threshold', 'high'],
      note,
    );
    assert.equal(code, 2);
    assert.match(complaints, /"high" is no threshold: write a number from 0 to 1, or TYPE=NUMBER\./);
  });

  it('suggests the types, and records assertions by the attributes, that the corpus declares', async (test) => {
    const folder = await folderWith(test, {
      'note.txt': note,
      'annotation.conf':
        '[entities]\ndisease\n[relations]\n[events]\n[attributes]\nstatus Arg:disease, Value:present|absent\n',
    });
    const out = join(folder, 'out');
    const { code } = await goldspan(['annotate', folder, '--out', out, '--only', 'ner,assertion']);
    assert.equal(code, 0);
    const lines = (await readFile(join(out, 'note.ann'), 'utf8')).split('\n');
    assert.deepEqual(
      lines.filter((line) => /^[TA]/.test(line)),
      ['T1\tdisease 23 31\tdiabetes', 'T2\tdisease 36 42\tnausea', 'A1\tstatus T2 absent'],
    );
  });
});
