/** Annotations that refer to others, and what becomes of them when those are not there. */
import type { Annotations, Argument } from '../../annotation/document.ts';

export type Kind = keyof Annotations;

/** Every annotation by kind, with its id where its kind has one. */
type Referring = { readonly id?: string };

const targetsOf = (all: readonly Argument[]): string[] => all.map(({ target }) => target);

/** The ids that annotations of each kind refer to. */
const references: { readonly [K in Kind]: (annotation: Annotations[K][number]) => readonly string[] } = {
  entities: () => [],
  relations: (relation) => targetsOf(relation.arguments),
  events: (event) => [event.trigger, ...targetsOf(event.arguments)],
  attributes: ({ target }) => [target],
  normalisations: ({ target }) => [target],
  notes: ({ target }) => [target],
  equivalences: ({ members }) => members,
};

const kinds = Object.keys(references) as readonly Kind[];

/** What one annotation refers to. */
function referencesOf(kind: Kind, annotation: Referring): readonly string[] {
  return (references[kind] as (annotation: Referring) => readonly string[])(annotation);
}

/**
 * The annotations without those that refer to an id that no annotation has, and without those that refer to these.
 * @param onLeft hears of each that is left out and of the first id that is missing.
 */
export function withoutDangling(
  annotations: Annotations,
  onLeft: (kind: Kind, annotation: Referring & { readonly type?: string }, missing: string) => void,
): Annotations {
  let rest: Annotations = annotations;
  for (;;) {
    const ids = new Set(kinds.flatMap((kind) => rest[kind].map((annotation: Referring) => annotation.id)));
    let isComplete = true;
    const keep = (kind: Kind) => (annotation: Referring) => {
      const missing = referencesOf(kind, annotation).find((id) => !ids.has(id));
      if (missing === undefined) return true;
      isComplete = false;
      onLeft(kind, annotation, missing);
      return false;
    };
    const kept = kinds.map((kind) => [kind, (rest[kind] as readonly Referring[]).filter(keep(kind))]);
    if (isComplete) return rest;
    rest = Object.fromEntries(kept) as Annotations;
  }
}

/** All ids that some annotation refers to. */
export function referredIds(annotations: Annotations): Set<string> {
  return new Set(
    kinds.flatMap((kind) =>
      annotations[kind].flatMap((annotation: Referring) => referencesOf(kind, annotation)),
    ),
  );
}

/** The kinds of annotations in the words of messages. */
export const kindNames: { readonly [K in Kind]: string } = {
  entities: 'entity',
  relations: 'relation',
  events: 'event',
  attributes: 'attribute',
  normalisations: 'concept',
  notes: 'note',
  equivalences: 'equivalence',
};
