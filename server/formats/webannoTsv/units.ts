/** The rows of WebAnno TSV while they are written: tokens and parts of tokens, and what is annotated on them. */
import { type Span, span } from '../../text/positions.ts';
import { firstTokenStartingFrom } from '../../text/tokens.ts';
import type { RelationPlan, SpanPlan } from '../uima/plan.ts';
import { firstEndingFrom, type SentenceLayout } from './tokens.ts';

/** A row. */
export interface Unit {
  readonly id: string;
  readonly place: Span;
  /** By layer, in the order of the stack. */
  readonly spans: Map<string, SpanPlan[]>;
  readonly relations: Map<string, RelationPlan[]>;
}

/** A row of a token, and the rows of its parts. */
export interface TokenUnit extends Unit {
  readonly parts: Unit[];
}

/** A link in its chain, both counted from 1. */
export interface LinkPlace {
  readonly chain: number;
  readonly place: number;
}

/** The rows of a document. */
export class Units {
  /** By sentence. */
  readonly sentences: readonly (readonly TokenUnit[])[];
  readonly #tokens: readonly TokenUnit[];
  readonly #places: readonly Span[];
  readonly #home = new Map<SpanPlan, Unit>();
  readonly #numbers = new Map<SpanPlan, number>();

  constructor(layouts: readonly SentenceLayout[]) {
    this.sentences = layouts.map(({ tokens }, sentence) =>
      tokens.map((place, token) => ({ ...emptyUnit(`${sentence + 1}-${token + 1}`, place), parts: [] })),
    );
    this.#tokens = this.sentences.flat();
    this.#places = this.#tokens.map(({ place }) => place);
  }

  /**
   * Puts an annotation on the rows that it covers: whole tokens where it covers them, parts of tokens at its ends
   * otherwise. Annotations that share a row, or reach over several tokens, get numbers unless they are links.
   */
  add(plan: SpanPlan, isNumbered: boolean): void {
    const { start, end } = plan.place;
    const first = firstEndingFrom(this.#places, start === end ? start : start + 1);
    const last = start === end ? first : firstTokenStartingFrom(this.#places, end) - 1;
    for (let index = first; index <= last; index += 1) {
      const token = this.#tokens[index] as TokenUnit;
      const from = Math.max(start, token.place.start);
      const to = Math.min(end, token.place.end);
      const isWhole = from === token.place.start && to === token.place.end;
      this.#put(plan, isWhole ? token : partOf(token, span(from, to)), isNumbered);
    }
    if (isNumbered && last > first) this.number(plan);
  }

  /** Where an annotation is referred to: its first row. */
  home(plan: SpanPlan): Unit {
    return this.#home.get(plan) as Unit;
  }

  /** The row of a token. */
  setHomeOfToken(plan: SpanPlan): void {
    const index = firstEndingFrom(this.#places, plan.place.start + 1);
    this.#home.set(plan, this.#tokens[index] as Unit);
  }

  /** Gives an annotation a number, unless it has one. */
  number(plan: SpanPlan): void {
    if (!this.#numbers.has(plan)) this.#numbers.set(plan, this.#numbers.size + 1);
  }

  numberOf(plan: SpanPlan): number | undefined {
    return this.#numbers.get(plan);
  }

  #put(plan: SpanPlan, unit: Unit, isNumbered: boolean): void {
    if (!this.#home.has(plan)) this.#home.set(plan, unit);
    const stack = unit.spans.get(plan.layer);
    if (stack === undefined) unit.spans.set(plan.layer, [plan]);
    else {
      stack.push(plan);
      if (isNumbered) for (const stacked of stack) this.number(stacked);
    }
  }
}

function emptyUnit(id: string, place: Span): Unit {
  return { id, place, spans: new Map(), relations: new Map() };
}

function partOf(token: TokenUnit, place: Span): Unit {
  const known = token.parts.find((part) => part.place.start === place.start && part.place.end === place.end);
  if (known !== undefined) return known;
  const part = emptyUnit(`${token.id}.${token.parts.length + 1}`, place);
  token.parts.push(part);
  return part;
}
