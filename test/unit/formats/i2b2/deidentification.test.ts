import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { i2b2Xml } from '../../../../server/formats/i2b2/deidentification.ts';
import { readAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';

function file(text: string, ...tags: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<deIdi2b2>\n<TEXT><![CDATA[${text}]]></TEXT>\n<TAGS>\n${tags.join('\n')}\n</TAGS>\n</deIdi2b2>\n`;
}

function check(
  name: string,
  content: string,
  text: string,
  entities: readonly string[],
  ...expected: readonly string[]
): void {
  it(name, async () => {
    for (const cut of [undefined, 1]) {
      const {
        documents: [document, ...more],
        problems,
      } = await readAll(i2b2Xml, content, '110-02.xml', cut);
      assert.ok(document !== undefined && more.length === 0);
      assert.deepEqual([document.id, document.text], ['110-02', text]);
      assert.deepEqual(
        document.annotations.entities.map(({ id, type, words, fragments: [{ start, end }], metadata }) => {
          return `${id} ${type} ${start} ${end} ${words} ${JSON.stringify(metadata)}`;
        }),
        entities,
      );
      assert.deepEqual(
        problems.map(({ code, line }) => (line === undefined ? code : `${code} ${line}`)),
        expected,
      );
    }
  });
}

const name = '<NAME id="P0" start="5" end="9" text="Lund" TYPE="DOCTOR" comment="" />';

describe('read', () => {
  check(
    'a name and a date',
    file(
      '\nDr. Lund, 5/3',
      name,
      '<DATE id="P1" start="11" end="14" text="5/3" TYPE="DATE" comment="year?"/>',
    ),
    '\nDr. Lund, 5/3',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}', 'P1 DATE 11 14 5/3 {"tag":"DATE","comment":"year?"}'],
  );
  check(
    'CRLF counts as one character, as XML has it',
    file('\nDr. Lund', name).replaceAll('\n', '\r\n'),
    '\nDr. Lund',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}'],
  );
  check('offsets in code points', file('😀😀😀. Lund', name), '😀😀😀. Lund', [
    'P0 DOCTOR 8 12 Lund {"tag":"NAME"}',
  ]);
  check(
    'offsets in UTF-16',
    file('😀😀 Lund', name),
    '😀😀 Lund',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}'],
    'i2b2-xml/offset-unit',
  );
  check(
    'offsets in bytes',
    file('éé Lund', name),
    'éé Lund',
    ['P0 DOCTOR 3 7 Lund {"tag":"NAME"}'],
    'i2b2-xml/offset-unit',
  );
  check(
    'a text without CDATA',
    '<deIdi2b2><TEXT>A &amp; B</TEXT><TAGS><ID id="P0" start="4" end="5" text="B"/></TAGS></deIdi2b2>',
    'A & B',
    ['P0 ID 4 5 B {"tag":"ID"}'],
  );
  check('no tags', file(''), '', []);
  check(
    'other words than the text has',
    file('\nDr. Berg', name),
    '\nDr. Berg',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}'],
    'i2b2-xml/words-differ 6',
  );
  check('offsets outside the text', file('Lund', name), 'Lund', [], 'i2b2-xml/bad-offset 5');
  check(
    'tags of the whole document, and an id given twice',
    file(
      '\nDr. Lund',
      name,
      '<SMOKER id="P1" status="past"/>',
      '<X id="P2" start="-1" end="-1" text=""/>',
      name,
    ),
    '\nDr. Lund',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}', 'T1 DOCTOR 5 9 Lund {"tag":"NAME"}'],
    'i2b2-xml/no-span 7',
    'i2b2-xml/no-span 8',
    'i2b2-xml/duplicate-id 9',
  );
  check(
    'a file that ends early',
    file('\nDr. Lund', name).slice(0, -20),
    '\nDr. Lund',
    ['P0 DOCTOR 5 9 Lund {"tag":"NAME"}'],
    'i2b2-xml/malformed 7',
  );

  check(
    'an ampersand that should be an entity',
    file('\nDr. Lund & A', '<NAME id="P1" start="5" end="13" text="Lund & A" TYPE="DOCTOR"/>', name),
    '\nDr. Lund & A',
    ['P1 DOCTOR 5 13 Lund & A {"tag":"NAME"}', 'P0 DOCTOR 5 9 Lund {"tag":"NAME"}'],
    'i2b2-xml/malformed 6',
  );

  for (const content of ['', '<deIdi2b2/>', 'no XML', '<a><b></a>']) {
    it(`no document in ${JSON.stringify(content)}`, async () => {
      const { documents, problems } = await readAll(i2b2Xml, content, 'x.xml');
      assert.deepEqual(documents, []);
      assert.deepEqual([problems.length, problems[0]?.severity], [1, 'error']);
    });
  }
});

describe('recognise', () => {
  for (const [other, head] of Object.entries(heads)) {
    it(`leaves ${other} alone`, () => assert.equal(i2b2Xml.recognise(head, other), 0));
  }
  it('knows its own', () => assert.equal(i2b2Xml.recognise(file('x'), 'x'), 1));
});
