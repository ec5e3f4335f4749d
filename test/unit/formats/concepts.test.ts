import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conceptCell, parseConcepts, sameConcepts, spellConcepts } from '../../../server/formats/concepts.ts';

/** Checks the concepts of a cell, as `system identifier`. */
function check(cell: string, expected: readonly string[]): void {
  assert.deepEqual(
    parseConcepts(cell).map(({ system, identifier }) => `${system} ${identifier}`),
    expected,
    cell,
  );
}

test('a cell names no concept, one or several', () => {
  for (const none of ['', '-', '-1', ' ', '-1|-1']) check(none, []);
  check('D003409', [' D003409']);
  check('MESH:D003409', ['MESH D003409']);
  check('GO:GO:0005515', ['GO GO:0005515']);
  check(' D1 | OMIM:2+D3,-1', [' D1', 'OMIM 2', ' D3']);
  check('1,2(Tax:9606);3', [' 1', ' 2', ' 3']);
  check('CVCL_0030', [' CVCL_0030']);
});

test('a variant is one concept, and what is said about it is none', () => {
  check('c|SUB|G|Ex2+860|C', [' c|SUB|G|Ex2+860|C']);
  check('c|DEL|1314_1328|', [' c|DEL|1314_1328|']);
  check('p|SUB|V|600|E;Gene:673;Disease:D1,D2;RS#:113488022;VariantGroup:0', [
    ' p|SUB|V|600|E',
    'RS# 113488022',
  ]);
  check('tmVar:c|SUB|T|9|G;HGVS:c.9T>G;CorrespondingGene:1', ['tmVar c|SUB|T|9|G', 'HGVS c.9T>G']);
});

test('the cell that was read is kept while it says the same', () => {
  assert.equal(conceptCell(parseConcepts('1,2'), '1,2'), '1,2');
  assert.equal(conceptCell(parseConcepts('1'), '1,2'), '1');
  assert.equal(conceptCell([], undefined), '');
});

test('concepts come back from their spelling', () => {
  const concept = fc.record({
    system: fc.constantFrom('', 'MESH', 'OMIM', 'RS#'),
    identifier: fc.constantFrom('D003409', '672', 'CVCL_0030', 'A1-B.2'),
  });
  fc.assert(
    fc.property(fc.array(concept), (concepts) => {
      assert.ok(sameConcepts(parseConcepts(spellConcepts(concepts)), concepts));
    }),
  );
});
