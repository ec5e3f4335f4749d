/** What a terminology says of links that people have annotated. */
import type { LinkJudge } from '../../formats/brat/conceptChecking.ts';
import { spellConcept } from '../../formats/concepts.ts';
import type { ConceptIdentifier } from '../concept.ts';
import { groupNames } from '../semanticGroups.ts';
import { identifierIn } from '../sources/systems.ts';
import { fitsType, type Knowledge } from './terminology.ts';

/** @param knowledgeOf what the terminology knows of an identifier. */
export function linkJudge(knowledgeOf: (id: ConceptIdentifier) => Knowledge): LinkJudge {
  return {
    judge(link, entityType) {
      const knowledge = knowledgeOf(link);
      switch (knowledge.kind) {
        case 'foreign':
          return { kind: 'fitting' };
        case 'unknown':
          return knowledge;
        case 'retired':
          return {
            kind: 'retired',
            replacedBy: knowledge.replacedBy.map((id) => ({ ...id, ...nameOf(knowledgeOf(id)) })),
          };
        case 'known': {
          const { group, names } = knowledge.concept;
          return group === undefined || fitsType(group, entityType)
            ? { kind: 'fitting' }
            : { kind: 'unlike', name: names[0]?.words ?? '', group: groupNames[group] };
        }
      }
    },
    conceptKey(id) {
      const knowledge = knowledgeOf(id);
      const [first] = knowledge.kind === 'known' ? knowledge.concept.identifiers : [];
      return spellConcept(first ?? identifierIn(id.system, id.identifier));
    },
    groupOf(id) {
      const knowledge = knowledgeOf(id);
      return knowledge.kind === 'known' ? knowledge.concept.group : undefined;
    },
  };
}

function nameOf(knowledge: Knowledge): { readonly name?: string } {
  const [first] = knowledge.kind === 'known' ? knowledge.concept.names : [];
  return first === undefined ? {} : { name: first.words };
}
