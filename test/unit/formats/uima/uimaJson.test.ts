import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { uimaJson } from '../../../../server/formats/uima/uimaJson.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';
import { saying } from './comparison.ts';

const read = (content: string, cut?: number) => readAll(uimaJson, content, 'note.json', cut);

const ner = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity';
const pos = 'de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS';
const token = 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token';

const feature = (name: string, range: string) => ({ '%NAME': name, '%RANGE': range });

const sofa = (text: string) => ({
  '%ID': 1,
  '%TYPE': 'uima.cas.Sofa',
  sofaNum: 1,
  sofaID: '_InitialView',
  mimeType: 'text',
  sofaString: text,
});

/** A CAS with everything that is read, and with things that are only kept. */
const full = {
  '%TYPES': {
    [ner]: {
      '%NAME': ner,
      '%SUPER_TYPE': 'uima.tcas.Annotation',
      value: feature('value', 'uima.cas.String'),
      identifier: feature('identifier', 'uima.cas.String'),
    },
    'webanno.custom.Drug': {
      '%NAME': 'webanno.custom.Drug',
      '%SUPER_TYPE': 'uima.tcas.Annotation',
      dose: feature('dose', 'uima.cas.Integer'),
      given: feature('given', 'uima.cas.Boolean'),
      effects: feature('effects', 'webanno.custom.DrugEffectsLink[]'),
    },
    'webanno.custom.DrugEffectsLink': {
      '%NAME': 'webanno.custom.DrugEffectsLink',
      '%SUPER_TYPE': 'uima.cas.TOP',
      role: feature('role', 'uima.cas.String'),
      target: feature('target', 'uima.tcas.Annotation'),
    },
    'custom.Relation': {
      '%NAME': 'custom.Relation',
      '%SUPER_TYPE': 'uima.tcas.Annotation',
      Governor: feature('Governor', token),
      Dependent: feature('Dependent', token),
      label: feature('label', 'uima.cas.String'),
    },
  },
  '%FEATURE_STRUCTURES': [
    sofa('😀 aspirin, fever'),
    { '%ID': 2, '%TYPE': ner, '@sofa': 1, begin: 12, end: 17, value: 'Sign', identifier: 'UMLS:C1' },
    {
      '%ID': 3,
      '%TYPE': 'webanno.custom.Drug',
      '@sofa': 1,
      begin: 3,
      end: 10,
      dose: 5,
      given: true,
      '@effects': 5,
    },
    { '%ID': 4, '%TYPE': 'webanno.custom.DrugEffectsLink', '@target': 2, role: 'adverse' },
    { '%ID': 5, '%TYPE': 'webanno.custom.DrugEffectsLink[]', '%ELEMENTS': [4] },
    { '%ID': 6, '%TYPE': pos, '@sofa': 1, begin: 3, end: 10, PosValue: 'NN' },
    { '%ID': 7, '%TYPE': token, '@sofa': 1, begin: 3, end: 10, '@pos': 6 },
    { '%ID': 8, '%TYPE': token, '@sofa': 1, begin: 12, end: 17 },
    {
      '%ID': 9,
      '%TYPE': 'custom.Relation',
      '@sofa': 1,
      begin: 12,
      end: 17,
      '@Governor': 7,
      '@Dependent': 8,
      label: 'x',
    },
    { '%ID': 10, '%TYPE': 'uima.cas.StringArray', '%ELEMENTS': ['a', null] },
    { '%ID': 11, '%TYPE': 'my.Keywords', '@words': 10 },
    { '%ID': 12, '%TYPE': 'uima.tcas.DocumentAnnotation', '@sofa': 1, begin: 0, end: 17, language: 'en' },
  ],
  '%VIEWS': { _InitialView: { '%SOFA': 1, '%MEMBERS': [2, 3, 6, 7, 8, 9, 12] } },
};

test('entities, attributes, concepts, slots and relations are read', async () => {
  const { documents: found, problems } = await read(JSON.stringify(full, null, 2), 7);
  const [document] = found as [AnnotatedDocument];
  const { entities, attributes, normalisations, events, relations } = document.annotations;
  assert.equal(document.text, '😀 aspirin, fever');
  assert.deepEqual(
    entities.map(({ id, type, words, metadata }) => [id, type, words, metadata]),
    [
      ['T2', 'Sign', 'fever', { layer: ner }],
      ['T3', 'Drug', 'aspirin', { layer: 'webanno.custom.Drug', slots: 'effects' }],
      ['T7', 'Token', 'aspirin', { layer: token }],
      ['T8', 'Token', 'fever', { layer: token }],
    ],
  );
  assert.deepEqual(
    attributes.map(({ target, type, value }) => [target, type, value]),
    [
      ['T3', 'dose', '5'],
      ['T3', 'given', undefined],
    ],
  );
  assert.deepEqual(normalisations, [{ id: 'N1', target: 'T2', system: 'UMLS', identifier: 'C1' }]);
  assert.deepEqual(events, [
    { id: 'E3', type: 'Drug', trigger: 'T3', arguments: [{ role: 'adverse', target: 'T2' }] },
  ]);
  assert.deepEqual(relations, [
    {
      id: 'R9',
      type: 'x',
      arguments: [
        { role: 'Arg1', target: 'T7' },
        { role: 'Arg2', target: 'T8' },
      ],
    },
  ]);
  assert.deepEqual(document.tokens, [
    { start: 3, end: 10 },
    { start: 12, end: 17 },
  ]);
  assert.equal(document.metadata?.['language'], 'en');
  assert.deepEqual(codesOf(problems), ['uima-json/annotations']);
});

test('what is read is written, with what is only kept, and read the same', async () => {
  const { documents: found } = await read(JSON.stringify(full));
  const { content, losses } = writeAll(uimaJson, ...found);
  assert.deepEqual(losses, []);
  const again = await read(content);
  assert.deepEqual(again.documents, found);
  const written = JSON.parse(content) as typeof full;
  const structures = new Map(
    written['%FEATURE_STRUCTURES'].map((structure) => [structure['%ID'], structure]),
  );
  for (const id of [2, 6, 7, 8, 9, 10, 11, 12]) {
    const before = full['%FEATURE_STRUCTURES'].find((structure) => structure['%ID'] === id) as object;
    const { '@sofa': _, ...after } = structures.get(id) as { '@sofa'?: number };
    assert.deepEqual({ ...after, ...('@sofa' in before && { '@sofa': 1 }) }, before);
  }
  assert.deepEqual(written['%TYPES'], full['%TYPES']);
});

test('feature structures may be an object, and positions may be marked', async () => {
  const content = JSON.stringify({
    '%FEATURE_STRUCTURES': {
      1: { '%TYPE': 'uima.cas.Sofa', sofaID: '_InitialView', sofaString: 'Fever' },
      2: { '%TYPE': 'custom.Span', '@sofa': 1, '^begin': 0, '^end': 5, label: 'Sign' },
    },
  });
  const { documents: found, problems } = await read(content);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found[0]?.annotations.entities.map(({ id, type, words }) => [id, type, words]),
    [['T2', 'Sign', 'Fever']],
  );
});

test('what is no CAS is a problem and no document', async () => {
  const cases = [
    ['{', 'uima-json/json'],
    ['[]', 'uima-json/cas'],
    ['{"%TYPES":{}}', 'uima-json/cas'],
    ['{"%FEATURE_STRUCTURES":[]}', 'uima-json/no-text'],
  ] as const;
  for (const [content, code] of cases) {
    const { documents: found, problems } = await read(content);
    assert.deepEqual(found, []);
    assert.deepEqual(codesOf(problems), [code]);
  }
});

test('bad structures and offsets are left out and listed', async () => {
  const { documents: found, problems } = await read(
    JSON.stringify({
      '%FEATURE_STRUCTURES': [
        sofa('😀'),
        { '%TYPE': 'custom.Span' },
        { '%ID': 2, '%TYPE': 'custom.Span', '@sofa': 1, begin: 1, end: 2, label: 'A' },
        { '%ID': 3, '%TYPE': 'custom.Span', '@sofa': 1, begin: 0, end: 2, label: 'B' },
      ],
    }),
  );
  assert.deepEqual(
    found[0]?.annotations.entities.map(({ type }) => type),
    ['B'],
  );
  assert.deepEqual(codesOf(problems), ['uima-json/structure', 'uima-json/offset']);
});

test('writing and reading gives what was written but for the losses', async () => {
  await fc.assert(
    fc.asyncProperty(documents(), async (document) => {
      const { content, losses } = writeAll(uimaJson, document);
      const { documents: found, problems } = await read(content);
      assert.deepEqual(problems, []);
      assert.deepEqual(saying(found[0] as AnnotatedDocument), saying(document, losses));
    }),
    { numRuns: 300 },
  );
});

test('ids, sentences and tokens survive', async () => {
  await fc.assert(
    fc.asyncProperty(documents(), async (document) => {
      const { content } = writeAll(uimaJson, document);
      const { documents: first } = await read(content);
      const again = writeAll(uimaJson, ...first);
      assert.deepEqual(again.losses, []);
      assert.deepEqual((await read(again.content)).documents, first);
      assert.deepEqual(first[0]?.sentences ?? [], document.sentences ?? []);
      assert.deepEqual(first[0]?.tokens ?? [], document.tokens ?? []);
    }),
    { numRuns: 150 },
  );
});

test('several documents are lines', async () => {
  const one = documentOf('Fever', [['T1', 'Sign', [0, 5]]]);
  const { content } = writeAll(uimaJson, one, { ...one, text: 'Rashes' });
  const { documents: found, problems } = await read(content);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found.map(({ id, text }) => [id, text]),
    [
      ['note', 'Fever'],
      ['note-2', 'Rashes'],
    ],
  );
});

test('recognises its own head and no other', () => {
  assert.equal(uimaJson.recognise(JSON.stringify(full, null, 2).slice(0, 100), 'x'), 1);
  for (const [name, head] of Object.entries(heads)) {
    assert.equal(uimaJson.recognise(head, 'x.json'), name === 'cas.json' ? 1 : 0, name);
  }
});

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const emoji = join(
  data,
  'fixtures/uima/json/fs_as_array/ser-ref/casWithEmojiUnicodeTextAndAnnotations/data.json',
);

test('the reference file of UIMA is written back as the same JSON', {
  skip: existsSync(emoji) ? false : `there is no ${emoji}; set GOLDSPAN_DATA to the data folder`,
}, async () => {
  const content = readFileSync(emoji, 'utf8');
  const { documents: found, problems } = await read(content);
  assert.deepEqual(codesOf(problems), ['uima-json/annotations']);
  const written = writeAll(uimaJson, ...found);
  assert.deepEqual(written.losses, []);
  assert.deepEqual(JSON.parse(written.content), JSON.parse(content));
});
