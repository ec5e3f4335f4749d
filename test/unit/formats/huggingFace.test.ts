import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument, Entity } from '../../../server/annotation/document.ts';
import { joinedFragments } from '../../../server/annotation/words.ts';
import type { Format } from '../../../server/formats/format.ts';
import { huggingFace, huggingFaceWith } from '../../../server/formats/huggingFace.ts';
import { span } from '../../../server/text/positions.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from './json/documents.ts';
import { heads } from './json/heads.ts';

function mentions({ text, annotations }: AnnotatedDocument): string[] {
  return annotations.entities.map(({ id, type, words, fragments }) => {
    assert.equal(text.slice(fragments[0].start, fragments[0].end), words);
    return `${id} ${type} ${words}`;
  });
}

interface Expected {
  readonly text: string;
  readonly mentions: readonly string[];
  readonly problems: readonly string[];
}

function check(
  name: string,
  lines: readonly object[],
  expected: Expected,
  format: Format = huggingFace,
): void {
  it(name, async () => {
    const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    for (const cut of [undefined, 3]) {
      const {
        documents: [document],
        problems,
      } = await readAll(format, content, 'train.jsonl', cut);
      assert.ok(document !== undefined);
      assert.equal(document.text, expected.text);
      assert.deepEqual(mentions(document), expected.mentions);
      assert.deepEqual(
        problems.map(({ code, line }) => (line === undefined ? code : `${code} ${line}`)),
        expected.problems,
      );
    }
  });
}

const tokens = ['😀', 'low', 'BP', '.'];
const names = ['O', 'B-BP', 'I-BP'];
const read = { text: '😀 low BP .', mentions: ['T1 BP low BP'], problems: ['hugging-face/tag-scheme'] };

describe('read', () => {
  check('string tags', [{ id: '1', tokens, ner_tags: ['O', 'B-BP', 'I-BP', 'O'] }], read);
  check('tags of another name and scheme', [{ id: 1, tokens, tags: ['O', 'B-BP', 'L-BP', 'O'] }], read);
  check('numbers with names before them', [{ names }, { tokens, ner_tags: [0, 1, 2, 0] }], read);
  check(
    'numbers with the names of dataset_info.json',
    [{ features: { ner_tags: { feature: { names } } } }, { tokens, ner_tags: [0, 1, 2, 0] }],
    read,
  );
  check(
    'numbers with names in the record',
    [{ tokens, ner_tags_names: names, ner_tags: [0, 1, 2, 0] }],
    read,
  );
  check('numbers with names given', [{ tokens, labels: [0, 1, 2, 0] }], read, huggingFaceWith(names));
  check(
    'numbers without names',
    [
      { tokens, ner_tags: [0, 1, 2, 0] },
      { tokens, ner_tags: [0, 1, 2, 0] },
    ],
    {
      text: '😀 low BP .',
      mentions: [],
      problems: ['hugging-face/no-names 1'],
    },
  );
  check('a number without a name', [{ names }, { tokens, ner_tags: [0, 1, 2, -100] }], {
    ...read,
    problems: ['hugging-face/unknown-tag 2', 'hugging-face/tag-scheme'],
  });
  check(
    'the text beside the tokens',
    [{ tokens, ner_tags: ['O', 'B-BP', 'I-BP', 'O'], text: '😀low\r\nBP.\n' }],
    {
      text: '😀low\r\nBP.\n',
      mentions: ['T1 BP low\r\nBP'],
      problems: ['hugging-face/tag-scheme'],
    },
  );
  check('another text', [{ tokens, ner_tags: ['O', 'B-BP', 'I-BP', 'O'], text: 'low BP' }], {
    ...read,
    problems: ['hugging-face/text-differs 1', 'hugging-face/tag-scheme'],
  });
  check('too few tags, and an empty token', [{ tokens: ['', 'low', 'BP'], ner_tags: ['O', 'B-BP'] }], {
    text: 'low BP',
    mentions: ['T1 BP low'],
    problems: ['hugging-face/length-differs 1', 'hugging-face/empty-token 1', 'hugging-face/tag-scheme'],
  });
  check(
    'tags that break their scheme',
    [
      { tokens, ner_tags: ['O', 'I-BP', 'I-BP', 'O'] },
      { tokens, ner_tags: ['B-BP', 'O', 'B-BP', 'O'] },
    ],
    { ...read, problems: ['hugging-face/tag-scheme', 'hugging-face/irregular-tag 1'] },
  );

  it('goes on after lines that are no records', async () => {
    const content =
      '{"a":1}\nnot json\n[1]\n{"id":"x","tokens":["a"],"ner_tags":["O"],"lang":"en","n":[1]}\n';
    const { documents: found, problems } = await readAll(huggingFace, content);
    assert.deepEqual(
      found.map(({ id, metadata }) => ({ id, metadata })),
      [{ id: 'x', metadata: { lang: 'en', n: '[1]' } }],
    );
    assert.deepEqual(
      problems.map(({ code, line }) => `${code} ${line}`),
      ['hugging-face/no-document 1', 'hugging-face/malformed-json 2', 'hugging-face/no-document 3'],
    );
  });
  it('names the token of a tag that breaks its scheme', async () => {
    const content = '{"tokens":["a","b","c"],"ner_tags":["B-X","O","I-X"]}\n';
    const { problems } = await readAll(huggingFace, content);
    assert.match(problems[1]?.message ?? '', /^I-X after O \(token 3\) breaks/);
  });
});

describe('write', () => {
  it('strings in IOB2, with the text', () => {
    const document = documentOf('😀 low BP.', [['T1', 'blood pressure', [3, 9]]]);
    const { content, losses } = writeAll(huggingFace, { ...document, metadata: { lang: 'en' } });
    assert.equal(
      content,
      '{"id":"note","tokens":["😀","low","BP","."],"ner_tags":["O","B-blood_pressure","I-blood_pressure","O"],"text":"😀 low BP.","lang":"en"}\n',
    );
    assert.deepEqual(codesOf(losses), ['hugging-face/type-renamed']);
  });
  it('mentions across sentences as they are', () => {
    const document = { ...documentOf('a.\nb', [['T1', 'X', [0, 4]]]), sentences: [span(0, 2), span(3, 4)] };
    const { content, losses } = writeAll(huggingFace, document);
    assert.ok(content.includes('"ner_tags":["B-X","I-X","I-X"]'));
    assert.deepEqual(codesOf(losses), ['hugging-face/sentences-dropped']);
  });

  /** Losses that leave type and place of an entity as they are. */
  const unaltering = new Set(['score', 'metadata', 'words'].map((part) => `hugging-face/${part}-dropped`));
  it('reads back what it wrote, but for what is listed', async () => {
    await fc.assert(
      fc.asyncProperty(documents(), fc.integer({ min: 1, max: 9 }), async (document, cut) => {
        const { content, losses } = writeAll(huggingFace, document);
        const {
          documents: [reread],
          problems,
        } = await readAll(huggingFace, content, 'file.jsonl', cut);
        assert.ok(reread !== undefined);
        assert.deepEqual(
          codesOf(problems).filter((code) => code !== 'hugging-face/tag-scheme'),
          [],
        );
        assert.equal(reread.id, document.id);
        assert.equal(reread.text, document.text);
        assert.deepEqual(reread.metadata, document.metadata);
        const altered = new Set(
          losses.flatMap(({ code, id }) => (id !== undefined && !unaltering.has(code) ? [id] : [])),
        );
        const places = (entities: readonly Entity[]): string[] =>
          entities.map(({ type, fragments }) => {
            const joined = joinedFragments(document.text, fragments);
            return `${type} ${joined.map(({ start, end }) => `${start} ${end}`).join(';')}`;
          });
        const found = new Set(places(reread.annotations.entities));
        const kept = document.annotations.entities.filter(({ id }) => !altered.has(id));
        for (const place of places(kept)) assert.ok(found.has(place), place);

        const again = writeAll(huggingFace, reread);
        assert.equal(again.content, content);
        assert.deepEqual(again.losses, []);
      }),
    );
  });
});

describe('recognise', () => {
  for (const [name, head] of Object.entries(heads)) {
    it(`leaves ${name} alone`, () => assert.ok(huggingFace.recognise(head, name) < 0.5));
  }
  const own: readonly string[] = [
    '{"id":"1","tokens":["a"],"ner_tags":["O"]}\n',
    '{"tokens":["a"],"tags":[0]}\n{"tokens":["a"],"tags":[0]}\n',
    '{"names":["O","B-X"]}\n{"tokens":["a"],"ner_tags":[0]}\n',
    `{"id":"1","tokens":["${Array.from({ length: 4096 }, () => 'a').join('","')}`,
  ];
  for (const head of own) {
    it(head.slice(0, 60), () => assert.ok(huggingFace.recognise(head, 'x.jsonl') >= 0.5));
  }
});
