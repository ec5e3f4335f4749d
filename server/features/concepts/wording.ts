/** Concepts in words for people. */
import { isNoConcept, spellConcept } from '../../formats/concepts.ts';
import type { Concept, ConceptIdentifier } from '../../terminology/concept.ts';
import type { ConceptLink } from '../../terminology/linking/linker.ts';
import type { Terminology } from '../../terminology/linking/terminology.ts';
import { normalise, stemsKey } from '../../terminology/normalisation/normalisation.ts';
import { groupNames } from '../../terminology/semanticGroups.ts';
import { nameOfSemanticType } from '../../terminology/semanticTypes.ts';
import type { ConceptView } from './concepts.ts';

/** Names that are listed beside the preferred one. */
const otherNames = 4;

const reasons: Readonly<Record<ConceptLink['match'], string>> = {
  exact: 'exact name',
  normalised: 'name in another spelling',
  'word set': 'name with the same words',
  'related words': 'name with related words',
  'n-gram': 'similar name (n-grams)',
  vectors: 'similar name (vectors)',
};

/** What may be made of a concept's words, such as keeping them from being Markdown. */
type Shown = (words: string) => string;

const asIs: Shown = (words) => words;

/** `Breast cancer (UMLS:C0006142)`. */
export function titleOf({ referenceTo }: ConceptView, concept: Concept): string {
  const { name, ...id } = referenceTo(concept);
  return name === undefined ? spellConcept(id) : `${name} (${spellConcept(id)})`;
}

/** `Disorders, Neoplastic Process (T191)`; the first or the others alone where only these are known. */
export function kindOf({ group, semanticTypes }: Concept): string {
  const types = semanticTypes.map((type) => {
    const name = nameOfSemanticType(type);
    return name === undefined ? type : `${name} (${type})`;
  });
  return [...(group ? [groupNames[group]] : []), ...types].join(', ');
}

/**
 * Why a concept is among the candidates of a mention: `name with the same words “cancer of breast” of MONDO 2026-02-26`.
 * @param terminology where the release of the source is to be told.
 */
export function reasonOf(
  { match, name, longForm, part }: ConceptLink,
  terminology?: Terminology,
  shown: Shown = asIs,
): string {
  const source = sourceOf(name.source, terminology);
  // An exact name is the words that were looked up.
  const words = match === 'exact' ? '' : ` “${shown(name.words)}”`;
  return [
    `${reasons[match]}${words} of ${shown(source)}`,
    ...(longForm === undefined ? [] : [`by the long form “${shown(longForm)}”`]),
    ...(part === undefined ? [] : [`for “${shown(part)}”`]),
  ].join(', ');
}

/** `MONDO 2026-02-26`; without the release where it is not known. */
function sourceOf(source: string, terminology: Terminology | undefined): string {
  const release = terminology?.versionOf(source) ?? '';
  return release === '' ? source : `${source} ${release}`;
}

/**
 * `also breast carcinoma; mammary cancer`: some names besides the preferred one and another, of those that differ in number or in
 * the order of words only one; empty where there are none.
 */
export function otherNamesOf({ names }: Concept, besides = '', shown: Shown = asIs): string {
  const known = new Set([names[0]?.words ?? '', besides].map(wordingKey));
  const others: string[] = [];
  for (const { words } of names) {
    if (others.length === otherNames) break;
    const key = wordingKey(words);
    if (known.has(key)) continue;
    known.add(key);
    others.push(shown(words));
  }
  return others.length === 0 ? '' : `also ${others.join('; ')}`;
}

function wordingKey(words: string): string {
  return stemsKey(normalise(words));
}

/** What a terminology says of an id that a mention is linked to; empty where it cannot tell. */
export function knowledgeText(
  { knowledgeOf, terminology }: Pick<ConceptView, 'knowledgeOf' | 'terminology'>,
  id: ConceptIdentifier,
  shown: Shown = asIs,
): string {
  if (isNoConcept(id)) return 'no concept';
  const knowledge = knowledgeOf(id);
  switch (knowledge.kind) {
    case 'foreign':
      return '';
    case 'unknown':
      return 'not in the terminology';
    case 'retired': {
      const replacements = knowledge.replacedBy.map(spellConcept).map(shown);
      return replacements.length === 0 ? 'retired' : `retired, replaced by ${replacements.join(', ')}`;
    }
    case 'known': {
      const { concept } = knowledge;
      const [name] = concept.names;
      const parts = [
        shown(name?.words ?? ''),
        shown(kindOf(concept)),
        otherNamesOf(concept, '', shown),
        name === undefined ? '' : shown(sourceOf(name.source, terminology)),
      ];
      return parts.filter((part) => part !== '').join(' · ');
    }
  }
}
