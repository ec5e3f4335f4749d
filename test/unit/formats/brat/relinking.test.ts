import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import { type LinkedConcept, relinking } from '../../../../server/formats/brat/relinking.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';

const text = 'Aspirin for fever.';
const entities = 'T1\tDrug 0 7\tAspirin\nT2\tSign 12 17\tfever\n';
const aspirin: LinkedConcept = { system: 'MESH', identifier: 'D001241', name: 'Aspirin' };
const fever: LinkedConcept = { system: 'HP', identifier: '0001945', name: 'Fever' };

describe('links are replaced', () => {
  /** @param missing the targets of the links that are still to be added. */
  function check(
    lines: string,
    concepts: readonly LinkedConcept[],
    expected: string,
    missing: readonly string[] = [],
  ): void {
    const content = entities + lines;
    const found = relinking(parseStandoff(content, text), ['T1'], concepts);
    assert.equal(applyEdits(content, found.edits), entities + expected);
    assert.deepEqual(
      found.missing.map(({ target, identifier }) => `${target} ${identifier}`),
      missing,
    );
  }

  it('in their own lines', () =>
    check('N3\tReference T1 UMLS:C1\tx\r\n', [aspirin], 'N3\tReference T1 MESH:D001241\tAspirin\r\n'));
  it('also at an open end of the file', () =>
    check('N3\tReference T1 UMLS:C1', [aspirin], 'N3\tReference T1 MESH:D001241\tAspirin'));
  it('by others of the same annotation only', () =>
    check('N1\tReference T2 HP:1\tx\n', [], 'N1\tReference T2 HP:1\tx\n'));
  it('and what is left over is removed', () =>
    check(
      'N1\tReference T1 A:1\nN2\tReference T1 A:2\tx\nA1\tSure T1\n',
      [aspirin],
      ['N1\tReference T1 MESH:D001241\tAspirin\nA1\tSure T1\n'].join(''),
    ));
  it('and what has no line is left to be added', () =>
    check('N1\tReference T1 A:1\n', [aspirin, fever], 'N1\tReference T1 MESH:D001241\tAspirin\n', [
      'T1 0001945',
    ]));
  it('by one without a name', () =>
    check(
      'N1\tReference T1 A:1\tname\n',
      [{ system: 'UMLS', identifier: 'CUI-less' }],
      ['N1\tReference T1 UMLS:CUI-less\n'].join(''),
    ));
  it('in the labelled form of the BioNLP Shared Task, in either order', () => {
    check(
      'N1\tOntoBiotope Annotation:T1 Referent:OBT:1\n',
      [aspirin],
      'N1\tOntoBiotope Annotation:T1 Referent:MESH:D001241\tAspirin\n',
    );
    check(
      'N1\tOntoBiotope Referent:OBT:1 Annotation:T1\tname\n',
      [aspirin],
      'N1\tOntoBiotope Referent:MESH:D001241 Annotation:T1\tAspirin\n',
    );
  });

  it('so that the annotation is linked as was asked, whatever it was linked to', () => {
    const concepts = fc.array(fc.constantFrom(aspirin, fever, { system: 'UMLS', identifier: 'C0004057' }), {
      maxLength: 4,
    });
    const line = fc.record({
      target: fc.constantFrom('T1', 'T2'),
      concept: fc.constantFrom('A:1', 'A:2', '17'),
      name: fc.constantFrom('', '\tname', '\t\tname of it'),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), concepts, (lines, wanted) => {
        const content =
          entities +
          lines
            .map((each, at) => `N${at + 1}\tReference ${each.target} ${each.concept}${each.name}\n`)
            .join('');
        const { edits, missing } = relinking(parseStandoff(content, text), ['T1'], wanted);
        const { annotations, problems } = parseStandoff(applyEdits(content, edits), text);
        const links = [...annotations.normalisations, ...missing].filter(({ target }) => target === 'T1');
        assert.deepEqual(
          links.map(({ system, identifier, name }) => ({ system, identifier, ...(name && { name }) })),
          wanted,
        );
        const others = (target: string): number => lines.filter((each) => each.target === target).length;
        assert.equal(annotations.normalisations.filter(({ target }) => target === 'T2').length, others('T2'));
        assert.deepEqual(
          problems.filter(({ severity }) => severity === 'error'),
          [],
        );
      }),
    );
  });
});
