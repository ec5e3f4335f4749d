import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStandoff, writeStandoff } from '../../../../server/formats/brat/standoff.ts';

/** Checks that a file of one line, very often, is read to its end, with at least one problem for each line. */
function check(name: string, line: string): void {
  test(name, () => {
    const count = 150_000;
    const content = line.repeat(count);
    const file = parseStandoff(content, 'a text');
    assert.equal(file.lines.length, count);
    assert.ok(file.problems.length >= count);
    assert.equal(writeStandoff(file), content);
  });
}

check('a large file of another format is read as lines that are kept', 'no line of brat\n');
check('a large file whose references lead nowhere is read', '*\tEquiv T1 T2\r\n');
