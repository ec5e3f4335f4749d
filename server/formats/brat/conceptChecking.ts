/** Whether the links of a standoff file lead to concepts, as far as a terminology can tell. */
import { type Entity, hull, type Normalisation } from '../../annotation/document.ts';
import type { Problem, Repair } from '../../annotation/problems.ts';
import { sameWordsKey } from '../../annotation/words.ts';
import type { Span } from '../../text/positions.ts';
import { type Concept, isNoConcept, spellConcept, spellConcepts } from '../concepts.ts';
import type { NormalisationLine } from './lines.ts';
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
  conceptKey(id: Concept): string;
}

/**
 * What is wrong with the links of entities: ids that the terminology lacks (information) or that were retired (a warning, with
 * the replacements as repairs), concepts that do not go with the entity's type, and the same words of one type linked otherwise
 * than most of them in the file (information). Costs one pass over the links.
 */
export function conceptProblems({ lineById, annotations }: StandoffFile, judge: LinkJudge): Problem[] {
  const entities = new Map(annotations.entities.map((entity) => [entity.id, entity]));
  const problems: Problem[] = [];
  const linked = new Map<Entity, [NormalisationLine, ...NormalisationLine[]]>();
  for (const { id, target } of annotations.normalisations) {
    const line = lineById.get(id);
    const entity = entities.get(target);
    if (line?.kind !== 'normalisation' || entity === undefined) continue;
    const lines = linked.get(entity);
    if (lines) lines.push(line);
    else linked.set(entity, [line]);
    const problem = linkProblem(line, entity, judge);
    if (problem !== undefined) problems.push(problem);
  }
  return [...problems, ...differences(linked, judge)];
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

/** Entities that are linked otherwise than most with the same words and type; of equally many, than those of the first. */
function differences(
  linked: ReadonlyMap<Entity, readonly [NormalisationLine, ...NormalisationLine[]]>,
  { conceptKey }: LinkJudge,
): Problem[] {
  const byWords = new Map<string, Map<string, LinkedEntity[]>>();
  for (const [entity, lines] of linked) {
    const concepts = lines.map(conceptOf);
    const words = `${entity.type}\t${sameWordsKey(entity.words)}`;
    const links = concepts.map(conceptKey).sort().join('|');
    const byLinks = byWords.get(words) ?? new Map<string, LinkedEntity[]>();
    const alike = byLinks.get(links) ?? [];
    alike.push({ entity, spelled: spellConcepts(concepts), place: lines[0].span });
    byWords.set(words, byLinks.set(links, alike));
  }
  return [...byWords.values()].flatMap((byLinks) => {
    const [most, ...others] = [...byLinks.values()].sort((a, b) => b.length - a.length);
    const usual = most?.[0];
    if (usual === undefined) return [];
    return others.flat().map(
      ({ entity, spelled, place }): Problem => ({
        code: 'concept/differs',
        severity: 'information',
        message: `${entity.id} is linked to ${spelled}, and ${usual.entity.id} with the same words to ${usual.spelled}.`,
        place,
        textPlace: hull(entity),
      }),
    );
  });
}

/** An entity, what it is linked to, and where the file says so. */
interface LinkedEntity {
  readonly entity: Entity;
  readonly spelled: string;
  readonly place: Span;
}

function conceptOf({ system, identifier }: NormalisationLine): Pick<Normalisation, 'system' | 'identifier'> {
  return { system: system?.text ?? '', identifier: identifier.text };
}
