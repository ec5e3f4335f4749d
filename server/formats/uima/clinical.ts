/** How cTAKES says what a finding is: its concepts, and whether it is denied, uncertain or somebody else's. */
import type { Structure, StructureGraph } from './structures.ts';

export interface StructureConcept {
  readonly system: string;
  readonly identifier: string;
  readonly name?: string;
}

/** The feature that lists the concepts of a finding. */
export const conceptList = 'ontologyConceptArr';
/** The features that refer to the ends of a relation, each through a structure with the feature `argument`. */
export const clinicalEnds = ['arg1', 'arg2'] as const;

/**
 * The concepts of a finding, each once: the UMLS concept with its name, the code in its own terminology, and the
 * semantic type under the system `TUI`.
 */
export function clinicalConcepts(graph: StructureGraph, finding: Structure): StructureConcept[] {
  const found = new Map<string, StructureConcept>();
  const add = (system: string, identifier: string | undefined, name?: string): void => {
    if (identifier === undefined || identifier === '') return;
    const key = `${system}\t${identifier}`;
    if (!found.has(key)) found.set(key, { system, identifier, ...(name !== undefined && { name }) });
  };
  for (const { features } of graph.referents(finding, conceptList)) {
    add('UMLS', features.get('cui'), features.get('preferredText'));
    add(features.get('codingScheme') ?? 'code', features.get('code'), features.get('preferredText'));
    add('TUI', features.get('tui'));
  }
  return [...found.values()];
}

/** What cTAKES writes where it has nothing to say; such a value is no attribute. */
const usual: Readonly<Record<string, readonly string[]>> = {
  polarity: ['0', '1'],
  uncertainty: ['0'],
  conditional: ['false'],
  generic: ['false'],
  historyOf: ['0'],
  subject: ['', 'patient'],
};

/** The features of a finding that tell something about the patient, with their values as written. */
export function clinicalAttributes({ features }: Structure): [feature: string, value: string][] {
  return Object.entries(usual).flatMap(([feature, silent]) => {
    const value = features.get(feature);
    return value === undefined || silent.includes(value) ? [] : [[feature, value]];
  });
}
