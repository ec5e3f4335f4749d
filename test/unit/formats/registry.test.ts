import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnnotatedDocument, noAnnotations } from '../../../server/annotation/document.ts';
import { companionFormats, formatNamed, formats, recogniseFormat } from '../../../server/formats/registry.ts';
import { span } from '../../../server/text/positions.ts';

const text = 'Lithium nephropathy\nLithium caused polyuria 😀 in two patients.\n';
const document: AnnotatedDocument = {
  id: '1001',
  text,
  annotations: {
    ...noAnnotations,
    entities: [
      { id: 'T1', type: 'Chemical', fragments: [span(0, 7)], words: 'Lithium' },
      { id: 'T2', type: 'Disease', fragments: [span(35, 43)], words: 'polyuria' },
    ],
  },
};

describe('the registry of formats', () => {
  it('names each format once', () => {
    const names = [...companionFormats, ...formats].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const format of formats) assert.equal(formatNamed(format.name), format);
  });

  for (const format of formats.filter(({ write }) => write !== undefined)) {
    it(`recognises what ${format.name} writes, whatever the file is called`, () => {
      const writer = format.write?.();
      assert.ok(writer);
      const content = `${writer.begin()}${writer.document(document).content}${writer.end()}`;
      assert.equal(recogniseFormat(content, 'file')?.name, format.name, content);
    });
  }

  it('recognises one line of a long text with many numbers, also from its beginning alone', () => {
    // Each word and each number could be a column; looking for offsets among so many would never end.
    const long = `${'In 2019 , 17 of 34 patients ( 50 % ) took O 12 mg . '.repeat(2000)}\n`;
    const record = { id: 'a', text: long, entities: [], relations: [] };
    assert.equal(recogniseFormat(`${JSON.stringify(record)}\n`, 'file')?.name, 'jsonl');
    assert.equal(recogniseFormat(JSON.stringify(record).slice(0, 4096), 'file')?.name, 'jsonl');
    assert.equal(recogniseFormat(long, 'file'), undefined);
  });

  it('recognises nothing in prose, in brat standoff or in an empty file', () => {
    for (const content of [
      text,
      'T1\tChemical 0 7\tLithium\n',
      '',
      'a,b,c\n1,2,3\n',
      '{"name": "package"}\n',
    ]) {
      assert.equal(recogniseFormat(content, 'file')?.name, undefined, content);
    }
  });
});
