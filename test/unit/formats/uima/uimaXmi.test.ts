import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { uimaXmi } from '../../../../server/formats/uima/uimaXmi.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';
import { saying } from './comparison.ts';

const read = (content: string, cut?: number) => readAll(uimaXmi, content, 'note.xmi', cut);

const root = `<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"
  xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore" xmlns:custom="http:///custom.ecore"
  xmlns:mine="http:///webanno/custom.ecore" xmlns:noNamespace="http:///uima/noNamespace.ecore"
  xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
  xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore"
  xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
  xmlns:textsem="http:///org/apache/ctakes/typesystem/type/textsem.ecore"
  xmlns:refsem="http:///org/apache/ctakes/typesystem/type/refsem.ecore"
  xmlns:textrel="http:///org/apache/ctakes/typesystem/type/textrel.ecore">`;

/** A file with some elements and a text. */
function file(elements: readonly string[], text = 'Fever, no cough'): string {
  const sofa = `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${text}"/>`;
  return `${root}<cas:NULL xmi:id="0"/>${elements.join('\n')}${sofa}<cas:View sofa="1" members=""/></xmi:XMI>`;
}

/** What a document says, in lines. */
function lines({ annotations }: AnnotatedDocument): string[] {
  return [
    ...annotations.entities.map(
      ({ id, type, fragments: [{ start, end }], words }) => `${id} ${type} ${start}-${end} ${words}`,
    ),
    ...annotations.relations.map(
      ({ id, type, arguments: roles }) => `${id} ${type} ${roles.map(({ target }) => target).join(' ')}`,
    ),
    ...annotations.events.map(
      ({ id, trigger, arguments: roles }) =>
        `${id} ${trigger} ${roles.map(({ role, target }) => `${role}:${target}`).join(' ')}`,
    ),
    ...annotations.attributes.map(({ target, type, value }) => `${target} ${type}=${value}`),
    ...annotations.normalisations.map(
      ({ target, system, identifier, name }) => `${target} ${system} ${identifier} ${name}`,
    ),
    ...annotations.equivalences.map(({ type, members }) => `${type}: ${members.join(' ')}`),
  ];
}

function check(
  name: string,
  content: string,
  expected: readonly string[],
  codes: readonly string[] = [],
): void {
  test(name, async () => {
    for (const cut of [undefined, 1, 1000]) {
      const { documents, problems } = await read(content, cut);
      assert.deepEqual(documents.flatMap(lines), expected);
      assert.deepEqual(codesOf(problems), codes);
    }
  });
}

check(
  'labels of named entities and custom layers, and other features',
  file([
    '<ner:NamedEntity xmi:id="2" sofa="1" begin="0" end="5" value="Sign" identifier="http://x.org/c#C15"/>',
    '<ner:NamedEntity xmi:id="3" sofa="1" begin="7" end="9"/>',
    '<custom:Span xmi:id="4" sofa="1" begin="10" end="15" label="Sign" negated="true" grade="3"/>',
    '<mine:Medication xmi:id="5" sofa="1" begin="10" end="15" dose="5"><unit>mg</unit><unit>g</unit></mine:Medication>',
  ]),
  [
    'T2 Sign 0-5 Fever',
    'T3 NamedEntity 7-9 no',
    'T4 Sign 10-15 cough',
    'T5 Medication 10-15 cough',
    'T4 negated=undefined',
    'T4 grade=3',
    'T5 dose=5',
    'T5 unit=mg, g',
    'T2 http://x.org/c# C15 undefined',
  ],
);

check(
  'offsets count UTF-16 code units, in references to characters too',
  file(['<custom:Span xmi:id="2" sofa="1" begin="3" end="8" label="Sign"/>'], '&#128512; &#x66;ever&#10;'),
  ['T2 Sign 3-8 fever'],
);

check(
  'relations, slots and chains',
  file([
    '<custom:Span xmi:id="2" sofa="1" begin="0" end="5" label="A" arguments="6 7"/>',
    '<custom:Span xmi:id="3" sofa="1" begin="7" end="9" label="B"/>',
    '<custom:Relation xmi:id="4" sofa="1" begin="7" end="9" Governor="2" Dependent="3" label="with"/>',
    '<custom:SpanLink xmi:id="6" role="cause" target="3"/><custom:SpanLink xmi:id="7" target="2"/>',
    '<mine:CorefLink xmi:id="8" sofa="1" begin="0" end="5" next="9"/><mine:CorefLink xmi:id="9" sofa="1" begin="10" end="15" referenceType="pr"/>',
    '<mine:CorefChain xmi:id="10" sofa="1" first="8"/>',
    '<seg:Token xmi:id="11" sofa="1" begin="10" end="15"/>',
    '<custom:Relation xmi:id="12" sofa="1" begin="7" end="9" Governor="11" Dependent="3"/>',
  ]),
  [
    'T2 A 0-5 Fever',
    'T3 B 7-9 no',
    'T8 CorefLink 0-5 Fever',
    'T9 CorefLink 10-15 cough',
    'T11 Token 10-15 cough',
    'R4 with T2 T3',
    'R12 Relation T11 T3',
    'E2 T2 cause:T3 arguments:T2',
    'T9 referenceType=pr',
    'Coref: T8 T9',
  ],
);

check(
  'findings of cTAKES with their concepts, assertions and relations',
  file([
    '<textsem:DiseaseDisorderMention xmi:id="2" sofa="1" begin="0" end="5" id="3" ontologyConceptArr="20 21" typeID="2" polarity="-1" uncertainty="0" subject="patient" historyOf="1"/>',
    '<refsem:UmlsConcept xmi:id="20" codingScheme="SNOMEDCT_US" code="386661006" cui="C0015967" tui="T184" preferredText="Fever"/>',
    '<refsem:UmlsConcept xmi:id="21" codingScheme="MSH" code="D005334" cui="C0015967" tui="T184" preferredText="Fever"/>',
    '<textsem:AnatomicalSiteMention xmi:id="3" sofa="1" begin="10" end="15" polarity="1" ontologyConceptArr="22"/><cas:FSArray xmi:id="22" elements="20"/>',
    '<textsem:Predicate xmi:id="4" sofa="1" begin="7" end="9"/>',
    '<textrel:RelationArgument xmi:id="30" argument="2" role="Argument"/><textrel:RelationArgument xmi:id="31" argument="3" role="Related_to"/>',
    '<textrel:LocationOfTextRelation xmi:id="32" category="location_of" arg1="30" arg2="31"/>',
  ]),
  [
    'T2 DiseaseDisorderMention 0-5 Fever',
    'T3 AnatomicalSiteMention 10-15 cough',
    'R32 location_of T2 T3',
    'T2 polarity=-1',
    'T2 historyOf=1',
    'T2 UMLS C0015967 Fever',
    'T2 SNOMEDCT_US 386661006 Fever',
    'T2 TUI T184 undefined',
    'T2 MSH D005334 Fever',
    'T3 UMLS C0015967 Fever',
    'T3 SNOMEDCT_US 386661006 Fever',
    'T3 TUI T184 undefined',
  ],
  ['uima-xmi/annotations'],
);

check(
  'unknown types are entities where they have labels, and counted otherwise',
  file([
    '<noNamespace:Problem xmi:id="2" sofa="1" begin="0" end="5" label="sign"/>',
    '<noNamespace:Problem xmi:id="3" sofa="1" begin="7" end="9"/>',
    '<noNamespace:Chunk xmi:id="4" sofa="1" begin="0" end="9" kind="NP"/>',
    '<pos:POS xmi:id="5" sofa="1" begin="0" end="5" PosValue="NN"/><tcas:Annotation xmi:id="6" sofa="1" begin="0" end="5"/>',
    '<tcas:DocumentAnnotation xmi:id="7" sofa="1" begin="0" end="15" language="en"/>',
  ]),
  ['T2 sign 0-5 Fever', 'T3 Problem 7-9 no'],
  ['uima-xmi/annotations'],
);

check(
  'an offset that is no position is listed and left out',
  file(
    [
      '<custom:Span xmi:id="2" sofa="1" begin="1" end="2" label="A"/>',
      '<custom:Span xmi:id="3" sofa="1" begin="0" end="99" label="B"/>',
      '<custom:Span xmi:id="4" sofa="1" begin="0" end="2" label="C"/>',
    ],
    '😀',
  ),
  ['T4 C 0-2 😀'],
  ['uima-xmi/offset'],
);

check('a file without a text says so', `${root}</xmi:XMI>`, [], ['uima-xmi/no-text']);

test('broken XML is a problem with its place', async () => {
  const { documents, problems } = await read(`${root}\n<custom:Span xmi:id="2"`);
  assert.deepEqual(documents, []);
  assert.equal(problems[0]?.code, 'uima-xmi/xml');
  assert.equal(problems[0]?.line, root.split('\n').length + 1);
});

test('every view with a text is a document, with its sentences and tokens', async () => {
  const content = file([
    '<seg:Sentence xmi:id="2" sofa="1" begin="0" end="15"/><seg:Token xmi:id="3" sofa="1" begin="7" end="9"/>',
    '<seg:Token xmi:id="4" sofa="1" begin="0" end="5"/><custom:Span xmi:id="5" sofa="9" begin="0" end="4" label="A"/>',
    '<cas:Sofa xmi:id="9" sofaNum="2" sofaID="translation" sofaString="Toux"/><cas:Sofa xmi:id="8" sofaNum="3" sofaID="pdf"/>',
    '<tcas:DocumentAnnotation xmi:id="7" sofa="1" begin="0" end="15" language="en"/>',
  ]);
  const { documents, problems } = await read(content);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    documents.map(({ id, text }) => [id, text]),
    [
      ['note', 'Toux'],
      ['note._InitialView', 'Fever, no cough'],
    ],
  );
  const [other, initial] = documents as [AnnotatedDocument, AnnotatedDocument];
  assert.deepEqual(lines(other), ['T5 A 0-4 Toux']);
  assert.deepEqual(initial.sentences, [{ start: 0, end: 15 }]);
  assert.deepEqual(initial.tokens, [
    { start: 0, end: 5 },
    { start: 7, end: 9 },
  ]);
  assert.deepEqual(initial.metadata, { language: 'en' });
});

test('texts longer than the parser’s buffer are read', async () => {
  const text = 'fever '.repeat(30_000);
  const { documents, problems } = await read(
    file([`<custom:Span xmi:id="2" sofa="1" begin="179994" end="179999" label="A"/>`], text),
    4096,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(documents.flatMap(lines), ['T2 A 179994-179999 fever']);
});

test('recognises its own head and no other', () => {
  assert.equal(uimaXmi.recognise(file([]), 'x'), 1);
  assert.equal(uimaXmi.recognise('<xmi:XMI xmlns:a="http:///a/b.ecore"', 'x'), 0.9);
  assert.equal(uimaXmi.recognise('<xmi:XMI xmlns:uml="http://www.eclipse.org/uml2/5.0.0/UML"', 'x'), 0);
  for (const [name, head] of Object.entries(heads)) assert.equal(uimaXmi.recognise(head, 'x.xmi'), 0, name);
});

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const folders = ['fixtures/webanno-tsv', 'fixtures/uima'].map((folder) => join(data, folder));
const missing = folders.find((folder) => !existsSync(folder));

test('the files of INCEpTION and UIMA are read without errors', {
  skip: missing === undefined ? false : `there is no ${missing}; set GOLDSPAN_DATA to the data folder`,
}, async () => {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.xmi'))
      .map((name) => join(folder, name)),
  );
  assert.ok(files.length > 30);
  for (const name of files) {
    const content = readFileSync(name, 'utf8');
    assert.equal(uimaXmi.recognise(content.slice(0, 4096), name), 1, name);
    const { documents, problems } = await read(content);
    assert.equal(documents.length, 1, name);
    assert.deepEqual(
      problems.filter(({ severity }) => severity !== 'information'),
      [],
      name,
    );
  }
});

test('writing and reading gives what was written but for the losses', async () => {
  await fc.assert(
    fc.asyncProperty(documents(), async (document) => {
      const { content, losses } = writeAll(uimaXmi, document);
      const { documents: found, problems } = await readAll(uimaXmi, content, 'note.xmi');
      assert.deepEqual(
        problems.filter(({ severity }) => severity !== 'information'),
        [],
      );
      if (losses.some(({ code }) => code === 'uima-xmi/character-replaced')) return;
      assert.deepEqual(saying(found[0] as AnnotatedDocument), saying(document, losses));
      assert.deepEqual(found[0]?.sentences ?? [], document.sentences ?? []);
      assert.deepEqual(found[0]?.tokens ?? [], document.tokens ?? []);
    }),
    { numRuns: 300 },
  );
});

test('line breaks, tabs, marks and characters beyond the basic plane survive in the text', async () => {
  const text = ' a\tb\r\n<c> & "d"\n😀 e\u0301 \u{1d6fc}\n';
  const { content, losses } = writeAll(uimaXmi, documentOf(text, [['T1', 'X', [9, 12]]]));
  assert.deepEqual(losses, []);
  const { documents: found } = await readAll(uimaXmi, content, 'note.xmi', 7);
  assert.equal(found[0]?.text, text);
  assert.equal(found[0]?.annotations.entities[0]?.words, text.slice(9, 12));
});

test('several documents are views of one file', async () => {
  const [first, second] = ['fever', 'no cough'].map((text, index) => ({
    ...documentOf(text, [['T1', 'Sign', [text.length - 5, text.length]]]),
    id: `note-${index + 1}`,
  }));
  assert.ok(first !== undefined && second !== undefined);
  const { content } = writeAll(uimaXmi, first, second);
  const { documents: found, problems } = await readAll(uimaXmi, content, 'notes.xmi');
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found.map(({ id, text, annotations }) => [id, text, annotations.entities.map(({ words }) => words)]),
    [
      ['notes', 'fever', ['fever']],
      ['notes.note-2', 'no cough', ['cough']],
    ],
  );
});

test('a character that XML cannot hold is replaced and listed', () => {
  const { content, losses } = writeAll(uimaXmi, documentOf('a\fb', []));
  assert.match(content, /sofaString="a\uFFFDb"/);
  assert.deepEqual(codesOf(losses), ['uima-xmi/character-replaced']);
});

test('a feature with the name of a reference is not written, and listed', () => {
  const attributes = [{ id: 'A1', type: 'event', target: 'T1', value: 'x' }];
  const { content, losses } = writeAll(
    uimaXmi,
    documentOf('fever', [['T1', 'Sign', [0, 5]]], { attributes }),
  );
  assert.doesNotMatch(content, / event=/);
  assert.deepEqual(codesOf(losses), ['uima-xmi/feature-dropped']);
});
