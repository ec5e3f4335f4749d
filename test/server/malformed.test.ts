/** Input that is no good, in every format: it is named with its place, the rest goes on, and nothing breaks. */
import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { formats } from '../../server/formats/registry.ts';
import { folderWith } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const secret = 'Lithium for Mrs Quimby';

/** Content that begins as the format does and then is no good, and the line that the problem is on. */
const malformed: Readonly<Record<string, readonly [content: string, line: number]>> = {
  jsonl: [`{"id":"a","text":"${secret}","entities":[],"relations":[]}\n{"id":"b","text":"${secret}`, 2],
  'bioc-xml': [
    `<?xml version="1.0"?>\n<collection><source>x</source><document><id>1</id>\n<passage><offset>0</offset><text>${secret}</passage>`,
    3,
  ],
  'bioc-json': [
    `{"source":"x","documents":[\n{"id":"1","passages":[{"offset":0,"text":"${secret}","annotations":[}]`,
    2,
  ],
  pubtator: [`12|t|${secret}\n12|a|More.\n12\tx\t5\tLithium\tChemical\tD008094\n`, 3],
  conll: [`Lithium\tB-Chemical\nfor\n${'Mrs\tO\n'.repeat(8)}`, 2],
  'hugging-face': [
    `{"tokens":["Lithium","for"],"ner_tags":["O","O"]}\n{"tokens":["Lithium"],"ner_tags":["O","O"]}\n`,
    2,
  ],
  pubannotation: [
    `{"text":"${secret}","denotations":[{"id":"T1","span":{"begin":0,"end":999},"obj":"Sign"}]}`,
    1,
  ],
  prodigy: [`{"text":"${secret}","spans":[{"start":0,"end":999,"label":"Sign"}],"answer":"accept"}\n`, 1],
  doccano: [`{"id":1,"text":"${secret}","labels":[[0,999,"Sign"]]}\n`, 1],
  'label-studio': [
    `[{"id":1,"data":{"text":"${secret}"},"annotations":[{"id":2,"result":[{"id":"a","from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":999,"labels":["Sign"]}}]}]}]`,
    1,
  ],
  bigbio: [
    `{"id":"a","document_id":"1","passages":[{"id":"p","type":"title","text":["${secret}"],"offsets":[[0,999]]}],"entities":[],"events":[],"coreferences":[],"relations":[]}\n{"id":\n`,
    2,
  ],
  medcat: [
    `{"projects":[{"name":"p","id":1,"cuis":"","documents":[{"id":1,"name":"a","text":"${secret}","annotations":[{"id":1,"cui":"C1","start":0,"end":999,"correct":true}]}]}]}`,
    1,
  ],
  'webanno-tsv': [
    `#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n\n#Text=${secret}\n1-1\t0-999\tLithium\t_\n`,
    6,
  ],
  'uima-xmi': [
    '<?xml version="1.0"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"><cas:Sofa',
    2,
  ],
  'uima-json': ['{"%TYPES":{},\n"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaString":', 2],
  'i2b2-xml': [`<?xml version="1.0"?>\n<deIdi2b2>\n<TEXT><![CDATA[${secret}`, 3],
  presidio: [
    `[{"full_text":"${secret}","masked":"","spans":[{"entity_type":"PERSON","entity_value":"x","start_position":0,"end_position":999}]}]`,
    1,
  ],
  phee: [
    `{"id":"1","context":"${secret}","annotations":[{"events":[{"event_id":"E1","event_type":"Adverse_event","Trigger":{"text":[["x"]],"start":[[999]],"entity_id":["T1"]}}]}]}\n`,
    1,
  ],
};

/** Runs a command on a file and expects it to end with 2 and name the file, and the line where one is given. */
async function check(
  path: string,
  { line, from, command = 'convert' }: { line?: number; from?: string; command?: 'convert' | 'check' } = {},
): Promise<void> {
  const given =
    command === 'check'
      ? ['check', path]
      : ['convert', path, '--to', 'jsonl', '--out', join(path, '../out'), ...(from ? ['--from', from] : [])];
  const { code, output, complaints } = await goldspan(given);
  const said = output + complaints;
  assert.equal(code, 2, `${given.join(' ')}\n${said}`);
  const place = line === undefined ? path : `${path}:${line}`;
  assert.ok(said.includes(place), `${place} is not in:\n${said}`);
  assert.doesNotMatch(said, /^\s+at |Error:|node:internal/m);
  assert.ok(!said.includes('Quimby'), said);
}

describe('malformed input', () => {
  it('is here for every format', () => {
    assert.deepEqual(Object.keys(malformed).sort(), formats.map(({ name }) => name).sort());
  });

  for (const [name, [content, line]] of Object.entries(malformed)) {
    it(`in ${name} is named with its line, recognised by content or not`, async (context) => {
      const path = join(await folderWith(context, { file: content }), 'file');
      await check(path, { line });
      await check(path, { line, from: name });
      await check(path, { line, command: 'check' });
    });
  }

  const hopeless: Readonly<Record<string, string | Uint8Array>> = {
    'an empty file': '',
    'nothing but line ends': '\r\n\r\n',
    'bytes that are no text': Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256),
    'half a character': Uint8Array.of(0x7b, 0x22, 0xf0, 0x9f),
    'a file of another kind': '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n',
  };
  for (const [name, content] of Object.entries(hopeless)) {
    it(`is ${name}, in whatever format it is said to be`, async (context: TestContext) => {
      const path = join(await folderWith(context, { file: content }), 'file');
      await check(path);
      await Promise.all(formats.map((format) => check(path, { from: format.name })));
    });
  }

  it('is a folder without a file, or a path that is not there', async (context) => {
    const folder = await folderWith(context, {});
    await mkdir(join(folder, 'empty'));
    await check(join(folder, 'empty'));
    await check(join(folder, 'nowhere'));
    await check(join(folder, 'nowhere'), { command: 'check' });
  });

  it('is a file that may not be read', {
    skip: process.getuid?.() === 0 && 'root may read everything',
  }, async (context) => {
    const path = join(await folderWith(context, { file: '12|t|Fever\n' }), 'file');
    await chmod(path, 0);
    await check(path);
  });
});
