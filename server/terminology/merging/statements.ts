/** What sources state of each identifier, before identifiers are joined. */
import type {
  ConceptIdentifier,
  ConceptName,
  NameKind,
  RetiredIdentifier,
  SemanticGroup,
  SourceConcept,
} from '../concept.ts';
import { nameKinds } from '../concept.ts';
import { bitsOf, groupsOfTypes } from '../semanticGroups.ts';
import { compactForm } from '../sources/systems.ts';
import { cleaned } from './names.ts';
import { byIdentifier } from './order.ts';

interface StatedName extends ConceptName {
  readonly age: string;
}

export interface Statement {
  readonly id: ConceptIdentifier;
  readonly names: StatedName[];
  /** These and the groups with repetitions. */
  readonly semanticTypes: string[];
  readonly groups: SemanticGroup[];
  /** How new the newest source is that has it. */
  live?: string;
  /** The same for it as a withdrawn identifier. */
  retired?: { readonly age: string; readonly replacedBy: readonly number[] };
}

/** All statements, by numbers that count from 0 in the order in which identifiers are first met. */
export class Statements {
  readonly all: Statement[] = [];
  readonly #numbers = new Map<string, number>();
  /** Names that were left out, by reason. */
  readonly droppedNames = new Map<string, number>();

  numberOf(id: ConceptIdentifier): number {
    const compact = compactForm(id);
    const known = this.#numbers.get(compact);
    if (known !== undefined) return known;
    const number = this.all.length;
    const { system, identifier } = id;
    this.all.push({ id: { system, identifier }, names: [], semanticTypes: [], groups: [] });
    this.#numbers.set(compact, number);
    return number;
  }

  /** Adds what one source states, but for its references. @returns the number of the identifier */
  add(concept: SourceConcept, age: string): number {
    const number = this.numberOf(concept);
    const statement = this.of(number);
    if (concept.retired !== undefined) {
      if (statement.retired === undefined || statement.retired.age < age) {
        statement.retired = {
          age,
          replacedBy: concept.retired.replacedBy.map((each) => this.numberOf(each)),
        };
      }
      return number;
    }
    if (concept.names.length > 0 && (statement.live === undefined || statement.live < age))
      statement.live = age;
    for (const { words, kind, source } of concept.names) {
      const result = cleaned(words);
      if ('dropped' in result) {
        this.droppedNames.set(result.dropped, (this.droppedNames.get(result.dropped) ?? 0) + 1);
      } else {
        statement.names.push({ words: result.words, kind, source, age });
      }
    }
    statement.semanticTypes.push(...concept.semanticTypes);
    if (concept.group !== undefined) statement.groups.push(concept.group);
    return number;
  }

  of(number: number): Statement {
    return this.all[number] as Statement;
  }

  /** What stands for an identifier that was replaced by one other; undefined where nothing does, or a cycle of replacements. */
  current(number: number): number | undefined {
    const seen = new Set<number>();
    for (let at = number; ; ) {
      const statement = this.of(at);
      if (!isRetired(statement)) return at;
      const [next, ...others] = statement.retired?.replacedBy ?? [];
      if (next === undefined || others.length > 0 || seen.has(at)) return undefined;
      seen.add(at);
      at = next;
    }
  }

  retired(): RetiredIdentifier[] {
    return this.all
      .filter(isRetired)
      .map(({ id, retired }) => ({
        ...id,
        replacedBy: (retired?.replacedBy ?? []).map((number) => this.of(number).id),
      }))
      .sort(byIdentifier);
  }
}

/** Whether the newest source that says anything of it has it withdrawn. */
export function isRetired({ retired, live }: Statement): boolean {
  return retired !== undefined && (live === undefined || live < retired.age);
}

/** All groups that may be its own, as {@link bitsOf} has them. */
export function groupsOf({ groups, semanticTypes }: Statement): number {
  return bitsOf(groups) | bitsOf(groupsOfTypes(semanticTypes));
}

/** The preferred name in the newest source of its own system that gives one. */
export function preferredWords({ names, id }: Statement): string | undefined {
  let newest: StatedName | undefined;
  for (const name of names) {
    if (name.kind !== 'preferred' || name.source !== id.system) continue;
    if (newest === undefined || name.age > newest.age) newest = name;
  }
  return newest?.words;
}

/**
 * Its names, each once. Where several versions of a source have the same words, the newest preferred name is preferred and
 * older ones count as exact; of other kinds the least close counts, since formats without scopes call every synonym exact.
 */
export function namesOf(statement: Statement): ConceptName[] {
  const preferred = preferredWords(statement);
  const found = new Map<string, ConceptName>();
  for (const { words, kind: stated, source } of statement.names) {
    const isOld = stated === 'preferred' && source === statement.id.system && words !== preferred;
    const kind = isOld ? 'exact' : stated;
    const key = `${source}\t${words}`;
    const known = found.get(key)?.kind;
    const isBetter =
      known === undefined ||
      kind === 'preferred' ||
      (known !== 'preferred' && closeness(kind) > closeness(known));
    if (isBetter) found.set(key, { words, kind, source });
  }
  return [...found.values()];
}

/** The place of a kind of names between the closest, 0, and the least close. */
export function closeness(kind: NameKind): number {
  return nameKinds.indexOf(kind);
}
