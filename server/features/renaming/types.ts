/** Renaming a type in all files of a corpus, as one edit of the workspace. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextEdit } from '../../annotation/problems.ts';
import { configuredTypes } from '../../formats/brat/configurationTypes.ts';
import { readLine } from '../../formats/brat/lineGrammar.ts';
import { type StandoffLine, splitLines } from '../../formats/brat/lines.ts';
import { type TypeKind, typeNameOf } from '../../formats/brat/namesInLines.ts';
import {
  renamedInConfiguration,
  renamedInShortcuts,
  renamedInStandoff,
  renamedInVisual,
  type TypeRenaming,
} from '../../formats/brat/typeRenaming.ts';
import type { CorpusFiles, RenamedFile } from './files.ts';

/** Edits of one file. */
export interface FileEdits {
  readonly file: RenamedFile;
  readonly edits: readonly TextEdit[];
}

/** What a change would do, for the person who asked for it. */
export interface Change {
  readonly files: readonly FileEdits[];
  /** What is done, in the imperative. */
  readonly label: string;
  /** What else there is to know. */
  readonly description: string;
  /** Whether the person should look before it is done. */
  readonly needsConfirmation: boolean;
}

/** How people call the kinds of types. */
export const kindNames: Readonly<Record<TypeKind, string>> = {
  span: 'type',
  relation: 'relation type',
  attribute: 'attribute',
};

/** Why a name cannot be one of a type; `undefined` where it can. */
export function nameProblem(name: string, isConfigured: boolean): string | undefined {
  if (name === '') return 'A type needs a name.';
  if (/\s/.test(name)) return `“${name}” cannot be a type: a name holds no white space. Use _ or - instead.`;
  if (name.includes(':')) return `“${name}” cannot be a type: a colon ends the name. Use _ or - instead.`;
  if (isConfigured && !/^[\w-]+$/.test(name))
    return `“${name}” cannot be a type of annotation.conf: use letters, digits, _ and - alone.`;
  if (/[<>|,;=!]/.test(name)) return `“${name}” cannot be a type: leave out < > | , ; = and !.`;
  return undefined;
}

/** The change that gives a type another name, or makes it one with a type of the same kind that has the name already. */
export function typeRenaming(files: CorpusFiles, kind: TypeKind, from: string, to: string): Change {
  const parsed = files.annotations.map((file) => ({
    file,
    lines: splitLines(file.document.getText()).map(readLine),
  }));
  const kinds = kindsOfNames(
    files,
    parsed.map(({ lines }) => lines),
  );
  const merges = kinds.get(to)?.has(kind) === true;
  const others = [...(kinds.get(to) ?? [])].filter((other) => other !== kind);
  const isShared = (kinds.get(from)?.size ?? 0) > 1;
  const renaming: TypeRenaming = { kind, from, to, merges, isShared };
  const content = ({ document }: RenamedFile): string => document.getText();
  const { configuration } = files;
  const changed = [
    ...parsed.map(({ file, lines }) => ({ file, edits: renamedInStandoff(lines, renaming) })),
    ...(configuration === undefined
      ? []
      : [{ file: configuration, edits: renamedInConfiguration(content(configuration), renaming) }]),
    ...files.visual.map((file) => ({
      file,
      edits: renamedInVisual(content(file), renaming, file.isElsewhere),
    })),
    ...files.shortcuts
      .filter(({ isElsewhere }) => !isElsewhere)
      .map((file) => ({ file, edits: renamedInShortcuts(content(file), renaming) })),
  ].filter(({ edits }) => edits.length > 0);
  const places = changed.reduce((sum, { edits }) => sum + edits.length, 0);
  const verb = merges
    ? `Merge the ${kindNames[kind]} ${from} into ${to}`
    : `Rename the ${kindNames[kind]} ${from} to ${to}`;
  const warnings = [
    ...(merges
      ? [`${to} is a ${kindNames[kind]} of this corpus already; afterwards nothing tells the two apart.`]
      : []),
    ...(others.length > 0
      ? [`${to} is also the name of a ${others.map((other) => kindNames[other]).join(' and a ')}.`]
      : []),
    ...(files.unreadable.length > 0
      ? [`Not read, and left as they are: ${files.unreadable.join(', ')}.`]
      : []),
  ];
  return {
    files: changed,
    label: `${verb}: ${counted(places, 'place')} in ${counted(changed.length, 'file')}`,
    description: warnings.length > 0 ? warnings.join(' ') : namesOf(changed),
    needsConfirmation: changed.length > 1 || warnings.length > 0,
  };
}

/** Which kinds of types have a name, in the annotations and in the configuration. */
function kindsOfNames(
  { configuration }: CorpusFiles,
  annotations: readonly (readonly StandoffLine[])[],
): ReadonlyMap<string, ReadonlySet<TypeKind>> {
  const kinds = new Map<string, Set<TypeKind>>();
  const add = (name: string, kind: TypeKind): void => {
    const known = kinds.get(name);
    if (known === undefined) kinds.set(name, new Set([kind]));
    else known.add(kind);
  };
  for (const line of annotations.flat()) {
    const type = typeNameOf(line);
    if (type !== undefined) add(type.part.text, type.kind);
  }
  for (const { isDefinition, kind, part } of configuredTypes(configuration?.document.getText() ?? '')) {
    if (isDefinition) add(part.text, kind);
  }
  return kinds;
}

/** The first few files by name. */
function namesOf(changed: readonly FileEdits[]): string {
  const names = changed.map(({ file: { document } }) => basename(pathOf(document.uri)));
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

function pathOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : uri;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
