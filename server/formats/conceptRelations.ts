/**
 * Relations between concepts rather than mentions, as PubTator and BioRED have them: "anywhere in this document, a
 * chemical causes a disease". In the document model such a relation joins the first mentions of the two concepts, and
 * its metadata has the concepts as `entity1` and `entity2` and, where it is said, `novel`; these are the names that
 * BioRED gives them in BioC.
 */
import type { Annotations, Argument, Relation } from '../annotation/document.ts';
import { spellConcept } from './concepts.ts';

/** The first mention of each concept, by the concept's spelling with and without its system. */
export class ConceptMentions {
  readonly #mentions = new Map<string, string>();

  constructor({ entities, normalisations }: Pick<Annotations, 'entities' | 'normalisations'>) {
    const order = new Map(entities.map(({ id }, index) => [id, index]));
    const ordered = normalisations
      .filter(({ target }) => order.has(target))
      .sort((a, b) => (order.get(a.target) as number) - (order.get(b.target) as number));
    for (const spelling of [spellConcept, ({ identifier }: { identifier: string }) => identifier]) {
      for (const normalisation of ordered) {
        const key = spelling(normalisation);
        if (!this.#mentions.has(key)) this.#mentions.set(key, normalisation.target);
      }
    }
  }

  /** The id of the first mention of a concept. */
  mentionOf(concept: string): string | undefined {
    return this.#mentions.get(concept);
  }

  /** The arguments of a relation between two concepts. A concept without a mention stands for itself. */
  argumentsOf(first: string, second: string): readonly [Argument, Argument] {
    return [
      { role: 'Arg1', target: this.mentionOf(first) ?? first },
      { role: 'Arg2', target: this.mentionOf(second) ?? second },
    ];
  }

  /** Whether a relation is between concepts and still joins the mentions that reading it would join. */
  isConceptRelation({ arguments: given, metadata }: Relation): boolean {
    const { entity1, entity2 } = metadata ?? {};
    if (entity1 === undefined || entity2 === undefined || given.length !== 2) return false;
    return this.argumentsOf(entity1, entity2).every(
      ({ role, target }, index) => given[index]?.role === role && given[index]?.target === target,
    );
  }
}
