/**
 * The shape that brat's configuration files share: sections in brackets, `#` comments, macros, lines of hyphens that
 * only divide menus, and entries whose indentation makes a hierarchy.
 */
import type { Problem } from '../../annotation/problems.ts';
import type { Span } from '../../text/positions.ts';
import { splitLines } from './lines.ts';

/** An entry: one or more names, then `key:value` settings divided by commas. */
export interface ConfigurationEntry {
  readonly section: string;
  /** The names, which `|` divides. The first is the one that annotations use. */
  readonly names: readonly [string, ...string[]];
  /** Whether a `!` before a name says that the type only groups others. */
  readonly grouping: boolean;
  readonly settings: readonly string[];
  /** How many characters of white space stand before the entry. */
  readonly depth: number;
  /** The first name of the entry that this one is indented under. */
  readonly parent?: string;
  /** The line in the file, in UTF-16 code units. */
  readonly place: Span;
}

export interface ConfigurationLines {
  readonly entries: readonly ConfigurationEntry[];
  readonly problems: readonly Problem[];
}

/** Names in angle brackets that mean something to brat and cannot be macros. */
const reserved = new Set(
  'ANY ENTITY EVENT RELATION NONE EMPTY REL-TYPE NORM OVERLAP OVL-TYPE INHERIT URL URLBASE GLYPH-POS DEFAULT'.split(
    ' ',
  ),
);

/**
 * Reads the entries of a file. Never throws: a line that cannot be read becomes a problem and is passed over.
 *
 * @param sections the sections that the file may have; entries of others are passed over.
 * @param namesWithSpaces the sections in which names may hold spaces and only a tab ends them.
 */
export function readConfigurationLines(
  content: string,
  sections: readonly string[],
  namesWithSpaces: readonly string[] = [],
): ConfigurationLines {
  const entries: ConfigurationEntry[] = [];
  const problems: Problem[] = [];
  let section: string | undefined;
  let macros = new Map<string, string>();
  let parents: { depth: number; name: string }[] = [];
  const warn = (code: string, message: string, place: Span): void => {
    problems.push({ code: `configuration/${code}`, severity: 'warning', message, place });
  };
  for (const { text, span: place } of splitLines(content)) {
    if (/^\s*(?:#|$)/.test(text) || /^\s*-+\s*$/.test(text)) continue;
    const header = /^\s*\[(.*)\]\s*$/.exec(text)?.[1];
    if (header !== undefined) {
      section = sections.includes(header) ? header : undefined;
      macros = new Map();
      parents = [];
      if (section === undefined) {
        const known = sections.map((name) => `[${name}]`).join(', ');
        warn('unknown-section', `[${header}] is no section of this file; the sections are ${known}.`, place);
      }
      continue;
    }
    if (section === undefined) continue;
    const macro = /^<([A-Za-z_-]+)>=\s*(.*?)\s*$/.exec(text);
    if (macro !== null) {
      const [, name = '', value = ''] = macro;
      if (reserved.has(name))
        warn('reserved-name', `<${name}> has a meaning of its own; choose another name.`, place);
      else macros.set(`<${name}>`, value);
      continue;
    }
    const expanded = [...macros].reduce((line, [name, value]) => line.replaceAll(name, () => value), text);
    const form = namesWithSpaces.includes(section)
      ? /^(\s*)([^\t]+)(?:\t+(.*))?$/
      : /^(\s*)(\S+)(?:\s+(.*))?$/;
    const [, indentation = '', named = '', rest = ''] = form.exec(expanded) ?? [];
    const listed = parts(named, '|');
    const [first, ...others] = listed.map((name) => name.replace(/^!/, ''));
    if (first === undefined || first === '') {
      warn('no-name', 'This line names no type.', place);
      continue;
    }
    const depth = indentation.length;
    parents = parents.filter((candidate) => candidate.depth < depth);
    const parent = parents.at(-1);
    if ((parent?.depth ?? -1) < depth - 1) {
      const message = `${first} is indented by ${depth} characters, but no line before it by ${depth - 1}.`;
      warn('indentation', `${message} One character of indentation is one level.`, place);
    }
    parents.push({ depth, name: first });
    entries.push({
      section,
      names: [first, ...others],
      grouping: listed.some((name) => name.startsWith('!')),
      settings: parts(rest, ','),
      depth,
      ...(parent !== undefined && { parent: parent.name }),
      place,
    });
  }
  return { entries, problems };
}

/** Pieces between dividers, trimmed, without empty ones. */
export function parts(value: string, divider: string): string[] {
  return value
    .split(divider)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}
