import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { conll } from '../../../../server/formats/conll/conll.ts';
import { codesOf, readAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';

/** Lines with the columns divided by one space where the file has tabs. */
function tabbed(...lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll(' ', '\t')}\n`).join('');
}

function spaced(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** `Type:words` of every entity. */
function mentions({ annotations }: AnnotatedDocument): string[] {
  return annotations.entities.map(({ type, words }) => `${type}:${words}`);
}

interface Expected {
  readonly text: string;
  readonly mentions: readonly string[];
  readonly scheme?: string;
  /** Other problems, by their code and line. */
  readonly problems?: readonly string[];
}

/** Reads a file of one document, whole and cut into single code units. */
function check(name: string, content: string, expected: Expected): void {
  it(name, async () => {
    for (const cut of [undefined, 1, 7]) {
      const { documents, problems } = await readAll(conll, content, 'ward.conll', cut);
      const [document] = documents;
      assert.ok(document !== undefined && documents.length === 1, `${documents.length} documents`);
      assert.equal(document.text, expected.text);
      assert.deepEqual(mentions(document), expected.mentions);
      for (const { words, fragments } of document.annotations.entities) {
        assert.equal(document.text.slice(fragments[0].start, fragments[0].end), words);
      }
      const schemes = problems.filter(({ code }) => code === 'conll/tag-scheme');
      if (expected.scheme === undefined) assert.deepEqual(schemes, []);
      else
        assert.ok(
          schemes[0]?.message.startsWith(`The scheme of the tags is ${expected.scheme}`),
          schemes[0]?.message,
        );
      assert.deepEqual(
        problems.filter((problem) => !schemes.includes(problem)).map(({ code, line }) => `${code} ${line}`),
        expected.problems ?? [],
      );
    }
  });
}

describe('dialects', () => {
  check('two columns and tabs', tabbed('No O', 'fever B-Sign', '. O', '', 'Cough B-Sign', ''), {
    text: 'No fever .\nCough',
    mentions: ['Sign:fever', 'Sign:Cough'],
    scheme: 'IOB2',
  });
  check('two columns and spaces, without an empty line at the end', 'No O\nfever B-Sign', {
    text: 'No fever',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
  });
  check('CRLF and a byte order mark', '\uFEFFNo\tO\r\nfever\tB-Sign\r\n\r\nCough\tB-Sign\r\n', {
    text: 'No fever\nCough',
    mentions: ['Sign:fever', 'Sign:Cough'],
    scheme: 'IOB2',
  });
  check(
    'CoNLL-2003: four columns, phrases, IOB1',
    spaced(
      '-DOCSTART- -X- -X- O',
      '',
      'Chest NN I-NP I-Sign',
      'pain NN I-NP I-Sign',
      'fever NN B-NP B-Sign',
      'came VBD I-VP O',
      '',
    ),
    {
      text: 'Chest pain fever came',
      mentions: ['Sign:Chest pain', 'Sign:fever'],
      scheme: 'IOB1',
      problems: ['conll/columns-dropped 3'],
    },
  );
  check(
    'Label Studio',
    spaced('-DOCSTART- -X- O', 'No -X- _ O', 'chest -X- _ B-Sign', 'pain -X- _ I-Sign', ''),
    {
      text: 'No chest pain',
      mentions: ['Sign:chest pain'],
      scheme: 'IOB2',
      problems: ['conll/columns-dropped 2'],
    },
  );
  check(
    'anntoconll of brat: tag, start, end, token',
    tabbed('O 0 2 No', 'B-Sign 4 9 chest', 'I-Sign 10 14 pain', 'O 14 15 .', '', 'O 17 21 Well', ''),
    { text: 'No  chest pain.\n Well', mentions: ['Sign:chest pain'], scheme: 'IOB2' },
  );
  check(
    'token, start, end, tag with a comment for the document',
    `# doc_id = ward/7\n${tabbed('Fever 0 5 S-Sign', '+ 5 6 O', 'low 6 9 B-BP', 'BP 10 12 E-BP', '')}`,
    { text: 'Fever+low BP', mentions: ['Sign:Fever', 'BP:low BP'], scheme: 'IOBES' },
  );
  check(
    'levels of nested mentions in columns of their own',
    tabbed('left 0 4 B-Site O', 'knee 5 9 I-Site B-Joint', 'pain 10 14 O O', ''),
    { text: 'left knee pain', mentions: ['Site:left knee', 'Joint:knee'], scheme: 'IOB2' },
  );
  check('columns in another order', tabbed('0 Fever B-Sign 5', '6 came O 10', ''), {
    text: 'Fever came',
    mentions: ['Sign:Fever'],
    scheme: 'IOB2',
  });
  check(
    'BILUO with the mark of mentions that do not fit',
    tabbed('No O', 'pain -', 'low B-BP', 'BP L-BP', 'Cough U-Sign', ''),
    {
      text: 'No pain low BP Cough',
      mentions: ['BP:low BP', 'Sign:Cough'],
      scheme: 'BILUO',
      problems: ['conll/unaligned-mention 2'],
    },
  );
  check('types without letters', tabbed('the O', 'low BP', 'pulse BP', 'fell O', 'to O', 'forty O', ''), {
    text: 'the low pulse fell to forty',
    mentions: ['BP:low pulse'],
    scheme: 'IO',
  });
  check('IO', tabbed('low I-BP', 'pulse I-BP', 'fell O', ''), {
    text: 'low pulse fell',
    mentions: ['BP:low pulse'],
    scheme: 'IO, or IOB1',
  });
  check('no mention at all', tabbed('No O', 'fever O', ''), { text: 'No fever', mentions: [] });
  check('tokens with spaces between tabs', 'New York\tB-City\nwas\tO\n', {
    text: 'New York was',
    mentions: ['City:New York'],
    scheme: 'IOB2',
  });
  check(
    'number signs as tokens, and comments',
    spaced('# text = No. # 3', '# O', '# id 9 domain=en', '3 B-Number', ''),
    {
      text: '# 3',
      mentions: ['Number:3'],
      scheme: 'IOB2',
      problems: ['conll/comments-dropped 1'],
    },
  );
  check('emoji and combining marks by code points', tabbed('😀 1 2 O', 'é́ 3 5 B-Sign', 'x 6 7 O', ''), {
    text: ' 😀 é́ x',
    mentions: ['Sign:é́'],
    scheme: 'IOB2',
  });
  check('emoji in UTF-16', tabbed('😀 0 2 O', 'x 3 4 B-Sign', ''), {
    text: '😀 x',
    mentions: ['Sign:x'],
    scheme: 'IOB2',
    problems: ['conll/offset-unit undefined'],
  });
  check('accents in bytes', tabbed('é 0 2 O', 'x 3 4 B-Sign', ''), {
    text: 'é x',
    mentions: ['Sign:x'],
    scheme: 'IOB2',
    problems: ['conll/offset-unit undefined'],
  });
});

describe('documents', () => {
  const check = (name: string, content: string, ...ids: readonly string[]): void => {
    it(name, async () => {
      const { documents } = await readAll(conll, content, 'ward.conll');
      assert.deepEqual(
        documents.map(({ id, text }) => `${id}: ${text}`),
        ids,
      );
    });
  };
  check('by -DOCSTART-', '-DOCSTART- O\n\na O\n\n-DOCSTART- O\n\nb O\n', 'ward: a', 'ward-2: b');
  check('by -DOCSTART- with ids', '-DOCSTART- (12 x) O\n\na O\n-DOCSTART- (13)\nb O\n', '12 x: a', '13: b');
  check(
    'by comments',
    '# doc_id = n/1\na\tO\n\n# doc_id = n/2\n\n# newdoc id = n/3\nb\tO\n',
    'n/1: a',
    'n/2: ',
    'n/3: b',
  );
  check('by the marks of GENIA', '###MEDLINE:95369245\n\na\tO\n', '95369245: a');
  check(
    'by offsets that begin anew',
    'ab\t0\t2\tO\n\nc\t3\t4\tO\n\nd\t0\t1\tO\n',
    'ward: ab\nc',
    'ward-2: d',
  );
  check('without tokens', '# doc_id = n/1\n\n', 'n/1: ');
  check('an empty file has none', '');
  check('sentences that end no document', 'a O\n\n\n\nb O\n', 'ward: a\nb');
});

it('gives sentences and tokens', async () => {
  const { documents } = await readAll(conll, 'a\tO\nbc\tO\n\n\nd\tO\n');
  const slices = (spans: AnnotatedDocument['tokens']) =>
    spans?.map(({ start, end }) => documents[0]?.text.slice(start, end));
  assert.deepEqual(slices(documents[0]?.tokens), ['a', 'bc', 'd']);
  assert.deepEqual(slices(documents[0]?.sentences), ['a bc', 'd']);
});

describe('tags that break their scheme', () => {
  const check = (name: string, tags: string, scheme: string, ...expected: readonly string[]): void => {
    it(name, async () => {
      const content = tags
        .split(' ')
        .map((tag) => (tag === '|' ? '\n' : `x\t${tag}\n`))
        .join('');
      const { problems } = await readAll(conll, `${content}\n${'y\tO\n'.repeat(40)}`);
      assert.ok(problems[0]?.message.startsWith(`The scheme of the tags is ${scheme}`), problems[0]?.message);
      assert.deepEqual(
        problems.slice(1).map(({ code, line, document, message, severity }) => {
          assert.deepEqual([code, document, severity], ['conll/irregular-tag', 'file', 'warning']);
          return `${line}: ${message.slice(0, message.indexOf(' breaks'))}`;
        }),
        expected,
      );
    });
  };
  check('none', 'B-A I-A O B-A B-A O', 'IOB2');
  check('I after O in IOB2', 'B-A O B-A O I-A I-A', 'IOB2', '5: I-A after O');
  check('I of another type', 'B-A I-B O B-A', 'IOB2', '2: I-B after B-A');
  check('I at the beginning', 'B-A | I-A | B-A', 'IOB2', '3: I-A at the beginning of a sentence');
  check('B in IOB1', 'I-A O I-A B-A O B-A', 'IOB1', '6: B-A after O');
  check('not closed in IOBES', 'B-A I-A | S-A', 'IOBES', '2: I-A at the end of a sentence');
  check('E after O', 'O E-A S-A', 'IOBES', '2: E-A after O');
  check('a type without a letter', 'B-A I-A O A', 'IOB2', '4: A after O');
  check('a type without a letter in IO', 'I-A O A', 'IO', '3: A after O');
});

it('lists a thousand such tags and counts the rest', async () => {
  const { problems } = await readAll(conll, 'x\tB-A\nx\tB-A\ny\tO\nx\tI-A\ny\tO\n'.repeat(1200));
  assert.equal(problems.length, 1001);
  assert.equal(
    problems[0]?.message,
    'The scheme of the tags is IOB2; 1200 tags break it, the first 1000 are listed.',
  );
});

describe('bad input', () => {
  check('a line without a tag', tabbed('No O', 'more', 'fever B-Sign', 'x O'), {
    text: 'No more fever x',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
    problems: ['conll/malformed-line 2'],
  });
  check('a line with too much', tabbed('No O', 'fever B-Sign why not', 'x O'), {
    text: 'No fever x',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
    problems: ['conll/malformed-line 2'],
  });
  check('a token of white space', 'No\tO\n\u00a0\tO\nfever\tB-Sign\n', {
    text: 'No fever',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
    problems: ['conll/empty-token 2'],
  });
  check('offsets that go back', tabbed('No 4 6 O', 'fever 0 5 B-Sign', ''), {
    text: 'No fever',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
    problems: ['conll/bad-offsets 2'],
  });
  check(
    'a token that is not as long as its offsets say',
    tabbed('No 0 2 O', 'x 3 4 O', 'fever 5 11 B-Sign'),
    {
      text: 'No x fever',
      mentions: ['Sign:fever'],
      scheme: 'IOB2',
      problems: ['conll/bad-offsets 3'],
    },
  );
  check('offsets beyond reason', tabbed('No 0 2 O', 'fever 99999999999 100000000004 B-Sign', ''), {
    text: 'No fever',
    mentions: ['Sign:fever'],
    scheme: 'IOB2',
    problems: ['conll/bad-offsets 2'],
  });
  for (const content of ['The patient had fever.\nNo cough, no pain.\n', '{"a": [1, 2]}', 'one\ntwo\n']) {
    it(`no tags: ${JSON.stringify(content)}`, async () => {
      const { documents, problems } = await readAll(conll, content);
      assert.deepEqual(documents, []);
      assert.deepEqual(codesOf(problems), ['conll/no-tags']);
    });
  }
});

describe('recognise', () => {
  for (const [name, head] of Object.entries(heads)) {
    it(name, () => {
      const fit = conll.recognise(head, name);
      if (name.startsWith('conll')) assert.ok(fit >= 0.9, `${fit}`);
      else assert.ok(fit < 0.5, `${fit}`);
    });
  }
  const own: readonly string[] = [
    'Fever\tB-Sign\nin\tO\nmice\tB-Spec',
    'Fever 0 5 S-Sign\nin 6 8 O\nmice 9 13 O\n',
    'B-Sign\t0\t5\tFever\nO\t6\t8\tin\nO\t9\t13\tmice\n',
    '# doc_id = 7\nFever\t0\t5\tO\n',
  ];
  for (const head of own) it(head, () => assert.ok(conll.recognise(head, 'x') >= 0.5));
  const others: readonly string[] = [
    'Vitamin B\nVitamin E\n',
    'the B-cell count was low\n',
    '#FORMAT=WebAnno TSV 3.3\n#T_SP=x|y\n\n\n#Text=O B\n1-1\t0-1\tO\tO\n1-2\t2-3\tB\tO\n1-3\t3-4\tB\tO\n',
    'c="fever" 1:0 1:0||t="problem"\nc="cough" 2:0 2:0||t="problem"\nc="pain" 3:0 3:0||t="problem"\n',
    'id\tname\tgroup\n1\tAnn\tA\n2\tBen\tO\n3\tCid\tB\n4\tDan\tAB\n',
  ];
  for (const head of others) it(head, () => assert.ok(conll.recognise(head, 'x.txt') < 0.5));
});
