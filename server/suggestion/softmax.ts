/**
 * Decoding of a token classifier that was trained with a softmax over BIO labels. The first piece of a word decides for
 * the word (the `first` aggregation of Hugging Face's pipelines), so that no mention ever splits one.
 */
import type { TokenSpan } from './chain.ts';

/**
 * @param logits row-major, one row of `labels.length` values a token.
 * @param wordStarts 1 where a token begins a word.
 * @returns mentions as token spans in ascending order. An I that continues nothing of its own type begins a mention.
 * The probability is the mean over the mention's words of the probability of the label that was chosen.
 */
export function decodeLabels(
  logits: Float32Array,
  wordStarts: Uint8Array,
  labels: readonly string[],
): (TokenSpan & { readonly type: string })[] {
  const mentions: (TokenSpan & { readonly type: string })[] = [];
  let open: { type: string; start: number; probabilities: number[] } | undefined;
  const close = (end: number): void => {
    if (open === undefined) return;
    const { type, start, probabilities } = open;
    const sum = probabilities.reduce((total, probability) => total + probability, 0);
    mentions.push({ type, start, end, probability: sum / probabilities.length });
    open = undefined;
  };
  for (let token = 0; token < wordStarts.length; token++) {
    if (wordStarts[token] === 0) continue;
    const { label, probability } = best(
      logits.subarray(token * labels.length, (token + 1) * labels.length),
      labels,
    );
    if (label.startsWith('I') && open?.type === label.slice(2)) {
      open.probabilities.push(probability);
      continue;
    }
    close(token);
    if (label !== 'O') open = { type: label.slice(2), start: token, probabilities: [probability] };
  }
  close(wordStarts.length);
  return mentions;
}

function best(row: Float32Array, labels: readonly string[]): { label: string; probability: number } {
  const largest = Math.max(...row);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - largest);
  return { label: labels[row.indexOf(largest)] as string, probability: 1 / sum };
}
