/** RxNorm in the rich release format: RXNCONSO with names; RXNSAT with CUIs, RXNSTY and RXNCUI where they are there. */
import type { ConceptIdentifier, SourceConcept } from '../concept.ts';
import { commonGroup, groupsOfTypes } from '../semanticGroups.ts';
import { consoConcepts } from './conso.ts';
import { linesOf } from './lines.ts';
import { named, nameTable } from './releaseFiles.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { checkedIdentifier } from './systems.ts';

const ofRelease = /^RXN(?:CONSO|SAT|STY|CUI)\.RRF$/i;

export const rxnorm: TerminologyFormat = {
  name: 'rxnorm',
  title: 'RxNorm in the rich release format',
  recognises: (head) => /^\d+\|[A-Z]{3}\|[^|]*\|(?:[^|]*\|){8}[A-Z]/.test(head),
  belongs: (name) => ofRelease.test(name),
  async *read(files, tally, choices) {
    const names = nameTable(files, /^RXNCONSO\.RRF$/i, ofRelease);
    if (names === undefined) return;
    tally.statement = { name: 'RXNORM', ...tally.statement };
    // These tables are sorted by atom, and small enough to hold what is needed of them.
    const cuis = await attributeByConcept(named(files, /^RXNSAT\.RRF$/i), tally, (cells) =>
      cells[8] === 'UMLSCUI' ? cells[10] : undefined,
    );
    const types = await attributeByConcept(named(files, /^RXNSTY\.RRF$/i), tally, (cells) => cells[1]);
    for await (const { identifier, names: atoms, codes } of consoConcepts(names, rxcui, tally, choices)) {
      const semanticTypes = [...(types.get(identifier) ?? [])].sort();
      const { semanticTypes: wanted } = choices;
      if (wanted !== undefined && !semanticTypes.some((type) => wanted.has(type))) {
        tally.skip('another semantic type', atoms.length);
        continue;
      }
      const concepts = [...(cuis.get(identifier) ?? [])].flatMap(
        (each) => checkedIdentifier('UMLS', each) ?? [],
      );
      yield {
        ...{ system: 'RXNORM', identifier, names: atoms, semanticTypes },
        group: commonGroup(groupsOfTypes(semanticTypes)) ?? 'CHEM',
        sameAs: [...concepts, ...codes.filter(isOther)],
      };
    }
    const withdrawn = named(files, /^RXNCUI\.RRF$/i);
    if (withdrawn !== undefined) yield* readWithdrawn(withdrawn, tally);
  },
};

const rxcui = /^\d+$/;

function isOther({ system }: ConceptIdentifier): boolean {
  return system !== 'RXNORM';
}

async function attributeByConcept(
  file: SourceFile | undefined,
  tally: Tally,
  valueIn: (cells: readonly string[]) => string | undefined,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  if (file === undefined) return found;
  for await (const { text } of linesOf(file, tally)) {
    const cells = text.split('|');
    const value = valueIn(cells);
    const [identifier = ''] = cells;
    if (value === undefined || value === '' || !rxcui.test(identifier)) continue;
    const known = found.get(identifier);
    if (known === undefined) found.set(identifier, new Set([value]));
    else known.add(value);
  }
  return found;
}

/** `CUI1|VER_START|VER_END|CARDINALITY|CUI2`: what a concept became; itself where it was only withdrawn. */
async function* readWithdrawn(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  for await (const { text, number } of linesOf(file, tally)) {
    if (text === '') continue;
    const [identifier = '', , , , other = ''] = text.split('|');
    if (!rxcui.test(identifier)) {
      tally.malformed(file.path, number, 'This row has no concept.');
      continue;
    }
    const isReplaced = rxcui.test(other) && other !== identifier;
    const replacedBy = isReplaced ? [{ system: 'RXNORM', identifier: other }] : [];
    yield { system: 'RXNORM', identifier, names: [], semanticTypes: [], sameAs: [], retired: { replacedBy } };
  }
}
