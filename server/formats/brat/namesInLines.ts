/** Where lines of brat standoff name types and ids, for changing a name everywhere. */
import type { StandoffLine, UnparsedLine } from './lines.ts';
import { idOf, lineIndexAt, type Part, part, referencesOf } from './lines.ts';

/**
 * What a type is a type of. A name may stand for one of each. Entities and events share theirs: an event has the type
 * of the entity that triggers it. An equivalence has a type of relation.
 */
export type TypeKind = 'span' | 'relation' | 'attribute';

/** A type with the place where a file names it. */
export interface TypeName {
  readonly kind: TypeKind;
  readonly part: Part;
}

export type NameInLine =
  | ({ readonly name: 'type' } & TypeName)
  | { readonly name: 'id'; readonly part: Part; readonly isDefinition: boolean };

/** The type or the id at a position of a file; `undefined` where neither is. Both ends of a name belong to it. */
export function nameAt(lines: readonly StandoffLine[], position: number): NameInLine | undefined {
  const line = lines[lineIndexAt(lines, position)];
  if (line === undefined) return undefined;
  const isHere = ({ span: { start, end } }: Part): boolean => start <= position && position <= end;
  const type = typeNameOf(line);
  if (type !== undefined && isHere(type.part)) return { name: 'type', ...type };
  const reference = referencesIn(line).find(isHere);
  if (reference !== undefined) return { name: 'id', part: reference, isDefinition: false };
  const id = 'id' in line ? line.id : undefined;
  return id !== undefined && isHere(id) ? { name: 'id', part: id, isDefinition: true } : undefined;
}

/** The type that a line names, also where the rest of the line cannot be read. Normalisations and notes have none. */
export function typeNameOf(line: StandoffLine): TypeName | undefined {
  switch (line.kind) {
    case 'entity':
    case 'event':
      return { kind: 'span', part: line.type };
    case 'relation':
    case 'equivalence':
      return { kind: 'relation', part: line.type };
    case 'attribute':
      return { kind: 'attribute', part: line.type };
    case 'unparsed': {
      const kind = kindsByPrefix[idOf(line)?.[0] ?? ''];
      const [first] = tokensOf(line);
      if (kind === undefined || first === undefined) return undefined;
      return { kind, part: kind === 'span' ? beforeColon(line, first) : first };
    }
    default:
      return undefined;
  }
}

/** The ids that a line refers to, also where the line cannot be read. */
export function referencesIn(line: StandoffLine): readonly Part[] {
  if (line.kind !== 'unparsed') return referencesOf(line);
  const prefix = idOf(line)?.[0] ?? '';
  const [first, ...rest] = tokensOf(line);
  switch (prefix) {
    case 'E':
      return [
        ...(first === undefined ? [] : afterColon(line, first)),
        ...rest.flatMap((each) => afterColon(line, each)),
      ];
    case 'R':
      return rest.flatMap((each) => afterColon(line, each));
    case 'A':
    case 'M':
    case 'N':
    case '#':
      return rest.slice(0, 1).flatMap((each) => (each.text.includes(':') ? afterColon(line, each) : [each]));
    default:
      return [];
  }
}

const kindsByPrefix: Readonly<Record<string, TypeKind>> = {
  T: 'span',
  E: 'span',
  R: 'relation',
  A: 'attribute',
  M: 'attribute',
};

/** The tokens of the second column. */
function tokensOf(line: UnparsedLine): Part[] {
  const start = line.text.indexOf('\t') + 1;
  if (start === 0) return [];
  const [column = ''] = line.text.slice(start).split('\t');
  return Array.from(column.matchAll(/\S+/g), ({ 0: text, index }) =>
    part(line, start + index, start + index + text.length),
  );
}

function beforeColon(line: UnparsedLine, token: Part): Part {
  const start = token.span.start - line.span.start;
  const colon = token.text.indexOf(':');
  return colon < 0 ? token : part(line, start, start + colon);
}

/** What follows the colon of a token; nothing where there is none. */
function afterColon(line: UnparsedLine, token: Part): Part[] {
  const colon = token.text.indexOf(':');
  if (colon < 0) return [];
  const start = token.span.start - line.span.start;
  return [part(line, start + colon + 1, start + token.text.length)];
}
