import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Entity, wordsAt } from '../../../server/annotation/document.ts';
import { applyEdits, applyInSequence } from '../../../server/annotation/edits.ts';
import { moveFragments, moveSpans } from '../../../server/annotation/movement.ts';
import { MovingEntities } from '../../../server/annotation/movingEntities.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { type Span, span } from '../../../server/text/positions.ts';
import { editOf, fragmentsIn, texts } from './arbitraries.ts';

const entityAt = (id: string, fragments: readonly [Span, ...Span[]], text = ''): Entity => ({
  id,
  type: 'Sign',
  fragments,
  words: wordsAt(text, fragments),
});

/** Where entities are after edits, by id. */
function placesOf(moving: MovingEntities): Record<string, readonly Span[]> {
  return Object.fromEntries(moving.moved().map(({ entity, fragments }) => [entity.id, fragments]));
}

const documents = texts
  .filter((text) => text !== '')
  .chain((text) =>
    fc
      .array(
        fc.oneof(
          fragmentsIn(text),
          fc.nat({ max: text.length }).map((at): [Span] => [span(at, at)]),
        ),
        { maxLength: 12 },
      )
      .map((mentions) => ({
        text,
        entities: mentions.map((fragments, index) => entityAt(`T${index + 1}`, fragments, text)),
      })),
  );

test('without entities there is nothing to move', () => {
  const moving = new MovingEntities([]);
  moving.move([{ span: span(0, 0), newText: 'x' }]);
  assert.deepEqual([...moving.moved(), ...moving.lost()], []);
});

test('an entity that no edit concerns keeps its own fragments', () => {
  const entities = [entityAt('T1', [span(0, 3)]), entityAt('T2', [span(10, 12)])];
  const moving = new MovingEntities(entities);
  moving.move([{ span: span(5, 5), newText: 'ab' }]);
  const [first, second] = moving.moved();
  assert.equal(first?.fragments, entities[0]?.fragments);
  assert.deepEqual(second?.fragments, [span(12, 14)]);
  moving.move([{ span: span(5, 7), newText: '' }]);
  assert.equal(moving.moved()[1]?.fragments, entities[1]?.fragments);
});

test('an entity that surrounds others follows the edits between them', () => {
  const moving = new MovingEntities([
    entityAt('T1', [span(0, 30)]),
    entityAt('T2', [span(2, 4), span(20, 24)]),
    entityAt('T3', [span(5, 9)]),
  ]);
  moving.move([{ span: span(10, 10), newText: '😀' }]);
  assert.deepEqual(placesOf(moving), {
    T1: [span(0, 32)],
    T2: [span(2, 4), span(22, 26)],
    T3: [span(5, 9)],
  });
});

test('the place of a lost entity follows later edits', () => {
  const entity = entityAt('T1', [span(4, 9)]);
  const moving = new MovingEntities([entity, entityAt('T2', [span(20, 22)])]);
  moving.move([{ span: span(3, 10), newText: '' }]);
  moving.move([{ span: span(0, 0), newText: 'new ' }]);
  assert.deepEqual(moving.lost(), [{ entity, place: 7 }]);
});

test('property: each of many entities moves as it would alone, edit after edit', () => {
  fc.assert(
    fc.property(documents, fc.gen(), ({ text, entities }, draw) => {
      const moving = new MovingEntities(entities);
      const alone = new Map(entities.map(({ id, fragments }) => [id, { fragments, isTouched: false }]));
      let now = text;
      const count = draw(fc.nat, { max: 6 });
      for (let step = 0; step < count; step += 1) {
        const first: TextEdit = draw(editOf, now);
        const second: TextEdit = draw(editOf, applyEdits(now, [first]));
        const edits = [first, second];
        now = applyInSequence(now, edits);
        moving.move(edits);
        for (const [id, { fragments, isTouched }] of alone) {
          const { touched } = moveFragments(fragments, edits);
          const left = moveSpans(fragments, edits);
          if (left === undefined) alone.delete(id);
          else alone.set(id, { fragments: left, isTouched: isTouched || touched });
        }
        const moved = moving
          .moved()
          .map(({ entity, fragments, isTouched }) => [entity.id, { fragments, isTouched }]);
        assert.deepEqual(moved, [...alone]);
        assert.equal(moving.lost().length, entities.length - alone.size);
        for (const { place } of moving.lost()) assert.ok(place >= 0 && place <= now.length);
      }
    }),
  );
});
