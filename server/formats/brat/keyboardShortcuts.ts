/** Reading `kb_shortcuts.conf`: one key and one type on each line. */
import type { Problem } from '../../annotation/problems.ts';
import { splitLines } from './lines.ts';

export interface KeyboardShortcuts {
  /** Types of entities, events or roles by key. The first definition of a key counts, as in brat. */
  readonly shortcuts: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Reads a `kb_shortcuts.conf`. Never throws. */
export function readKeyboardShortcuts(content: string): KeyboardShortcuts {
  const shortcuts = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { text, span: place } of splitLines(content)) {
    if (/^\s*(?:#|$)/.test(text)) continue;
    const [key, type, ...more] = text.trim().split(/[ \t]+/) as [string, ...string[]];
    if (type === undefined || more.length > 0) {
      const message = 'A shortcut is a key, white space and a type, for example "P Protein".';
      problems.push({ code: 'configuration/shortcut', severity: 'warning', message, place });
    } else if (shortcuts.has(key)) {
      const message = `The key ${key} already stands for ${shortcuts.get(key)}.`;
      problems.push({ code: 'configuration/duplicate-shortcut', severity: 'warning', message, place });
    } else {
      shortcuts.set(key, type);
    }
  }
  return { shortcuts, problems };
}
