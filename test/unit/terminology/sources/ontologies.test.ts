/** Readers of ontologies: OBO, OBO Graphs, SSSOM, tables, RDF. All terms are made up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { obo } from '../../../../server/terminology/sources/obo.ts';
import { oboGraphs } from '../../../../server/terminology/sources/oboGraphs.ts';
import { ontologyTables } from '../../../../server/terminology/sources/ontologyTables.ts';
import { skos } from '../../../../server/terminology/sources/skos.ts';
import { sssom } from '../../../../server/terminology/sources/sssom.ts';
import { problems, read, told } from './reading.ts';

describe('OBO', () => {
  const header =
    'format-version: 1.2\ndata-version: doid/releases/2026-01-02/doid.obo\nontology: doid\nsynonymtypedef: ACRO "acronym" EXACT\n\n';

  it('keeps the scopes of synonyms, tells abbreviations, and reads references without their comments', async () => {
    const source = await read(obo, {
      'a.obo': `${header}[Term]
id: DOID:1
name: blue fever ! a comment
def: "A fever: with a colon." [made:up]
synonym: "blue\\, hot fever" EXACT []
synonym: "BF" EXACT ACRO [made:up]
synonym: "fever" BROAD [] {note="x"}
synonym: "deep blue fever" NARROW []
synonym: "a \\"blue\\" thing" RELATED []
xref: UMLS_CUI:C0000001
xref: MESH:D000001 "Blue Fever" {source="x"}
xref: http://example.org/page
is_a: DOID:4 ! disease

[Typedef]
id: part_of
name: part of
`,
    });
    assert.deepEqual(told(source), [
      'DOID:1 | preferred: blue fever | exact: blue, hot fever | abbreviation: BF | broad: fever | narrow: deep blue fever | related: a "blue" thing | DISO | ~ UMLS:C0000001 | ~ MESH:D000001',
    ]);
    assert.deepEqual(source.tally.statement, { name: 'DOID', version: '2026-01-02' });
    assert.deepEqual(problems(source), []);
  });

  it('reads files with carriage returns and a byte order mark, and the synonyms of OBO 1.0', async () => {
    const content =
      '\uFEFFformat-version: 1.0\r\n\r\n[Term]\r\nid: HP:0000001\r\nname: Blue skin\r\nnarrow_synonym: "Blue nails" []\r\n';
    assert.deepEqual(told(await read(obo, { 'a.obo': content })), [
      'HP:0000001 | preferred: Blue skin | narrow: Blue nails | DISO',
    ]);
  });

  it('gives obsolete terms and former identifiers as withdrawn', async () => {
    const source = await read(obo, {
      'a.obo': `${header}[Term]
id: DOID:2
name: obsolete green fever
synonym: "green fever" EXACT []
is_obsolete: true
replaced_by: DOID:1
consider: DOID:3

[Term]
id: DOID:5
name: red fever
alt_id: DOID:6
`,
    });
    assert.deepEqual(told(source), [
      'DOID:2 | DISO | → DOID:1 DOID:3',
      'DOID:5 | preferred: red fever | DISO',
      'DOID:6 | → DOID:5',
    ]);
  });

  it('skips abstract terms and terms without a name, and tells what it cannot read', async () => {
    const source = await read(obo, {
      'a.obo': `${header}[Term]
id: BFO:0000002
name: continuant

[Term]
id: DOID:7

[Term]
name: nothing
[Term]
id: DOID:8
name: grey fever
synonym: grey without quotes EXACT []
%%%
`,
    });
    assert.deepEqual(told(source), ['DOID:8 | preferred: grey fever | DISO']);
    assert.deepEqual(Object.fromEntries(source.tally.skipped), {
      'abstract term': 1,
      'no name': 1,
      malformed: 3,
    });
    assert.deepEqual(
      source.tally.problems.map(({ line = 0 }) => line).sort((one, other) => one - other),
      [13, 18, 19],
    );
  });

  it('takes the synonyms of ChEBI, which are all related by their scope, as exact', async () => {
    const source = await read(obo, {
      'a.obo': `${header}[Term]\nid: CHEBI:1\nname: bluene\nsynonym: "blue oil" RELATED [made:up]\n`,
    });
    assert.deepEqual(told(source), ['CHEBI:1 | preferred: bluene | exact: blue oil | CHEM']);
  });
});

describe('OBO as JSON', () => {
  it('reads the nodes of a graph, and not its edges', async () => {
    const node = {
      id: 'http://purl.obolibrary.org/obo/MONDO_0000001',
      type: 'CLASS',
      lbl: 'blue fever',
      meta: {
        synonyms: [
          { pred: 'hasExactSynonym', val: 'blue heat' },
          { pred: 'hasRelatedSynonym', val: 'bluing' },
          { pred: 'hasExactSynonym', val: 'BF', synonymType: 'http://purl.obolibrary.org/obo/OMO_0003000' },
        ],
        xrefs: [{ val: 'DOID:1' }],
        basicPropertyValues: [
          {
            pred: 'http://www.w3.org/2004/02/skos/core#exactMatch',
            val: 'http://linkedlifedata.com/resource/umls/id/C0000001',
          },
        ],
      },
    };
    const gone = {
      id: 'http://purl.obolibrary.org/obo/MONDO_0000002',
      type: 'CLASS',
      lbl: 'obsolete green fever',
      meta: {
        deprecated: true,
        basicPropertyValues: [{ pred: 'http://purl.obolibrary.org/obo/IAO_0100001', val: 'MONDO:0000001' }],
      },
    };
    const property = { id: 'http://purl.obolibrary.org/obo/RO_0002162', type: 'PROPERTY', lbl: 'in taxon' };
    const graph = {
      graphs: [
        {
          nodes: [node, gone, property],
          edges: [{ sub: 'a', pred: 'is_a', obj: 'b' }],
          id: 'http://purl.obolibrary.org/obo/mondo.json',
          meta: { version: 'http://purl.obolibrary.org/obo/mondo/releases/2026-01-02/mondo.json' },
        },
      ],
    };
    const source = await read(oboGraphs, { 'mondo.json': JSON.stringify(graph, undefined, 1) });
    assert.deepEqual(told(source), [
      'MONDO:0000001 | preferred: blue fever | exact: blue heat | related: bluing | abbreviation: BF | DISO | = UMLS:C0000001 | ~ DOID:1',
      'MONDO:0000002 | DISO | → MONDO:0000001',
    ]);
    assert.equal(source.tally.statement.version, '2026-01-02');
    assert.equal(source.tally.skipped.get('no class'), 1);
  });

  it('reads a list of terms up to where it is no JSON any more', async () => {
    const source = await read(oboGraphs, {
      'hp.json':
        '[\n{"id": "HP:0000001", "name": "Blue skin", "synonyms": ["Cyan skin", "Blue\\" BROAD layperson [a:b, c]", "BS\\" EXACT abbreviation []"], "xrefs": ["MSH:D000001", "pmid:1"]},\n{"id": "nothing", "name": "x", "synonyms": []},\n{"id": ]\n',
    });
    assert.deepEqual(told(source), [
      'HP:0000001 | preferred: Blue skin | exact: Cyan skin | broad: Blue | abbreviation: BS | DISO | ~ MESH:D000001',
    ]);
    assert.equal(source.tally.skipped.get('no identifier of a known form'), 1);
    assert.deepEqual(
      source.tally.problems.map(({ line }) => line),
      [4],
    );
  });
});

describe('SSSOM', () => {
  it('reads exact matches with the labels of both sides, the version and the licence', async () => {
    const source = await read(sssom, {
      'a.sssom.tsv': [
        '# license: https://creativecommons.org/publicdomain/zero/1.0/',
        '# mapping_set_version: http://example.org/releases/2026-01-02/a.sssom.tsv',
        'subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label',
        'MONDO:0000001\tblue fever\tskos:exactMatch\tOMIM:100001\tBLUE FEVER',
        'MONDO:0000001\tblue fever\tskos:broadMatch\tMESH:D000001\tFever',
        'MONDO:0000001\tblue fever\tskos:exactMatch\tmesh:blue\tBlue',
        'MONDO:0000001\t"blue" fever',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'MONDO:0000001 | preferred: blue fever | DISO | = OMIM:100001',
      'OMIM:100001 | preferred: BLUE FEVER | DISO',
    ]);
    assert.deepEqual(source.tally.statement, {
      licence: 'https://creativecommons.org/publicdomain/zero/1.0/',
      version: '2026-01-02',
    });
    assert.deepEqual(Object.fromEntries(source.tally.skipped), { 'not an exact match': 1, malformed: 2 });
    assert.deepEqual(
      source.tally.problems.map(({ line }) => line),
      [6, 7],
    );
  });
});

describe('tables of an ontology', () => {
  it('reads labels and references in quotes', async () => {
    const source = await read(ontologyTables, {
      'a.tsv':
        'id\tlabel\txref\n"DOID:1"\t"blue fever"\t"MIM:100001"\nDOID:2\tgreen fever\t"ICD9:1"\nx\ty\tz\n',
    });
    assert.deepEqual(told(source), [
      'DOID:1 | preferred: blue fever | DISO | ~ OMIM:100001',
      'DOID:2 | preferred: green fever | DISO',
    ]);
    assert.deepEqual(problems(source), ['4: x is no identifier of the form PREFIX:number.']);
  });

  it('reads references without labels', async () => {
    const source = await read(ontologyTables, {
      'x.tsv': 'cls\txref\nMONDO:0000001\t"UMLS:C0000001"\nMONDO:0000001\t"PMID:1"\n',
    });
    assert.deepEqual(told(source), ['MONDO:0000001 | DISO | ~ UMLS:C0000001']);
    assert.equal(source.tally.skipped.get('no name and no identifier in another system'), 1);
  });
});

describe('RDF', () => {
  const triples = [
    '<http://example.org/ont/ICD10CM/A01> <http://www.w3.org/2004/02/skos/core#prefLabel> "Blue fever"@en .',
    '<http://example.org/ont/ICD10CM/A01> <http://www.w3.org/2004/02/skos/core#prefLabel> "Fièvre bleue"@fr .',
    '<http://example.org/ont/ICD10CM/A01> <http://www.w3.org/2004/02/skos/core#altLabel> "Blue heat" .',
    '<http://example.org/ont/ICD10CM/A01> <http://bioportal.bioontology.org/ontologies/umls/cui> "C0000001" .',
    '<http://example.org/ont/ICD10CM/A01> <http://bioportal.bioontology.org/ontologies/umls/tui> "T047" .',
    '<http://purl.obolibrary.org/obo/DOID_2> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .',
    '<http://purl.obolibrary.org/obo/DOID_2> <http://purl.obolibrary.org/obo/IAO_0100001> <http://purl.obolibrary.org/obo/DOID_1> .',
  ];
  const expected = [
    'ICD10CM:A01 | preferred: Blue fever | exact: Blue heat | T047 | DISO | = UMLS:C0000001',
    'DOID:2 | DISO | → DOID:1',
  ];

  it('reads N-Triples, and goes on after a line that is none', async () => {
    const source = await read(skos, {
      'a.nt': [...triples.slice(0, 5), 'no statement', ...triples.slice(5), ''].join('\r\n'),
    });
    assert.deepEqual(told(source), expected);
    assert.deepEqual(problems(source), ['6: This line is no statement of N-Triples.']);
  });

  const turtle = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix umls: <http://bioportal.bioontology.org/ontologies/umls/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://example.org/ont/ICD10CM/A01> a owl:Class ; skos:prefLabel "Blue fever"@en, "Fièvre bleue"@fr ;
  skos:altLabel "Blue heat" ; umls:cui "C0000001" ; umls:tui "T047" .
[] skos:prefLabel "nameless" .
<http://purl.obolibrary.org/obo/DOID_2> owl:deprecated true ;
  <http://purl.obolibrary.org/obo/IAO_0100001> <http://purl.obolibrary.org/obo/DOID_1> .
`;

  it('reads Turtle, up to where it is wrong', async () => {
    assert.deepEqual(told(await read(skos, { 'a.ttl': turtle })), expected);
    const broken = await read(skos, { 'a.ttl': `${turtle}<unfinished` });
    assert.deepEqual(told(broken), expected);
    assert.equal(broken.tally.problems[0]?.line, 9);
  });

  it('reads RDF/XML, up to where it is wrong', async () => {
    const xml = `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xmlns:umls="http://bioportal.bioontology.org/ontologies/umls/" xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:obo="http://purl.obolibrary.org/obo/">
<skos:Concept rdf:about="http://example.org/ont/ICD10CM/A01">
  <skos:prefLabel xml:lang="en">Blue fever</skos:prefLabel><skos:prefLabel xml:lang="fr">Fièvre bleue</skos:prefLabel>
  <skos:altLabel>Blue heat</skos:altLabel><umls:cui>C0000001</umls:cui><umls:tui>T047</umls:tui>
</skos:Concept>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/DOID_2">
  <owl:deprecated>true</owl:deprecated><obo:IAO_0100001 rdf:resource="http://purl.obolibrary.org/obo/DOID_1"/>
</owl:Class>
</rdf:RDF>`;
    assert.deepEqual(told(await read(skos, { 'a.rdf': xml })), expected);
    const broken = await read(skos, { 'a.rdf': xml.replace('</owl:Class>', '</wrong>') });
    assert.deepEqual(told(broken).slice(0, 1), expected.slice(0, 1));
    assert.equal(broken.tally.problemCount, 1);
  });

  it('takes another language where that is asked for', async () => {
    const source = await read(skos, { 'a.ttl': turtle }, { languages: new Set(['FRE']) });
    assert.match(told(source)[0] ?? '', /^ICD10CM:A01 \| preferred: Fièvre bleue \| exact: Blue heat/);
  });
});
