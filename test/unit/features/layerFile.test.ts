import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyInSequence } from '../../../server/annotation/edits.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { LayerFile } from '../../../server/features/layerFile.ts';
import { span } from '../../../server/text/positions.ts';

const base = '😀 no fever, mild asthma';
const content = 'T1\tSign 5 10\tfever\nT2\tDisease 17 23\tastma\n#1\tNote T1\tseen\n';

const insertion = (at: number, newText: string): TextEdit => ({ span: span(at, at), newText });

/** Checks what the entities of the file are after edits: their places, in UTF-16 code units, and their words. */
function check(edits: readonly TextEdit[], expected: readonly string[]): LayerFile {
  const layer = new LayerFile(content, base);
  let text = base;
  for (const edit of edits) {
    text = applyInSequence(text, [edit]);
    layer.move([edit], text);
  }
  const entities = layer.annotations.entities.map(
    ({ id, fragments: [{ start, end }], words }) => `${id} ${start} ${end} ${words}`,
  );
  assert.deepEqual(entities, expected);
  return layer;
}

describe('a layer whose text is edited', () => {
  it('is as in its file at first', () => {
    check([], ['T1 6 11 fever', 'T2 18 24 astma']);
  });

  it('has words that follow the text where they agreed with it', () => {
    check([insertion(8, 'X')], ['T1 6 12 feXver', 'T2 19 25 astma']);
    check([insertion(8, 'X'), insertion(0, '- ')], ['T1 8 14 feXver', 'T2 21 27 astma']);
  });

  it('keeps words that disagreed, even after an edit that made them agree', () => {
    const agreeing = { span: span(20, 21), newText: '' };
    check([agreeing], ['T1 6 11 fever', 'T2 18 23 astma']);
    const layer = check([agreeing, insertion(20, 'X')], ['T1 6 11 fever', 'T2 18 24 astma']);
    assert.equal(layer.settled(), content);
  });

  it('lists what has no text left, and writes the rest', () => {
    const layer = check([{ span: span(3, 11), newText: '' }], ['T2 10 16 astma']);
    assert.deepEqual(
      layer.lost.map(({ entity, place }) => [entity.id, place]),
      [['T1', 3]],
    );
    assert.equal(layer.settled(), content.replace('17 23', '9 15'));
  });

  it('is restored exactly', () => {
    const layer = check([{ span: span(0, base.length), newText: 'gone' }], []);
    layer.restore();
    assert.equal(layer.settled(), content);
    assert.deepEqual(layer.lost, []);
    assert.equal(layer.annotations, layer.file.annotations);
  });
});
