/** Readers of tables: genes, drugs, MeSH, ChEBI, ICD, and tables of one's own. All entries are made up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chebi } from '../../../../server/terminology/sources/chebi.ts';
import { drugbank } from '../../../../server/terminology/sources/drugbank.ts';
import { geneInfo, hgnc } from '../../../../server/terminology/sources/genes.ts';
import { icd9cm, icd10cm } from '../../../../server/terminology/sources/icd.ts';
import { groupOfTree } from '../../../../server/terminology/sources/mesh.ts';
import { meshTables } from '../../../../server/terminology/sources/meshTables.ts';
import { names, sapbert } from '../../../../server/terminology/sources/nameTables.ts';
import { problems, read, told } from './reading.ts';

describe('genes', () => {
  it('reads HGNC, symbols as abbreviations, and what became of withdrawn ones', async () => {
    const source = await read(hgnc, {
      'a.tsv': [
        'HGNC ID\tApproved Symbol\tApproved Name\tStatus\tSynonyms\tEntrez Gene ID(supplied by NCBI)',
        'HGNC:1\tBLU1\tblue protein 1\tApproved\tBLUE, BP-1\t101',
        'HGNC:2\tBLU2~withdrawn\tsymbol withdrawn, see HGNC:1\tSymbol Withdrawn\t\t',
        'HGNC:3\tBLU3~withdrawn\tentry withdrawn\tEntry Withdrawn\t\t',
        'BLU4\t\t\tApproved\t\t',
      ].join('\r\n'),
    });
    assert.deepEqual(told(source), [
      'HGNC:1 | preferred: blue protein 1 | abbreviation: BLU1 | abbreviation: BLUE | abbreviation: BP-1 | GENE | = NCBIGene:101',
      'HGNC:2 | GENE | → HGNC:1',
      'HGNC:3 | GENE | →',
    ]);
    assert.deepEqual(problems(source), ['5: This row has no HGNC ID or no symbol.']);
  });

  it('reads the complete set of HGNC, which names its columns differently', async () => {
    const source = await read(hgnc, {
      'a.tsv': [
        'hgnc_id\tsymbol\tname\tstatus\talias_symbol\talias_name\tprev_symbol\tprev_name\tentrez_id',
        'HGNC:1\tBLU1\tblue protein 1\tApproved\t"BLUE|BP-1"\tblue thing\tOLDBLU\t\t101',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'HGNC:1 | preferred: blue protein 1 | abbreviation: BLU1 | abbreviation: BLUE | abbreviation: BP-1 | abbreviation: OLDBLU | exact: blue thing | GENE | = NCBIGene:101',
    ]);
  });

  it('reads gene_info, and leaves out placeholders and loci known by a phenotype alone', async () => {
    const row = (id: string, symbol: string, references: string, description: string, type: string): string =>
      `9606\t${id}\t${symbol}\t-\tB1|BB\t${references}\t1\t1p\t${description}\t${type}\t${symbol}\tblue protein 1\tO\tblue thing|BLUE ONE\t20260102`;
    const source = await read(geneInfo, {
      'a.gene_info': [
        '#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms\tdbXrefs\tchromosome\tmap_location\tdescription\ttype_of_gene\tx\ty\tz\tOther_designations\tdate',
        row('101', 'BLU1', 'MIM:100001|HGNC:HGNC:1|Ensembl:ENSG1', 'blue protein one', 'protein-coding'),
        row('102', 'BLUF', 'MIM:100002', 'Blue fever, familial', 'unknown'),
        row('103', 'NEWENTRY', '-', 'Record to support submission', 'other'),
        '9606\tx\tBLU9',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'NCBIGene:101 | preferred: blue protein 1 | abbreviation: BLU1 | abbreviation: B1 | abbreviation: BB | exact: blue protein one | exact: blue thing | exact: BLUE ONE | GENE | = HGNC:1 | ~ OMIM:100001',
    ]);
    assert.deepEqual(Object.fromEntries(source.tally.skipped), {
      'no known gene': 1,
      placeholder: 1,
      malformed: 1,
    });
    assert.equal(source.tally.problems[0]?.line, 5);
  });
});

describe('drugs and chemicals', () => {
  it('reads the vocabulary of DrugBank with separators in quotes and a row that numbers the columns', async () => {
    const source = await read(drugbank, {
      'drugbank vocabulary.csv': [
        'Column1;Column2;Column3;Column4;Column5;Column6;Column7',
        'DrugBank ID;Accession Numbers;Common name;CAS;UNII;Synonyms;Standard InChI Key',
        'DB00001;BTD1 | DB00009;Bluenol;50-00-0;ABCDEFGHI1;"Bluenol | Bluenolum (A;B)";KEY',
        'DB00002;;Greenol;1.08.9041;;;',
        'DB3;;Redol;;;;',
        'DB00004;;"Greyol;;;;',
        'DB00005;;"Gr"ey"ol;;;;',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'DRUGBANK:DB00001 | preferred: Bluenol | exact: Bluenolum (A;B) | CHEM | ~ CAS:50-00-0 | ~ UNII:ABCDEFGHI1',
      'DRUGBANK:DB00009 | → DRUGBANK:DB00001',
      'DRUGBANK:DB00002 | preferred: Greenol | CHEM',
      'DRUGBANK:DB00005 | preferred: "Gr"ey"ol | CHEM',
    ]);
    assert.deepEqual(
      source.tally.problems.map(({ line }) => line),
      [5, 6],
    );
  });

  it('reads the same with commas', async () => {
    const source = await read(drugbank, {
      'v.csv':
        '\uFEFFDrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\nDB00001,,"1,2-Bluenol",,,,\n',
    });
    assert.deepEqual(told(source), ['DRUGBANK:DB00001 | preferred: 1,2-Bluenol | CHEM']);
  });

  it('reads the names of ChEBI without their markup, in English alone', async () => {
    const source = await read(chebi, {
      'names.tsv': [
        'ID\tCOMPOUND_ID\tTYPE\tSOURCE\tNAME\tADAPTED\tLANGUAGE',
        '1\t7\tNAME\tChEBI\t<small>D</small>-bluenol\tF\ten',
        '2\t7\tSYNONYM\tChEBI\tbluenol\tF\ten',
        '3\t7\tINN\tChEBI\tbleunol\tF\tfr',
        '4\tseven\tNAME\tChEBI\tx\tF\ten',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'CHEBI:7 | preferred: D-bluenol | CHEM',
      'CHEBI:7 | exact: bluenol | CHEM',
    ]);
    assert.deepEqual(Object.fromEntries(source.tally.skipped), { 'another language': 1, malformed: 1 });
  });
});

describe('MeSH as tables', () => {
  it('reads labels with entry terms', async () => {
    const source = await read(meshTables, {
      'labels.tsv': 'D000001\tFever, Blue\tBlue Fever|Fever, Blue\nD000002\tBluenol\t\nX1\tx\t\n',
    });
    assert.deepEqual(told(source), [
      'MESH:D000001 | preferred: Fever, Blue | exact: Blue Fever',
      'MESH:D000002 | preferred: Bluenol',
    ]);
    assert.deepEqual(problems(source), ['3: This row lacks cells, or an identifier of MeSH.']);
  });

  it('reads maps, which name supplementary concepts and tell their groups', async () => {
    const source = await read(meshTables, {
      'map.tsv': [
        'MESH\tC000001\tbluenol\tCHEBI\tCHEBI:7\tbluenol',
        'MESH\tC000002\tblue fever\tDOID\tDOID:1\tblue fever',
        'MESH\tD000003\tBlue Protein\tHGNC\tHGNC:1\tBLU1',
      ].join('\n'),
    });
    assert.deepEqual(told(source), [
      'MESH:C000001 | preferred: bluenol | CHEM | ~ CHEBI:7',
      'MESH:C000002 | preferred: blue fever | DISO | ~ DOID:1',
      'MESH:D000003 | preferred: Blue Protein | CHEM | ~ HGNC:1',
    ]);
  });

  it('reads registry numbers, compounds and tree numbers', async () => {
    assert.deepEqual(told(await read(meshTables, { 'cas.tsv': 'C000001\t50-00-0\n' })), [
      'MESH:C000001 | ~ CAS:50-00-0',
    ]);
    assert.deepEqual(told(await read(meshTables, { 'pubchem.tsv': '12\tC000001\n' })), [
      'MESH:C000001 | ~ PUBCHEM.COMPOUND:12',
    ]);
    const tree = 'mesh_id\tmesh_name\tmesh_tree_number\nD000001\tFever, Blue\tC01.100\nD000004\tMop\tE07.2\n';
    assert.deepEqual(told(await read(meshTables, { 'tree.tsv': tree })), [
      'MESH:D000001 | preferred: Fever, Blue | DISO',
      'MESH:D000004 | preferred: Mop | DEVI',
    ]);
  });

  it('tells groups by the longest known beginning of a tree number', () => {
    assert.deepEqual(['A01', 'E01.370', 'E07.1', 'F01.1', 'F03.2', 'N02.4', 'N06', 'Q'].map(groupOfTree), [
      ...(['ANAT', 'PROC', 'DEVI', 'ACTI', 'DISO', 'PROC', 'ACTI'] as const),
      undefined,
    ]);
  });
});

describe('ICD', () => {
  it('reads the order file of ICD-10-CM by its columns', async () => {
    const line = (number: string, code: string, billable: number, short: string, long: string): string =>
      `${number} ${code.padEnd(7)} ${billable} ${short.padEnd(60)} ${long}`;
    const source = await read(icd10cm, {
      'icd10cm_order_2026.txt': [
        line('00001', 'A99', 0, 'Blue fever', 'Blue fever'),
        line('00002', 'A991', 1, 'Blue fever w spots', 'Blue fever with spots'),
        'what is this',
      ].join('\r\n'),
    });
    assert.deepEqual(told(source), [
      'ICD10CM:A99 | preferred: Blue fever | DISO',
      'ICD10CM:A99.1 | preferred: Blue fever with spots | DISO',
    ]);
    assert.deepEqual(problems(source), ['3: This line has no code in columns 7 to 13.']);
  });

  it('reads a table of ICD-10-CM', async () => {
    const source = await read(icd10cm, {
      'a.tsv':
        'code\tbillable\tshort_desc\tlong_desc\nA991\tTrue\tBlue fever w spots\tBlue fever with spots\n9\tTrue\tx\tx\n',
    });
    assert.deepEqual(told(source), ['ICD10CM:A99.1 | preferred: Blue fever with spots | DISO']);
    assert.deepEqual(problems(source), ['3: 9 is no code of ICD-10-CM.']);
  });

  it('tells the diagnoses of ICD-9-CM from its procedures by the width of the code', async () => {
    const diagnoses =
      '0991  Blue fever\n09911 Blue fever with spots\nV991  Blue history\nE9911 Blue accident\n';
    assert.deepEqual(told(await read(icd9cm, { 'dx.txt': diagnoses })), [
      'ICD9CM:099.1 | preferred: Blue fever | DISO',
      'ICD9CM:099.11 | preferred: Blue fever with spots | DISO',
      'ICD9CM:V99.1 | preferred: Blue history | DISO',
      'ICD9CM:E991.1 | preferred: Blue accident | DISO',
    ]);
    assert.deepEqual(told(await read(icd9cm, { 'sg.txt': '0991 Removal of blue\n' })), [
      'ICD9CM:09.91 | preferred: Removal of blue | PROC',
    ]);
  });
});

describe('tables of one’s own', () => {
  it('reads identifiers and names, the first of which is preferred', async () => {
    const source = await read(names, {
      'mine.tsv': 'MSH:D000001\tBlue fever\nMSH:D000001\tblue heat\nC0000002\tGreen fever\n17\tgrey fever\n',
    });
    assert.deepEqual(told(source), [
      'MESH:D000001 | preferred: Blue fever | exact: blue heat',
      'UMLS:C0000002 | preferred: Green fever',
      'mine:17 | preferred: grey fever',
    ]);
  });

  it('reads further columns by their headings', async () => {
    const source = await read(
      names,
      {
        'mine.tsv':
          'Name\tID\tkind\tgroup\tremark\nBF\t1\tabbreviation\tDISO\tx\n"blue ""fever"""\t1\tpreferred\t\t\n\t2\n',
      },
      { system: 'WARD' },
    );
    assert.deepEqual(told(source), ['WARD:1 | abbreviation: BF | preferred: blue "fever" | DISO']);
    assert.deepEqual(problems(source), ['4: This row has no name.']);
  });

  it('reads dictionaries of SapBERT, whose further identifiers may be of a neighbour', async () => {
    const source = await read(sapbert, {
      'dictionary.txt':
        'D000001|OMIM:100001||blue fever\r\nD000001|OMIM:100001||blue heat\r\nC0000002||green fever\r\nD000003|| \r\n',
    });
    assert.deepEqual(told(source), [
      'MESH:D000001 | preferred: blue fever | exact: blue heat | ~ OMIM:100001',
      'UMLS:C0000002 | preferred: green fever',
    ]);
    assert.deepEqual(problems(source), ['4: This line is no identifier, two bars and a name.']);
  });
});
