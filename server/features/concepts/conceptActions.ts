/** What can be done about the concept of a mention: link it to a candidate, to what is searched for, or to none. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import type { Entity } from '../../annotation/document.ts';
import { isNoConcept, noConcept, sameConcepts, spellConcepts } from '../../formats/concepts.ts';
import { type ConceptReference, linkConceptCommand, serverCommands } from '../../protocol.ts';
import type { ConceptLink } from '../../terminology/linking/linker.ts';
import { action, quoted, reference } from '../actionItems.ts';
import type { Note } from '../note.ts';
import type { ConceptView } from './concepts.ts';
import { areAlike, linksOf } from './links.ts';
import { titleOf } from './wording.ts';

/** Candidates in the menu itself; the list of the search has more. */
const offeredCandidates = 3;

/**
 * The actions for an entity of either layer.
 * @param canSearch whether the client has a list to search concepts in.
 */
export function conceptActions(
  note: Note,
  entity: Entity,
  view: ConceptView,
  canSearch: boolean,
): CodeAction[] {
  const gold = note.gold.annotations.entities;
  const isSuggested = !gold.includes(entity);
  const words = quoted(entity.words);
  const its = reference(note, entity);
  const link = (title: string, concepts: readonly ConceptReference[], everywhere?: true): CodeAction =>
    action(note, title, CodeActionKind.RefactorRewrite, serverCommands.link, {
      ...its,
      concepts,
      ...(everywhere && { everywhere }),
    });
  const linked = linksOf(note, entity);
  const { candidates, chosen } = view.candidatesOf(entity);
  const offered = [
    ...(chosen.length > 1 ? [chosen] : []),
    ...candidates.slice(0, offeredCandidates).map((candidate) => [candidate]),
  ].filter((each) => !sameConcepts(references(each, view), linked));
  const same = [...gold, ...note.suggested].filter((other) => areAlike(other, entity));
  const areLinkedSo = same.every((other) => sameConcepts(linksOf(note, other), linked));
  const verb = isSuggested ? `Accept ${entity.type} ${words} as` : `Link ${words} to`;
  return [
    ...offered.map((each) => link(`${verb} ${titlesOf(each, view)}`, references(each, view))),
    ...(isSuggested && same.length > 1 && chosen.length > 0
      ? [
          link(
            `Accept all ${words} as ${titlesOf(chosen, view)} (${same.length})`,
            references(chosen, view),
            true,
          ),
        ]
      : []),
    ...(canSearch ? [search(`Search a concept for ${words}…`)] : []),
    ...(linked.some(isNoConcept) ? [] : [link(`${verb} no concept (${noConcept.identifier})`, [noConcept])]),
    ...(linked.length > 0
      ? [
          ...(areLinkedSo
            ? []
            : [link(`Use ${spellConcepts(linked)} for all ${words} (${same.length})`, linked, true)]),
          action(
            note,
            `Use ${spellConcepts(linked)} for all ${words} in the corpus…`,
            CodeActionKind.RefactorRewrite,
            serverCommands.linkCorpus,
            { ...its, concepts: linked },
          ),
          link(`Remove the concept of ${words}`, []),
        ]
      : []),
  ];
}

function references(links: readonly ConceptLink[], { referenceTo }: ConceptView): ConceptReference[] {
  return links.map(({ concept }) => referenceTo(concept));
}

function titlesOf(links: readonly ConceptLink[], view: ConceptView): string {
  return links.map(({ concept }) => titleOf(view, concept)).join(' and ');
}

function search(title: string): CodeAction {
  return { title, kind: CodeActionKind.RefactorRewrite, command: { title, command: linkConceptCommand } };
}
