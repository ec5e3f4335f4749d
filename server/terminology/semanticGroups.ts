/** The semantic groups of UMLS (McCray, Burgun and Bodenreider, 2001) by semantic type. */
import { type SemanticGroup, semanticGroups } from './concept.ts';

/** The numbers of the semantic types of each group, as in `SemGroups.txt` of the Semantic Network. */
const typesOfGroups: Readonly<Record<SemanticGroup, readonly number[]>> = {
  ACTI: [51, 52, 53, 54, 55, 56, 57, 64, 65, 66],
  ANAT: [17, 18, 21, 22, 23, 24, 25, 26, 29, 30, 31],
  CHEM: [
    103, 104, 109, 110, 111, 114, 115, 116, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 129, 130, 131,
    192, 195, 196, 197, 200,
  ],
  CONC: [77, 78, 79, 80, 81, 82, 89, 102, 169, 170, 171, 185],
  DEVI: [74, 75, 203],
  DISO: [19, 20, 33, 37, 46, 47, 48, 49, 50, 184, 190, 191],
  GENE: [28, 85, 86, 87, 88],
  GEOG: [83],
  LIVB: [1, 2, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 16, 96, 97, 98, 99, 100, 101, 194, 204],
  OBJC: [71, 72, 73, 167, 168],
  OCCU: [90, 91],
  ORGA: [92, 93, 94, 95],
  PHEN: [34, 38, 67, 68, 69, 70],
  PHYS: [32, 39, 40, 41, 42, 43, 44, 45, 201],
  PROC: [58, 59, 60, 61, 62, 63],
};

/** The names of the groups, as in `SemGroups.txt`. */
export const groupNames: Readonly<Record<SemanticGroup, string>> = {
  ACTI: 'Activities & Behaviors',
  ANAT: 'Anatomy',
  CHEM: 'Chemicals & Drugs',
  CONC: 'Concepts & Ideas',
  DEVI: 'Devices',
  DISO: 'Disorders',
  GENE: 'Genes & Molecular Sequences',
  GEOG: 'Geographic Areas',
  LIVB: 'Living Beings',
  OBJC: 'Objects',
  OCCU: 'Occupations',
  ORGA: 'Organizations',
  PHEN: 'Phenomena',
  PHYS: 'Physiology',
  PROC: 'Procedures',
};

const groupByType = new Map(
  Object.entries(typesOfGroups).flatMap(([group, types]) =>
    types.map((type) => [`T${String(type).padStart(3, '0')}`, group as SemanticGroup]),
  ),
);

/** The group of a semantic type such as `T047`; undefined for one that the network does not have. */
export function groupOfSemanticType(type: string): SemanticGroup | undefined {
  return groupByType.get(type);
}

/** A set of groups as a number with a bit for each, since there is one for every identifier of a build. */
export function bitsOf(groups: Iterable<SemanticGroup>): number {
  let bits = 0;
  for (const group of groups) bits |= 1 << semanticGroups.indexOf(group);
  return bits;
}

/** The groups of semantic types, with repetitions. */
export function groupsOfTypes(types: Iterable<string>): SemanticGroup[] {
  return [...types].flatMap((type) => groupOfSemanticType(type) ?? []);
}

/**
 * The group that most of these are, which for a tie is the one that text is annotated for more often.
 * @param groups with repetitions.
 */
export function commonGroup(groups: readonly SemanticGroup[]): SemanticGroup | undefined {
  const counts = new Map<SemanticGroup, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return byFrequency.find((group) => counts.get(group) === most);
}

const byFrequency: readonly SemanticGroup[] = [
  ...(['DISO', 'CHEM', 'GENE', 'PROC', 'ANAT', 'LIVB', 'PHYS', 'DEVI'] as const),
  ...(['PHEN', 'ACTI', 'CONC', 'OBJC', 'ORGA', 'OCCU', 'GEOG'] as const),
];
