/** Which concepts and names are wanted of those that a mention may name. */
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { systemNamed } from '../sources/systems.ts';

export interface ConceptPreferences {
  /** Systems of identifiers, however they are spelled; none where all are wanted. */
  readonly systems: readonly string[];
  /** Sources whose names come before those of others. */
  readonly preferredSources?: readonly string[];
  /** Systems whose concepts are hardly ever meant, such as billing codes; it counts where no systems are wanted. */
  readonly unlikely?: readonly string[];
}

/** Tells what is wanted of the concepts of an index. */
export class WantedConcepts {
  readonly #index: TerminologyIndex;
  readonly #systems: ReadonlySet<string>;
  readonly #preferredSources: readonly string[];
  readonly #unlikely: readonly string[];

  constructor(
    index: TerminologyIndex,
    { systems, preferredSources = [], unlikely = [] }: ConceptPreferences,
  ) {
    this.#index = index;
    this.#systems = new Set(systems.map((system) => systemNamed(system).toLowerCase()));
    this.#preferredSources = preferredSources;
    this.#unlikely = unlikely;
  }

  /** Whether a concept has an identifier of a wanted system; where none is named, one of a system that is not unlikely. */
  isWanted(concept: number): boolean {
    const { identifiers } = this.#index.concept(concept);
    return this.#systems.size > 0
      ? identifiers.some(({ system }) => this.#systems.has(system.toLowerCase()))
      : identifiers.some(({ system }) => !this.#unlikely.includes(system));
  }

  /** Whether a concept may come before others by an equal name: where systems are named, it has to have an identifier of one. */
  mayComeFirst(concept: number): boolean {
    return this.#systems.size === 0 || this.isWanted(concept);
  }

  /** Whether a wording has a name of a wanted system's own, or of a preferred source. */
  isOwnName(wording: number): boolean {
    if (this.#systems.size === 0 && this.#preferredSources.length === 0) return false;
    return this.#index
      .wording(wording)
      .names.some(
        ({ source }) => this.#systems.has(systemNamed(source).toLowerCase()) || this.isPreferred(source),
      );
  }

  isPreferred(source: string): boolean {
    return this.#preferredSources.includes(source);
  }
}
