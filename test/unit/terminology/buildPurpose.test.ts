import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type BuildPurpose, differenceFrom, purposeOf } from '../../../server/terminology/buildPurpose.ts';
import { fileOnDisk } from '../../../server/terminology/sources/files.ts';
import { formatNamed } from '../../../server/terminology/sources/registry.ts';
import type { Choices, TerminologyFormat } from '../../../server/terminology/sources/source.ts';
import { folderWith } from '../corpus/folders.ts';

const obo = formatNamed('obo') as TerminologyFormat;

function purposeFor(
  folder: string,
  names: readonly string[],
  choices: Choices = {},
  program = 'one',
): Promise<BuildPurpose> {
  const files = names.map((name) => fileOnDisk(join(folder, name)));
  return purposeOf([{ path: folder, format: obo, files }], choices, program);
}

/** What differs between the build of `a.obo` and another, as the file of an interrupted build has it. */
async function check(
  test: TestContext,
  other: (folder: string) => Promise<BuildPurpose>,
  expected: (folder: string) => string,
): Promise<void> {
  const folder = await folderWith(test, { 'a.obo': 'one', 'b.obo': 'two' });
  const purpose = await purposeFor(folder, ['a.obo']);
  const after = await other(folder);
  assert.notDeepEqual(after, purpose);
  assert.equal(differenceFrom(JSON.parse(JSON.stringify(purpose)), after), expected(folder));
}

describe('the purpose of a build', () => {
  it('is the same for the same files, options and program', async (test) => {
    const folder = await folderWith(test, { 'a.obo': 'one' });
    const choices = (...languages: string[]): Choices => ({
      languages: new Set(languages),
      suppressed: true,
    });
    const purpose = await purposeFor(folder, ['a.obo'], choices('ENG', 'GER'));
    assert.equal(
      JSON.stringify(await purposeFor(folder, ['a.obo'], choices('GER', 'ENG'))),
      JSON.stringify(purpose),
    );
  });

  it('changes with the size of a file', (test) =>
    check(
      test,
      async (folder) => {
        await writeFile(join(folder, 'a.obo'), 'other');
        return purposeFor(folder, ['a.obo']);
      },
      (folder) => `${join(folder, 'a.obo')} has changed`,
    ));

  it('changes with its time', (test) =>
    check(
      test,
      async (folder) => {
        await utimes(join(folder, 'a.obo'), 1, 1);
        return purposeFor(folder, ['a.obo']);
      },
      (folder) => `${join(folder, 'a.obo')} has changed`,
    ));

  it('changes with the sources, the options and the program', async (test) => {
    for (const [names, choices, program, expected] of [
      [['a.obo', 'b.obo'], {}, 'one', 'the list of sources has changed'],
      [['b.obo'], {}, 'one', 'the list of sources has changed'],
      [['a.obo'], { languages: new Set(['GER']) }, 'one', 'the options have changed'],
      [['a.obo'], { suppressed: true }, 'one', 'the options have changed'],
      [['a.obo'], {}, 'another', 'the program has changed'],
    ] as const)
      await check(
        test,
        (folder) => purposeFor(folder, names, choices, program),
        () => expected,
      );
  });
});
