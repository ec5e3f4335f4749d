import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compactForm,
  groupOf,
  identifierOf,
  rankOf,
} from '../../../../server/terminology/sources/systems.ts';

function check(given: string, expected: string | undefined): void {
  const id = identifierOf(given);
  assert.equal(id && compactForm(id), expected, given);
}

test('a system has one name, whatever a source calls it', () => {
  check('UMLS_CUI:C0006142', 'UMLS:C0006142');
  check('MSH:D001943', 'MESH:D001943');
  check('mesh:D001943', 'MESH:D001943');
  check('SNOMEDCT_US_2018_03_01:254837009', 'SNOMEDCT:254837009');
  check('SCTID:254837009', 'SNOMEDCT:254837009');
  check('NCI2009_04D:C9335', 'NCIT:C9335');
  check('NCI Thesaurus:C9335', 'NCIT:C9335');
  check('MIM:114480', 'OMIM:114480');
  check('MIM:PS114480', 'OMIMPS:114480');
  check('ORDO:227535', 'Orphanet:227535');
  check('HGNC:HGNC:1100', 'HGNC:1100');
  check('ICD10CM:C509', 'ICD10CM:C50.9');
  check('ICD10CM:C50-C58', 'ICD10CM:C50-C58');
  check('ZFA:0000590', 'ZFA:0000590');
});

test('an address of a term is its identifier', () => {
  check('http://purl.obolibrary.org/obo/MONDO_0007254', 'MONDO:0007254');
  check('http://linkedlifedata.com/resource/umls/id/C0007874', 'UMLS:C0007874');
  check('http://www.orpha.net/ORDO/Orphanet_227535', 'Orphanet:227535');
  check('http://id.nlm.nih.gov/mesh/2025/D001943', 'MESH:D001943');
});

test('pages, articles, remarks and numbers of another form are no identifiers', () => {
  check('http://en.wikipedia.org/wiki/Cervix', undefined);
  check('PMID:12345', undefined);
  check('Wikipedia:Breast_cancer', undefined);
  check('MESH:A08.186.211', undefined);
  check('CAS:1.08.9041', undefined);
  check('UMLS:CN230736', undefined);
  check('glioma, malignant', undefined);
  check('', undefined);
});

test('systems are ranked with UMLS first and unknown ones last', () => {
  const systems = ['ZFA', 'DOID', 'MESH', 'UMLS', 'OMIM', 'MONDO'];
  assert.deepEqual(
    systems.sort((one, other) => rankOf(one) - rankOf(other)),
    ['UMLS', 'MONDO', 'DOID', 'MESH', 'OMIM', 'ZFA'],
  );
});

test('the codes of procedures in ICD-9-CM are told from those of diagnoses', () => {
  assert.equal(groupOf({ system: 'ICD9CM', identifier: '00.01' }), 'PROC');
  assert.equal(groupOf({ system: 'ICD9CM', identifier: '001.0' }), 'DISO');
  assert.equal(groupOf({ system: 'ICD9CM', identifier: 'E800.0' }), 'DISO');
});
