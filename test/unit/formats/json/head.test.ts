import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonPaths, recordPaths } from '../../../../server/formats/json/head.ts';

describe('jsonPaths', () => {
  const check = (head: string, ...paths: readonly string[]): void => {
    assert.deepEqual([...jsonPaths(head)], paths);
  };
  it('lists fields and members, over several records', () => {
    check('{"a":1,"b":{"c":[{"d":"x"}]}}', 'a', 'b', 'b.c', 'b.c[]', 'b.c[].d');
    check('[{"a":[[0,1,"X"]]}]', '[]', '[].a', '[].a[]', '[].a[][]');
    check('{"a":[]}\n{"a":["x"],"b":2}', 'a', 'a[]', 'b');
    check('\uFEFF {"a":1}', 'a');
  });
  it('does not take text for structure', () => {
    check('{"text":"{\\"a\\": [1]} \\\\","b":1}', 'text', 'b');
    check('prose {"a":1}');
    check('');
  });
  it('takes what is before the cut', () => {
    check('{"a":{"b":"long te', 'a', 'a.b');
    check('{"a":1,"tex', 'a');
    check('{"a":"x\\', 'a');
  });
  it('sees records of a list and of lines alike', () => {
    assert.ok(recordPaths('[{"a":[1]}]').has('a') && recordPaths('{"a":[1]}').has('a'));
  });
});
