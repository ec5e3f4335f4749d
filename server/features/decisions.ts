/**
 * What a person decides about spans: accept, reject, annotate, change the type, record what the text asserts, link to
 * concepts, remove. Each decision makes new contents of a note's files.
 */

import type { Range } from 'vscode-languageserver';
import { type Attribute, type Entity, hull, type Normalisation } from '../annotation/document.ts';
import { applyEdits } from '../annotation/edits.ts';
import { entityKey } from '../annotation/identity.ts';
import { attributeLabel, type Recording, recordable, unrecorded } from '../corpus/recording.ts';
import type { CorpusSchema } from '../corpus/schemas.ts';
import { additions, type NewEntity, removal, retyping } from '../formats/brat/editing.ts';
import { relinking } from '../formats/brat/relinking.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import { type ActionParams, type ConceptReference, serverCommands } from '../protocol.ts';
import type { Assertion } from '../suggestion/assertion/assertion.ts';
import { type Span, span } from '../text/positions.ts';
import { areAlike } from './concepts/links.ts';
import { annotationAt, suggestionAt } from './lookup.ts';
import type { Note, NoteFiles } from './note.ts';

/** What an action did, or why it did nothing. */
export type Outcome = { readonly files: NoteFiles; readonly message?: string } | { readonly message: string };

/** An entity to be annotated, what the text asserts of it, and what it is linked to. */
interface Decided extends NewEntity {
  readonly assertions?: readonly Assertion[];
  readonly concepts?: readonly ConceptReference[];
}

/** What a decision keeps to besides the note. */
export interface Circumstances extends CorpusSchema {
  /** What a suggestion is linked to when it is accepted. */
  readonly conceptsOf: (entity: Entity) => readonly ConceptReference[];
}

const noSuggestion: Outcome = { message: 'There is no suggestion here.' };

/** Finds what is meant at once; what it returns makes the new contents from the files as they are then. */
type Action = (
  note: Note,
  place: Span,
  params: ActionParams,
) => ((files: NoteFiles, circumstances: Circumstances) => Outcome) | undefined;

/** By the commands of the server. */
export const actions: Readonly<Record<string, Action>> = {
  [serverCommands.accept](note, place, { type, plain }) {
    const entity = suggestionAt(note, place, type);
    const decided = entity && withAssertions(note, entity);
    return (files, circumstances) => {
      if (entity === undefined || decided === undefined) return noSuggestion;
      const whole = plain ? entity : linked(decided, entity, circumstances);
      return annotated(note, files, [whole], circumstances.recording);
    };
  },
  [serverCommands.acceptAll](note, place, { type }) {
    const entity = suggestionAt(note, place, type);
    const same = note.suggested
      .filter((other) => other.type === entity?.type && other.words === entity.words)
      .map((other) => ({ entity: other, decided: withAssertions(note, other) }));
    return (files, circumstances) => {
      if (entity === undefined) return noSuggestion;
      const all = same.map((each) => linked(each.decided, each.entity, circumstances));
      return annotated(note, files, all, circumstances.recording);
    };
  },
  [serverCommands.reject](note, place, { type }) {
    const entity = suggestionAt(note, place, type);
    return (files) =>
      entity
        ? { files: { ...files, rejected: contentWith(files.rejected, note.text, [entity]) } }
        : noSuggestion;
  },
  [serverCommands.annotate](note, place, { newType }) {
    const trimmed = withoutSpace(note.text, place);
    return (files, { recording }) => {
      if (newType === undefined || trimmed === undefined)
        return { message: 'Select the words to annotate first.' };
      return annotated(note, files, [{ type: newType, fragments: [trimmed] }], recording);
    };
  },
  [serverCommands.changeType](note, place, { type, newType }) {
    const suggestion = suggestionAt(note, place, type);
    const annotation = suggestion ? undefined : annotationAt(note, place, type);
    const decided = suggestion && withAssertions(note, suggestion);
    return (files, { recording }) => {
      if (newType === undefined) return { message: 'No type was chosen.' };
      if (decided) return annotated(note, files, [{ ...decided, type: newType }], recording);
      if (annotation === undefined) return { message: 'There is no span here.' };
      return { files: { ...files, gold: retyped(files.gold ?? '', note.text, annotation, newType) } };
    };
  },
  [serverCommands.record](note, place, { type }) {
    const annotation = annotationAt(note, place, type);
    const assertions = annotation && note.evidence.assertionsOf(annotation);
    return (files, { recording }) => {
      if (annotation === undefined || assertions === undefined) return { message: 'There is no span here.' };
      const content = files.gold ?? '';
      const file = parseStandoff(content, note.text);
      const missing = unrecorded(file.annotations, annotation, assertions, recording);
      if (missing.length === 0)
        return { message: `The text asserts nothing of “${annotation.words}” that is not recorded.` };
      const attributes = missing.map(({ attribute }) => ({ id: '', target: annotation.id, ...attribute }));
      const gold = applyEdits(content, additions(file, note.text, [], { attributes }).edits);
      const recorded = missing.map(({ attribute }) => attributeLabel(attribute)).join(', ');
      return { files: { ...files, gold }, message: `Recorded ${recorded}.` };
    };
  },
  [serverCommands.relate](note, place, { type, relation }) {
    const tail = relation && spanOf(note, relation.tailRange);
    const found = note.suggestedRelations.find(
      (each) =>
        each.type === relation?.type &&
        each.head.type === type &&
        each.tail.type === relation.tailType &&
        isAt(each.head, place) &&
        tail !== undefined &&
        isAt(each.tail, tail),
    );
    const ends = found && [found.head, found.tail];
    const decided = ends?.map((entity) => withAssertions(note, entity));
    return (files, circumstances) => {
      if (found === undefined || ends === undefined || decided === undefined)
        return { message: 'There is no such suggestion any more.' };
      const both = decided.map((end, index) => linked(end, ends[index] as Entity, circumstances));
      const gold = related(note.text, files.gold ?? '', found.type, both, circumstances);
      return { files: { ...files, gold } };
    };
  },
  [serverCommands.link](note, place, { type, concepts = [], everywhere = false }) {
    const suggestion = suggestionAt(note, place, type);
    const meant = suggestion ?? annotationAt(note, place, type);
    const isMeant = (entity: Entity): boolean =>
      meant !== undefined && (entity === meant || (everywhere && areAlike(entity, meant)));
    const targets = note.gold.annotations.entities.filter(isMeant).map(({ id }) => id);
    const accepted = note.suggested
      .filter(isMeant)
      .map((entity) => ({ ...withAssertions(note, entity), concepts }));
    return (files, { recording }) => {
      if (meant === undefined) return { message: 'There is no mention here.' };
      const gold = contentLinked(files.gold ?? '', note.text, { targets, accepted, concepts, recording });
      if (gold === (files.gold ?? '')) return { message: 'This is linked so already.' };
      const count = targets.length + accepted.length;
      return { files: { ...files, gold }, ...(everywhere && { message: `Linked ${count} mentions.` }) };
    };
  },
  [serverCommands.remove](note, place, { type }) {
    const annotation = annotationAt(note, place, type);
    return (files) => {
      if (annotation === undefined) return { message: 'There is no annotation here.' };
      const content = files.gold ?? '';
      const { edits, removed } = removal(parseStandoff(content, note.text), [annotation.id]);
      const others = removed.filter((id) => id !== annotation.id);
      return {
        files: { ...files, gold: applyEdits(content, edits) },
        ...(others.length > 0 && {
          message: `Removed ${annotation.id} and what refers to it: ${others.join(', ')}.`,
        }),
      };
    };
  },
};

function withAssertions(note: Note, entity: Entity): Decided {
  return { type: entity.type, fragments: entity.fragments, assertions: note.evidence.assertionsOf(entity) };
}

/** A suggestion with what it is linked to when it is accepted. */
function linked(decided: Decided, entity: Entity, { conceptsOf }: Circumstances): Decided {
  return { ...decided, concepts: conceptsOf(entity) };
}

/** The file with some annotations linked to concepts, and with suggestions that are accepted and linked. */
function contentLinked(
  content: string,
  text: string,
  {
    targets,
    accepted,
    concepts,
    recording,
  }: {
    readonly targets: readonly string[];
    readonly accepted: readonly Decided[];
    readonly concepts: readonly ConceptReference[];
    readonly recording: Recording;
  },
): string {
  const { edits, missing } = relinking(parseStandoff(content, text), targets, concepts);
  const relinked = applyEdits(content, edits);
  const { entities, attributes, normalisations } = newEntities(accepted, recording);
  const others = { attributes, normalisations: [...missing, ...normalisations] };
  return applyEdits(relinked, additions(parseStandoff(relinked, text), text, entities, others).edits);
}

function spanOf({ document }: Note, { start, end }: Range): Span {
  return span(document.offsetAt(start), document.offsetAt(end));
}

function isAt(entity: Entity, { start, end }: Span): boolean {
  return hull(entity).start === start && hull(entity).end === end;
}

/** The file with a relation, and with its entities where they are not annotated yet. */
function related(
  text: string,
  content: string,
  type: string,
  ends: readonly Decided[],
  { recording, rolesOf }: CorpusSchema,
): string {
  const file = parseStandoff(content, text);
  const ids = new Map(file.annotations.entities.map((entity) => [entityKey(entity), entity.id]));
  const fresh = ends.filter((end) => !ids.has(entityKey(end)));
  const { entities, attributes, normalisations } = newEntities(fresh, recording);
  fresh.forEach((end, index) => {
    ids.set(entityKey(end), newId(index));
  });
  const [headRole, tailRole] = rolesOf(type);
  const [head, tail] = ends.map((end) => ids.get(entityKey(end)) as string) as [string, string];
  const relation = {
    id: '',
    type,
    arguments: [
      { role: headRole, target: head },
      { role: tailRole, target: tail },
    ],
  } as const;
  const others = { attributes, normalisations, relations: [relation] };
  return applyEdits(content, additions(file, text, entities, others).edits);
}

/** Entities under names of their own, their attributes and their concepts. */
function newEntities(
  decided: readonly Decided[],
  recording: Recording,
): { entities: NewEntity[]; attributes: Attribute[]; normalisations: Normalisation[] } {
  return {
    entities: decided.map(({ type, fragments }, index) => ({ id: newId(index), type, fragments })),
    attributes: decided.flatMap(({ type, assertions = [] }, index) =>
      recordable(assertions, type, recording).map(({ attribute }) => ({
        id: '',
        target: newId(index),
        ...attribute,
      })),
    ),
    normalisations: decided.flatMap(({ concepts = [] }, index) =>
      concepts.map((concept) => ({ id: '', target: newId(index), ...concept })),
    ),
  };
}

/** No id of a file has a blank. */
const newId = (index: number): string => `new ${index}`;

function annotated(
  note: Note,
  files: NoteFiles,
  entities: readonly Decided[],
  recording: Recording,
): Outcome {
  const present = new Set(note.gold.annotations.entities.map(entityKey));
  const fresh = entities.filter((entity) => !present.has(entityKey(entity)));
  if (fresh.length === 0) return { message: 'This is annotated already.' };
  return { files: { ...files, gold: contentWith(files.gold, note.text, fresh, recording) } };
}

function contentWith(
  content: string | undefined,
  text: string,
  decided: readonly Decided[],
  recording: Recording = () => undefined,
): string {
  const file = parseStandoff(content ?? '', text);
  const { entities, ...others } = newEntities(decided, recording);
  return applyEdits(content ?? '', additions(file, text, entities, others).edits);
}

function retyped(content: string, text: string, { id }: Entity, type: string): string {
  return applyEdits(content, retyping(parseStandoff(content, text), id, type));
}

function withoutSpace(text: string, { start, end }: Span): Span | undefined {
  const selected = text.slice(start, end);
  const from = start + selected.length - selected.trimStart().length;
  const to = end - selected.length + selected.trimEnd().length;
  return to > from ? span(from, to) : undefined;
}
