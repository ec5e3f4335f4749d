import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Entity, wordsAt } from '../../../server/annotation/document.ts';
import { applyEdits, applyInSequence } from '../../../server/annotation/edits.ts';
import { moveSpans } from '../../../server/annotation/movement.ts';
import { MovingEntities } from '../../../server/annotation/movingEntities.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { type Span, span } from '../../../server/text/positions.ts';
import { annotatedTexts, editOf } from './arbitraries.ts';

/**
 * Reads `one [two] three` as a text with fragments in brackets and `one <two|2> three` as an edit that replaces `two`
 * by `2`. Both marks may be in one string; brackets say where a mention is before the edit.
 */
function marked(source: string): { text: string; fragments: Span[]; edits: TextEdit[] } {
  let text = '';
  let newText: string | undefined;
  let fragmentStart = 0;
  let editStart = 0;
  let editEnd = 0;
  const fragments: Span[] = [];
  const edits: TextEdit[] = [];
  for (const character of source) {
    if (character === '[') fragmentStart = text.length;
    else if (character === ']') fragments.push(span(fragmentStart, text.length));
    else if (character === '<') editStart = text.length;
    else if (character === '|') {
      editEnd = text.length;
      newText = '';
    } else if (character === '>') {
      edits.push({ span: span(editStart, editEnd), newText: newText ?? '' });
      newText = undefined;
    } else if (newText === undefined) text += character;
    else newText += character;
  }
  return { text, fragments, edits };
}

/** Checks what an edit leaves of a mention; the expected text has brackets where the mention is afterwards. */
function check(source: string, expected: string): void {
  const { text, fragments, edits } = marked(source);
  const after = marked(expected);
  assert.equal(applyEdits(text, edits), after.text, source);
  const moved = moveSpans(fragments as [Span, ...Span[]], edits);
  assert.deepEqual(moved ?? [], after.fragments, source);
}

test('an edit before a mention shifts it', () => {
  check('<|new >an [acute] pain', 'new an [acute] pain');
  check('<an|> [acute] pain', ' [acute] pain');
  check('an<|😀> [acute] pain', 'an😀 [acute] pain');
});

test('an insertion at an edge of a mention does not make it grow', () => {
  check('an <|sub>[acute] pain', 'an sub[acute] pain');
  check('an [acute]<|ly> pain', 'an [acute]ly pain');
});

test('an edit after a mention leaves it alone', () => {
  check('an [acute] <pain|ache>', 'an [acute] ache');
});

test('an edit inside a mention makes it grow or shrink', () => {
  check('an [ac<|c>ute] pain', 'an [accute] pain');
  check('an [ac<ut|>e] pain', 'an [ace] pain');
  check('an [<ac|AC>ute] pain', 'an [ACute] pain');
  check('an [acu<te|TE>] pain', 'an [acuTE] pain');
  check('an [a<\r\n|\n>b]', 'an [a\nb]');
});

test('a mention whose whole text is replaced covers the new text', () => {
  check('an [<acute|chronic>] pain', 'an [chronic] pain');
});

test('a replacement across an edge clips the mention to what is left of it', () => {
  check('<an [ac|>ute] pain', '[ute] pain');
  check('<an [ac|the c>ute] pain', 'the c[ute] pain');
  check('an [acu<te] pain|x>', 'an [acu]x');
});

test('a mention is lost when all its text is deleted, or replaced together with text beyond it', () => {
  check('an [<acute|>] pain', 'an  pain');
  check('an<|> [<acute|>] pain', 'an  pain');
  check('an< [acute|x>] pain', 'anx pain');
  check('an [<acute] pain|x>', 'an x');
  check('<an [acute] pain|>', '');
});

test('fragments move one by one and vanish one by one', () => {
  check('[left] and [ri<|i>ght] lung', '[left] and [riight] lung');
  check('[left] and [<right|>] lung', '[left] and  lung');
  check('[left] <and |>[right]', '[left] [right]');
  check('[le<ft] and [ri|>ght]', '[leght]');
});

test('fragments become one where an edit removes what was between them, and only there', () => {
  check('[left]< and |>[right]', '[leftright]');
  check('[left][right] <a|b>', '[left][right] b');
  check('[a]< [b] |>[c]', '[ac]');
});

test('an empty fragment marks a place', () => {
  check('one <|x>[]two', 'one x[]two');
  check('on<e []t|x>wo', 'on[]xwo');
});

test('edits count in the text that the one before left', () => {
  const edits = [
    { span: span(0, 0), newText: 'ab' },
    { span: span(2, 3), newText: '' },
  ];
  assert.equal(applyInSequence('x pain', edits), 'ab pain');
  assert.deepEqual(moveSpans([span(2, 6)], edits), [span(3, 7)]);
});

test('the same array comes back exactly where neither offsets nor text changed', () => {
  const fragments: [Span] = [span(0, 2)];
  assert.equal(moveSpans(fragments, [{ span: span(5, 6), newText: '' }]), fragments);
  const replaced = moveSpans(fragments, [{ span: span(0, 1), newText: 'x' }]);
  assert.deepEqual(replaced, fragments);
  assert.notEqual(replaced, fragments);
});

test('lost entities are reported with their former words and the place where they were', () => {
  const entity: Entity = { id: 'T1', type: 'Sign', fragments: [span(3, 8)], words: 'acute' };
  const edits = [
    { span: span(2, 9), newText: '' },
    { span: span(0, 0), newText: '😀' },
  ];
  const moving = new MovingEntities([entity]);
  moving.move(edits);
  assert.deepEqual(moving.lost(), [{ entity, place: 4 }]);
  assert.deepEqual(moving.moved(), []);
});

const scenarios = annotatedTexts.chain(({ text, fragments }) =>
  editOf(text).map((edit) => ({ text, fragments, edit })),
);

test('property: the words of a mention change only when an edit touches it', () => {
  fc.assert(
    fc.property(scenarios, ({ text, fragments, edit }) => {
      const entity: Entity = { id: 'T1', type: 'X', fragments, words: wordsAt(text, fragments) };
      const after = applyEdits(text, [edit]);
      const moving = new MovingEntities([entity]);
      moving.move([edit]);
      const [moved] = moving.moved();
      const overlaps = fragments.some(({ start, end }) => edit.span.start < end && start < edit.span.end);
      const inside = fragments.some(({ start, end }) => start < edit.span.start && edit.span.end < end);
      const between = edit.span.end > edit.span.start && fragments.length > 1;
      if (!overlaps && !inside && !between) assert.equal(moved?.isTouched, false);
      if (moved?.isTouched === false) assert.equal(wordsAt(after, moved.fragments), entity.words);
    }),
  );
});

test('property: moved fragments are ascending, disjoint, inside the text and not empty', () => {
  fc.assert(
    fc.property(scenarios, ({ text, fragments, edit }) => {
      const moved = moveSpans(fragments, [edit]) ?? [];
      let reached = 0;
      for (const { start, end } of moved) {
        assert.ok(start >= reached && end > start);
        reached = end;
      }
      assert.ok(reached <= applyEdits(text, [edit]).length);
    }),
  );
});

test('property: an entity is lost exactly when no character of it is left', () => {
  fc.assert(
    fc.property(scenarios, ({ fragments, edit }) => {
      const { start, end } = edit.span;
      const left = fragments.some((fragment) => fragment.start < start || fragment.end > end);
      const replaced =
        edit.newText !== '' && fragments.some((fragment) => fragment.start === start && fragment.end === end);
      assert.equal(moveSpans(fragments, [edit]) !== undefined, left || replaced);
    }),
  );
});

test('property: moving along several edits is moving along each in turn', () => {
  const several = scenarios.chain(({ text, fragments, edit }) =>
    editOf(applyEdits(text, [edit])).map((second) => ({ fragments, edits: [edit, second] })),
  );
  fc.assert(
    fc.property(several, ({ fragments, edits: [first, second] }) => {
      const once = moveSpans(fragments, [first as TextEdit]);
      const twice = once && moveSpans(once, [second as TextEdit]);
      assert.deepEqual(moveSpans(fragments, [first as TextEdit, second as TextEdit]), twice);
    }),
  );
});
