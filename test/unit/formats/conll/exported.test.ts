/** Every form that `goldspan export` can write is read back. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type Entity, noAnnotations, wordsAt } from '../../../../server/annotation/document.ts';
import { type TaggedDocument, tagDocument } from '../../../../server/annotation/tagging/tagging.ts';
import { decodeTags, schemes } from '../../../../server/annotation/tagging/tagSchemes.ts';
import {
  type ConllColumn,
  conllColumns,
  documentMarks,
  tagColumnsOf,
  writeConll,
} from '../../../../server/export/conll.ts';
import { conll } from '../../../../server/formats/conll/conll.ts';
import type { Span } from '../../../../server/text/positions.ts';
import { fragmentsIn, texts } from '../../annotation/arbitraries.ts';
import { readAll } from '../json/documents.ts';

/** A text in which columns of digits cannot be taken for offsets, with mentions. */
const tagged: fc.Arbitrary<TaggedDocument> = texts
  .map((text) => `Dr Ada ${text}`)
  .chain((text) =>
    fc
      .array(fc.record({ type: fc.constantFrom('Site', 'Sign'), fragments: fragmentsIn(text) }), {
        maxLength: 5,
      })
      .map((drawn) => {
        const entities = drawn.map(({ type, fragments }, index): Entity => {
          return { id: `T${index + 1}`, type, fragments, words: wordsAt(text, fragments) };
        });
        return { id: 'ward/1', text, annotations: { ...noAnnotations, entities } };
      }),
  )
  .chain((document) =>
    fc
      .constantFrom(...schemes)
      .map((scheme) =>
        tagDocument(document, { scheme, overlap: 'columns', discontinuous: 'split', misaligned: 'expand' }),
      ),
  );

/** The mentions in the tags: type and the numbers of the first token and the one after the last. */
function mentionsOf({ sentences }: TaggedDocument): Set<string> {
  const found = new Set<string>();
  let before = 0;
  for (const { tokens, columns } of sentences) {
    for (const tags of columns) {
      for (const { type, start, end } of decodeTags(tags))
        found.add(`${type} ${before + start} ${before + end}`);
    }
    before += tokens.length;
  }
  return found;
}

const layouts = fc.record({
  columns: fc.oneof(
    fc.constant<ConllColumn[]>(['token', 'tag']),
    fc.shuffledSubarray([...conllColumns], { minLength: 4 }),
  ),
  documentMark: fc.constantFrom(...documentMarks),
});

it('gives the same tokens and mentions in every scheme, layout and order of columns', async () => {
  await fc.assert(
    fc.asyncProperty(tagged, layouts, async (document, layout) => {
      const content = writeConll(document, { ...layout, tagColumns: tagColumnsOf([document]) });
      const { documents, problems } = await readAll(conll, content, 'ward.conll');
      const [reread] = documents;
      assert.ok(reread !== undefined && documents.length === 1);
      assert.deepEqual(
        problems.filter(({ code }) => code !== 'conll/tag-scheme'),
        [],
      );
      const words = (text: string, tokens: readonly Span[] = []): string[] =>
        tokens.map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(
        words(reread.text, reread.tokens),
        words(
          document.text,
          document.sentences.flatMap(({ tokens }) => tokens),
        ),
      );
      assert.equal(reread.sentences?.length, document.sentences.length);
      if (layout.columns.includes('start')) {
        const places = document.sentences.flatMap(({ tokens }) => tokens);
        assert.deepEqual(reread.tokens, places);
      }
      const mentions = reread.annotations.entities.map(({ type, fragments: [{ start, end }] }) => {
        const first = reread.tokens?.findIndex((token) => token.start === start);
        const last = reread.tokens?.findIndex((token) => token.end === end) ?? -1;
        return `${type} ${first} ${last + 1}`;
      });
      assert.deepEqual(new Set(mentions), mentionsOf(document));
    }),
    { numRuns: 200 },
  );
});
