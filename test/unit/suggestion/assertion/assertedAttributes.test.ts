import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Attribute, noAnnotations } from '../../../../server/annotation/document.ts';
import {
  assertedAttributes,
  isFindingType,
} from '../../../../server/suggestion/assertion/assertedAttributes.ts';
import { attributeOf } from '../../../../server/suggestion/assertion/attributes.ts';
import { span } from '../../../../server/text/positions.ts';

/** Entities are `[words]` of the type given, in order `T1`, `T2` and so on. */
function check(
  marked: string,
  expected: readonly string[],
  { type = 'Disease', attributes = [] }: { type?: string; attributes?: readonly Attribute[] } = {},
): void {
  const text = marked.replace(/[[\]]/g, '');
  let removed = 0;
  const entities = Array.from(marked.matchAll(/\[(.+?)\]/g), ({ index, 1: words = '' }, number) => {
    const start = index - removed;
    removed += 2;
    const fragments = [span(start, start + words.length)] as const;
    return { id: `T${number + 1}`, type, fragments, words };
  });
  const added = assertedAttributes(
    text,
    { ...noAnnotations, entities, attributes },
    (kind) => attributeOf[kind],
  );
  assert.deepEqual(
    added.map(({ id, type: name, target, value }) => [id, name, target, value].filter(Boolean).join(' ')),
    expected,
  );
}

describe('assertedAttributes', () => {
  it('says what a text asserts of its findings', () =>
    check('No [fever] or [cough]. Possible [pneumonia]. Mother had [asthma].', [
      'A1 Negation T1',
      'A2 Negation T2',
      'A3 Certainty T3 Uncertain',
      'A4 FamilyHistory T4',
    ]));
  it('leaves ids and attributes alone that are there', () =>
    check('No [fever] or [cough].', ['A2 Negation T2'], {
      attributes: [{ id: 'A1', type: 'Negation', target: 'T1' }],
    }));
  it('says nothing of drugs', () => check('No [aspirin].', [], { type: 'Chemical' }));
  it('finds nothing in nothing', () => check('', []));
});

describe('isFindingType', () => {
  for (const type of ['Disease', 'Sign_symptom', 'Disease_disorder', 'Problem', 'DiseaseOrPhenotypicFeature'])
    it(`knows ${type}`, () => assert.equal(isFindingType(type), true));
  for (const type of ['Chemical', 'Drug', 'Anatomy', 'Gene', 'Diagnostic_procedure'])
    it(`leaves out ${type}`, () => assert.equal(isFindingType(type), false));
});
