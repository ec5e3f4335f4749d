import { readFile } from 'node:fs/promises';
import { Tokenizer } from 'tokenizers';
import { codePoint, OffsetConverter, utf16 } from '../../text/positions.ts';
import { ModelError, reason } from './failure.ts';
import type { CharacterInput } from './modelFiles.ts';

/** The tokens of one text, without the special tokens. */
export interface TokenizedText {
  readonly ids: readonly number[];
  /** UTF-16 code units, half-open. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the token begins a word by the tokenizer's own account. */
  readonly wordStarts: Uint8Array;
  /** The character ids of each token, for graphs with a character input. */
  readonly characters: readonly (readonly number[])[] | undefined;
}

export interface TextTokenizer {
  /** Special tokens that stand before and after the tokens of every window. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padding: number;
  tokenize(texts: readonly string[]): Promise<TokenizedText[]>;
}

/** @throws ModelError where the tokenizer cannot be read. */
export async function loadTokenizer(
  file: string,
  characters: CharacterInput | undefined,
): Promise<TextTokenizer> {
  let tokenizer: Tokenizer;
  try {
    tokenizer = Tokenizer.fromString(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ModelError(
      'model/invalid-tokenizer',
      `${file}: not a tokenizer that can be read (${reason(error)}). Save the fast tokenizer again.`,
      { cause: error },
    );
  }
  // Truncation would drop text silently, and padding is done per batch here.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  const { prefix, suffix } = await specialTokens(tokenizer);
  const characterIds = characters === undefined ? undefined : characterEncoder(characters);
  return {
    prefix,
    suffix,
    padding: tokenizer.tokenToId('[PAD]') ?? tokenizer.tokenToId('<pad>') ?? 0,
    async tokenize(texts) {
      const encodings = await tokenizer.encodeBatch([...texts], { addSpecialTokens: false });
      return encodings.map((encoding, index) => {
        const text = texts[index] as string;
        const offsets = utf16Offsets(text, encoding.getOffsets());
        const words = encoding.getWordIds();
        return {
          ids: encoding.getIds(),
          ...offsets,
          wordStarts: Uint8Array.from(words, (word, token) =>
            token > 0 && word === words[token - 1] ? 0 : 1,
          ),
          characters: characterIds && surfaces(text, offsets).map(characterIds),
        };
      });
    },
  };
}

/** What the tokenizer's post-processor puts around a single sequence, found by encoding one. */
async function specialTokens(tokenizer: Tokenizer): Promise<{ prefix: number[]; suffix: number[] }> {
  const encoding = await tokenizer.encode('a', null, { addSpecialTokens: true });
  const ids = encoding.getIds();
  const special = encoding.getSpecialTokensMask();
  const first = special.indexOf(0);
  const last = special.lastIndexOf(0);
  return first < 0
    ? { prefix: [], suffix: [] }
    : { prefix: ids.slice(0, first), suffix: ids.slice(last + 1) };
}

/** The tokenizer's offsets count code points of the text it was given. */
function utf16Offsets(
  text: string,
  offsets: readonly number[][],
): { starts: Uint32Array; ends: Uint32Array } {
  const converter = new OffsetConverter(text);
  const convert = (offset: number): number => {
    const converted = converter.fromCodePoint(codePoint(offset));
    if (converted === undefined)
      throw new Error(`the tokenizer gave the offset ${offset}, which is outside the text`);
    return converted;
  };
  return {
    starts: Uint32Array.from(offsets, ([start]) => convert(start as number)),
    ends: Uint32Array.from(offsets, ([, end]) => convert(end as number)),
  };
}

function surfaces(text: string, { starts, ends }: { starts: Uint32Array; ends: Uint32Array }): string[] {
  return Array.from(starts, (start, token) => text.slice(utf16(start), utf16(ends[token] as number)));
}

/** How many of a long token's last code points are kept: its ending tells more than its middle. */
const keptEnding = 8;

function characterEncoder(characters: CharacterInput): (surface: string) => number[] {
  const ids = new Map([...characters.alphabet].map((character, index) => [character, index + 2]));
  return (surface) => {
    const all = [...surface];
    const kept =
      all.length <= characters.limit
        ? all
        : [...all.slice(0, characters.limit - keptEnding), ...all.slice(-keptEnding)];
    return kept.map((character) => ids.get(character) ?? characters.unknown);
  };
}
