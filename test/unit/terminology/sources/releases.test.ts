/** Readers of releases of several files: UMLS, RxNorm, SNOMED CT; and MeSH as XML. All entries are made up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meshXml } from '../../../../server/terminology/sources/meshXml.ts';
import { rxnorm } from '../../../../server/terminology/sources/rxnorm.ts';
import { snomed } from '../../../../server/terminology/sources/snomed.ts';
import { umls } from '../../../../server/terminology/sources/umls.ts';
import { problems, read, told } from './reading.ts';

interface Atom {
  readonly concept: string;
  readonly words: string;
  readonly language?: string;
  /** TS, STT and ISPREF. */
  readonly status?: readonly [string, string, string];
  readonly vocabulary?: string;
  readonly type?: string;
  readonly code?: string;
  readonly suppressed?: string;
}

function atom({
  concept,
  words,
  language = 'ENG',
  status = ['S', 'VO', 'N'],
  vocabulary = 'MTH',
  type = 'SY',
  code = 'NOCODE',
  suppressed = 'N',
}: Atom): string {
  const [ts, stt, preferred] = status;
  return `${concept}|${language}|${ts}|L1|${stt}|S1|${preferred}|A1||${code}||${vocabulary}|${type}|${code}|${words}|0|${suppressed}||`;
}

describe('UMLS', () => {
  const conso = [
    atom({ concept: 'C0000001', words: 'blue heat', vocabulary: 'SNOMEDCT_US', code: '100000001' }),
    atom({
      concept: 'C0000001',
      words: 'Blue fever',
      status: ['P', 'PF', 'Y'],
      vocabulary: 'MSH',
      type: 'MH',
      code: 'D000001',
    }),
    atom({ concept: 'C0000001', words: 'Blue fever', vocabulary: 'NCI', type: 'PT', code: 'C101' }),
    atom({ concept: 'C0000001', words: 'BF', vocabulary: 'NCI', type: 'AB', code: 'C101' }),
    atom({ concept: 'C0000001', words: 'Blaufieber', language: 'GER' }),
    atom({ concept: 'C0000001', words: 'blue feevr', suppressed: 'Y' }),
    atom({ concept: 'C0000002', words: 'Bluenol', vocabulary: 'RXNORM', type: 'IN', code: '101' }),
    atom({ concept: 'C0000003', words: 'Nur deutsch', language: 'GER' }),
    'C0000004|ENG|P|L1',
    '',
  ].join('\n');
  const files = {
    'META/MRCONSO.RRF': conso,
    'META/MRSTY.RRF':
      'C0000001|T047|B2|Disease|AT1||\nC0000001|T184|B2|Sign|AT2||\nC0000002|T121|A1|Substance|AT3||\nx|T1\n',
    'META/MRCUI.RRF':
      'C0000008|2020AA|SY|||C0000001|Y|\nC0000009|2020AA|DEL|||||\nC0000007|2020AA|RB|||C0000001|Y|\n?\n',
    'META/release.dat': 'umls.release.name=2026AA\n',
  };

  it('reads withdrawn concepts, and names with their vocabularies, codes and semantic types', async () => {
    const source = await read(umls, files);
    assert.deepEqual(told(source), [
      'UMLS:C0000008 | → UMLS:C0000001',
      'UMLS:C0000009 | →',
      'UMLS:C0000007 | → UMLS:C0000001',
      'UMLS:C0000001 | preferred: Blue fever | exact: blue heat | exact: Blue fever | abbreviation: BF | T047 T184 | DISO | = SNOMEDCT:100000001 | = MESH:D000001 | = NCIT:C101',
      'UMLS:C0000002 | preferred: Bluenol | T121 | CHEM | = RXNORM:101',
    ]);
    assert.deepEqual(source.tally.statement, { name: 'UMLS', version: '2026AA' });
    assert.deepEqual(Object.fromEntries(source.tally.skipped), {
      malformed: 3,
      'another language': 2,
      suppressed: 1,
    });
    assert.deepEqual(source.tally.problems.map(({ path, line }) => `${path} ${line}`).sort(), [
      'META/MRCONSO.RRF 9',
      'META/MRCUI.RRF 4',
      'META/MRSTY.RRF 4',
    ]);
  });

  it('reads the names alone where the other files are not there', async () => {
    const source = await read(umls, { 'MRCONSO.RRF': conso });
    assert.deepEqual(
      source.concepts.map(({ identifier, semanticTypes }) => [identifier, semanticTypes]),
      [
        ['C0000001', []],
        ['C0000002', []],
      ],
    );
  });

  it('reads a file of names under any name, but no other file of the release', async () => {
    const names = await read(umls, { 'META/subset.txt': conso });
    assert.equal(names.tally.rows, conso.split('\n').filter((row) => row !== '').length);
    for (const name of ['META/MRSTY.RRF', 'META/MRCUI.RRF', 'release.dat'])
      assert.deepEqual((await read(umls, { [name]: conso })).concepts, []);
  });

  it('takes what is chosen by language, vocabulary, term type, semantic type and suppression', async () => {
    const identifiersWith = async (choices: Parameters<typeof read>[2]): Promise<string[]> =>
      (await read(umls, files, choices)).concepts
        .filter(({ retired }) => retired === undefined)
        .map(({ identifier, names }) => `${identifier} ${names.map(({ words }) => words).join(', ')}`);
    assert.deepEqual(await identifiersWith({ languages: new Set(['GER']) }), [
      'C0000001 Blaufieber',
      'C0000003 Nur deutsch',
    ]);
    assert.deepEqual(await identifiersWith({ vocabularies: new Set(['NCI']) }), ['C0000001 Blue fever, BF']);
    assert.deepEqual(await identifiersWith({ termTypes: new Set(['IN', 'AB']) }), [
      'C0000001 BF',
      'C0000002 Bluenol',
    ]);
    assert.deepEqual(await identifiersWith({ semanticTypes: new Set(['T121']) }), ['C0000002 Bluenol']);
    assert.match((await identifiersWith({ suppressed: true }))[0] ?? '', /blue feevr/);
  });

  it('tells when rows are not sorted by concept', async () => {
    const unsorted = [
      atom({ concept: 'C0000002', words: 'Bluenol' }),
      atom({ concept: 'C0000001', words: 'Blue fever' }),
    ];
    const names = await read(umls, { 'MRCONSO.RRF': unsorted.join('\n') });
    assert.match(problems(names).join(), /C0000001 comes after C0000002/);
    const source = await read(umls, { ...files, 'META/MRSTY.RRF': 'C0000002|T121|\nC0000001|T047|\n' });
    assert.deepEqual(
      source.tally.problems
        .map(({ code, line }) => [code, line])
        .filter(([code]) => code === 'terminology/not-sorted'),
      [['terminology/not-sorted', 2]],
    );
  });
});

describe('RxNorm', () => {
  it('reads names, the CUIs and semantic types beside them, and what withdrawn ones became', async () => {
    const source = await read(rxnorm, {
      'RXNCONSO.RRF': [
        atom({
          concept: '101',
          words: 'bluenol',
          status: ['', '', ''],
          vocabulary: 'RXNORM',
          type: 'IN',
          code: '101',
        }),
        atom({
          concept: '101',
          words: 'BLUENOL',
          status: ['', '', ''],
          vocabulary: 'DRUGBANK',
          type: 'IN',
          code: 'DB00001',
          suppressed: '',
        }),
        'no|row',
      ].join('\n'),
      'RXNSAT.RRF': '101|||A1|AUI|101|||UMLSCUI|RXNORM|C0000002|N||\n101|||A1|AUI|101|||OTHER|RXNORM|x|N||\n',
      'RXNSTY.RRF': '101|T121|A1|Pharmacologic Substance|AT1||\n',
      'RXNCUI.RRF': '102|1|2|1|101\n103|1|2|1|103\n',
    });
    assert.deepEqual(told(source), [
      'RXNORM:101 | preferred: bluenol | exact: BLUENOL | T121 | CHEM | = UMLS:C0000002 | = DRUGBANK:DB00001',
      'RXNORM:102 | → RXNORM:101',
      'RXNORM:103 | →',
    ]);
    assert.equal(source.tally.problems[0]?.line, 3);
  });
});

describe('SNOMED CT', () => {
  const full = '900000000000003001';
  const synonym = '900000000000013009';
  const description = (
    id: string,
    concept: string,
    type: string,
    term: string,
    active = '1',
    language = 'en',
  ): string => `${id}\t20260101\t${active}\t1\t${concept}\t${language}\t${type}\t${term}\t1`;
  const files = {
    'Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20260101.txt': [
      'id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId',
      description('11', '100000001', full, 'Blue fever (disorder)'),
      description('12', '100000001', synonym, 'blue heat'),
      description('13', '100000001', synonym, 'Blue "fever"'),
      description('14', '100000001', synonym, 'bluish', '0'),
      description('15', '100000001', synonym, 'Blaufieber', '1', 'de'),
      description('21', '100000002', full, 'Green fever (disorder)'),
      '31\t20260101',
    ].join('\r\n'),
    'Snapshot/Terminology/sct2_Concept_Snapshot_INT_20260101.txt':
      'id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n100000001\t1\t1\t1\t1\n100000002\t1\t0\t1\t1\n',
    'Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20260101.txt': [
      'id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId',
      'a\t1\t1\t1\t900000000000508004\t12\t900000000000548007',
      'b\t1\t1\t1\t900000000000509007\t13\t900000000000548007',
    ].join('\n'),
    'Snapshot/Refset/Content/der2_cRefset_AssociationReferenceSnapshot_INT_20260101.txt': [
      'id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\ttargetComponentId',
      'a\t1\t1\t1\t900000000000523009\t100000002\t100000009',
      'b\t1\t1\t1\t900000000000527005\t100000002\t100000001',
    ].join('\n'),
  };

  it('reads the terms of active concepts with the one that American English prefers, and the surest replacements', async () => {
    const source = await read(snomed, files);
    assert.deepEqual(told(source), [
      'SNOMEDCT:100000001 | preferred: Blue "fever" | exact: blue heat | exact: Blue fever (disorder) | DISO',
      'SNOMEDCT:100000002 | → SNOMEDCT:100000001',
    ]);
    assert.equal(source.tally.statement.version, '2026-01-01');
    assert.deepEqual(Object.fromEntries(source.tally.skipped), {
      inactive: 1,
      'another language': 1,
      malformed: 1,
    });
    assert.equal(source.tally.problems[0]?.line, 8);
  });

  it('prefers the fully specified name where no language set is there', async () => {
    const [path = ''] = Object.keys(files);
    const source = await read(snomed, { [path]: files[path as keyof typeof files] });
    assert.match(told(source)[0] ?? '', /^SNOMEDCT:100000001 \| preferred: Blue fever \(disorder\) /);
  });
});

describe('MeSH as XML', () => {
  const descriptors = `<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "x.dtd">
<DescriptorRecordSet LanguageCode="eng">
<DescriptorRecord DescriptorClass="1">
 <DescriptorUI>D000001</DescriptorUI><DescriptorName><String>Fever, Blue</String></DescriptorName>
 <AllowableQualifiersList><AllowableQualifier><QualifierReferredTo><QualifierUI>Q1</QualifierUI><QualifierName><String>blood</String></QualifierName></QualifierReferredTo></AllowableQualifier></AllowableQualifiersList>
 <TreeNumberList><TreeNumber>C01.100</TreeNumber></TreeNumberList>
 <ConceptList>
  <Concept PreferredConceptYN="Y"><ConceptUI>M1</ConceptUI><ConceptName><String>Fever, Blue</String></ConceptName>
   <RegistryNumberList><RegistryNumber>50-00-0</RegistryNumber><RegistryNumber>0</RegistryNumber></RegistryNumberList>
   <ConceptRelationList><ConceptRelation RelationName="NRW"><Concept1UI>M1</Concept1UI><Concept2UI>M2</Concept2UI></ConceptRelation></ConceptRelationList>
   <TermList>
    <Term ConceptPreferredTermYN="Y" LexicalTag="NON"><TermUI>T1</TermUI><String>Fever, Blue</String></Term>
    <Term ConceptPreferredTermYN="N" LexicalTag="ACR"><TermUI>T2</TermUI><String>BF &amp; F</String></Term>
   </TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M2</ConceptUI><TermList><Term LexicalTag="NON"><String>Deep Blue Fever</String></Term></TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M3</ConceptUI><TermList><Term LexicalTag="NON"><String>Bluing</String></Term></TermList></Concept>
 </ConceptList>
</DescriptorRecord>
<DescriptorRecord><DescriptorUI>wrong</DescriptorUI></DescriptorRecord>
</DescriptorRecordSet>`;

  it('reads descriptors, with the terms of narrower and related concepts as what they are', async () => {
    const source = await read(meshXml, { 'desc2026.xml': descriptors });
    assert.deepEqual(told(source), [
      'MESH:D000001 | preferred: Fever, Blue | abbreviation: BF & F | narrow: Deep Blue Fever | related: Bluing | DISO | ~ CAS:50-00-0',
    ]);
    assert.deepEqual(problems(source), ['20: This record has no identifier or no name.']);
  });

  it('reads supplementary concepts, whose class tells the group', async () => {
    const source = await read(meshXml, {
      'supp2026.xml': `<SupplementalRecordSet><SupplementalRecord SCRClass="3"><SupplementalRecordUI>C000001</SupplementalRecordUI>
<SupplementalRecordName><String>Green fever</String></SupplementalRecordName><ConceptList><Concept PreferredConceptYN="Y"><TermList>
<Term><String>Green fever</String></Term><Term><String>GREEN HEAT</String></Term></TermList></Concept></ConceptList></SupplementalRecord></SupplementalRecordSet>`,
    });
    assert.deepEqual(told(source), ['MESH:C000001 | preferred: Green fever | exact: GREEN HEAT | DISO']);
  });

  it('goes on after wrong notation, and tells where the file ends too early', async () => {
    const broken = await read(meshXml, {
      'desc2026.xml': descriptors.replace('<TermUI>T1</TermUI>', '<TermUI>T1 & <br></TermUI>'),
    });
    assert.ok(broken.tally.problemCount > 0);
    assert.equal(broken.tally.problems[0]?.line, 13);
    const cut = await read(meshXml, {
      'desc2026.xml': descriptors.slice(0, descriptors.indexOf('<Concept PreferredConceptYN="N">')),
    });
    assert.deepEqual(told(cut), []);
    assert.match(problems(cut).join('\n'), /^4: The file ends inside this record\.$/m);
  });
});
