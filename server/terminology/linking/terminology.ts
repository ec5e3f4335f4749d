/** An index of concepts as those use it who link mentions and check links. */
import type { Concept, ConceptIdentifier, RetiredIdentifier, SemanticGroup } from '../concept.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { identifierIn, isKnownSystem, systemNamed } from '../sources/systems.ts';
import type { NameVectors } from '../vectors/nameVectors.ts';
import { Linker } from './linker.ts';
import { groupsOfType } from './typeGroups.ts';

/** What a terminology knows of an identifier, whatever the spelling of its system, which may be left out in some. */
export type Knowledge =
  | { readonly kind: 'known'; readonly concept: Concept }
  | { readonly kind: 'retired'; readonly replacedBy: RetiredIdentifier['replacedBy'] }
  /** The terminology has the system and not the identifier. */
  | { readonly kind: 'unknown' }
  /** The terminology cannot tell, since it does not have all of the system. */
  | { readonly kind: 'foreign' };

/** Identifiers that are remembered. */
const mostRemembered = 20_000;

export class Terminology {
  readonly index: TerminologyIndex;
  readonly vectors: NameVectors | undefined;
  readonly linker: Linker;
  /** The systems that it has all of. */
  readonly #systems: ReadonlySet<string>;
  readonly #known = new Map<string, Knowledge>();

  /** @param vectors of the index's names, where there are some. */
  constructor(index: TerminologyIndex, vectors?: NameVectors) {
    this.index = index;
    this.vectors = vectors;
    this.linker = new Linker(index, vectors && { vectors });
    this.#systems = wholeSystems(index);
  }

  knowledgeOf({ system, identifier }: ConceptIdentifier): Knowledge {
    const id = identifierIn(system === '' ? systemByForm(identifier) : system, identifier);
    const key = `${id.system}:${id.identifier}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#lookUp(id);
      if (this.#known.size >= mostRemembered) this.#known.clear();
      this.#known.set(key, known);
    }
    return known;
  }

  /** The release of a source of names, as far as it is known; several where it was read from several. */
  versionOf(source: string): string {
    const versions = this.index.sources
      .filter(({ name, version }) => name === source && version !== 'unknown')
      .map(({ version }) => version);
    return versions.join(', ');
  }

  #lookUp(id: ConceptIdentifier): Knowledge {
    const [number] = this.index.conceptsWith(id);
    if (number !== undefined) return { kind: 'known', concept: this.index.concept(number) };
    const retired = this.index.retired(id);
    if (retired !== undefined) return { kind: 'retired', replacedBy: retired.replacedBy };
    return { kind: this.#systems.has(id.system.toLowerCase()) ? 'unknown' : 'foreign' };
  }
}

/**
 * The system of an identifier that stands alone, as those of MeSH do in PubTator; empty where its form does not tell. Numbers of
 * MeSH have six or nine digits, those of UMLS seven.
 */
function systemByForm(identifier: string): string {
  if (/^C\d{7}$/.test(identifier)) return 'UMLS';
  return /^[CD]\d{6}(?:\d{3})?$/.test(identifier) ? 'MESH' : '';
}

/**
 * The systems that an index has all of, in small letters: those that its sources are of. Of others it has what these refer to.
 * Sources that are no system of identifiers, such as tables of one's own, are all that there is.
 */
function wholeSystems({ sources, systems }: TerminologyIndex): ReadonlySet<string> {
  const named = sources.map(({ name }) => systemNamed(name)).filter(isKnownSystem);
  return new Set((named.length > 0 ? named : systems).map((name) => name.toLowerCase()));
}

/**
 * A concept by an identifier of the first of some systems that it has one of, its own or the nearest there, with the system spelled
 * as it is there; otherwise by its first identifier.
 */
export function identifierFor(
  { identifiers, nearest = [] }: Concept,
  systems: readonly string[],
): ConceptIdentifier | undefined {
  for (const system of systems) {
    const wanted = systemNamed(system).toLowerCase();
    const isWanted = (each: ConceptIdentifier): boolean => each.system.toLowerCase() === wanted;
    const found = identifiers.find(isWanted) ?? nearest.find(isWanted);
    if (found !== undefined) return { system, identifier: found.identifier };
  }
  return identifiers[0];
}

/** Whether an entity of a type may name a concept of a group, as far as the name of the type says. */
export function fitsType(group: SemanticGroup, type: string): boolean {
  const groups = groupsOfType(type) ?? [];
  return groups.length === 0 || groups.includes(group);
}
