/** Tag schemes: writing mentions as one tag a token, and reading them back. */

/**
 * `bio` is IOB2: B- on the first token of every mention. `iob1` is the form of CoNLL-2003: I- throughout, and B- only
 * where a mention follows another of its type without a token between. `bioes` marks the last token E- and a mention of
 * one token S-; `biluo` calls these L- and U-.
 */
export type Scheme = 'bio' | 'iob1' | 'bioes' | 'biluo';

export const schemes: readonly Scheme[] = ['bio', 'iob1', 'bioes', 'biluo'];

/** A mention over tokens of one sentence: half-open, in token indices. */
export interface TokenMention {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Writes the tags of one sentence. The mentions must be disjoint, not empty, and inside the sentence; their order does
 * not matter. Two mentions that touch stay two in every scheme.
 */
export function encodeTags(length: number, mentions: readonly TokenMention[], scheme: Scheme): string[] {
  const tags = new Array<string>(length).fill('O');
  const ascending = [...mentions].sort((a, b) => a.start - b.start);
  ascending.forEach(({ type, start, end }, index) => {
    const before = ascending[index - 1];
    const touches = before !== undefined && before.end === start && before.type === type;
    for (let at = start; at < end; at++) {
      const isFirst = at === start;
      const isLast = at === end - 1;
      tags[at] = `${prefixOf(scheme, isFirst, isLast, touches)}-${type}`;
    }
  });
  return tags;
}

function prefixOf(scheme: Scheme, isFirst: boolean, isLast: boolean, touches: boolean): string {
  switch (scheme) {
    case 'bio':
      return isFirst ? 'B' : 'I';
    case 'iob1':
      return isFirst && touches ? 'B' : 'I';
    case 'bioes':
      return isFirst && isLast ? 'S' : isFirst ? 'B' : isLast ? 'E' : 'I';
    case 'biluo':
      return isFirst && isLast ? 'U' : isFirst ? 'B' : isLast ? 'L' : 'I';
  }
}

/**
 * Reads the tags of one sentence in any of the schemes, as leniently as conlleval and seqeval's default mode do:
 * no tag is refused. A mention starts at B-, S- or U-, and at any other tag that does not continue one: after O, after
 * E-, L-, S- or U-, or where the type changes. It ends at E-, L-, S- or U-, and before whatever starts another. So
 * `O I-A I-B` holds two mentions. A tag without a type has the type `_`, as in seqeval.
 *
 * Mentions come ascending and disjoint. Reading gives back exactly what {@link encodeTags} wrote.
 */
export function decodeTags(tags: readonly string[]): TokenMention[] {
  const mentions: TokenMention[] = [];
  let open: { type: string; start: number } | undefined;
  const close = (end: number): void => {
    if (open !== undefined) mentions.push({ ...open, end });
    open = undefined;
  };
  tags.forEach((tag, index) => {
    if (tag === 'O' || tag === '') {
      close(index);
      return;
    }
    const { prefix, type } = partsOf(tag);
    if (open?.type !== type || startsAlways.has(prefix)) {
      close(index);
      open = { type, start: index };
    }
    if (endsAlways.has(prefix)) close(index + 1);
  });
  close(tags.length);
  return mentions;
}

const startsAlways = new Set(['B', 'S', 'U']);
const endsAlways = new Set(['E', 'L', 'S', 'U']);

/** The prefix is the first character, the type what follows the first hyphen after it. */
function partsOf(tag: string): { prefix: string; type: string } {
  const hyphen = tag.indexOf('-', 1);
  const type = hyphen === -1 ? tag.slice(1) : tag.slice(hyphen + 1);
  return { prefix: tag.charAt(0), type: type === '' ? '_' : type };
}

/** Writes the tags of one sentence in another scheme. */
export function convertTags(tags: readonly string[], scheme: Scheme): string[] {
  return encodeTags(tags.length, decodeTags(tags), scheme);
}
