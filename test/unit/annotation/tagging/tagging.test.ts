import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Entity, noAnnotations, wordsAt } from '../../../../server/annotation/document.ts';
import { lossKinds } from '../../../../server/annotation/tagging/losses.ts';
import {
  discontinuousPolicies,
  misalignedPolicies,
  overlapPolicies,
} from '../../../../server/annotation/tagging/policies.ts';
import {
  type TaggedDocument,
  type TaggingOptions,
  tagDocument,
} from '../../../../server/annotation/tagging/tagging.ts';
import { decodeTags, schemes } from '../../../../server/annotation/tagging/tagSchemes.ts';
import { joinedFragments } from '../../../../server/annotation/words.ts';
import { type Span, span } from '../../../../server/text/positions.ts';

const standard: TaggingOptions = {
  scheme: 'bio',
  overlap: 'longest',
  discontinuous: 'hull',
  misaligned: 'expand',
};

/** Mentions from `Type:words` or `Type:words|words`, each found from the end of the fragment before. */
function mentionsIn(text: string, notations: readonly string[]): Entity[] {
  return notations.map((notation, index) => {
    const colon = notation.indexOf(':');
    let from = 0;
    const fragments = notation
      .slice(colon + 1)
      .split('|')
      .map((words): Span => {
        const start = text.indexOf(words, from);
        assert.notEqual(start, -1, `"${words}" is not in the text`);
        from = start + words.length;
        return span(start, from);
      });
    return entity(text, `T${index + 1}`, notation.slice(0, colon), fragments);
  });
}

function entity(text: string, id: string, type: string, fragments: readonly Span[]): Entity {
  return { id, type, fragments: fragments as [Span, ...Span[]], words: wordsAt(text, fragments) };
}

function tag(text: string, entities: readonly Entity[], options: Partial<TaggingOptions>): TaggedDocument {
  return tagDocument(
    { id: 'note', text, annotations: { ...noAnnotations, entities } },
    { ...standard, ...options },
  );
}

/** What was written: `Type:words` of each column, and the sentences by their number. */
function written({ text, sentences }: TaggedDocument): string[][] {
  const columns = sentences[0]?.columns.length ?? 1;
  return Array.from({ length: columns }, (_, column) =>
    sentences.flatMap(({ tokens, columns: tags }) =>
      decodeTags(tags[column] as readonly string[]).map(({ type, start, end }) => {
        const { start: from } = tokens[start] as Span;
        const { end: to } = tokens[end - 1] as Span;
        return `${type}:${text.slice(from, to)}`;
      }),
    ),
  );
}

interface Expected {
  readonly columns: readonly (readonly string[])[];
  readonly losses?: readonly string[];
  readonly fates: readonly [kept: number, altered: number, lost: number];
}

function check(
  name: string,
  text: string,
  notations: readonly string[],
  options: Partial<TaggingOptions>,
  expected: Expected,
): void {
  it(name, () => {
    const tagged = tag(text, mentionsIn(text, notations), options);
    const { kept, altered, lost } = tagged.fates;
    assert.deepEqual(
      {
        columns: written(tagged),
        losses: tagged.losses.map(({ kind, entity: { id } }) => `${id} ${kind}`),
        fates: [kept, altered, lost],
      },
      { losses: [], ...expected },
    );
  });
}

const knee = 'Pain in left and right knee.';

describe('tagDocument', () => {
  check('writes nothing for an empty text', '', [], {}, { columns: [[]], fates: [0, 0, 0] });
  check(
    'writes mentions as they are',
    knee,
    ['S:Pain', 'B:right knee'],
    {},
    {
      columns: [['S:Pain', 'B:right knee']],
      fates: [2, 0, 0],
    },
  );
  check(
    'keeps two touching mentions of one type apart',
    'chest pain',
    ['S:chest', 'S:pain'],
    {},
    {
      columns: [['S:chest', 'S:pain']],
      fates: [2, 0, 0],
    },
  );
  check(
    'takes only the chosen types',
    knee,
    ['S:Pain', 'B:knee'],
    { types: new Set(['B']) },
    {
      columns: [['B:knee']],
      fates: [1, 0, 0],
    },
  );
  check(
    'takes fragments with only white space between them for one',
    'Pain in the left \tknee.',
    ['B:left|knee'],
    {},
    { columns: [['B:left \tknee']], fates: [1, 0, 0] },
  );
  check(
    'renames a type with white space',
    'HeLa cells',
    ['Cell line:HeLa'],
    {},
    {
      columns: [['Cell_line:HeLa']],
      losses: ['T1 type-renamed'],
      fates: [0, 1, 0],
    },
  );
  check(
    'cuts off white space',
    knee,
    ['S:Pain '],
    {},
    {
      columns: [['S:Pain']],
      losses: ['T1 trimmed'],
      fates: [0, 1, 0],
    },
  );
  check(
    'leaves out white space alone',
    knee,
    ['S: '],
    {},
    {
      columns: [[]],
      losses: ['T1 no-token'],
      fates: [0, 0, 1],
    },
  );
  check(
    'writes duplicates once',
    knee,
    ['S:Pain', 'S:Pain'],
    { overlap: 'columns' },
    {
      columns: [['S:Pain']],
      losses: ['T2 duplicate-dropped'],
      fates: [1, 0, 1],
    },
  );

  check(
    'of two mentions that become the same takes the one written as annotated',
    'left knee pain',
    ['B:knee ', 'B:knee'],
    {},
    { columns: [['B:knee']], losses: ['T1 trimmed', 'T1 duplicate-dropped'], fates: [1, 0, 1] },
  );

  it('follows the offsets where the stored words differ, and says so', () => {
    const slipped = { ...entity(knee, 'T1', 'S', [span(0, 4)]), words: 'knee' };
    const tagged = tag(knee, [slipped], {});
    assert.deepEqual(written(tagged), [['S:Pain']]);
    assert.deepEqual(
      tagged.losses.map(({ kind }) => kind),
      ['words-differ'],
    );
    assert.deepEqual(tagged.fates, { kept: 1, altered: 0, lost: 0 });
  });

  it('leaves out what lies outside the text or is empty', () => {
    const entities = [entity(knee, 'T1', 'S', [span(20, 99)]), entity(knee, 'T2', 'S', [span(2, 2)])];
    const { losses, fates } = tag(knee, entities, {});
    assert.deepEqual(
      losses.map(({ kind, entity: { id } }) => `${id} ${kind}`),
      ['T2 no-token', 'T1 outside-text'],
    );
    assert.deepEqual(fates, { kept: 0, altered: 0, lost: 2 });
  });
});

describe('the discontinuous policy', () => {
  const halves = ['B:left|knee'];
  check(
    'hull',
    knee,
    halves,
    {},
    {
      columns: [['B:left and right knee']],
      losses: ['T1 hull'],
      fates: [0, 1, 0],
    },
  );
  check(
    'head',
    knee,
    halves,
    { discontinuous: 'head' },
    {
      columns: [['B:knee']],
      losses: ['T1 head'],
      fates: [0, 1, 0],
    },
  );
  check(
    'split',
    knee,
    halves,
    { discontinuous: 'split' },
    {
      columns: [['B:left', 'B:knee']],
      losses: ['T1 split'],
      fates: [0, 1, 0],
    },
  );
  check(
    'drop',
    knee,
    halves,
    { discontinuous: 'drop' },
    {
      columns: [[]],
      losses: ['T1 discontinuous-dropped'],
      fates: [0, 0, 1],
    },
  );
  check(
    'split, with a part that overlaps',
    knee,
    [...halves, 'B:right knee'],
    { discontinuous: 'split' },
    {
      columns: [['B:left', 'B:right knee']],
      losses: ['T1 split', 'T1 overlap-dropped'],
      fates: [1, 1, 0],
    },
  );
});

describe('the misaligned policy', () => {
  const text = 'hypertension noted 😀x';
  check(
    'expand',
    text,
    ['D:tension'],
    {},
    {
      columns: [['D:hypertension']],
      losses: ['T1 expanded'],
      fates: [0, 1, 0],
    },
  );
  check(
    'contract',
    text,
    ['D:tension noted'],
    { misaligned: 'contract' },
    {
      columns: [['D:noted']],
      losses: ['T1 contracted'],
      fates: [0, 1, 0],
    },
  );
  check(
    'contract to nothing',
    text,
    ['D:tension'],
    { misaligned: 'contract' },
    {
      columns: [[]],
      losses: ['T1 misaligned-dropped'],
      fates: [0, 0, 1],
    },
  );
  check(
    'drop',
    text,
    ['D:tension noted'],
    { misaligned: 'drop' },
    {
      columns: [[]],
      losses: ['T1 misaligned-dropped'],
      fates: [0, 0, 1],
    },
  );
  check(
    'expand makes two fragments of one token one mention',
    text,
    ['D:hyp|sion'],
    {},
    {
      columns: [['D:hypertension']],
      losses: ['T1 expanded'],
      fates: [0, 1, 0],
    },
  );
  check(
    'expand joins two fragments that meet',
    text,
    ['D:hyper|ted'],
    {},
    {
      columns: [['D:hypertension noted']],
      losses: ['T1 expanded'],
      fates: [0, 1, 0],
    },
  );
  check(
    'contract drops a fragment and says so',
    text,
    ['D:tension|😀'],
    { misaligned: 'contract' },
    {
      columns: [['D:😀']],
      losses: ['T1 contracted'],
      fates: [0, 1, 0],
    },
  );
});

describe('the overlap policy', () => {
  const text = 'acute left knee pain';
  const nested = ['B:knee', 'S:left knee pain', 'T:acute left'];
  const dropped = (...ids: string[]): string[] => ids.map((id) => `${id} overlap-dropped`);
  check(
    'longest',
    text,
    nested,
    {},
    {
      columns: [['S:left knee pain']],
      losses: dropped('T3', 'T1'),
      fates: [1, 0, 2],
    },
  );
  check(
    'shortest',
    text,
    nested,
    { overlap: 'shortest' },
    {
      columns: [['T:acute left', 'B:knee']],
      losses: dropped('T2'),
      fates: [2, 0, 1],
    },
  );
  check(
    'first',
    text,
    nested,
    { overlap: 'first' },
    {
      columns: [['T:acute left', 'B:knee']],
      losses: dropped('T2'),
      fates: [2, 0, 1],
    },
  );
  check(
    'columns',
    text,
    nested,
    { overlap: 'columns' },
    {
      columns: [['S:left knee pain'], ['T:acute left', 'B:knee']],
      fates: [3, 0, 0],
    },
  );
  check(
    'error',
    text,
    nested,
    { overlap: 'error' },
    {
      columns: [['S:left knee pain']],
      losses: dropped('T3', 'T1'),
      fates: [1, 0, 2],
    },
  );
  check(
    'equal spans go by type, not by their order',
    text,
    ['S:knee', 'B:knee'],
    {},
    {
      columns: [['B:knee']],
      losses: dropped('T1'),
      fates: [1, 0, 1],
    },
  );
});

describe('sentences', () => {
  const text = 'Pain in the knee. No fever. Well.';
  it('are cut where no mention crosses', () => {
    assert.equal(tag(text, mentionsIn(text, ['S:Pain']), {}).sentences.length, 3);
  });
  it('are joined where a mention crosses, once for each place', () => {
    const { sentences, losses, fates } = tag(text, mentionsIn(text, ['S:knee. No', 'S:. No fever']), {
      overlap: 'columns',
    });
    assert.equal(sentences.length, 2);
    assert.deepEqual(
      losses.map(({ kind, entity: { id } }) => `${id} ${kind}`),
      ['T1 sentences-joined'],
    );
    assert.deepEqual(fates, { kept: 2, altered: 0, lost: 0 });
  });
});

const piece = fc.constantFrom(
  'pain',
  'knee',
  'a',
  '😀',
  'e\u0301',
  ' ',
  '  ',
  '\r\n',
  '. B',
  '-',
  '5',
  '\n\n',
  '\u200b',
);
const annotated = fc
  .array(piece, { maxLength: 24 })
  .map((pieces) => pieces.join(''))
  .chain((text) =>
    fc.record({
      text: fc.constant(text),
      entities: fc
        .array(
          fc.record({
            type: fc.constantFrom('A', 'B', 'C D'),
            bounds: fc.uniqueArray(fc.nat(text.length), { minLength: 2, maxLength: 6 }),
          }),
          { maxLength: text.length < 6 ? 0 : 8 },
        )
        .map((list) =>
          list.map(({ type, bounds }, index) => {
            const sorted = [...bounds].sort((a, b) => a - b);
            const fragments: Span[] = [];
            for (let next = 0; next + 1 < sorted.length; next += 2) {
              fragments.push(span(sorted[next] as number, sorted[next + 1] as number));
            }
            return entity(text, `T${index}`, type, fragments);
          }),
        ),
    }),
  );
const anyOptions = fc.record({
  scheme: fc.constantFrom(...schemes),
  overlap: fc.constantFrom(...overlapPolicies),
  discontinuous: fc.constantFrom(...discontinuousPolicies),
  misaligned: fc.constantFrom(...misalignedPolicies),
});

describe('any export', () => {
  it('gives back from its tags every mention that is not listed as lost or altered', () => {
    fc.assert(
      fc.property(annotated, anyOptions, ({ text, entities }, options) => {
        const tagged = tag(text, entities, options);
        const changed = new Set(
          tagged.losses
            .filter(({ kind }) => ['lost', 'altered'].includes(lossKinds[kind].effect))
            .map((loss) => loss.entity.id),
        );
        const whole = entities
          .filter(({ id }) => !changed.has(id))
          .map(({ type, fragments }) => {
            const [one, ...others] = joinedFragments(text, fragments);
            assert.deepEqual(others, []);
            return `${type} ${one.start} ${one.end}`;
          });
        const read = tagged.sentences.flatMap(({ tokens, columns }) =>
          columns.flatMap((tags) =>
            decodeTags(tags).map(
              ({ type, start, end }) => `${type} ${tokens[start]?.start} ${tokens[end - 1]?.end}`,
            ),
          ),
        );
        assert.equal(read.length, tagged.mentions);
        const left = [...read];
        for (const mention of whole) {
          const index = left.indexOf(mention);
          assert.notEqual(index, -1, `${mention} is neither written nor listed; written: ${read}`);
          left.splice(index, 1);
        }
        assert.equal(tagged.fates.kept, whole.length);
        // Whatever else was written stands in the list of changes.
        const listed = new Set(
          tagged.losses.flatMap((loss) => loss.written.map(({ start, end }) => `${start} ${end}`)),
        );
        for (const mention of left) assert.ok(listed.has(mention.slice(mention.indexOf(' ') + 1)), mention);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts every mention once and every token in one sentence', () => {
    fc.assert(
      fc.property(annotated, anyOptions, ({ text, entities }, options) => {
        const { fates, sentences } = tag(text, entities, options);
        assert.equal(fates.kept + fates.altered + fates.lost, entities.length);
        const plain = tag(text, [], options).sentences.flatMap(({ tokens }) => tokens);
        assert.deepEqual(
          sentences.flatMap(({ tokens }) => tokens),
          plain,
        );
        for (const { tokens, columns } of sentences) {
          assert.ok(tokens.length > 0);
          for (const tags of columns) assert.equal(tags.length, tokens.length);
        }
      }),
    );
  });

  it('loses nothing but duplicates, empty and misaligned mentions with columns and split', () => {
    const options: TaggingOptions = { ...standard, overlap: 'columns', discontinuous: 'split' };
    const allowed = new Set([
      'no-token',
      'duplicate-dropped',
      'expanded',
      'trimmed',
      'split',
      'type-renamed',
      'sentences-joined',
    ]);
    fc.assert(
      fc.property(annotated, ({ text, entities }) => {
        for (const { kind } of tag(text, entities, options).losses) assert.ok(allowed.has(kind), kind);
      }),
    );
  });

  it('does not depend on the order of the mentions', () => {
    fc.assert(
      fc.property(annotated, anyOptions, ({ text, entities }, options) => {
        assert.deepEqual(tag(text, [...entities].reverse(), options), tag(text, entities, options));
      }),
    );
  });
});
