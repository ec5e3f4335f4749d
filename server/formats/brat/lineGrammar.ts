/** The grammar of single lines of brat standoff, without regard to the text they annotate. */
import { isId } from './identifiers.ts';
import type { ArgumentPart, EntityLine, Part, RawLine, StandoffLine, UnparsedLine } from './lines.ts';
import { part } from './lines.ts';

/**
 * Reads one line. A line that fits no form comes back as `unparsed` with the reason. The words of an entity are the
 * whole column here and `agrees` is `false`; only the comparison with the text can tell more.
 */
export function readLine(raw: RawLine): StandoffLine {
  if (raw.text.trim() === '') return { ...raw, kind: 'blank' };
  const columns = columnsOf(raw);
  const id = columns.id;
  if (id.text === '*') return readEquivalence(raw, columns);
  if (!isId(id.text)) {
    return unparsed(
      raw,
      undefined,
      'A line begins with an id such as T1, R1, E1, A1, N1 or #1, or with *, and a tab after it.',
    );
  }
  if (columns.data === undefined) {
    return unparsed(raw, id, `After the id ${id.text} comes a tab.`);
  }
  const read = readers[id.text[0] as string];
  if (read === undefined) {
    return unparsed(
      raw,
      id,
      `No kind of line has an id that begins with ${id.text[0]}; the kinds are T, R, E, A, M, N, # and *.`,
    );
  }
  return read(raw, { id, data: columns.data, tail: columns.tail });
}

interface Columns {
  readonly id: Part;
  /** The second column; `undefined` where there is no tab. */
  readonly data: Part | undefined;
  /** Everything after the second tab; `undefined` where there is none. */
  readonly tail: Part | undefined;
}

interface FullColumns extends Columns {
  readonly data: Part;
}

type Reader = (raw: RawLine, columns: FullColumns) => StandoffLine;

const readers: Readonly<Record<string, Reader>> = {
  T: readEntity,
  R: readRelation,
  E: readEvent,
  A: readAttribute,
  M: readAttribute,
  N: readNormalisation,
  '#': readNote,
};

function readEntity(raw: RawLine, { id, data, tail }: FullColumns): StandoffLine {
  const match = /^(\S+\s+)((-?\d+)\s+(-?\d+)((?:\s*;\s*-?\d+\s+-?\d+)*))\s*$/.exec(data.text);
  if (match === null) {
    return unparsed(
      raw,
      id,
      'An entity has a type, offsets and, after a tab, words, for example "T1⇥Protein 0 3⇥p53" or ' +
        '"T1⇥Protein 0 3;8 12⇥p53 gene", where ⇥ is a tab.',
    );
  }
  const offsetsStart = (match[1] as string).length;
  const offsets = within(raw, data, offsetsStart, offsetsStart + (match[2] as string).length);
  const ranges: [number, number][] = [[Number(match[3]), Number(match[4])]];
  const furtherRanges = match[5] as string;
  if (furtherRanges !== '') {
    for (const [, start, end] of furtherRanges.matchAll(/(-?\d+)\s+(-?\d+)/g)) {
      ranges.push([Number(start), Number(end)]);
    }
  }
  const type = within(raw, data, 0, (match[1] as string).trimEnd().length);
  const words = tail ?? part(raw, raw.text.length, raw.text.length);
  return { ...raw, kind: 'entity', id, type, offsets, ranges, words, agrees: false } satisfies EntityLine;
}

function readRelation(raw: RawLine, { id, data }: FullColumns): StandoffLine {
  const [type, ...rest] = tokensOf(raw, data);
  const filled = rest.map((token) => readArgument(raw, token));
  const [first, second] = filled;
  if (type === undefined || filled.length !== 2 || first === undefined || second === undefined) {
    return unparsed(
      raw,
      id,
      `A relation has a type and exactly two arguments, for example "R1⇥Part-of Arg1:T1 Arg2:T2"; ` +
        `this line has ${filled.length}.`,
    );
  }
  return { ...raw, kind: 'relation', id, type, arguments: [first, second] };
}

function readEvent(raw: RawLine, { id, data }: FullColumns): StandoffLine {
  const [head, ...rest] = tokensOf(raw, data);
  const trigger = head === undefined ? undefined : readArgument(raw, head);
  if (trigger === undefined) {
    return unparsed(
      raw,
      id,
      'An event begins with its type and its trigger, for example "E1⇥Binding:T3 Theme:T1". ' +
        'Events without a trigger are not supported.',
    );
  }
  const filled: ArgumentPart[] = [];
  for (const token of rest) {
    const argument = readArgument(raw, token);
    if (argument === undefined) {
      return unparsed(
        raw,
        id,
        `"${token.text}" is not an argument; an argument is Role:Id, such as Theme:T1.`,
      );
    }
    filled.push(argument);
  }
  return { ...raw, kind: 'event', id, type: trigger.role, trigger: trigger.target, arguments: filled };
}

function readAttribute(raw: RawLine, { id, data }: FullColumns): StandoffLine {
  const [type, target, value] = tokensOf(raw, data);
  if (type === undefined || target === undefined) {
    return unparsed(
      raw,
      id,
      'An attribute has a type, a target and perhaps a value, for example "A1⇥Negation E1" or "A2⇥Certainty E1 High".',
    );
  }
  if (value === undefined) return { ...raw, kind: 'attribute', id, type, target };
  // A value may hold spaces: it reaches to the end of the column.
  const valueStart = value.span.start - data.span.start;
  const whole = within(raw, data, valueStart, data.text.trimEnd().length);
  return { ...raw, kind: 'attribute', id, type, target, value: whole };
}

function readNormalisation(raw: RawLine, { id, data, tail }: FullColumns): StandoffLine {
  const tokens = tokensOf(raw, data);
  const [type] = tokens;
  // The BioNLP Shared Task 2013 labels the two parts, in either order.
  const labelledTarget = tokens.slice(1, 3).find(({ text }) => /^Annotation:./.test(text));
  const labelledReference = tokens.slice(1, 3).find(({ text }) => /^Referent:./.test(text));
  const labelled = labelledTarget !== undefined && labelledReference !== undefined;
  const target = labelled ? afterColon(raw, labelledTarget) : tokens[1];
  const reference = labelled ? afterColon(raw, labelledReference) : tokens[2];
  if (type === undefined || target === undefined || reference === undefined) {
    return unparsed(
      raw,
      id,
      'A normalisation has a type, a target and a concept, for example "N1⇥Reference T1 UMLS:C0027051⇥name".',
    );
  }
  if (tokens.length > 3) {
    return unparsed(raw, id, `"${(tokens[3] as Part).text}" follows the concept; a name comes after a tab.`);
  }
  // Some versions of brat add one tab before the name on every save.
  const nameStart = tail === undefined ? 0 : tail.text.length - tail.text.replace(/^\t+/, '').length;
  const name = tail === undefined ? undefined : within(raw, tail, nameStart, tail.text.length);
  const shared = { ...raw, kind: 'normalisation', id, type, target, ...(name?.text && { name }) } as const;
  // The first colon divides, so that GO:GO:0005515 is the concept GO:0005515 of GO.
  const colon = reference.text.indexOf(':');
  if (colon < 1 || colon === reference.text.length - 1) return { ...shared, identifier: reference };
  return {
    ...shared,
    system: within(raw, reference, 0, colon),
    identifier: within(raw, reference, colon + 1, reference.text.length),
  };
}

function readNote(raw: RawLine, { id, data, tail }: FullColumns): StandoffLine {
  const [type, target, more] = tokensOf(raw, data);
  if (type === undefined || target === undefined || more !== undefined) {
    return unparsed(
      raw,
      id,
      'A note has a type, a target and, after a tab, a text, for example "#1⇥AnnotatorNotes T1⇥check this".',
    );
  }
  const note = tail ?? part(raw, raw.text.length, raw.text.length);
  return { ...raw, kind: 'note', id, type, target, note };
}

function readEquivalence(raw: RawLine, { data }: Columns): StandoffLine {
  const [type, ...members] = data === undefined ? [] : tokensOf(raw, data);
  if (type === undefined || members.length === 0) {
    return unparsed(raw, undefined, 'An equivalence has a type and members, for example "*⇥Equiv T1 T2".');
  }
  return { ...raw, kind: 'equivalence', type, members };
}

/**
 * The line with tabs where brat wants them, for a line that cannot be read only because its columns are separated
 * otherwise; `undefined` where that is not what is wrong.
 */
export function withTabs(line: UnparsedLine): string | undefined {
  for (const form of tabForms) {
    const match = form.exec(line.text);
    if (match === null) continue;
    const text = match
      .slice(1)
      .filter((column) => column !== undefined && column !== '')
      .join('\t');
    const read = readLine({ ...line, text });
    return text !== line.text && read.kind !== 'unparsed' ? text : undefined;
  }
  return undefined;
}

const tabForms = [
  /^(T\d\S*)\s+(\S+ -?\d+ -?\d+(?:;-?\d+ -?\d+)*)(?:\s+(.*))?$/,
  /^(N\d\S*)\s+(\S+ \S+ \S+)(?:\s+(.*))?$/,
  /^(#\d\S*)\s+(\S+ \S+)(?:\s+(.*))?$/,
  /^([REAM]\d\S*|\*)\s+(.*)$/,
];

function columnsOf(raw: RawLine): Columns {
  const first = raw.text.indexOf('\t');
  if (first < 0) return { id: part(raw, 0, raw.text.length), data: undefined, tail: undefined };
  const second = raw.text.indexOf('\t', first + 1);
  return {
    id: part(raw, 0, first),
    data: part(raw, first + 1, second < 0 ? raw.text.length : second),
    tail: second < 0 ? undefined : part(raw, second + 1, raw.text.length),
  };
}

function tokensOf(raw: RawLine, column: Part): Part[] {
  return Array.from(column.text.matchAll(/\S+/g), (match) =>
    within(raw, column, match.index, match.index + match[0].length),
  );
}

function readArgument(raw: RawLine, token: Part): ArgumentPart | undefined {
  const colon = token.text.indexOf(':');
  if (colon < 1 || colon === token.text.length - 1 || token.text.includes(':', colon + 1)) return undefined;
  return { role: within(raw, token, 0, colon), target: within(raw, token, colon + 1, token.text.length) };
}

function afterColon(raw: RawLine, token: Part): Part {
  return within(raw, token, token.text.indexOf(':') + 1, token.text.length);
}

/** The part of a part. */
function within(raw: RawLine, outer: Part, start: number, end: number): Part {
  const origin = outer.span.start - raw.span.start;
  return part(raw, origin + start, origin + end);
}

function unparsed(raw: RawLine, id: Part | undefined, reason: string): UnparsedLine {
  return { ...raw, kind: 'unparsed', ...(id !== undefined && { id }), reason };
}
