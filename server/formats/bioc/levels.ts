/** In which part of a BioC document an annotation is listed: a sentence, a passage or the document itself. */
import type { Span } from '../../text/positions.ts';
import { longestSentenceGap } from './layout.ts';

export interface Level {
  readonly level: 'sentence' | 'passage' | 'document';
  /** The passage that holds the annotation, and the sentence among the passage's; undefined where none does. */
  readonly passage?: number;
  readonly sentence?: number;
}

/** The passages of a document and the sentences inside them. */
export class Levels {
  readonly #passages: readonly Span[];
  /** For each passage its sentences; none where they do not make up the text of the passage. */
  readonly sentences: readonly (readonly Span[])[];

  constructor(text: string, passages: readonly Span[], sentences: readonly Span[]) {
    this.#passages = passages;
    const inside: Span[][] = passages.map(() => []);
    for (const sentence of sentences) inside[this.#holder(sentence)]?.push(sentence);
    this.sentences = inside.map((own, index) => (tiles(text, passages[index] as Span, own) ? own : []));
  }

  /** Where an annotation is listed unless something else is said: in the smallest part that holds all of it. */
  usual(fragments: readonly [Span, ...Span[]]): Level {
    const start = fragments[0].start;
    const end = Math.max(...fragments.map((fragment) => fragment.end));
    const passage = this.#holder({ start, end });
    if (passage < 0) return { level: 'document' };
    const sentence = holding(this.sentences[passage] ?? [], { start, end });
    return sentence < 0 ? { level: 'passage', passage } : { level: 'sentence', passage, sentence };
  }

  #holder(stretch: Stretch): number {
    return holding(this.#passages, stretch);
  }
}

type Stretch = { readonly start: number; readonly end: number };

function holding(spans: readonly Span[], { start, end }: Stretch): number {
  return spans.findIndex((span) => start >= span.start && end <= span.end);
}

/**
 * Whether the text of a passage can be written as sentences: they follow each other with nothing but a few spaces
 * between them, and the last one ends the passage.
 */
function tiles(text: string, passage: Span, sentences: readonly Span[]): boolean {
  let reached: number = passage.start;
  for (const { start, end } of sentences) {
    const between = text.slice(reached, start);
    if (start < reached || between.length > longestSentenceGap || /[^ ]/.test(between)) return false;
    reached = end;
  }
  return sentences.length > 0 && reached === passage.end;
}
