/** Texts with marked entities, and their places as if every word and every other character were a token. */
import type { Entity } from '../../../../server/annotation/document.ts';
import type {
  RelationHead,
  RelationModelRules,
  TokenPlaces,
} from '../../../../server/suggestion/relations/model.ts';
import { type PlacedRows, placed } from '../../../../server/suggestion/relations/places.ts';
import { joinedSentences } from '../../../../server/suggestion/relations/rows.ts';
import { type Span, span } from '../../../../server/text/positions.ts';

export const rules: Pick<RelationModelRules, 'entityTypes' | 'aliases'> = {
  entityTypes: ['Disease', 'Chemical', 'Gene'],
  aliases: { Drug: 'Chemical' },
};

/** `[fever|Disease]` marks an entity; ids are `T1`, `T2` in the order of the text. */
export function marked(content: string): { text: string; entities: Entity[] } {
  const entities: Entity[] = [];
  let text = '';
  let rest = content;
  for (
    let mark = /\[([^|\]]*)\|(\w+)\]/.exec(rest);
    mark !== null;
    mark = /\[([^|\]]*)\|(\w+)\]/.exec(rest)
  ) {
    const [whole, words = '', type = ''] = mark;
    text += rest.slice(0, mark.index);
    const fragments = [span(text.length, text.length + words.length)] as const;
    entities.push({ id: `T${entities.length + 1}`, type, fragments, words });
    text += words;
    rest = rest.slice(mark.index + whole.length);
  }
  return { text: text + rest, entities };
}

/** Every line is a sentence. */
export function lines(text: string): Span[] {
  return [...text.matchAll(/[^\n]+/gu)].map((line) => span(line.index, line.index + line[0].length));
}

export function tokensOf(text: string): TokenPlaces {
  const tokens = [...text.matchAll(/\p{L}+|[^\p{L}\s]/gu)];
  return {
    starts: Uint32Array.from(tokens, (token) => token.index),
    ends: Uint32Array.from(tokens, (token) => token.index + token[0].length),
  };
}

export function placedIn(text: string, entities: readonly Entity[]): PlacedRows {
  const rows = joinedSentences(lines(text), entities);
  const tokens = rows.map((row) => tokensOf(text.slice(row.start, row.end)));
  return placed(rows, tokens, entities, rules);
}

export function headWith(given: Partial<RelationHead>): RelationHead {
  return {
    name: 'induced',
    columns: [0, 2],
    types: ['Induces'],
    between: 'mentions',
    reach: 'sentence',
    pairs: [['Chemical', 'Disease']],
    threshold: 0.5,
    ...given,
  };
}
