/** Identifiers and tree numbers of MeSH. */
import type { SemanticGroup } from '../concept.ts';

/** A descriptor (`D001943`), a supplementary concept (`C535290`) or a concept of a descriptor (`M0012345`). */
export function isMeshIdentifier(text: string): boolean {
  return /^[CDM]\d{6,9}$/.test(text);
}

/**
 * The semantic group of what stands at a place in the tree of MeSH (`C04.557`), by the longest beginning that is known.
 * MeSH sorts by use and not by kind, so that this is right for nearly all descriptors of a branch, not for each.
 */
export function groupOfTree(tree: string): SemanticGroup | undefined {
  for (let length = tree.length; length > 0; length -= 1) {
    const group = groups[tree.slice(0, length)];
    if (group !== undefined) return group;
  }
  return undefined;
}

const groups: Readonly<Record<string, SemanticGroup>> = {
  A: 'ANAT',
  B: 'LIVB',
  C: 'DISO',
  D: 'CHEM',
  E: 'PROC',
  E07: 'DEVI',
  F01: 'ACTI',
  F02: 'PHYS',
  F03: 'DISO',
  F04: 'OCCU',
  G: 'PHYS',
  H: 'OCCU',
  I: 'ACTI',
  J: 'OBJC',
  K: 'CONC',
  L: 'CONC',
  M: 'LIVB',
  N: 'ACTI',
  N02: 'PROC',
  V: 'CONC',
  Z: 'GEOG',
};
