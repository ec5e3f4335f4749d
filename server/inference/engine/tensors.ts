import * as ort from 'onnxruntime-node';
import type { TokenizedText } from './tokenization.ts';
import type { Window } from './windows.ts';

/** One row of a batch: a window of a tokenised text. */
export interface Row {
  readonly text: TokenizedText;
  readonly window: Window;
}

export interface SpecialTokens {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padding: number;
}

/** Tokens of a row, special tokens included. */
export function rowLength(row: Row, special: SpecialTokens): number {
  return special.prefix.length + (row.window.end - row.window.start) + special.suffix.length;
}

/** What a graph says of one of its inputs. */
export interface GraphInput {
  readonly name: string;
  /** `int64` or `int32`; what else there may be is told apart by whoever knows the input. */
  readonly type: string;
}

/** The inputs that {@link inputTensors} can fill beside the characters. */
export const knownInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];

/** What the session's graph says of its inputs. */
export function graphInputs(session: Pick<ort.InferenceSession, 'inputMetadata'>): GraphInput[] {
  return session.inputMetadata.map((input) => ({
    name: input.name,
    type: input.isTensor ? input.type : 'no tensor',
  }));
}

/**
 * The graph's inputs for a batch, padded to its longest row: every input is of shape [rows, tokens], and the character input
 * [rows, tokens, characters]. Positions count from zero.
 */
export function inputTensors(
  rows: readonly Row[],
  special: SpecialTokens,
  inputs: readonly GraphInput[],
  characters: { readonly input: string; readonly padding: number } | undefined,
): Record<string, ort.Tensor> {
  const tokens = Math.max(...rows.map((row) => rowLength(row, special)));
  const size = rows.length * tokens;
  const ids = new BigInt64Array(size).fill(BigInt(special.padding));
  const mask = new BigInt64Array(size);
  rows.forEach((row, index) => {
    let cell = index * tokens;
    const put = (id: number): void => {
      ids[cell] = BigInt(id);
      mask[cell] = 1n;
      cell += 1;
    };
    special.prefix.forEach(put);
    for (let token = row.window.start; token < row.window.end; token++) put(row.text.ids[token] as number);
    special.suffix.forEach(put);
  });
  const values: Readonly<Record<string, () => BigInt64Array>> = {
    input_ids: () => ids,
    attention_mask: () => mask,
    token_type_ids: () => new BigInt64Array(size),
    position_ids: () => BigInt64Array.from({ length: size }, (_, cell) => BigInt(cell % tokens)),
  };
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, type } of inputs) {
    const fill = values[name];
    if (fill !== undefined) feeds[name] = wholeNumbers(type, fill(), [rows.length, tokens]);
    else if (name === characters?.input)
      feeds[name] = characterTensor(rows, special, tokens, characters.padding);
  }
  return feeds;
}

/** A tensor of the type that the graph wants; some exports count with 32 bits. */
export function wholeNumbers(type: string, values: BigInt64Array, dimensions: readonly number[]): ort.Tensor {
  if (type !== 'int32') return new ort.Tensor('int64', values, dimensions);
  return new ort.Tensor('int32', Int32Array.from(values, Number), dimensions);
}

function characterTensor(
  rows: readonly Row[],
  special: SpecialTokens,
  tokens: number,
  padding: number,
): ort.Tensor {
  let longest = 1;
  for (const { text, window } of rows) {
    for (let token = window.start; token < window.end; token++) {
      longest = Math.max(longest, text.characters?.[token]?.length ?? 0);
    }
  }
  const data = new BigInt64Array(rows.length * tokens * longest).fill(BigInt(padding));
  rows.forEach(({ text, window }, row) => {
    for (let token = window.start; token < window.end; token++) {
      const cell = (row * tokens + special.prefix.length + token - window.start) * longest;
      text.characters?.[token]?.forEach((id, index) => {
        data[cell + index] = BigInt(id);
      });
    }
  });
  return new ort.Tensor('int64', data, [rows.length, tokens, longest]);
}

/** The values of a tensor as 32-bit floats, also of one with half precision. */
export function floatsOf(tensor: ort.Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (tensor.type !== 'float16')
    throw new Error(`a tensor of the type ${tensor.type} where floats were expected`);
  // Where the runtime of JavaScript knows no half precision, the bits come as whole numbers.
  return data instanceof Uint16Array
    ? Float32Array.from(data, halfPrecision)
    : Float32Array.from(data as unknown as ArrayLike<number>);
}

/** The number that 16 bits stand for in IEEE 754. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
