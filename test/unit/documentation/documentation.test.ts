import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandsIn, writeOutputs } from '../../../scripts/documentation/consoleBlocks.ts';
import { replaceBetweenMarkers } from '../../../scripts/documentation/markers.ts';
import { documentationTables } from '../../../scripts/documentation/tables.ts';
import { describeKeys } from '../../../scripts/keys.ts';

describe('describeKeys', () => {
  const check = (
    key: string,
    mac: string | undefined,
    expected: readonly [other: string, mac: string],
  ): void => {
    const binding = { command: 'a', key, ...(mac !== undefined && { mac }) };
    assert.deepEqual([describeKeys(binding, 'other'), describeKeys(binding, 'mac')], expected);
  };
  it('names keys as they are on the keyboard', () => {
    check('alt+shift+enter', undefined, ['Alt+Shift+Enter', 'Option+Shift+Return']);
    check('alt+]', undefined, ['Alt+]', 'Option+]']);
  });
  it('takes the binding for a Mac where there is one', () => check('ctrl+z', 'cmd+z', ['Ctrl+Z', 'Cmd+Z']));
});

describe('documentationTables', () => {
  const tables = documentationTables({
    commands: [
      { command: 'goldspan.accept', title: 'Accept' },
      { command: 'goldspan.log', title: 'Show Log' },
    ],
    keybindings: [{ command: 'goldspan.accept', key: 'alt+enter' }],
    configuration: {
      properties: {
        'goldspan.b': { order: 2, default: '', markdownDescription: 'A folder | a file.' },
        'goldspan.a': {
          order: 1,
          default: 'x',
          enum: ['x', 'y'],
          enumDescriptions: ['The first.', 'The second.'],
          markdownDescription: 'Which one.',
        },
      },
    },
  });
  it('lists a command under its key or among those without one', () => {
    assert.match(tables.get('keys') ?? '', /^\| `Alt\+Enter` \| `Option\+Return` \| Accept \|$/m);
    assert.equal(
      tables.get('commands'),
      '| Command | Identifier |\n| --- | --- |\n| Show Log | `goldspan.log` |\n',
    );
  });
  it('lists settings in their order with what each value means', () => {
    assert.deepEqual((tables.get('settings') ?? '').split('\n').slice(2), [
      '| `goldspan.a` | `"x"` | Which one.<br>`"x"`: The first.<br>`"y"`: The second. |',
      '| `goldspan.b` | empty | A folder \\| a file. |',
      '',
    ]);
  });
});

describe('replaceBetweenMarkers', () => {
  const replace = (text: string): string =>
    replaceBetweenMarkers(text, new Map([['keys', 'new $1\n']]), 'a.md');
  it('replaces what is between the markers and nothing else', () => {
    assert.equal(
      replace('a\n<!-- keys: made -->\nold\n<!-- /keys -->\nb\n'),
      'a\n<!-- keys: made -->\nnew $1\n<!-- /keys -->\nb\n',
    );
    assert.equal(
      replace('<!-- keys: made -->\n<!-- /keys -->'),
      '<!-- keys: made -->\nnew $1\n<!-- /keys -->',
    );
  });
  for (const text of ['', '<!-- keys: made -->\nold\n', '<!-- keys: a -->\n<!-- /keys -->\n'.repeat(2)]) {
    it(`says which markers are wrong in ${JSON.stringify(text)}`, () => {
      assert.throws(() => replace(text), /^Error: a\.md: expected one <!-- keys: … -->/);
    });
  }
});

describe('console blocks', () => {
  const markdown =
    'x\n```console\n$ one\nold\n$ two\n```\n```sh\n$ not this\n```\n```console\n$ three\n```\n';
  it('are found by their language', () => assert.deepEqual(commandsIn(markdown), ['one', 'two', 'three']));
  it('get what their commands print', () => {
    assert.equal(
      writeOutputs(markdown, ['1 $&\n', '', '3\n']),
      'x\n```console\n$ one\n1 $&\n$ two\n```\n```sh\n$ not this\n```\n```console\n$ three\n3\n```\n',
    );
  });
});
