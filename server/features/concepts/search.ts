/** What is listed for somebody who looks for the concept of a mention. */
import type { Entity } from '../../annotation/document.ts';
import { compareText } from '../../annotation/identity.ts';
import { mentionKey } from '../../formats/brat/linkedMentions.ts';
import { noConcept, spellConcept, spellConcepts } from '../../formats/concepts.ts';
import type { ConceptChoice, ConceptReference } from '../../protocol.ts';
import { type Concept, type SemanticGroup, semanticGroups } from '../../terminology/concept.ts';
import type { ConceptLink } from '../../terminology/linking/linker.ts';
import { conceptsFor } from '../../terminology/search/picker.ts';
import { groupNames } from '../../terminology/semanticGroups.ts';
import type { Note } from '../note.ts';
import type { ConceptView } from './concepts.ts';
import type { KnownLinks } from './corpusLinks.ts';
import { areAlike, linksOf } from './links.ts';
import { kindOf, otherNamesOf, reasonOf } from './wording.ts';

/** Concepts that are listed. */
const mostListed = 30;
/** Concepts that are listed because the corpus has them; what comes after these is mostly a slip. */
const mostFromCorpus = 5;

/** What was typed, without the semantic group in front of it. */
export interface Typed {
  readonly group?: SemanticGroup;
  readonly words: string;
}

/**
 * Reads `chem: aspirin`: a semantic group by its short name or by the beginning of a word of its name. Something else in front
 * of a colon, such as the system of an identifier, belongs to the words.
 */
export function readTyped(typed: string): Typed {
  const [, prefix, words] = /^\s*(\p{L}{3,}):\s*(.*)$/su.exec(typed) ?? [];
  const group = prefix === undefined ? undefined : groupNamed(prefix.toLowerCase());
  return group === undefined || words === undefined ? { words: typed.trimStart() } : { group, words };
}

function groupNamed(prefix: string): SemanticGroup | undefined {
  return semanticGroups.find(
    (group) =>
      group.toLowerCase() === prefix ||
      groupNames[group]
        .toLowerCase()
        .split(/\P{L}+/u)
        .some((word) => word.startsWith(prefix)),
  );
}

/** What people chose for words in this session. */
export class ChosenConcepts {
  readonly #byWords = new Map<string, readonly ConceptReference[]>();

  of({ words, type }: Entity): readonly ConceptReference[] {
    return this.#byWords.get(mentionKey({ words, type })) ?? [];
  }

  add({ words, type }: Entity, concepts: readonly ConceptReference[]): void {
    if (concepts.length > 0) this.#byWords.set(mentionKey({ words, type }), concepts);
  }
}

/**
 * The choices for a mention before anything is typed: what its words were linked to before and are linked to elsewhere in the
 * note and in its corpus, then its candidates, and at the end that there is no concept. Otherwise what has been typed finds.
 * @param links those of the corpus, where they are known.
 */
export function conceptChoices(
  note: Note,
  entity: Entity,
  typed: string,
  view: ConceptView,
  chosen: ChosenConcepts,
  links?: KnownLinks,
): ConceptChoice[] {
  const { group, words } = readTyped(typed);
  if (words.trim() !== '') return typedChoices(words, group, view);
  // A mention's candidates are mostly of the one group that its type stands for.
  if (group !== undefined) return [...typedChoices(entity.words, group, view), noChoice];
  const { candidates, chosen: linked } = view.candidatesOf(entity);
  const known = [
    ...knownChoices(chosen.of(entity), 'chosen for these words before', view),
    ...elsewhere(note, entity).flatMap((concepts) =>
      knownChoices(concepts, 'linked so elsewhere in this note', view),
    ),
    ...inCorpus(note, entity, links).flatMap(({ concepts, count }) =>
      knownChoices(
        concepts,
        `linked so in ${count} other ${count === 1 ? 'place' : 'places'} of the corpus`,
        view,
      ),
    ),
  ];
  const choices = [
    ...known,
    ...(linked.length > 1 ? [togetherChoice(linked, view)] : []),
    ...candidates.map((link) => candidateChoice(link, view)),
    noChoice,
  ];
  return withoutRepetition(choices);
}

const noChoice: ConceptChoice = {
  concepts: [noConcept],
  label: 'No concept',
  description: spellConcept(noConcept),
  detail: 'no terminology has a concept for this mention',
};

function typedChoices(words: string, group: SemanticGroup | undefined, view: ConceptView): ConceptChoice[] {
  const { index } = view.terminology;
  const options = { limit: mostListed, ...(group && { groups: [group] }) };
  return conceptsFor(index, words, options).map(({ concept: number, name }) => {
    const concept = index.concept(number);
    const isPreferred = name.words === concept.names[0]?.words;
    return choiceOf(concept, view, isPreferred ? '' : `“${name.words}” of ${name.source}`, name.words);
  });
}

function candidateChoice(link: ConceptLink, view: ConceptView): ConceptChoice {
  return choiceOf(link.concept, view, `${link.score.toFixed(2)}, ${reasonOf(link)}`, link.name.words);
}

function choiceOf(concept: Concept, view: ConceptView, why: string, besides: string): ConceptChoice {
  const { name = '', ...id } = view.referenceTo(concept);
  const more = [why, otherNamesOf(concept, besides), identifiersBeside(concept, id)];
  return {
    concepts: [view.referenceTo(concept)],
    label: name,
    description: [spellConcept(id), kindOf(concept)].filter((part) => part !== '').join(' · '),
    detail: more.filter((part) => part !== '').join(' · '),
  };
}

/** Some more identifiers, by which concepts of one name can be told apart. */
function identifiersBeside({ identifiers }: Concept, shown: ConceptReference): string {
  return identifiers
    .map(spellConcept)
    .filter((spelled) => spelled !== spellConcept(shown))
    .slice(0, 3)
    .join(', ');
}

/** All concepts of a mention that names several things, as one choice. */
function togetherChoice(links: readonly ConceptLink[], view: ConceptView): ConceptChoice {
  const concepts = links.map(({ concept }) => view.referenceTo(concept));
  return {
    concepts,
    label: concepts.map(({ name, identifier }) => name ?? identifier).join(' and '),
    description: spellConcepts(concepts),
    detail: `${links.length} concepts, one for each part`,
  };
}

function knownChoices(
  concepts: readonly ConceptReference[],
  why: string,
  view: ConceptView,
): ConceptChoice[] {
  const [first] = concepts;
  if (first === undefined) return [];
  const knowledge = concepts.length === 1 ? view.knowledgeOf(first) : undefined;
  if (knowledge?.kind === 'known') {
    const choice = choiceOf(knowledge.concept, view, why, '');
    return [{ ...choice, concepts }];
  }
  const label = concepts.map(({ name, identifier }) => name ?? identifier).join(' and ');
  return [{ concepts, label, description: spellConcepts(concepts), detail: why }];
}

/** What other mentions with the same words are linked to, each once, the most frequent first. */
function elsewhere(note: Note, entity: Entity): (readonly ConceptReference[])[] {
  const counts = new Map<string, { readonly concepts: readonly ConceptReference[]; count: number }>();
  for (const other of note.gold.annotations.entities) {
    if (other === entity || !areAlike(other, entity)) continue;
    const concepts = linksOf(note, other);
    const spelled = spellConcepts(concepts);
    if (spelled === '') continue;
    const known = counts.get(spelled) ?? { concepts, count: 0 };
    known.count += 1;
    counts.set(spelled, known);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ concepts }) => concepts);
}

/** What other mentions of the corpus with the same words are linked to, the most frequent first. */
function inCorpus(
  note: Note,
  entity: Entity,
  links: KnownLinks | undefined,
): { readonly concepts: readonly ConceptReference[]; readonly count: number }[] {
  const own = spellConcepts(linksOf(note, entity));
  return (links?.usage.of(mentionKey(entity)) ?? [])
    .map(({ concepts, count }) => ({ concepts, count: spellConcepts(concepts) === own ? count - 1 : count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || compareText(spellConcepts(a.concepts), spellConcepts(b.concepts)))
    .slice(0, mostFromCorpus);
}

function withoutRepetition(choices: readonly ConceptChoice[]): ConceptChoice[] {
  const seen = new Set<string>();
  return choices.filter(({ concepts }) => {
    const spelled = spellConcepts(concepts);
    return !seen.has(spelled) && seen.add(spelled);
  });
}
