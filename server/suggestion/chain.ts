/**
 * Decoding of a linear-chain conditional random field over the labels O, B and I of one entity type: the best label
 * sequence (Viterbi) and the probability of a span (forward-backward; Culotta and McCallum, "Confidence estimation for
 * information extraction", HLT-NAACL 2004).
 */

/** O, B, I. */
const labelCount = 3;
const outside = 0;
const begin = 1;
const inside = 2;

export interface Chain {
  /** Scores of starting in each label and of ending in it, and `transitions[from][to]`. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly transitions: readonly (readonly number[])[];
}

/** A stretch of tokens labelled as one mention: token indices, half-open. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  /** The probability that exactly these tokens are one mention, 0 to 1. */
  readonly probability: number;
}

/**
 * The mentions of the best label sequence, each with its probability under the chain.
 * @param emissions row-major, `length` rows of three scores in the order O, B, I.
 * Linear in `length`. Equal scores are decided for the lower label.
 */
export function decodeChain(emissions: Float64Array, length: number, chain: Chain): TokenSpan[] {
  if (length === 0) return [];
  const labels = bestLabels(emissions, length, chain);
  const spans = labelledSpans(labels);
  if (spans.length === 0) return [];
  const { forward, backward, total } = forwardBackward(emissions, length, chain);
  return spans.map(({ start, end }) => ({
    start,
    end,
    probability: spanProbability(start, end, emissions, length, chain, forward, backward, total),
  }));
}

/**
 * Whether it is certain, at a look at each token, that the best label sequence is O throughout. It is where no token gains
 * as much by B or I as leaving and entering O can cost at most. Most sentences hold mentions of few types, and this tells so
 * at a tenth of what decoding costs.
 * @param logits row-major, `columns` a token. @param labels the columns of O, B and I.
 */
export function staysOutside(
  logits: Float32Array,
  columns: number,
  labels: readonly [number, number, number],
  chain: Chain,
): boolean {
  const [o, b, i] = labels;
  const margin = 2 * largestGain(chain);
  for (let row = 0; row < logits.length; row += columns) {
    const best = Math.max(cell(logits, row + b), cell(logits, row + i));
    if (best + margin >= cell(logits, row + o)) return false;
  }
  return true;
}

const largestGains = new WeakMap<Chain, number>();

/** The most that one step of a sequence can gain over a step from O to O, or over starting or ending in O; at least 0. */
function largestGain(chain: Chain): number {
  const known = largestGains.get(chain);
  if (known !== undefined) return known;
  const { start, end, transitions } = chain;
  const stay = transitions[outside]?.[outside] ?? 0;
  const gain = Math.max(
    0,
    ...transitions.flat().map((score) => score - stay),
    ...start.map((score) => score - cell(start, outside)),
    ...end.map((score) => score - cell(end, outside)),
  );
  largestGains.set(chain, gain);
  return gain;
}

function bestLabels(emissions: Float64Array, length: number, chain: Chain): Uint8Array {
  const best = new Float64Array(length * labelCount);
  const from = new Uint8Array(length * labelCount);
  for (let label = 0; label < labelCount; label++) {
    best[label] = cell(chain.start, label) + cell(emissions, label);
  }
  for (let token = 1; token < length; token++) {
    for (let label = 0; label < labelCount; label++) {
      let bestScore = Number.NEGATIVE_INFINITY;
      for (let previous = 0; previous < labelCount; previous++) {
        const score = cell(best, (token - 1) * labelCount + previous) + transition(chain, previous, label);
        if (score > bestScore) {
          bestScore = score;
          from[token * labelCount + label] = previous;
        }
      }
      best[token * labelCount + label] = bestScore + cell(emissions, token * labelCount + label);
    }
  }
  let label = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let last = 0; last < labelCount; last++) {
    const score = cell(best, (length - 1) * labelCount + last) + cell(chain.end, last);
    if (score > bestScore) {
      bestScore = score;
      label = last;
    }
  }
  const labels = new Uint8Array(length);
  for (let token = length - 1; token >= 0; token--) {
    labels[token] = label;
    label = cell(from, token * labelCount + label);
  }
  return labels;
}

/** An I that follows neither B nor I begins a mention as well: a trained chain forbids it, an untrained one may not. */
function labelledSpans(labels: Uint8Array): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let open = -1;
  for (let token = 0; token <= labels.length; token++) {
    const label = labels[token] ?? outside;
    if (open >= 0 && label !== inside) {
      spans.push({ start: open, end: token });
      open = -1;
    }
    if (label === begin || (label === inside && open < 0)) open = token;
  }
  return spans;
}

function forwardBackward(emissions: Float64Array, length: number, chain: Chain) {
  const forward = new Float64Array(length * labelCount);
  const backward = new Float64Array(length * labelCount);
  const terms = new Float64Array(labelCount);
  for (let label = 0; label < labelCount; label++) {
    forward[label] = cell(chain.start, label) + cell(emissions, label);
    backward[(length - 1) * labelCount + label] = cell(chain.end, label);
  }
  for (let token = 1; token < length; token++) {
    for (let label = 0; label < labelCount; label++) {
      for (let previous = 0; previous < labelCount; previous++) {
        terms[previous] =
          cell(forward, (token - 1) * labelCount + previous) + transition(chain, previous, label);
      }
      forward[token * labelCount + label] = logSum(terms) + cell(emissions, token * labelCount + label);
    }
  }
  for (let token = length - 2; token >= 0; token--) {
    for (let label = 0; label < labelCount; label++) {
      for (let next = 0; next < labelCount; next++) {
        const position = (token + 1) * labelCount + next;
        terms[next] = transition(chain, label, next) + cell(emissions, position) + cell(backward, position);
      }
      backward[token * labelCount + label] = logSum(terms);
    }
  }
  for (let label = 0; label < labelCount; label++) {
    terms[label] = cell(forward, (length - 1) * labelCount + label) + cell(chain.end, label);
  }
  return { forward, backward, total: logSum(terms) };
}

/** The share of all label sequences' weight in which the tokens are B I I … and the next token is not I. */
function spanProbability(
  start: number,
  end: number,
  emissions: Float64Array,
  length: number,
  chain: Chain,
  forward: Float64Array,
  backward: Float64Array,
  total: number,
): number {
  let score = cell(forward, start * labelCount + begin);
  for (let token = start + 1; token < end; token++) {
    score +=
      transition(chain, token === start + 1 ? begin : inside, inside) +
      cell(emissions, token * labelCount + inside);
  }
  const last = end - start === 1 ? begin : inside;
  if (end === length) {
    score += cell(chain.end, last);
  } else {
    score += logSum(
      Float64Array.of(outside, begin).map((next) => {
        const position = end * labelCount + next;
        return transition(chain, last, next) + cell(emissions, position) + cell(backward, position);
      }),
    );
  }
  return Math.min(1, Math.exp(score - total));
}

/** Written without iterators: it is where decoding spends its time. */
function logSum(values: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    if (cell(values, index) > largest) largest = cell(values, index);
  }
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp(cell(values, index) - largest);
  return largest + Math.log(sum);
}

const transition = (chain: Chain, from: number, to: number): number => chain.transitions[from]?.[to] ?? 0;
const cell = (values: ArrayLike<number>, index: number): number => values[index] as number;
