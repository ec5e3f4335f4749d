import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type AnnotatedDocument, noAnnotations } from '../../server/annotation/document.ts';
import { formats } from '../../server/formats/registry.ts';
import { span } from '../../server/text/positions.ts';
import { folderWith } from './corpus.ts';
import { goldspan } from './goldspan.ts';

/** A word of the text that no message has a reason to repeat: it is far from every place that is wrong. */
const secret = 'Kowalczykowska';
const text = `Lithium caused polyuria in two patients. One of them was Ms. ${secret} of Hill Road.`;
const entities = [
  { id: 'T1', type: 'Chemical', fragments: [span(0, 7)] as const, words: 'Lithium' },
  { id: 'T2', type: 'Disease', fragments: [span(15, 23)] as const, words: 'polyuria' },
];
const document: AnnotatedDocument = { id: '1001', text, annotations: { ...noAnnotations, entities } };

/** A good file of each format that Goldspan does not write. */
const imported: Readonly<Record<string, string>> = {
  medcat: JSON.stringify({
    projects: [
      {
        name: 'p',
        id: 1,
        documents: [
          {
            id: 3,
            name: '1001',
            text,
            annotations: [
              {
                id: 7,
                cui: 'C0032617',
                value: 'polyuria',
                start: 15,
                end: 23,
                validated: true,
                correct: true,
              },
            ],
          },
        ],
      },
    ],
  }),
  'uima-xmi': [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0" xmlns:cas="http:///uima/cas.ecore"',
    ' xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore">',
    '<cas:NULL xmi:id="0"/>',
    '<ner:NamedEntity xmi:id="2" sofa="1" begin="15" end="23" value="Disease"/>',
    `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${text}"/>`,
    '<cas:View sofa="1" members="2"/>',
    '</xmi:XMI>',
  ].join('\n'),
  'i2b2-xml': [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<deIdi2b2>',
    `<TEXT><![CDATA[${text}]]></TEXT>`,
    '<TAGS>',
    '<NAME id="P0" start="15" end="23" text="polyuria" TYPE="DOCTOR" comment="" />',
    '</TAGS>',
    '</deIdi2b2>',
  ].join('\n'),
  presidio: JSON.stringify(
    [
      {
        full_text: text,
        masked: '',
        spans: [{ entity_type: 'DISEASE', entity_value: 'polyuria', start_position: 15, end_position: 23 }],
      },
    ],
    undefined,
    1,
  ),
  phee: `${JSON.stringify({
    id: '1001',
    context: text,
    annotations: [
      {
        events: [
          {
            event_id: 'E1',
            event_type: 'Adverse_event',
            Trigger: { text: [['polyuria']], start: [[15]], entity_id: ['T1'] },
          },
        ],
      },
    ],
  })}\n`,
};

/** Formats whose offsets, if they have any, follow from the tokens, so that no file can have a bad one. */
const withoutOffsets: ReadonlySet<string> = new Set(['conll', 'hugging-face']);

function goodFile(name: string): string {
  const known = imported[name];
  if (known !== undefined) return known;
  const writer = formats.find((format) => format.name === name)?.write?.();
  assert.ok(writer !== undefined, `There is no good file in the format ${name}: add one above.`);
  return writer.begin() + writer.document(document).content + writer.end();
}

/** A file that ends before it should: in its middle, or where that is the end of a line, inside the last one. */
function truncated(good: string): string {
  const lines = good.trimEnd().split('\n');
  const isMarkup = /^\s*[[{<]/.test(good);
  return isMarkup
    ? good.slice(0, Math.floor(good.trimEnd().length * 0.6))
    : lines.join('\n').slice(0, cutOf(lines));
}

/** Inside the last line that has columns. */
function cutOf(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => line.includes('\t'));
  const before = lines.slice(0, last).join('\n').length + 1;
  return before + (lines[last] as string).indexOf('\t') + 1;
}

/** The first file with the start of a mention moved behind the end of the text. */
function withBadOffset(good: string): string {
  return good
    .replace(/\b15-23\b/g, '9015-9023')
    .replace(/(?<![\w.-])15(?![\w.-])/g, '9015')
    .replace(/(?<![\w.-])23(?![\w.-])/g, '9023');
}

const garbage = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 0xff);

/** Converts files and gives what was said about each. */
async function convert(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  given: readonly string[],
  options: readonly string[] = [],
): Promise<{ code: number; complaints: string; placesOf: (name: string) => string[]; out: string }> {
  const folder = await folderWith(test, files);
  const out = join(folder, 'out');
  const paths = given.map((name) => join(folder, name));
  const { code, complaints } = await goldspan([
    'convert',
    ...paths,
    ...options,
    '--to',
    'jsonl',
    '--out',
    out,
  ]);
  assert.doesNotMatch(complaints, /^\s+at /m);
  assert.ok(!complaints.includes(secret), complaints);
  const placesOf = (name: string): string[] =>
    complaints
      .split('\n')
      .filter((line) => line.startsWith(join(folder, name)))
      .filter((line) => / error /.test(line))
      .map((line) => line.slice(folder.length + 1));
  return { code, complaints, placesOf, out };
}

describe('malformed input beside good input', () => {
  for (const { name } of formats) {
    it(`of the format ${name} is told with its place, and good input beside it is read`, async (test) => {
      const good = goodFile(name);
      const half = Math.floor(good.length / 2);
      const files = {
        'good.dat': good,
        'truncated.dat': truncated(good),
        'empty.dat': '',
        'bytes.dat': Buffer.concat([
          Buffer.from(good.slice(0, half)),
          Uint8Array.of(0xff),
          Buffer.from(good.slice(half)),
        ]),
        'garbage.dat': garbage,
        ...(!withoutOffsets.has(name) && { 'offsets.dat': withBadOffset(good) }),
      };
      const { code, complaints, placesOf, out } = await convert(test, files, Object.keys(files), [
        '--from',
        name,
      ]);
      assert.equal(code, 2, complaints);
      assert.deepEqual(placesOf('good.dat'), [], complaints);
      assert.ok((await readFile(join(out, 'good.jsonl'), 'utf8')).includes('polyuria'));
      for (const bad of ['truncated.dat', 'offsets.dat']) {
        if (!(bad in files)) continue;
        const [place] = placesOf(bad);
        assert.ok(place !== undefined, `${bad} is not told:\n${complaints}`);
        const hasLine = bad === 'truncated.dat' || name !== 'uima-json';
        if (hasLine) assert.match(place, /^\w+\.dat:\d+(:\d+)?: error /);
      }
      for (const bad of ['empty.dat', 'bytes.dat', 'garbage.dat'])
        assert.ok(placesOf(bad).length > 0, `${bad} is not told:\n${complaints}`);
    });
  }

  const cases: readonly (readonly [
    what: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    place: RegExp,
  ])[] = [
    [
      'a line of brat standoff',
      { 'a.txt': text, 'a.ann': 'T1\tDrug 0 7\tLithium\nT2 Drug\n' },
      /^a\.ann:2:1: error brat\//,
    ],
    [
      'an offset of brat standoff',
      { 'a.txt': text, 'a.ann': 'T1\tDrug 9000 9007\tLithium\n' },
      /^a\.ann:1:\d+: error brat\//,
    ],
    [
      'bytes of brat standoff',
      { 'a.txt': text, 'a.ann': Uint8Array.of(0x54, 0xff) },
      /^a\.ann:1:2: error corpus\/not-utf8/,
    ],
    [
      'bytes of a text',
      { 'a.txt': Uint8Array.of(0x54, 0xff), 'a.ann': '' },
      /^a\.txt:1:2: error corpus\/not-utf8/,
    ],
    ['garbage for a text', { 'a.txt': garbage, 'a.ann': '' }, /^a\.txt:1:\d+: error corpus\/not-utf8/],
    ['annotations without a text', { 'a.ann': 'T1\tDrug 0 7\tLithium\n' }, /^a\.ann: error corpus\/no-text/],
    [
      'a line of a shared task',
      { 'a.txt': text, 'a.a1': 'T1\tDrug 0 7\tLithium\n', 'a.a2': 'E1\n' },
      /^a\.a2:1:1: error brat\//,
    ],
    [
      'bytes of a shared task',
      { 'a.txt': text, 'a.a1': Uint8Array.of(0x54, 0xff) },
      /^a\.a1:1:2: error corpus\/not-utf8/,
    ],
    [
      'a part of a shared task without its text',
      { 'a.a1': 'T1\tDrug 0 7\tLithium\n' },
      /^a\.a1: error corpus\/part-without-text/,
    ],
    [
      'a line of i2b2 2010',
      { 'a.txt': text, 'a.con': 'c="lithium" 1:0 1:0||t="treatment"\nc="pol\n' },
      /^a\.con:2: error i2b2\//,
    ],
    [
      'a place of i2b2 2010',
      { 'a.txt': text, 'a.con': 'c="lithium" 7:0 7:0||t="treatment"\n' },
      /^a\.con:1: error i2b2\//,
    ],
    [
      'concepts of i2b2 2010 without their text',
      { 'a.con': 'c="lithium" 7:0 7:0||t="treatment"\n' },
      /^a\.con: error corpus\/part-without-text/,
    ],
    [
      'a line of gene mentions',
      { 'train.in': `P1 ${text}\n`, 'GENE.eval': 'P1|0 6|Lithium\nP1|0\n' },
      /^GENE\.eval:2: error gene-mention\//,
    ],
    [
      'gene mentions without their sentences',
      { 'GENE.eval': 'P1|0 6|Lithium\n' },
      /^GENE\.eval: error corpus\/no-text/,
    ],
  ];
  for (const [what, files, place] of cases) {
    it(`names the place in a folder: ${what}`, async (test) => {
      const { code, complaints, placesOf } = await convert(test, files, ['.']);
      assert.equal(code, 2, complaints);
      assert.match(placesOf('').join('\n'), new RegExp(place.source, 'm'));
    });
  }

  it('is a folder where a file is expected', async (test) => {
    const folder = await folderWith(test, { 'a.txt': text });
    await mkdir(join(folder, 'a.ann'));
    const { code, complaints } = await goldspan([
      'convert',
      join(folder, 'a.txt'),
      '--to',
      'jsonl',
      '--out',
      join(folder, 'out'),
    ]);
    assert.equal(code, 2);
    assert.match(complaints, /a\.ann: error corpus\/unreadable: This is a folder/);
  });

  it('gives 2 from every command, without a stack trace', async (test) => {
    const bad = truncated(goodFile('bioc-xml'));
    const folder = await folderWith(test, { 'bad.xml': bad, 'good.jsonl': goodFile('jsonl') });
    const [file, good] = [join(folder, 'bad.xml'), join(folder, 'good.jsonl')];
    for (const given of [
      ['annotate', file, '--to', 'jsonl'],
      ['check', file],
      ['compare', file, good],
      ['compare', good, file],
      ['export', file, '--out', join(folder, 'export')],
      ['convert', file, '--to', 'brat', '--out', join(folder, 'convert')],
    ]) {
      const { code, output, complaints } = await goldspan(given);
      assert.equal(code, 2, `${given.join(' ')}\n${complaints}`);
      assert.match(output + complaints, /bad\.xml:\d+/, given.join(' '));
      assert.doesNotMatch(complaints, /^\s+at /m);
    }
  });

  it('on standard input gives 2', async (test) => {
    const out = join(await folderWith(test, {}), 'out');
    for (const name of ['bioc-xml', 'jsonl', 'pubtator']) {
      const { code, complaints } = await goldspan(
        ['convert', '-', '--to', 'brat', '--out', out],
        truncated(goodFile(name)),
      );
      assert.equal(code, 2, complaints);
      assert.match(complaints, /^-:\d+/m);
    }
  });
});

describe('doubtful input', () => {
  it('is converted with a warning, while check ends with 1', async (test) => {
    const folder = await folderWith(test, { 'a.txt': text, 'a.ann': 'T1\tDrug 1 8\tsodium\n' });
    const out = join(folder, 'out');
    const there = await goldspan(['convert', join(folder, 'a.txt'), '--to', 'pubannotation', '--out', out]);
    assert.equal(there.code, 0, there.complaints);
    assert.match(there.complaints, /a\.ann:1:\d+: \w+ brat\/words-differ/);
    assert.equal((await goldspan(['check', join(folder, 'a.txt')])).code, 1);
  });

  for (const { name } of formats.filter(({ name }) => !withoutOffsets.has(name))) {
    const differing = goodFile(name).replace(/(?<=[^\w ])polyuria(?=[^\w ])/g, 'polydipsia');
    // Formats without words beside the offsets cannot be wrong in this way.
    if (!differing.includes('polydipsia')) continue;
    it(`of the format ${name} is converted: words that are not at their offsets`, async (test) => {
      const { code, complaints } = await convert(test, { 'a.dat': differing }, ['a.dat'], ['--from', name]);
      assert.equal(code, 0, complaints);
      assert.match(complaints, /a\.dat.* [\w-]+\/words-differ: /);
    });
  }
});
