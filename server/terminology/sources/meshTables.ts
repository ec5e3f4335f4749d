/**
 * MeSH as tables: identifiers with labels and entry terms, tree numbers, and maps to registry numbers and other
 * vocabularies. Records of supplementary concepts (`C…`) have no table of their own; they are named by the maps.
 */
import type { ConceptName, SemanticGroup, SourceConcept } from '../concept.ts';
import { groupOfTree, isMeshIdentifier } from './mesh.ts';
import { plainRows, type Row, recordsOf } from './rows.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { groupOf, identifierIn } from './systems.ts';

export const meshTables: TerminologyFormat = {
  name: 'mesh-table',
  title: 'MeSH as tables: labels with entry terms, tree numbers, maps',
  recognises: (head) => kindOf(head) !== undefined,
  async *read([file], tally) {
    if (file === undefined) return;
    tally.statement = { name: 'MESH', ...tally.statement };
    let kind: Kind | undefined;
    for await (const row of plainRows(file, tally)) {
      kind = kindOf(row.cells.join('\t'));
      break;
    }
    if (kind === 'tree') yield* readTree(file, tally);
    else if (kind !== undefined) yield* readRows(file, tally, kind);
    else tally.malformed(file.path, 1, 'This is no table of MeSH that is known.');
  },
};

type Kind = 'labels' | 'map' | 'cas' | 'pubchem' | 'tree';

const beginnings: readonly (readonly [Kind, RegExp])[] = [
  ['tree', /^mesh_id\tmesh_name/],
  ['map', /^MESH\t[CDM]\d{6,9}\t[^\t]*\t[^\t]+\t[^\t]+\t/],
  ['cas', /^[CD]\d{6,9}\t\d{2,7}-\d\d-\d\s*$/],
  ['pubchem', /^\d+\t[CD]\d{6,9}\s*$/],
  ['labels', /^[CD]\d{6,9}\t[^\t]+\t[^\t]*$/],
];

function kindOf(head: string): Kind | undefined {
  const first = head.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  return beginnings.find(([, pattern]) => pattern.test(first))?.[0];
}

async function* readTree(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  const rows = recordsOf(file, plainRows(file, tally), tally, ['mesh_id', 'mesh_name'], ['mesh_tree_number']);
  for await (const { cells, line } of rows) {
    const { mesh_id: identifier, mesh_name: words, mesh_tree_number: tree } = cells;
    if (!isMeshIdentifier(identifier)) {
      tally.malformed(file.path, line, `${identifier} is no identifier of MeSH.`);
      continue;
    }
    tally.keep();
    yield meshConcept(identifier, [{ words, kind: 'preferred', source: 'MESH' }], groupOfTree(tree));
  }
}

async function* readRows(
  file: SourceFile,
  tally: Tally,
  kind: Exclude<Kind, 'tree'>,
): AsyncGenerator<SourceConcept> {
  for await (const row of plainRows(file, tally)) {
    tally.row();
    const concept = conceptIn[kind](row);
    if (concept === undefined) {
      tally.malformed(file.path, row.line, 'This row lacks cells, or an identifier of MeSH.');
      continue;
    }
    tally.keep();
    yield concept;
  }
}

const conceptIn: Readonly<Record<Exclude<Kind, 'tree'>, (row: Row) => SourceConcept | undefined>> = {
  labels: ({ cells: [identifier = '', label = '', terms = ''] }) => {
    if (!isMeshIdentifier(identifier) || label.trim() === '') return undefined;
    const entries = terms.split('|').filter((words) => words.trim() !== '' && words !== label);
    return meshConcept(identifier, [
      { words: label, kind: 'preferred', source: 'MESH' },
      ...entries.map((words): ConceptName => ({ words, kind: 'exact', source: 'MESH' })),
    ]);
  },
  // MESH, identifier, name, other system, identifier there, name there. The pairs were found by their names.
  map: ({ cells: [, identifier = '', label = '', system = '', other = ''] }) => {
    if (!isMeshIdentifier(identifier) || system === '' || other === '') return undefined;
    const target = identifierIn(system, other);
    // Descriptors tell their group by their place in the tree; the newest have none in an older one.
    const isSupplementary = identifier.startsWith('C');
    const group = groupsOfTargets[target.system] ?? (isSupplementary ? groupOf(target) : undefined);
    const names = label.trim() === '' ? [] : [{ words: label, kind: 'preferred' as const, source: 'MESH' }];
    return { ...meshConcept(identifier, names, group), crossReferences: [target] };
  },
  cas: ({ cells: [identifier = '', number = ''] }) => {
    if (!isMeshIdentifier(identifier) || !/^\d{2,7}-\d\d-\d$/.test(number.trim())) return undefined;
    return { ...meshConcept(identifier, []), crossReferences: [identifierIn('CAS', number.trim())] };
  },
  pubchem: ({ cells: [number = '', identifier = ''] }) => {
    if (!isMeshIdentifier(identifier.trim()) || !/^\d+$/.test(number)) return undefined;
    const reference = identifierIn('PUBCHEM.COMPOUND', number);
    return { ...meshConcept(identifier.trim(), []), crossReferences: [reference] };
  },
};

/** Genes and proteins that MeSH lists are substances to it. */
const groupsOfTargets: Readonly<Record<string, SemanticGroup>> = {
  HGNC: 'CHEM',
  UniProt: 'CHEM',
  'PUBCHEM.COMPOUND': 'CHEM',
};

function meshConcept(
  identifier: string,
  names: readonly ConceptName[],
  group?: SemanticGroup,
): SourceConcept {
  return {
    system: 'MESH',
    identifier,
    names,
    semanticTypes: [],
    ...(group !== undefined && { group }),
    sameAs: [],
  };
}
