import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biocXml } from '../../../../server/formats/bioc/xml.ts';
import { span } from '../../../../server/text/positions.ts';
import { codesOf, documentOf, readAll, writeAll } from '../json/documents.ts';

/** Reads a file; checks documents as `id text` and problems as `code:line`. */
async function check(content: string, documents: readonly string[], problems: readonly string[] = []) {
  for (const cut of [undefined, 1, 3]) {
    const found = await readAll(biocXml, content, 'f.xml', cut);
    assert.deepEqual(
      found.documents.map(({ id, text }) => `${id} ${text}`),
      documents,
      content,
    );
    assert.deepEqual(
      found.problems.map(({ code, line }) => `${code}:${line}`),
      problems,
      content,
    );
  }
}

const passage = (text: string) => `<passage><offset>0</offset><text>${text}</text></passage>`;
const file = (...documents: readonly string[]) =>
  `<collection><source/><date/><key/>\n${documents.map((each) => `<document>${each}</document>`).join('\n')}</collection>`;

test('texts are read as XML has them', async () => {
  await check(
    `\uFEFF<?xml version="1.0"?>\n${file(`<id>1</id>${passage('a &lt;b&gt; &amp; &#x1F600;<![CDATA[<c>]]>')}`)}`,
    ['1 a <b> & 😀<c>'],
  );
  await check(file(`<id>1</id>${passage('a\r\nb\rc&#13;d')}`), ['1 a\nb\nc\rd']);
});

test('version 2 and documents without passages are understood', async () => {
  await check(
    file('<passage offset="0"><text>a</text></passage>').replace('<document>', '<document id="7">'),
    ['7 a'],
  );
  await check(file('<id>1</id><text>a</text>'), ['1 a']);
  await check(file('<id>1</id>'), ['1 ']);
  await check(`<document><id>1</id>${passage('a')}</document>`, ['1 a']);
});

test('what is not well-formed is reported, and the rest is read', async () => {
  await check(
    file(`<id>1</id>${passage('a & b')}`, `<id>2</id>${passage('c')}`),
    ['1 a & b', '2 c'],
    ['bioc-xml/malformed:2'],
  );
  await check(
    file(`<id>1</id>${passage('a')}`).replace('</collection>', '<document><id>2</id><passage>'),
    ['1 a'],
    ['bioc-xml/cut-off:2'],
  );
  await check(
    file(`<id>1</id>${passage('a')}`).replace('</collection>', ''),
    ['1 a'],
    ['bioc-xml/cut-off:2'],
  );
  await check('', [], ['bioc-xml/no-documents:1']);
  const { problems } = await readAll(biocXml, 'no XML at all, only a long text', 'x');
  assert.equal(problems.length, 21);
  assert.equal(problems.at(-1)?.code, 'bioc-xml/given-up');
});

test('elements and numbers that BioC does not know are left out', async () => {
  await check(
    `<collection><source/><more/>\n<document><id>1</id>\n<passage><offset>x</offset><text>a</text><token/><token/>\n<infon key="k">1</infon><infon key="k">2</infon>\n<annotation id="a"><infon key="type">X</infon><location offset="0"/><text>a</text></annotation></passage></document></collection>`,
    ['1 a'],
    [
      'bioc-xml/unknown-element:1',
      'bioc/unknown-element:3',
      'bioc/infon-repeated:4',
      'bioc/number-malformed:3',
      'bioc/number-malformed:5',
      'bioc/offset-missing:3',
      'bioc/annotation-without-location:5',
    ],
  );
});

test('a problem names the column of its element', async () => {
  const { problems } = await readAll(
    biocXml,
    file(
      `<id>1</id>${passage('😀')}<annotation id="a"><infon key="type">X</infon><location offset="5" length="1"/><text>x</text></annotation>`,
    ),
  );
  assert.deepEqual(
    problems.map(({ code, line, column }) => [code, line, column]),
    [['bioc/offset-outside-text', 2, 73]],
  );
});

test('characters that mean something to XML are escaped, and those it cannot hold replaced', async () => {
  const document = {
    ...documentOf('a<b>&"\r\n\t\u0000\uD800😀', [['"<\n\t\r&>', 'X&<', [0, 13]]]),
    passages: [{ span: span(0, 13), metadata: { '<&"': '<&>"' } }],
  };
  const { content, losses } = writeAll(biocXml, document);
  assert.deepEqual(codesOf(losses), ['bioc-xml/character-replaced']);
  const {
    documents: [read],
    problems,
  } = await readAll(biocXml, content);
  assert.deepEqual(problems, []);
  const text = 'a<b>&"\r\n\t\uFFFD\uFFFD😀';
  const [entity] = document.annotations.entities;
  assert.deepEqual(read, {
    ...document,
    text,
    annotations: { ...document.annotations, entities: [{ ...entity, words: text.slice(0, 13) }] },
  });
});

test('a file is laid out as its DTD has it', () => {
  const document = documentOf('fever, cough', [['T1', 'Sign', [0, 5], [7, 12]]], {
    normalisations: [{ id: 'N1', target: 'T1', system: 'UMLS', identifier: 'C1', name: 'Fever' }],
    relations: [
      {
        id: 'R1',
        type: 'R',
        arguments: [
          { role: 'a', target: 'T1' },
          { role: 'b', target: 'T1' },
        ],
      },
    ],
  });
  assert.equal(
    writeAll(biocXml, document).content,
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE collection SYSTEM "BioC.dtd">
<collection>
  <source></source>
  <date></date>
  <key></key>
  <document>
    <id>note</id>
    <passage>
      <offset>0</offset>
      <text>fever, cough</text>
      <annotation id="T1">
        <infon key="type">Sign</infon>
        <infon key="identifier">UMLS:C1</infon>
        <infon key="name">Fever</infon>
        <location offset="0" length="5"/>
        <location offset="7" length="5"/>
        <text>fever cough</text>
      </annotation>
    </passage>
    <relation id="R1">
      <infon key="type">R</infon>
      <node refid="T1" role="a"/>
      <node refid="T1" role="b"/>
    </relation>
  </document>
</collection>
`,
  );
});
