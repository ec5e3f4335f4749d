/** A corpus of somebody's own: which of its types are which of the model's. */
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import type { TypeNames } from './entityScores.ts';

export interface MatchedTypes {
  readonly types: TypeNames;
  /** What a person should know of them, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * Types of the same name but for case and punctuation, where nothing else is asked for.
 * @param asked gold types to the model's types; only these are measured then.
 * @param suggested the types of the model.
 */
export function matchTypes(
  gold: readonly AnnotatedDocument[],
  suggested: readonly string[],
  asked: TypeNames | undefined,
): MatchedTypes {
  const found = [...typesIn(gold)].sort();
  if (asked !== undefined) {
    const remarks: string[] = [];
    for (const [own, model] of Object.entries(asked)) {
      if (!found.includes(own)) remarks.push(`The corpus has no ${own}; it has ${found.join(', ')}.`);
      if (!suggested.includes(model))
        remarks.push(`The model suggests no ${model}; it suggests ${suggested.join(', ')}.`);
    }
    return { types: asked, remarks };
  }
  const byLetters = new Map(suggested.map((type) => [lettersOf(type), type]));
  const types: Record<string, string> = {};
  const others: string[] = [];
  for (const type of found) {
    const model = byLetters.get(lettersOf(type));
    if (model === undefined) others.push(type);
    else types[type] = model;
  }
  const remark = `Not suggested under this name, and not measured: ${others.join(', ')}. Map them with --types.`;
  return { types, remarks: others.length === 0 ? [] : [remark] };
}

/** Reads `Problem=Disease,Drug=Chemical`; a type without another name is its own. */
export function parseTypes(list: string): TypeNames {
  return Object.fromEntries(
    list.split(',').map((pair) => {
      const [gold = '', model = gold] = pair.split('=').map((name) => name.trim());
      return [gold, model];
    }),
  );
}

/** The types of all entities. */
export function typesIn(documents: readonly AnnotatedDocument[]): Set<string> {
  return new Set(documents.flatMap(({ annotations }) => annotations.entities.map(({ type }) => type)));
}

function lettersOf(type: string): string {
  return type.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
