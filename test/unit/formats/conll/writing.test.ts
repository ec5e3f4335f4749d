import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type AnnotatedDocument,
  type Entity,
  hull,
  noAnnotations,
} from '../../../../server/annotation/document.ts';
import { joinedFragments } from '../../../../server/annotation/words.ts';
import { conll } from '../../../../server/formats/conll/conll.ts';
import type { Loss } from '../../../../server/formats/format.ts';
import { span } from '../../../../server/text/positions.ts';
import { tokenise } from '../../../../server/text/tokens.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';

function check(
  name: string,
  document: AnnotatedDocument,
  lines: readonly string[],
  ...losses: readonly string[]
): void {
  it(name, () => {
    const written = writeAll(conll, document);
    assert.deepEqual(written.content, lines.map((line) => `${line}\n`).join(''));
    assert.deepEqual(
      written.losses.map(({ code, id }) => (id === undefined ? code : `${code} ${id}`)),
      losses,
    );
  });
}

describe('write', () => {
  check(
    'offsets in code points',
    documentOf('😀 left knee. Well.', [['T1', 'Site', [3, 12]]]),
    [
      '# doc_id = note',
      '😀\t0\t1\tO',
      'left\t2\t6\tB-Site',
      'knee\t7\t11\tI-Site',
      '.\t11\t12\tO',
      '',
      'Well\t13\t17\tO',
      '.\t17\t18\tO',
      '',
    ],
    // The space between the sentences comes back as a line feed.
    'conll/white-space-changed',
  );
  check('an empty text', documentOf('', []), ['# doc_id = note', '']);
  check(
    'nested, discontinuous, cut and stray mentions',
    documentOf('left knee pain', [
      ['T1', 'Site', [0, 9]],
      ['T2', 'Joint', [5, 9]],
      ['T3', 'Sign', [10, 12]],
      ['T4', 'Sign', [20, 22]],
    ]),
    ['# doc_id = note', 'left\t0\t4\tB-Site', 'knee\t5\t9\tI-Site', 'pain\t10\t14\tB-Sign', ''],
    'conll/overlap-dropped T2',
    'conll/expanded T3',
    'conll/outside-text T4',
  );
  check(
    'ids that reading would not give',
    documentOf('a b', [
      ['T1', 'X', [2, 3]],
      ['T2', 'X', [0, 1]],
    ]),
    ['# doc_id = note', 'a\t0\t1\tB-X', 'b\t2\t3\tB-X', ''],
    'conll/ids-dropped',
  );
  check(
    'names and types of white space',
    { ...documentOf('a', [['T1', 'cell line', [0, 1]]]), id: 'two\nlines' },
    ['# doc_id = two lines', 'a\t0\t1\tB-cell_line', ''],
    'conll/type-renamed T1',
    'conll/id-changed',
  );
  check(
    'the tokens and sentences of the document',
    {
      ...documentOf('5mg b.i.d.\nWell', [['T1', 'Dose', [0, 3]]]),
      tokens: [span(0, 3), span(4, 10), span(11, 15)],
      sentences: [span(0, 10), span(11, 15)],
    },
    ['# doc_id = note', '5mg\t0\t3\tB-Dose', 'b.i.d.\t4\t10\tO', '', 'Well\t11\t15\tO', ''],
  );
  check(
    'tokens that no line can hold',
    { ...documentOf('a b', []), tokens: [span(0, 3)] },
    ['# doc_id = note', 'a\t0\t1\tO', 'b\t2\t3\tO', ''],
    'conll/tokens-changed',
  );
});

/** Documents with tokens and sentences as readers give them. */
const tokenised = documents().map((document): AnnotatedDocument => {
  const { passages: _, ...rest } = document;
  return { ...rest, tokens: tokenise(document.text), sentences: [] };
});

const keptBack = (losses: readonly Loss[]): Set<string> =>
  new Set(losses.flatMap(({ code, id }) => (id !== undefined && !unaltering.has(code) ? [id] : [])));

/** Losses that leave type and place of an entity as they are. */
const unaltering = new Set([
  'conll/score-dropped',
  'conll/metadata-dropped',
  'conll/words-dropped',
  'conll/fragments-joined',
  'conll/sentences-joined',
]);

function placeOf({ text }: AnnotatedDocument, { type, fragments }: Entity): string {
  return `${type} ${joinedFragments(text, fragments)
    .map(({ start, end }) => `${start} ${end}`)
    .join(';')}`;
}

describe('what was written', () => {
  it('is read back without problems, but for what is listed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(documents(), tokenised),
        fc.integer({ min: 1, max: 9 }),
        async (document, cut) => {
          const { content, losses } = writeAll(conll, document);
          const {
            documents: [reread, ...more],
            problems,
          } = await readAll(conll, content, 'file.conll', cut);
          assert.ok(reread !== undefined && more.length === 0);
          assert.deepEqual(
            codesOf(problems).filter((code) => code !== 'conll/tag-scheme'),
            [],
          );
          assert.equal(reread.id, document.id);

          const codes = new Set(codesOf(losses));
          const visible = (text: string) => text.replace(/[\s\p{Cc}]/gu, ' ').trimEnd();
          assert.equal(visible(reread.text), visible(document.text));
          assert.equal(reread.text === document.text, !codes.has('conll/white-space-changed'));
          if (document.tokens !== undefined && !codes.has('conll/tokens-changed')) {
            assert.deepEqual(reread.tokens, document.tokens);
          }
          if (document.sentences !== undefined && !codes.has('conll/sentences-changed')) {
            assert.deepEqual(reread.sentences, document.sentences);
          }

          const changed = keptBack(losses);
          const kept = document.annotations.entities.filter(({ id }) => !changed.has(id));
          const places = reread.annotations.entities.map((entity) => placeOf(reread, entity));
          for (const entity of kept)
            assert.ok(places.includes(placeOf(document, entity)), placeOf(document, entity));
          assert.ok(reread.annotations.entities.length <= document.annotations.entities.length);
          if (!codes.has('conll/ids-dropped')) {
            const byId = new Map(reread.annotations.entities.map((entity) => [entity.id, entity]));
            for (const entity of kept) {
              assert.equal(placeOf(reread, byId.get(entity.id) as Entity), placeOf(document, entity));
            }
          }
          for (const kind of ['relations', 'events', 'attributes', 'normalisations', 'notes'] as const) {
            const ids = new Set(losses.map(({ id }) => id));
            for (const { id } of document.annotations[kind]) assert.ok(ids.has(id), `${kind} ${id}`);
          }
        },
      ),
    );
  });

  it('is written again the same, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(documents(), documents(), async (first, second) => {
        const { content } = writeAll(conll, first, second);
        const { documents: reread } = await readAll(conll, content);
        assert.equal(reread.length, 2);
        const again = writeAll(conll, ...reread);
        assert.equal(again.content, content);
        assert.deepEqual(again.losses, []);
      }),
    );
  });

  it('covers a discontinuous mention from its first word to its last', async () => {
    const document = documentOf('left and right knee', [['T1', 'Site', [0, 4], [15, 19]]]);
    const { content, losses } = writeAll(conll, document);
    assert.deepEqual(codesOf(losses), ['conll/hull']);
    const {
      documents: [reread],
    } = await readAll(conll, content);
    assert.deepEqual(reread?.annotations, {
      ...noAnnotations,
      entities: [
        {
          id: 'T1',
          type: 'Site',
          fragments: [hull(document.annotations.entities[0] as Entity)],
          words: 'left and right knee',
        },
      ],
    });
  });
});
