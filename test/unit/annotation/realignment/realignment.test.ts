import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../../../scripts/samples/random.ts';
import { wordsAt } from '../../../../server/annotation/document.ts';
import { lineEndingEdits } from '../../../../server/annotation/lineEndings.ts';
import { compareWords } from '../../../../server/annotation/words.ts';
import { type Span, span } from '../../../../server/text/positions.ts';
import { editOf, fragmentsIn, texts } from '../arbitraries.ts';
import {
  type Annotated,
  addOutcome,
  damagedBy,
  noOutcome,
  randomEdits,
  realigned,
  storedIn,
} from './damage.ts';

/**
 * A text with its entities between brackets, numbered: `[1 breast] or [2 lung [1 cancer]]`. Brackets with one number
 * are fragments of one entity.
 */
function marked(markup: string): Annotated {
  const entities: Span[][] = [];
  const open: { number: number; start: number }[] = [];
  let text = '';
  for (const [, begin, end, other] of markup.matchAll(/\[(\d+) |(\])|([\s\S])/gu)) {
    if (begin !== undefined) open.push({ number: Number(begin), start: text.length });
    else if (end !== undefined) {
      const { number, start } = open.pop() as { number: number; start: number };
      const fragments = [...(entities[number - 1] ?? []), span(start, text.length)];
      entities[number - 1] = fragments.sort((a, b) => a.start - b.start);
    } else text += other;
  }
  return { text, entities: entities.map((fragments) => fragments as [Span, ...Span[]]) };
}

/**
 * Checks where the entities of one text belong in another.
 * @param uncertain the numbers of the entities whose place is not certain.
 */
function check(before: string, after: string, uncertain: readonly number[] = []): void {
  const expected = marked(after);
  const found = realigned({ before: marked(before), text: expected.text, truth: [] });
  const show = (fragments: readonly Span[] | undefined): string =>
    (fragments ?? []).map(({ start, end }) => `${start} ${end}`).join(';');
  assert.deepEqual(
    found.map(
      ({ place, isCertain }, index) => `${index + 1}: ${show(place)}${isCertain ? '' : ' uncertain'}`,
    ),
    found.map(
      (_, index) =>
        `${index + 1}: ${show(expected.entities[index])}${uncertain.includes(index + 1) ? ' uncertain' : ''}`,
    ),
  );
}

test('inserted and deleted text shifts everything behind it', () => {
  check('[1 Aspirin] for [2 pain].', 'She takes [1 Aspirin] for [2 pain].');
  check('She takes [1 Aspirin] for [2 pain].', '[1 Aspirin] for [2 pain].');
  check('[1 Aspirin] for [2 pain].', '[1 Aspirin] twice a day for [2 pain].');
});

test('repeated words go with the words around them', () => {
  check(
    '[1 Aspirin] 50 [2 mg], [3 ramipril] 50 [4 mg], [5 statin] 50 [6 mg].',
    '10 mg of x, 20 mg of y. [1 Aspirin] 50 [2 mg], [3 ramipril] 50 [4 mg], [5 statin] 50 [6 mg].',
  );
  check(
    '[1 Aspirin] 50 [2 mg], [3 ramipril] 50 [4 mg], [5 statin] 50 [6 mg].',
    '[1 Aspirin] 50 [2 mg], no longer 10 mg, [3 ramipril] 50 [4 mg], [5 statin] 50 [6 mg].',
  );
});

test('words that stand at the old offsets by chance move with the words around them', () => {
  check('[1 ab] [2 mg] [3 cd] [4 mg] [5 ef]', 'mg kl [1 ab] [2 mg] [3 cd] [4 mg] [5 ef]');
});

test('an entity that is deleted with its text has no place, although its words occur elsewhere', () => {
  check(
    '[1 Fever], [2 cough] and [3 pain] on Monday, [4 nausea] on Tuesday. No [5 rash]. A cough.',
    '[1 Fever] and [3 pain] on Monday, [4 nausea] on Tuesday. No [5 rash]. A cough.',
    [2],
  );
});

test('words may be wrapped in another way', () => {
  check('[1 chest pain], then [2 heart failure].', '[1 chest\n  pain], then [2 heart failure].');
  check('[1 chest\r\npain],\r\nthen [2 heart\r\nfailure].', '[1 chest\npain],\nthen [2 heart\nfailure].');
  check('[1 caf\u00e9] [2 na\u00efve]', 'a [1 cafe\u0301] [2 nai\u0308ve]');
});

test('a paragraph that was moved is not silently put in the wrong place', () => {
  check(
    '[1 Fever] and [2 cough].\nNo [3 rash], no [4 nausea], no [5 oedema], no [6 pain], no [7 syncope].\n',
    'No [3 rash], no [4 nausea], no [5 oedema], no [6 pain], no [7 syncope].\nFever and cough.\n',
    [1, 2],
  );
});

test('nested, overlapping and equal entities stay together', () => {
  check(
    'no [1 [2 lung] cancer] and [3 left [4 breast]] [5 [6 cancer]]',
    'there is no [1 [2 lung] cancer] and [3 left [4 breast]] [5 [6 cancer]]',
  );
});

test('the fragments of one entity may move apart', () => {
  check('[1 left] and right [1 breast], [2 lung]', 'the [1 left] and also the right [1 breast], [2 lung]');
  check('the [1 left] and also the right [1 breast], [2 lung]', '[1 left] or right [1 breast], [2 lung]');
});

test('parts of words move with the words around them', () => {
  check(
    '[1 hyper]tension, [2 asthma], [3 50][4 mg] and [5 hyper]kalaemia, [6 pain]',
    'no [1 hyper]tension, [2 asthma], [3 50][4 mg] and [5 hyper]kalaemia, [6 pain]',
  );
});

test('offsets count in their own unit', () => {
  check('a [1 fever] \u{1f600} and [2 cough]', '\u{1f600}\u{1f600} a [1 fever] \u{1f600} and [2 cough]');
  check('\u{1f600} a [1 \u{1d6fc} level], [2 x]', 'a [1 \u{1d6fc} level], [2 x]');
});

test('texts and entities may be empty', () => {
  check('', '');
  check('[1 a]', '', [1]);
  check('a[1 ] b', 'a[1 ] b');
});

test('property: places hold the words, keep the order and are the same every time', () => {
  const damaged = texts
    .filter((text) => text !== '')
    .chain((text) =>
      fc.record({
        before: fc
          .array(fragmentsIn(text), { minLength: 1, maxLength: 5 })
          .map((entities) => ({ text, entities })),
        edit: editOf(text),
      }),
    )
    .map(({ before, edit }) => damagedBy(before, [edit]));
  fc.assert(
    fc.property(damaged, (each) => {
      const found = realigned(each);
      assert.deepEqual(realigned(each), found);
      const stored = storedIn(each);
      const placed: { readonly old: number; readonly now: number }[] = [];
      for (const [index, { place }] of found.entries()) {
        if (place === undefined) continue;
        const words = wordsAt(each.before.text, each.before.entities[index] as [Span, ...Span[]]);
        assert.notEqual(compareWords(each.text, place, words), 'different');
        assert.ok(place.every(({ start }, at) => at === 0 || start >= (place[at - 1] as Span).end));
        placed.push({ old: stored[index]?.fragments[0]?.start as number, now: place[0].start });
      }
      placed.sort((a, b) => a.old - b.old || a.now - b.now);
      assert.ok(placed.every(({ now }, at) => at === 0 || now >= (placed[at - 1] as { now: number }).now));
    }),
  );
});

const vocabulary = (
  'the of and a to in was with for patient she he no mg ml daily twice dose left right pain chest tablet history ' +
  'blood pressure normal given after before day days week oral plasma level 5 10 20 50 100 1 2 3 mmol per aspirin ' +
  'metformin ramipril warfarin insulin diabetes asthma hypertension infection fever cough nausea rash anaemia ' +
  'oedema fatigue headache fracture pneumonia stroke renal hepatic cardiac acute chronic severe mild stable'
).split(' ');

/** A note of a few thousand characters in which frequent words are frequent, and a quarter of them are annotated. */
function generated(random: SeededRandom, words: number): Annotated {
  const entities: [Span, ...Span[]][] = [];
  let text = '';
  for (let count = 0; count < words; count += 1) {
    const word = vocabulary[Math.floor(vocabulary.length * random.next() ** 1.5)] as string;
    if (random.next() < 0.25) entities.push([span(text.length, text.length + word.length)]);
    text += word + (random.next() < 0.1 ? '.\n' : ' ');
  }
  return { text, entities };
}

for (const touching of [false, true]) {
  test(`99 of 100 spans are found again after random edits${touching ? ', some of annotated words' : ''}`, () => {
    const sum = { ...noOutcome };
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new SeededRandom(seed);
      const before = generated(random, random.integer(300, 900));
      const other = generated(random, 200).text;
      const damaged = damagedBy(before, randomEdits(before, random.integer(1, 10), random, other, touching));
      addOutcome(sum, damaged, realigned(damaged));
    }
    assert.ok(sum.surviving > 5000);
    assert.ok(sum.restored >= 0.99 * sum.surviving, JSON.stringify(sum));
    // Where annotated words are replaced by text that holds them too, nobody can tell.
    const doubtless = touching ? 0.002 : 0.0005;
    assert.ok(sum.certainAndWrong <= doubtless * (sum.surviving + sum.edited), JSON.stringify(sum));
  });
}

test('line ends that were changed everywhere leave every span where its words are', () => {
  const random = new SeededRandom(1);
  const sum = { ...noOutcome };
  const unix = generated(random, 900);
  const windows = unix.text.replaceAll('\n', '\r\n');
  const there = damagedBy(unix, alongside(lineEndingEdits(unix.text, windows) ?? []));
  addOutcome(sum, there, realigned(there));
  const back = { text: windows, entities: there.truth.flatMap((truth) => (truth ? [truth] : [])) };
  const here = damagedBy(back, alongside(lineEndingEdits(windows, unix.text) ?? []));
  addOutcome(sum, here, realigned(here));
  assert.equal(sum.restored, 2 * unix.entities.length);
});

/** Edits that count in the text that the one before left, as edits that all count in the first. */
function alongside(edits: readonly { span: Span; newText: string }[]): { span: Span; newText: string }[] {
  let shift = 0;
  return edits.map(({ span: { start, end }, newText }) => {
    const edit = { span: span(start - shift, end - shift), newText };
    shift += newText.length - (end - start);
    return edit;
  });
}

test('ten thousand spans of a megabyte cost about a second', () => {
  const random = new SeededRandom(5);
  const before = generated(random, 180_000);
  const entities = before.entities.filter((_, index) => index % 4 === 0).slice(0, 10_000);
  const large = { text: before.text, entities };
  const damaged = damagedBy(large, randomEdits(large, 20, random, before.text, false));
  const started = performance.now();
  const found = realigned(damaged);
  // Work that grows with the square of the spans would take minutes.
  assert.ok(performance.now() - started < 20_000);
  const sum = { ...noOutcome };
  addOutcome(sum, damaged, found);
  assert.ok(sum.restored >= 0.99 * sum.surviving, JSON.stringify(sum));
});
