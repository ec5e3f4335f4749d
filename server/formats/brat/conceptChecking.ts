/** Whether the links of a standoff file lead to concepts, as far as a terminology can tell. */
import { type Entity, hull } from '../../annotation/document.ts';
import type { Problem, Repair } from '../../annotation/problems.ts';
import { type Concept, isNoConcept, spellConcept, spellConcepts } from '../concepts.ts';
import type { NormalisationLine } from './lines.ts';
import { conceptOf, type LinkedMention, linkedMentions } from './linkedMentions.ts';
import { type LinkedConcept, withConcept } from './relinking.ts';
import type { StandoffFile } from './standoff.ts';

/** What a terminology says of a link. */
export type LinkJudgement =
  /** Nothing is wrong with it, or the terminology cannot tell. */
  | { readonly kind: 'fitting' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'retired'; readonly replacedBy: readonly LinkedConcept[] }
  /** The concept is of a kind that entities of the type do not name. */
  | { readonly kind: 'unlike'; readonly name: string; readonly group: string };

export interface LinkJudge {
  judge(link: Concept, entityType: string): LinkJudgement;
  /** Equal for identifiers of one concept. */
  readonly conceptKey: (id: Concept) => string;
  /** The semantic group of a concept; undefined where it is not known. */
  readonly groupOf: (id: Concept) => string | undefined;
}

/** The entities of a file that are linked, with their links. */
export function linkedEntities({
  lineById,
  annotations: { entities, normalisations },
}: Pick<StandoffFile, 'lineById' | 'annotations'>): LinkedMention<Entity>[] {
  const lines = normalisations.flatMap(({ id }) => {
    const line = lineById.get(id);
    return line?.kind === 'normalisation' ? [line] : [];
  });
  return linkedMentions(entities, lines);
}

/**
 * What is wrong with the links of entities by themselves: ids that the terminology lacks (information) or that were retired (a
 * warning, with the replacements as repairs), and concepts that do not go with the entity's type. Costs one pass over the links.
 */
export function conceptProblems(linked: readonly LinkedMention<Entity>[], judge: LinkJudge): Problem[] {
  return linked.flatMap(({ mention, lines }) =>
    lines.flatMap((line) => linkProblem(line, mention, judge) ?? []),
  );
}

function linkProblem(line: NormalisationLine, entity: Entity, { judge }: LinkJudge): Problem | undefined {
  const link = conceptOf(line);
  if (isNoConcept(link)) return undefined;
  const judgement = judge(link, entity.type);
  const id = line.id.text;
  const spelled = spellConcept(link);
  const places = { place: line.span, textPlace: hull(entity) };
  switch (judgement.kind) {
    case 'fitting':
      return undefined;
    case 'unknown':
      return {
        ...places,
        code: 'concept/unknown',
        severity: 'information',
        message: `${id} links to ${spelled}, which the terminology does not have. Check the id, or use one that has it.`,
      };
    case 'retired': {
      const { replacedBy } = judgement;
      const what = replacedBy.length === 0 ? 'without a replacement' : `for ${spellConcepts(replacedBy)}`;
      return {
        ...places,
        code: 'concept/retired',
        severity: 'warning',
        message: `${id} links to ${spelled}, which was retired ${what}. Link to another concept.`,
        repairs: replacedBy.map((concept): Repair => {
          const name = concept.name === undefined ? '' : ` (${concept.name})`;
          return {
            title: `Link ${id} to ${spellConcept(concept)}${name}`,
            edits: withConcept(line, concept),
            // The replacement may be narrower or wider than what was meant.
            safe: false,
          };
        }),
      };
    }
    case 'unlike':
      return {
        ...places,
        code: 'concept/group',
        severity: 'information',
        message:
          `${id} links an entity of the type ${entity.type} to ${spelled} (${judgement.name}), which is of the group ` +
          `${judgement.group}. Check type and concept.`,
      };
  }
}
