/** The edits that give a type another name in the files of a corpus. */
import type { TextEdit } from '../../annotation/problems.ts';
import { span } from '../../text/positions.ts';
import { type ConfiguredType, configuredTypes, definedName, sectionLines } from './configurationTypes.ts';
import { type Part, part, type RawLine, type StandoffLine } from './lines.ts';
import { type TypeKind, typeNameOf } from './namesInLines.ts';

export interface TypeRenaming {
  readonly kind: TypeKind;
  readonly from: string;
  readonly to: string;
  /** Whether the corpus has a type `to` of this kind already, so that the two become one. */
  readonly merges: boolean;
  /** Whether another kind of type has the name `from` too; what says no kind is kept for it then. */
  readonly isShared: boolean;
}

/** The edits of an annotation file. Costs one pass over the lines. */
export function renamedInStandoff(
  lines: readonly StandoffLine[],
  { kind, from, to }: TypeRenaming,
): TextEdit[] {
  return lines.flatMap((line) => {
    const type = typeNameOf(line);
    return type?.kind === kind && type.part.text === from ? [replacing(type.part, to)] : [];
  });
}

/**
 * The edits of an `annotation.conf`. Where types are merged, the definition of the old one goes and that of the other
 * stays as it is; a definition is only renamed if it has types under it, or if it is one of a relation, which may be
 * defined more than once. Roles that are open to both types name the one only once.
 */
export function renamedInConfiguration(content: string, { kind, from, to }: TypeRenaming): TextEdit[] {
  const types = configuredTypes(content);
  const isDefined = types.some((type) => type.isDefinition && type.kind === kind && type.part.text === to);
  const concerned = types.filter((type) => type.kind === kind && type.part.text === from);
  const dropped = new Set(
    concerned.flatMap(({ isDefinition, hasTypesBelow, line }) =>
      isDefined && isDefinition && !hasTypesBelow && kind !== 'relation' ? [line.span.start] : [],
    ),
  );
  return [
    ...concerned
      .filter(({ line }) => !dropped.has(line.span.start))
      .flatMap((type) => (isBeside(type, to) ? withoutName(type) : [replacing(type.part, to)])),
    ...[...new Set(concerned.map(({ line }) => line))]
      .filter(({ span: { start } }) => dropped.has(start))
      .map(removing),
  ].sort((a, b) => a.span.start - b.span.start);
}

/**
 * The edits of a `visual.conf`. The type that is there already keeps its labels and colours in a merger.
 *
 * @param isElsewhere whether the file also serves corpora that are not renamed: then the entry is copied.
 */
export function renamedInVisual(
  content: string,
  { from, to, isShared }: TypeRenaming,
  isElsewhere: boolean,
): TextEdit[] {
  const entries = sectionLines(content).flatMap(({ section, line }) => {
    const name = visualName(section, line);
    return name === undefined ? [] : [{ section, line, name }];
  });
  return entries.flatMap(({ section, line, name }) => {
    if (name.text !== from) return [];
    const hasOther = entries.some((entry) => entry.section === section && entry.name.text === to);
    if (isShared || isElsewhere) return hasOther ? [] : [copying(line, name, to)];
    return [hasOther ? removing(line) : replacing(name, to)];
  });
}

/** The edits of a `kb_shortcuts.conf`, whose keys stand for types of entities and events. */
export function renamedInShortcuts(content: string, { kind, from, to }: TypeRenaming): TextEdit[] {
  if (kind !== 'span') return [];
  return sectionLines(content).flatMap(({ line }) => {
    const match = /^(\s*\S+[ \t]+)(\S+)\s*$/.exec(line.text);
    if (match?.[2] !== from) return [];
    const start = (match[1] as string).length;
    return [replacing(part(line, start, start + from.length), to)];
  });
}

function visualName(section: string, line: RawLine): Part | undefined {
  // A label's name may hold spaces; a bar or a tab ends it.
  if (section === 'labels') return definedName(line, /^(\s*)([^\t|]*[^\t|\s])/);
  return section === 'drawing' ? definedName(line) : undefined;
}

function isBeside({ isDefinition, alternatives }: ConfiguredType, name: string): boolean {
  return !isDefinition && alternatives.some(({ text }) => text === name);
}

/** The list without a name, in one edit for all places where the list has it. */
function withoutName({ part: name, alternatives }: ConfiguredType): TextEdit[] {
  const [first] = alternatives;
  const last = alternatives.at(-1);
  const isFirst = alternatives.find(({ text }) => text === name.text) === name;
  if (first === undefined || last === undefined || !isFirst) return [];
  const others = alternatives.filter(({ text }) => text !== name.text);
  return [{ span: span(first.span.start, last.span.end), newText: others.map(({ text }) => text).join('|') }];
}

function replacing({ span }: Part, newText: string): TextEdit {
  return { span, newText };
}

function removing({ span: { start, end }, terminator }: RawLine): TextEdit {
  return { span: span(start, end + terminator.length), newText: '' };
}

/** Writes the entry a second time, above itself, under another name. */
function copying(line: RawLine, name: Part, newName: string): TextEdit {
  const start = line.span.start;
  const text = line.text.slice(0, name.span.start - start) + newName + line.text.slice(name.span.end - start);
  return { span: span(start, start), newText: text + (line.terminator || '\n') };
}
