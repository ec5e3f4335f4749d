/** Which parts of a measurement are wanted. */

/** The parts there are, with what each can be restricted to; nothing where it is one whole. */
export type Parts = Readonly<Record<string, readonly string[]>>;

export interface Choice {
  /** Whether anything of a part is wanted. */
  readonly wants: (part: string, key?: string) => boolean;
}

/**
 * Reads a choice such as `entities:bc5cdr,entities:biored,assertions`: whole parts, or one thing in a part.
 * @returns a sentence about what is wrong with it, where something is.
 */
export function parseChoice(list: string | undefined, parts: Parts): Choice | string {
  if (list === undefined) return { wants: () => true };
  const chosen = new Map<string, Set<string>>();
  for (const item of list.split(',').map((each) => each.trim())) {
    const [part = '', key] = item.split(':');
    const keys = parts[part];
    if (keys === undefined) return `There is no part ${part}. Choose from ${Object.keys(parts).join(', ')}.`;
    if (key !== undefined && !keys.includes(key)) {
      return keys.length === 0
        ? `${part} is one whole: leave out :${key}.`
        : `${part} has no ${key}. Choose from ${keys.map((each) => `${part}:${each}`).join(', ')}.`;
    }
    const wanted = key === undefined ? keys : [key];
    chosen.set(part, new Set([...(chosen.get(part) ?? []), ...wanted]));
  }
  return {
    wants: (part, key) => (key === undefined ? chosen.has(part) : chosen.get(part)?.has(key) === true),
  };
}
