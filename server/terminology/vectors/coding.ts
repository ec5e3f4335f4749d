/**
 * Vectors as few bytes. `binary` keeps the sign of each component, a bit each; `int8` keeps whole numbers from -127 to 127
 * and a scale for each row. Vectors are compared by their direction alone, so that their lengths are lost.
 */

export const codings = ['binary', 'int8'] as const;
export type Coding = (typeof codings)[number];

/** Codes are compared sixteen bytes at a time; what is missing is zero on both sides. */
const codeUnit = 16;

/** The scale behind the code of a row in eight bits. */
const scaleLength = 4;

/** The bytes of a code, which are also those of a coded query. */
export function codeLength(coding: Coding, dimensions: number): number {
  return codeUnit * Math.ceil(dimensions / (coding === 'binary' ? 8 * codeUnit : codeUnit));
}

/** The bytes of a row. */
export function rowLength(coding: Coding, dimensions: number): number {
  return codeLength(coding, dimensions) + (coding === 'binary' ? 0 : scaleLength);
}

/** The code of a vector without the scale: what a query is compared by at first. */
export function encode(coding: Coding, vector: Float32Array): Uint8Array {
  const code = new Uint8Array(codeLength(coding, vector.length));
  if (coding === 'binary') {
    for (const [at, component] of vector.entries())
      if (component > 0) code[at >>> 3] = (code[at >>> 3] as number) | (1 << (at & 7));
  } else {
    const step = stepOf(vector);
    // A byte keeps the lowest eight bits, which for a negative number are those of its complement of two.
    for (const [at, component] of vector.entries()) code[at] = Math.round(component / step);
  }
  return code;
}

/** The row of a vector, which must not be zero. */
export function encodeRow(coding: Coding, vector: Float32Array): Uint8Array {
  if (coding === 'binary') return encode(coding, vector);
  const row = new Uint8Array(rowLength(coding, vector.length));
  row.set(encode(coding, vector));
  // The scale with which the whole numbers have the length 1.
  const length = Math.hypot(...new Int8Array(row.buffer, 0, vector.length));
  new DataView(row.buffer).setFloat32(row.length - scaleLength, 1 / length, true);
  return row;
}

/** The smallest step with which no component is cut off. */
function stepOf(vector: Float32Array): number {
  let most = 0;
  for (const component of vector) most = Math.max(most, Math.abs(component));
  return most / 127;
}

/** The cosine between a vector and the row that begins at a place of some bytes. */
export type Similarity = (rows: Uint8Array, start: number) => number;

/**
 * Compares a vector as it is with coded rows. For `binary` the row is the vector of its signs.
 * @param vector of any length but zero.
 */
export function similarityTo(coding: Coding, vector: Float32Array): Similarity {
  const length = Math.hypot(...vector);
  return coding === 'binary'
    ? similarityToSigns(vector, length * Math.sqrt(vector.length))
    : similarityToNumbers(vector, length);
}

/** Adds up, for each byte of a code, the components of its bits from a table; 256 dimensions are 32 look-ups. */
function similarityToSigns(vector: Float32Array, divisor: number): Similarity {
  const byteCount = Math.ceil(vector.length / 8);
  const sums = new Float64Array(256 * byteCount);
  for (let byte = 0; byte < byteCount; byte += 1) {
    const table = 256 * byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const component = vector[8 * byte + bit] ?? 0;
      sums[table] = (sums[table] as number) - component;
    }
    // Every other value has its lowest set bit more than a value before it.
    for (let value = 1; value < 256; value += 1) {
      const lowest = 31 - Math.clz32(value & -value);
      const component = vector[8 * byte + lowest] ?? 0;
      sums[table + value] = (sums[table + (value & (value - 1))] as number) + 2 * component;
    }
  }
  return (rows, start) => {
    let sum = 0;
    for (let byte = 0; byte < byteCount; byte += 1)
      sum += sums[256 * byte + (rows[start + byte] as number)] as number;
    return Math.max(-1, Math.min(1, sum / divisor));
  };
}

function similarityToNumbers(vector: Float32Array, divisor: number): Similarity {
  const scaleAt = codeLength('int8', vector.length);
  return (rows, start) => {
    let sum = 0;
    for (let at = 0; at < vector.length; at += 1)
      sum += (vector[at] as number) * (((rows[start + at] as number) << 24) >> 24);
    const scale = new DataView(rows.buffer, rows.byteOffset + start + scaleAt).getFloat32(0, true);
    return Math.max(-1, Math.min(1, (sum * scale) / divisor));
  };
}

/** The length of the sum of rows, each a vector of length 1. */
export function lengthOfSum(
  coding: Coding,
  dimensions: number,
  rows: Uint8Array,
  starts: readonly number[],
): number {
  return coding === 'binary'
    ? lengthOfSignSum(dimensions, rows, starts)
    : lengthOfNumberSum(dimensions, rows, starts);
}

/** The bits of a byte in four bytes each: the lower four in the first half of the table, the upper four in the second. */
const bitsApart = Uint32Array.from({ length: 512 }, (_, place) => {
  const four = place < 256 ? place & 15 : (place - 256) >>> 4;
  return (four & 1) | ((four & 2) << 7) | ((four & 4) << 14) | ((four & 8) << 21);
});

/** Counts that fit into a byte. */
const mostCounted = 255;

/** Counts the set bits of each dimension, four dimensions in a number at once. */
function lengthOfSignSum(dimensions: number, rows: Uint8Array, starts: readonly number[]): number {
  const byteCount = Math.ceil(dimensions / 8);
  const set = new Uint32Array(dimensions);
  for (let first = 0; first < starts.length; first += mostCounted) {
    const counts = new Uint32Array(2 * byteCount);
    for (const start of starts.slice(first, first + mostCounted)) {
      for (let byte = 0; byte < byteCount; byte += 1) {
        const bits = rows[start + byte] as number;
        counts[2 * byte] = (counts[2 * byte] as number) + (bitsApart[bits] as number);
        counts[2 * byte + 1] = (counts[2 * byte + 1] as number) + (bitsApart[256 + bits] as number);
      }
    }
    for (let at = 0; at < dimensions; at += 1)
      set[at] = (set[at] as number) + (((counts[at >>> 2] as number) >>> (8 * (at & 3))) & 255);
  }
  let square = 0;
  for (const count of set) square += (2 * count - starts.length) ** 2;
  return Math.sqrt(square / dimensions);
}

function lengthOfNumberSum(dimensions: number, rows: Uint8Array, starts: readonly number[]): number {
  const sum = new Float64Array(dimensions);
  for (const start of starts) {
    const scaleAt = start + codeLength('int8', dimensions);
    const scale = new DataView(rows.buffer, rows.byteOffset + scaleAt).getFloat32(0, true);
    for (let at = 0; at < dimensions; at += 1)
      sum[at] = (sum[at] as number) + scale * (((rows[start + at] as number) << 24) >> 24);
  }
  let square = 0;
  for (const each of sum) square += each ** 2;
  return Math.sqrt(square);
}
