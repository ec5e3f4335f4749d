/**
 * Tokenises the files of `test/fixtures/syntaxes/GRAMMAR/` and compares the tokens with the snapshot beside each. With
 * `UPDATE_SNAPSHOTS=1` the snapshots are written instead.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compile, grammarNames, readGrammar, root, type TokenisedLine, tokeniser } from './tokenising.ts';

const fixtures = join(root, 'test/fixtures/syntaxes');
const updating = process.env['UPDATE_SNAPSHOTS'] === '1';

/** Each line after `>`, its tokens under it. White space without a scope of its own is left out. */
function snapshotOf(lines: readonly TokenisedLine[]): string {
  const written = lines.flatMap(({ text, tokens }) => [
    `>${text}`,
    ...tokens
      .filter((token) => token.scopes.length > 0 || token.text.trim() !== '')
      .map((token) => `    ${[JSON.stringify(token.text), ...token.scopes].join('  ')}`),
  ]);
  return `${written.join('\n')}\n`;
}

for (const name of grammarNames) {
  describe(`the grammar ${name}`, async () => {
    const folder = join(fixtures, name);
    const files = readdirSync(folder).sort();
    const inputs = files.filter((file) => !file.endsWith('.snap'));

    it('has inputs', () => assert.notEqual(inputs.length, 0, `Put an example into ${folder}.`));

    for (const file of inputs) {
      it(`gives the scopes of ${file}.snap`, async () => {
        const path = join(folder, file);
        const tokenise = await tokeniser(name);
        const actual = snapshotOf(tokenise(readFileSync(path, 'utf8').replace(/\r?\n$/, '')));
        if (updating) writeFileSync(`${path}.snap`, actual);
        assert.ok(existsSync(`${path}.snap`), `${file} has no snapshot: write it with UPDATE_SNAPSHOTS=1.`);
        assert.equal(actual, readFileSync(`${path}.snap`, 'utf8').replaceAll('\r\n', '\n'));
      });
    }

    it('has no snapshot without an input', () => {
      const needed = new Set(inputs.map((file) => `${file}.snap`));
      assert.deepEqual(
        files.filter((file) => file.endsWith('.snap') && !needed.has(file)),
        [],
      );
    });

    const rules = Array.from(rulesOf(readGrammar(name)));

    it('has regular expressions that the editor can compile', async () => {
      const expressions = rules.flatMap(({ match, begin, end }) => [match, begin, end]).filter(isText);
      assert.notEqual(expressions.length, 0);
      for (const expression of expressions) await assert.doesNotReject(compile(expression), expression);
    });

    it('includes rules that are there, and has no rule that is not included', () => {
      const included = rules.map(({ include }) => include).filter(isText);
      const { repository } = readGrammar(name);
      const defined = Object.keys(repository).filter((key) => !key.startsWith('$'));
      assert.deepEqual([...new Set(included)].sort(), defined.map((key) => `#${key}`).sort());
    });

    it('names scopes that end in the name of the format', () => {
      const names = rules
        .map((rule) => rule.name)
        .filter(isText)
        .flatMap((scopes) => scopes.split(' '));
      assert.deepEqual(
        names.filter((scope) => !scope.endsWith(`.${name}`)),
        [],
      );
    });
  });
}

it('every folder of inputs is that of a grammar', () => {
  assert.deepEqual(readdirSync(fixtures).sort(), [...grammarNames].sort());
});

/** What a rule, or what stands for one in captures, may have. */
interface RuleParts {
  readonly match?: unknown;
  readonly begin?: unknown;
  readonly end?: unknown;
  readonly include?: unknown;
  readonly name?: unknown;
}

/** All rules at any depth, the grammar itself excepted. */
function* rulesOf(value: unknown): Generator<RuleParts> {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) yield inner;
    yield* rulesOf(inner);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
