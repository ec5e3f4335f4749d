/** Links to concepts as one text: the feature `identifier` of INCEpTION. */

export interface Concept {
  readonly system: string;
  readonly identifier: string;
}

/** The system of an identifier that names none. */
export const unnamedSystem = '';

/**
 * Reads the value of a concept feature: IRIs and `system:identifier` pairs, divided by white space. The system of an
 * IRI is everything up to its last `/` or `#`. What is neither is one identifier of the system {@link unnamedSystem}.
 */
export function readConcepts(value: string): Concept[] {
  const pieces = value.split(/\s+/).filter((piece) => piece !== '');
  const concepts = pieces.flatMap((piece) => readConcept(piece) ?? []);
  return concepts.length > 0 && concepts.length === pieces.length
    ? concepts
    : [{ system: unnamedSystem, identifier: value }];
}

function readConcept(piece: string): Concept | undefined {
  const parts = /^(\w+:\/\/.*[/#])([^/#]+)$/.exec(piece) ?? /^([^:/]+):(.+)$/.exec(piece);
  return parts === null ? undefined : { system: parts[1] as string, identifier: parts[2] as string };
}

/** The value of a concept feature, or undefined where it would not be read as the same concepts again. */
export function writeConcepts(concepts: readonly Concept[]): string | undefined {
  const value = concepts
    .map(({ system, identifier }) => {
      if (system === unnamedSystem) return identifier;
      return /[/#]$/.test(system) ? `${system}${identifier}` : `${system}:${identifier}`;
    })
    .join(' ');
  const read = readConcepts(value);
  const same =
    read.length === concepts.length &&
    concepts.every(
      ({ system, identifier }, index) =>
        read[index]?.system === system && read[index]?.identifier === identifier,
    );
  return same && value !== '' ? value : undefined;
}
