/** Statements of sources in a few words, for tests of what becomes of them. */
import type {
  Concept,
  ConceptIdentifier,
  ConceptName,
  NameKind,
  SemanticGroup,
  SourceConcept,
} from '../../../../server/terminology/concept.ts';

/** `MESH:D000001` */
export function id(compact: string): ConceptIdentifier {
  const [system = '', identifier = ''] = compact.split(':');
  return { system, identifier };
}

interface Given {
  /** The first is preferred; `broad: fever` has another kind. */
  readonly names?: readonly string[];
  readonly group?: SemanticGroup;
  readonly types?: readonly string[];
  readonly same?: readonly string[];
  readonly references?: readonly string[];
  readonly replacedBy?: readonly string[];
}

export function state(compact: string, given: Given = {}): SourceConcept {
  const { names = [], group, types = [], same = [], references = [], replacedBy } = given;
  const { system, identifier } = id(compact);
  return {
    ...{
      system,
      identifier,
      semanticTypes: types,
      sameAs: same.map(id),
      crossReferences: references.map(id),
    },
    names: names.map((name, index): ConceptName => {
      const [, kind, words = name] =
        /^(abbreviation|broad|exact|narrow|preferred|related): (.*)$/.exec(name) ?? [];
      return {
        words,
        kind: (kind as NameKind | undefined) ?? (index === 0 ? 'preferred' : 'exact'),
        source: system,
      };
    }),
    ...(group !== undefined && { group }),
    ...(replacedBy !== undefined && { retired: { replacedBy: replacedBy.map(id) } }),
  };
}

/** `MONDO:0000001 MESH:D000001 | blue fever; exact: blue heat | DISO | near OMIM:100001` */
export function tell({ identifiers, names, group, nearest = [] }: Concept): string {
  const [first, ...others] = names;
  return [
    identifiers.map(compact).join(' '),
    [first?.words, ...others.map(({ words, kind }) => `${kind}: ${words}`)].join('; '),
    ...(group === undefined ? [] : [group]),
    ...(nearest.length === 0 ? [] : [`near ${nearest.map(compact).join(' ')}`]),
  ].join(' | ');
}

export function compact({ system, identifier }: ConceptIdentifier): string {
  return `${system}:${identifier}`;
}
