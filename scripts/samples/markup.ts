/**
 * The markup in which the sample corpus is written, and its reader.
 *
 * A mention is written where it stands, so that no offset is ever typed by hand:
 *
 *     {D|pneumonia}                    a Disease
 *     {C|aspirin} {A|lung}             a Chemical, an Anatomy
 *     {D-|fever}                       Negation
 *     {D?|sepsis}                      Certainty Uncertain
 *     {D~|appendicitis}                Certainty Historical
 *     {D>|stroke}                      Certainty Hypothetical
 *     {D^|asthma}                      FamilyHistory
 *     {D|{A|lung} cancer}              nested mentions
 *     {C #m|metformin}                 a mention that others may name by the key m
 *     {D +m|T2DM}                      treated by the Chemical m
 *     {D !m|diarrhoea}                 caused by the Chemical m
 *     {D =D003924|T2DM}                normalised to a MeSH descriptor
 *     {D "why so"|T2DM}                carries an annotator's note
 *     {D #b|breast} and {D|ovarian {&b|cancer}}   {&b|...} adds a fragment to the mention b
 *
 * `\u{301}` stands for the character of that code point, so that combining marks survive editors which compose
 * them. A mention that runs over a line end is cut into one fragment for each line.
 */

/** A half-open range of UTF-16 code units. */
export interface Range {
  start: number;
  end: number;
}

export type EntityType = 'Disease' | 'Chemical' | 'Anatomy';
export type Certainty = 'Uncertain' | 'Historical' | 'Hypothetical';

/** One annotated mention. `treatedBy` and `causedBy` hold keys of Chemical mentions of the same document. */
export interface Mention {
  type: EntityType;
  fragments: Range[];
  key: string | undefined;
  negated: boolean;
  familyHistory: boolean;
  certainty: Certainty | undefined;
  concepts: string[];
  treatedBy: string[];
  causedBy: string[];
  note: string | undefined;
}

export interface MarkedText {
  text: string;
  /** In text order: by start, the longer first, then as written. */
  mentions: Mention[];
}

const types: Record<string, EntityType> = { D: 'Disease', C: 'Chemical', A: 'Anatomy' };
const certainties: Record<string, Certainty> = { '?': 'Uncertain', '~': 'Historical', '>': 'Hypothetical' };

/**
 * Reads marked text into plain text and mentions, offsets in UTF-16 code units of the plain text.
 * Throws an Error that names `source` and the place when the markup is malformed, when a key is missing or doubled,
 * or when a mention is empty or begins or ends with a blank: the sources are part of the project, and a fault in
 * them must stop the build.
 */
export function readMarkup(markup: string, source: string): MarkedText {
  const mentions: Mention[] = [];
  const byKey = new Map<string, Mention>();
  const continuations: { key: string; range: Range; place: string }[] = [];
  const open: { start: number; header: string; place: string }[] = [];
  let text = '';
  let at = 0;

  const placeOf = (index: number): string => `${source}:${markup.slice(0, index).split('\n').length}`;

  while (at < markup.length) {
    const character = markup.charAt(at);
    if (character === '{') {
      const bar = markup.indexOf('|', at);
      if (bar < 0) throw new Error(`${placeOf(at)}: "{" without "|".`);
      open.push({ start: text.length, header: markup.slice(at + 1, bar), place: placeOf(at) });
      at = bar + 1;
    } else if (character === '}') {
      const last = open.pop();
      if (last === undefined) throw new Error(`${placeOf(at)}: "}" without "{".`);
      const range = { start: last.start, end: text.length };
      if (last.header.startsWith('&')) {
        continuations.push({ key: last.header.slice(1), range, place: last.place });
      } else {
        const mention = readHeader(last.header, last.place);
        mention.fragments.push(range);
        mentions.push(mention);
        if (mention.key !== undefined) {
          if (byKey.has(mention.key))
            throw new Error(`${last.place}: the key "${mention.key}" is used twice.`);
          byKey.set(mention.key, mention);
        }
      }
      at += 1;
    } else {
      const escaped = /^\\u\{([0-9A-Fa-f]+)\}/.exec(markup.slice(at, at + 12));
      text += escaped === null ? character : String.fromCodePoint(Number.parseInt(escaped[1] ?? '', 16));
      at += escaped === null ? 1 : escaped[0].length;
    }
  }
  const unclosed = open[0];
  if (unclosed !== undefined) throw new Error(`${unclosed.place}: "{" without "}".`);

  for (const { key, range, place } of continuations) {
    const mention = byKey.get(key);
    if (mention === undefined) throw new Error(`${place}: no mention has the key "${key}".`);
    mention.fragments.push(range);
  }
  for (const mention of mentions) {
    for (const key of [...mention.treatedBy, ...mention.causedBy]) {
      if (byKey.get(key)?.type !== 'Chemical')
        throw new Error(`${source}: no Chemical has the key "${key}".`);
    }
    mention.fragments = mention.fragments.flatMap((fragment) => cutAtLineEnds(text, fragment, source));
    mention.fragments.sort((one, other) => one.start - other.start);
  }
  mentions.sort((one, other) => startOf(one) - startOf(other) || endOf(other) - endOf(one));
  return { text, mentions };
}

/** The first offset of a mention. */
export function startOf(mention: Mention): number {
  return mention.fragments[0]?.start ?? 0;
}

/** The offset after the last character of a mention. */
export function endOf(mention: Mention): number {
  return mention.fragments.at(-1)?.end ?? 0;
}

function readHeader(header: string, place: string): Mention {
  const items = header.match(/"[^"]*"|\S+/g) ?? [];
  const head = items.shift() ?? '';
  const type = types[head.charAt(0)];
  if (type === undefined) throw new Error(`${place}: "${header}" does not begin with D, C or A.`);
  const mention: Mention = {
    type,
    fragments: [],
    key: undefined,
    negated: false,
    familyHistory: false,
    certainty: undefined,
    concepts: [],
    treatedBy: [],
    causedBy: [],
    note: undefined,
  };
  for (const flag of head.slice(1)) {
    if (type !== 'Disease') throw new Error(`${place}: only a Disease takes attributes.`);
    if (flag === '-') mention.negated = true;
    else if (flag === '^') mention.familyHistory = true;
    else if (certainties[flag] !== undefined) mention.certainty = certainties[flag];
    else throw new Error(`${place}: unknown attribute sign "${flag}".`);
  }
  if (mention.certainty !== undefined && (mention.negated || mention.familyHistory)) {
    throw new Error(`${place}: a certainty is not combined with negation or family history.`);
  }
  for (const item of items) {
    const rest = item.slice(1);
    if (item.startsWith('#')) mention.key = rest;
    else if (item.startsWith('=')) mention.concepts.push(rest);
    else if (item.startsWith('+')) mention.treatedBy.push(rest);
    else if (item.startsWith('!')) mention.causedBy.push(rest);
    else if (item.startsWith('"')) mention.note = item.slice(1, -1);
    else throw new Error(`${place}: unknown item "${item}".`);
  }
  if (type !== 'Disease' && mention.treatedBy.length + mention.causedBy.length > 0) {
    throw new Error(`${place}: only a Disease is treated or caused.`);
  }
  return mention;
}

function cutAtLineEnds(text: string, fragment: Range, source: string): Range[] {
  const fragments: Range[] = [];
  let start = fragment.start;
  for (const line of text.slice(fragment.start, fragment.end).split('\n')) {
    if (line === '' || line.trim() !== line) {
      throw new Error(`${source}: the mention "${line}" is empty or has a blank at its edge.`);
    }
    fragments.push({ start, end: start + line.length });
    start += line.length + 1;
  }
  return fragments;
}
