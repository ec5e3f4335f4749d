import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromText, metadataFields, metadataOf, toText } from '../../../../server/formats/json/metadata.ts';
import type { Json, JsonObject } from '../../../../server/formats/json/values.ts';

describe('metadata', () => {
  const check = (value: Json, text: string): void => {
    assert.equal(toText(value), text);
    assert.deepEqual(fromText(text), value);
  };
  it('keeps strings, and quotes those that look like other values', () => {
    check('plain', 'plain');
    check('1.0', '1.0');
    check('"a"', '"a"');
    check('7', '"7"');
    check('"7"', '"\\"7\\""');
    check('null', '"null"');
  });
  it('has other values as JSON', () => {
    check(7, '7');
    check(null, 'null');
    check({ a: [true, ''] }, '{"a":[true,""]}');
  });
  it('gives back every value and every text', () => {
    const looksLikeJson = fc.json().map((json) => JSON.stringify(JSON.parse(json)));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      looksLikeJson,
      looksLikeJson.map((json) => JSON.stringify(json)),
    );
    fc.assert(
      fc.property(text, (value) => toText(fromText(value)) === value && fromText(toText(value)) === value),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // Negative zero is written as zero.
        const written = JSON.parse(JSON.stringify(value)) as Json;
        assert.deepEqual(fromText(toText(written)), written);
      }),
    );
  });
  it('keeps unknown fields in order, and tells of names that are taken', () => {
    const record: JsonObject = { text: 'a', b: 1, a: 'x' };
    const metadata = metadataOf(record, new Set(['text']));
    assert.deepEqual(Object.entries(metadata ?? {}), [
      ['b', '1'],
      ['a', 'x'],
    ]);
    const clashes: string[] = [];
    assert.deepEqual(
      metadataFields(metadata, new Set(['a']), (name) => clashes.push(name)),
      { b: 1 },
    );
    assert.deepEqual(clashes, ['a']);
    assert.equal(metadataOf({ text: 'a' }, new Set(['text'])), undefined);
  });
});
