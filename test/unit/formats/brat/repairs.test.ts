import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { writeAnnotations } from '../../../../server/formats/brat/writing.ts';
import { OffsetConverter, type Span, span } from '../../../../server/text/positions.ts';
import { annotatedTexts } from '../../annotation/arbitraries.ts';

/** The content with the safe repairs of all its problems, the first of each. */
function mended(content: string, text: string): string {
  const { problems } = parseStandoff(content, text);
  const safe = problems.flatMap(({ repairs = [] }) => repairs.filter(({ safe }) => safe).slice(0, 1));
  return applyEdits(
    content,
    safe.flatMap(({ edits }) => edits),
  );
}

/** Checks what the safe repairs make of a content, and that nothing is left to complain of. */
function checkMended(content: string, text: string, expected: string): void {
  assert.equal(mended(content, text), expected);
  assert.deepEqual(
    parseStandoff(expected, text).problems.map(({ message }) => message),
    [],
  );
}

/** Checks which repairs a content's only problem offers: titles, with `!` before those that are safe. */
function checkOffered(content: string, text: string, expected: readonly string[]): void {
  const [problem, ...more] = parseStandoff(content, text).problems;
  assert.equal(more.length, 0);
  const titles = (problem?.repairs ?? []).map(({ title, safe }) => (safe ? `! ${title}` : title));
  assert.deepEqual(titles, expected);
}

const keep = 'Keep the offsets and take the words from the text';
const text = 'No chest pain; chest clear, p53 binds p105.';

test('columns are separated by tabs', () => {
  checkMended('T1 Protein 28 31 p53\n', text, 'T1\tProtein 28 31\tp53\n');
  checkMended('T1\tProtein 3 8;9 13 chest pain\n', text, 'T1\tProtein 3 8;9 13\tchest pain\n');
  checkMended(
    'T1\tP 28 31\tp53\nN1 Reference T1 UMLS:C1 tumor protein\n',
    text,
    'T1\tP 28 31\tp53\nN1\tReference T1 UMLS:C1\ttumor protein\n',
  );
  checkMended(
    'T1\tP 28 31\tp53\nA1 Negation T1\n#1 AnnotatorNotes T1 see there\n* Equiv T1 T1',
    text,
    'T1\tP 28 31\tp53\nA1\tNegation T1\n#1\tAnnotatorNotes T1\tsee there\n*\tEquiv T1 T1',
  );
});

test('an id that occurs twice gets a free number, safely where nothing refers to it', () => {
  checkMended(
    'T1\tP 28 31\tp53\nT1\tP 38 42\tp105\nT1\tP 3 8\tchest\n',
    text,
    'T1\tP 28 31\tp53\nT2\tP 38 42\tp105\nT3\tP 3 8\tchest\n',
  );
  checkOffered('T1\tP 28 31\tp53\nT1\tP 38 42\tp105\nA1\tX T1\n', text, ['Change the id to T2']);
});

test('a byte order mark is removed', () => {
  checkMended('\uFEFFT1\tP 28 31\tp53\n', text, 'T1\tP 28 31\tp53\n');
});

test('words in other spellings are written as brat does', () => {
  checkMended('T1\tX 0 10\tchest pain\n', 'chest\npain', 'T1\tX 0 5;6 10\tchest pain\n');
  checkMended('T1\tX 0 11\tchest\\npain\n', 'chest\r\npain', 'T1\tX 0 5;7 11\tchest pain\n');
  checkMended('T1\tX 2 9\tchest\n', 'No chest pain', 'T1\tX 2 9\tchest\n'.replace('2 9', '3 8'));
});

test('missing words, old words and turned fragments are mended', () => {
  checkMended('T1\tP 28 31\n', text, 'T1\tP 28 31\tp53\n');
  checkMended('T1\tP 28 31\t\n', text, 'T1\tP 28 31\tp53\n');
  checkMended('T1\tP 28 31;38 42\tp53p105\n', text, 'T1\tP 28 31;38 42\tp53 p105\n');
  checkMended('T1\tP 38 42;28 31\tp105 p53\n', text, 'T1\tP 28 31;38 42\tp53 p105\n');
  checkMended('T1\tP 31 28\tp53\n', text, 'T1\tP 28 31\tp53\n');
});

test('white space at the ends of a span is left out', () => {
  checkMended('T1\tX 2 9\t chest \n', 'No chest pain', 'T1\tX 3 8\tchest\n');
  checkMended('T1\tX 2 8;8 13\t chest  pain\n', 'No chest pain', 'T1\tX 3 8;9 13\tchest pain\n');
});

test('a span of nothing or of white space alone has no repair', () => {
  checkOffered('T1\tX 3 3\t\n', 'No chest pain', []);
  checkOffered('T1\tX 2 3\t \n', 'No chest pain', []);
});

test('shifted offsets are set where the words occur once', () => {
  checkMended('T1\tP 26 29\tp53\n', text, 'T1\tP 28 31\tp53\n');
  checkMended('T1\tP 400 403\tp53\n', text, 'T1\tP 28 31\tp53\n');
  checkMended('T1\tS 2 7;8 12\tchest pain\n', text, 'T1\tS 3 8;9 13\tchest pain\n');
});

test('where the words occur over the offsets, other occurrences do not matter', () => {
  checkMended('T1\tX 4 9\tchest\n', text, 'T1\tX 3 8\tchest\n');
});

test('where the words occur several times, a person chooses, the nearest first', () => {
  checkOffered('T1\tX 9 14\tchest\n', `${text}`, [
    'Set the offsets to 3 8',
    'Set the offsets to 15 20',
    keep,
  ]);
});

test('where the words are shorter or longer than the offsets say, either may be wrong', () => {
  checkOffered('T1\tX 27 37\tp53\n', text, ['Set the offsets to 28 31', keep]);
  checkOffered('T1\tX 28 31\tp53 binds\n', text, ['Set the offsets to 28 37', keep]);
});

test('words inside other words are no whole words, and are offered only where there are no others', () => {
  checkMended('T1\tX 1 4\tpin\n', 'a spin; a pin', 'T1\tX 10 13\tpin\n');
  checkOffered('T1\tX 0 3\tpin\n', 'no spine', ['Set the offsets to 4 7', keep]);
});

test('a place that another entity of the type holds is not free', () => {
  const content = 'T1\tX 3 8\tchest\nT2\tX 13 18\tchest\n';
  assert.equal(mended(content, text), 'T1\tX 3 8\tchest\nT2\tX 15 20\tchest\n');
});

test('a place that two entities of a type claim is safe for neither', () => {
  const content = 'T1\tX 27 30\tp53\nT2\tX 29 32\tp53\n';
  assert.equal(mended(content, text), content);
});

test('words that are nowhere leave the choice of keeping the offsets', () => {
  checkOffered('T1\tX 3 8\tliver\n', text, [keep]);
  checkOffered('T1\tX 300 305\tliver\n', text, []);
});

test('a repair never cuts a surrogate pair', () => {
  const { problems } = parseStandoff('T1\tX 0 1\t\udc00\n', 'a\ud83d\udc00');
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['brat/words-differ'],
  );
  assert.deepEqual(
    problems[0]?.repairs?.map(({ title }) => title),
    [keep],
  );
});

/** Ways in which other tools count, as functions from the right offsets. */
const countings: readonly {
  readonly counts: string;
  readonly count: (place: Span, text: string) => readonly [number, number];
}[] = [
  { counts: 'UTF-16 code units', count: ({ start, end }) => [start, end] },
  {
    counts: 'UTF-8 bytes',
    count: ({ start, end }, whole) => {
      const offsets = new OffsetConverter(whole);
      return [offsets.toByte(start) as number, offsets.toByte(end) as number];
    },
  },
  {
    counts: 'a carriage return and a line feed as one character',
    count: ({ start, end }, whole) => {
      const length = (to: number): number => Array.from(whole.slice(0, to).replaceAll('\r\n', '\n')).length;
      return [length(start), length(end)];
    },
  },
  {
    counts: 'characters without the byte order mark',
    count: ({ start, end }, whole) => {
      const offsets = new OffsetConverter(whole);
      return [(offsets.toCodePoint(start) as number) - 1, (offsets.toCodePoint(end) as number) - 1];
    },
  },
  {
    counts: 'the last character in',
    count: ({ start, end }, whole) => {
      const offsets = new OffsetConverter(whole);
      return [offsets.toCodePoint(start) as number, (offsets.toCodePoint(end) as number) - 1];
    },
  },
];

test('a file whose offsets are counted in another way is explained and repaired as a whole', () => {
  const whole = '\uFEFFa 😀 chest,\r\na pain; 😀 a chest,\r\na pain; é p53.';
  const words = ['chest', 'pain', 'chest', 'pain', 'p53'];
  let from = 0;
  const places = words.map((word) => {
    const start = whole.indexOf(word, from);
    from = start + word.length;
    return span(start, from);
  });
  const right = writeAnnotations(
    {
      entities: places.map((place, index) => ({
        id: `T${index + 1}`,
        type: 'X',
        fragments: [place],
        words: words[index] as string,
      })),
      relations: [],
      events: [],
      attributes: [],
      normalisations: [],
      notes: [],
      equivalences: [],
    },
    whole,
  );
  for (const { counts, count } of countings) {
    const wrong = places
      .map((place, index) => `T${index + 1}\tX ${count(place, whole).join(' ')}\t${words[index]}\n`)
      .join('');
    assert.notEqual(wrong, right);
    const { problems } = parseStandoff(wrong, whole);
    assert.ok(
      problems.every(({ message }) => message.endsWith(`The offsets of this file count ${counts}.`)),
      counts,
    );
    checkMended(wrong, whole, right);
  }
});

test('offsets made before the carriage returns were taken away are explained too', () => {
  const whole = 'a 😀 chest,\na pain;\nand chest.\n';
  const wrong = 'T1\tX 4 9\tchest\nT2\tX 14 18\tpain\nT3\tX 25 30\tchest\n';
  const { problems } = parseStandoff(wrong, whole);
  assert.match(
    problems[0]?.message ?? '',
    /The offsets of this file count a line feed as a carriage return and a line feed\.$/,
  );
  checkMended(wrong, whole, 'T1\tX 4 9\tchest\nT2\tX 13 17\tpain\nT3\tX 23 28\tchest\n');
});

test('repeated words go where the entities around them have gone', () => {
  const old = 'Aspirin 50 mg, metformin 50 mg, ramipril 50 mg.';
  const words = ['Aspirin', 'mg', 'metformin', 'mg', 'ramipril', 'mg'];
  const lineOf = (word: string, index: number, start: number): string =>
    `T${index + 1}\tX ${start} ${start + word.length}\t${word}\n`;
  const content = (whole: string): string => {
    let from = 0;
    return words
      .map((word, index) => {
        const start = whole.indexOf(word, from);
        from = start + word.length;
        return lineOf(word, index, start);
      })
      .join('');
  };
  const now = `Seen on 3 May, 10 mg of nothing.\n${old}`;
  const right = content(old).replace(/X (\d+) (\d+)/g, (_, start, end) => `X ${+start + 33} ${+end + 33}`);
  checkMended(content(old), now, right);
});

test('an entity that agrees by chance moves with those around it', () => {
  const old = 'ab mg cd mg ef mg gh mg ij';
  const now = `mg kl ${old}`;
  const line = (id: number, word: string, start: number): string =>
    `T${id}\tX ${start} ${start + word.length}\t${word}\n`;
  const lines = (shift: number): string =>
    ['ab', 'mg', 'cd', 'mg', 'ef', 'mg', 'gh', 'mg', 'ij']
      .map((word, index) => line(index + 1, word, index * 3 + shift))
      .join('');
  const { problems } = parseStandoff(lines(0), now);
  const doubtful = problems.filter(({ code }) => code === 'brat/place-doubtful');
  assert.deepEqual(
    doubtful.map(({ message }) => message.replace(/^(T\d) .* (\d+ \d+)\.$/, '$1 $2')),
    ['T4 15 17', 'T6 21 23', 'T8 27 29'],
  );
  checkMended(lines(0), now, lines(6));
});

test('many misplaced entities cost a search nearby each, not one of the whole text each', () => {
  const long = 'word '.repeat(200_000);
  const lines = Array.from(
    { length: 5000 },
    (_, index) => `T${index + 1}\tX ${index * 5} ${index * 5 + 6}\tabsent\n`,
  );
  const started = performance.now();
  assert.equal(parseStandoff(lines.join(''), long).problems.length, 5000);
  // One whole search for each would read 5 thousand million characters and take many seconds.
  assert.ok(performance.now() - started < 5000);
});

test('property: safe repairs never make an entity disagree with the text, and repeat to an end', () => {
  const shifted = annotatedTexts.chain(({ text: annotated, fragments }) =>
    fc.integer({ min: -3, max: 3 }).map((shift) => {
      const offsets = new OffsetConverter(annotated);
      const ranges = fragments.map(({ start, end }) =>
        [offsets.toCodePoint(start), offsets.toCodePoint(end)]
          .map((offset) => (offset ?? 0) + shift)
          .join(' '),
      );
      const words = fragments.map(({ start, end }) => annotated.slice(start, end)).join(' ');
      return { annotated, content: `T1\tX ${ranges.join(';')}\t${words.replace(/[\r\n]/g, ' ')}\n` };
    }),
  );
  fc.assert(
    fc.property(shifted, ({ annotated, content }) => {
      let current = content;
      for (let round = 0; round < 3; round += 1) current = mended(current, annotated);
      const { problems } = parseStandoff(current, annotated);
      assert.ok(
        problems.every(({ repairs = [] }) => repairs.every(({ safe }) => !safe)),
        current,
      );
      if (current !== content)
        assert.ok(
          problems.every(({ severity }) => severity !== 'error'),
          current,
        );
    }),
  );
});
