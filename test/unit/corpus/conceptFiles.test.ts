import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonFolder, pairConcepts } from '../../../server/corpus/conceptFiles.ts';

function check(
  paths: readonly string[],
  expected: Record<string, string>,
  lonely: readonly string[] = [],
): void {
  const { byText, withoutText } = pairConcepts(paths.map((path) => `/data/${path}`));
  const short = (path: string): string => path.replace('/data/', '');
  const found = Array.from(byText, ([text, { con, ast, rel }]) => [
    short(text),
    [con, ast, rel].flatMap((path) => (path === undefined ? [] : short(path))).join(' '),
  ]);
  assert.deepEqual(Object.fromEntries(found), expected);
  assert.deepEqual(withoutText.map(short), lonely);
}

test('files beside the text belong to it', () => {
  check(['1.txt', '1.con', '1.ast', '1.rel', '2.txt', '2.rel'], { '1.txt': '1.con 1.ast 1.rel' });
});

test('files of one name in different folders belong to the nearest text', () => {
  const paths = ['partners', 'beth'].flatMap((folder) =>
    ['txt', 'concept', 'ast', 'rel'].map(
      (kind) => `${folder}/${kind}/7.${kind === 'concept' ? 'con' : kind}`,
    ),
  );
  check(paths, {
    'partners/txt/7.txt': 'partners/concept/7.con partners/ast/7.ast partners/rel/7.rel',
    'beth/txt/7.txt': 'beth/concept/7.con beth/ast/7.ast beth/rel/7.rel',
  });
});

test('a reference standard beside the folder of the texts', () => {
  check(['test/1.txt', 'reference/concepts/1.con', 'reference/ast/1.ast'], {
    'test/1.txt': 'reference/concepts/1.con reference/ast/1.ast',
  });
});

test('concepts without a text, or with two texts equally near, are not guessed at', () => {
  check(['a/1.con'], {}, ['a/1.con']);
  check(['a/1.txt', 'b/1.txt', 'c/1.con'], {}, ['c/1.con']);
  check(['a/1.txt', 'b/1.con', 'c/1.con'], { 'a/1.txt': 'b/1.con' }, ['c/1.con']);
});

test('the document is in the folder that text and concepts have in common', () => {
  assert.equal(commonFolder('/data/txt/1.txt', '/data/concept/1.con'), '/data');
  assert.equal(commonFolder('/data/1.txt', '/data/1.con'), '/data');
  assert.equal(commonFolder('/data/test/1.txt', '/data/reference/concepts/1.con'), '/data');
});
