/** Where an `annotation.conf` names types. */

import { type Part, part, type RawLine, splitLines } from './lines.ts';
import type { TypeKind } from './namesInLines.ts';

/** A place of the file that names a type. */
export interface ConfiguredType {
  readonly kind: TypeKind;
  readonly part: Part;
  /** The line of the place. */
  readonly line: RawLine;
  /** The names that stand beside it, itself included: the types and marks such as `<EVENT>` that a role is open to. */
  readonly alternatives: readonly Part[];
  /** Whether the place defines the type. */
  readonly isDefinition: boolean;
  /** For a definition, whether other types are indented under it. */
  readonly hasTypesBelow: boolean;
}

/** A line that is neither blank nor a comment, with its section. */
export interface SectionLine {
  readonly section: string;
  readonly line: RawLine;
}

/** The lines of a configuration file that say something, section headers left out. */
export function sectionLines(content: string): SectionLine[] {
  const found: SectionLine[] = [];
  let section = '';
  for (const line of splitLines(content)) {
    if (/^\s*(?:#|$)/.test(line.text) || /^\s*-+\s*$/.test(line.text)) continue;
    const header = /^\s*\[(.*)\]\s*$/.exec(line.text)?.[1];
    if (header === undefined) found.push({ section, line });
    else section = header;
  }
  return found;
}

/**
 * Every place of an `annotation.conf` that names a type: definitions, roles, overlap rules and macros. A name in a role
 * is that of an entity or event type where there is one, and otherwise that of a relation. Names in comments and
 * further names of a type are not among them.
 */
export function configuredTypes(content: string): ConfiguredType[] {
  const lines = sectionLines(content);
  const definitions = lines.flatMap(({ section, line }, index) => {
    const kind = kindsBySection[section];
    const name = kind === undefined || isMacro(line) ? undefined : definedName(line);
    if (kind === undefined || name === undefined) return [];
    const next = lines[index + 1];
    const hasTypesBelow =
      next?.section === section && !isMacro(next.line) && depthOf(next.line) > depthOf(line);
    return [{ kind, part: name, line, alternatives: [name], isDefinition: true, hasTypesBelow }];
  });
  const kindOf = (name: string): TypeKind => {
    const kinds = definitions.filter(({ part: { text } }) => text === name).map(({ kind }) => kind);
    return kinds.includes('span') ? 'span' : (kinds[0] ?? 'span');
  };
  const uses = lines.flatMap(({ section, line }) => {
    if (kindsBySection[section] === undefined) return [];
    const lists = isMacro(line) ? macroLists(line, section, lines) : settingLists(line, section);
    return lists.flatMap((alternatives) =>
      alternatives
        .filter(({ text }) => !/^<.*>$/.test(text))
        .map((name) => ({
          kind: kindOf(name.text),
          part: name,
          line,
          alternatives,
          isDefinition: false,
          hasTypesBelow: false,
        })),
    );
  });
  return [...definitions, ...uses].sort((a, b) => a.part.span.start - b.part.span.start);
}

/** The first of the names that an entry begins with, without the mark of a group; `undefined` for a rule or a macro. */
export function definedName(line: RawLine, form = /^(\s*!?)([^\s|]+)/): Part | undefined {
  const [, before = '', name = ''] = form.exec(line.text) ?? [];
  if (name === '' || name.startsWith('<')) return undefined;
  return part(line, before.length, before.length + name.length);
}

const kindsBySection: Readonly<Record<string, TypeKind>> = {
  entities: 'span',
  spans: 'span',
  events: 'span',
  relations: 'relation',
  attributes: 'attribute',
};

function isMacro({ text }: RawLine): boolean {
  return /^<[A-Za-z_-]+>=/.test(text);
}

function depthOf({ text }: RawLine): number {
  return text.length - text.trimStart().length;
}

/** The lists of types in the settings of an entry: `Theme:Protein|Gene, Cause?:<EVENT>`. */
function settingLists(line: RawLine, section: string): Part[][] {
  const start = /^\s*\S+\s+/.exec(line.text)?.[0].length;
  if (start === undefined) return [];
  return pieces(line, start, line.text.length, ',').flatMap((setting) => {
    const from = setting.span.start - line.span.start;
    const colon = setting.text.indexOf(':');
    const key = setting.text.slice(0, colon).trim();
    // The settings of a mark in angle brackets and the values of an attribute are no types.
    if (colon < 1 || key.startsWith('<') || (section === 'attributes' && key === 'Value')) return [];
    return [pieces(line, from + colon + 1, from + setting.text.length, '|')];
  });
}

/** The lists of types in what a macro stands for: a list, or settings. */
function macroLists(line: RawLine, section: string, lines: readonly SectionLine[]): Part[][] {
  const equals = line.text.indexOf('=');
  const name = line.text.slice(0, equals);
  const isValue = lines.some(
    (other) =>
      section === 'attributes' &&
      other.section === section &&
      new RegExp(`\\bValue\\s*:[^,]*${name}`).test(other.line.text),
  );
  if (isValue) return [];
  return pieces(line, equals + 1, line.text.length, ',').flatMap((piece) => {
    const from = piece.span.start - line.span.start;
    const colon = piece.text.indexOf(':');
    const key = piece.text.slice(0, Math.max(0, colon)).trim();
    if (key.startsWith('<') || (section === 'attributes' && key === 'Value')) return [];
    return [pieces(line, from + colon + 1, from + piece.text.length, '|')];
  });
}

/** The pieces of a stretch of a line between dividers, trimmed, without empty ones. */
function pieces(line: RawLine, start: number, end: number, divider: string): Part[] {
  const found: Part[] = [];
  let from = start;
  for (const piece of line.text.slice(start, end).split(divider)) {
    const indent = piece.length - piece.trimStart().length;
    if (piece.trim() !== '') found.push(part(line, from + indent, from + piece.trimEnd().length));
    from += piece.length + divider.length;
  }
  return found;
}
