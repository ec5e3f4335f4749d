import { readFile } from 'node:fs/promises';
import { type Encoding, Tokenizer } from 'tokenizers';
import { codePoint, OffsetConverter, utf16 } from '../../text/positions.ts';
import { ModelError, reason } from './failure.ts';
import type { CharacterInput } from './modelFiles.ts';

/** The tokens of one text, without the special tokens. */
export interface TokenizedText {
  readonly ids: readonly number[];
  /** UTF-16 code units, half-open. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the transformers library takes the token for the continuation of a word; see {@link subwordsOf}. */
  readonly subwords: Uint8Array;
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
  return textTokenizer(await readTokenizer(file), characters);
}

/** A tokenizer as its library has it, without truncation and padding, and how it marks parts of words. */
export interface ReadTokenizer {
  readonly tokenizer: Tokenizer;
  readonly subwords: SubwordRule;
}

/** @throws ModelError where the tokenizer cannot be read. */
export async function readTokenizer(file: string): Promise<ReadTokenizer> {
  let tokenizer: Tokenizer;
  let subwords: SubwordRule;
  try {
    const content = await readFile(file, 'utf8');
    tokenizer = Tokenizer.fromString(content);
    const settings = JSON.parse(content) as TokenizerSettings;
    requireMerges(settings, file);
    subwords = subwordRule(settings, tokenizer);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(
      'model/invalid-tokenizer',
      `${file}: not a tokenizer that can be read (${reason(error)}). Save the fast tokenizer again.`,
      { cause: error },
    );
  }
  // Truncation would drop text silently, and padding is done per batch here.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  return { tokenizer, subwords };
}

export async function textTokenizer(
  { tokenizer, subwords }: ReadTokenizer,
  characters: CharacterInput | undefined,
): Promise<TextTokenizer> {
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
        return {
          ids: encoding.getIds(),
          ...offsets,
          subwords: subwordsOf(text, encoding, offsets, subwords),
          characters: characterIds && surfaces(text, offsets).map(characterIds),
        };
      });
    },
  };
}

/** What decides whether a token continues a word. */
export interface SubwordRule {
  /** Whether tokens that continue a word are marked, as WordPiece marks them with `##`. */
  readonly areMarked: boolean;
  /** The id of the token for what the vocabulary lacks, which continues nothing. */
  readonly unknown: number | undefined;
}

/** What is read of `tokenizer.json` beside the tokenizer itself. */
interface TokenizerSettings {
  readonly model?: {
    readonly type?: string;
    readonly merges?: readonly unknown[];
    readonly continuing_subword_prefix?: string | null;
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
    readonly vocab?: object;
  };
}

/** Exports have been published whose tokens of several characters can never be made, so that nothing is found. */
function requireMerges({ model }: TokenizerSettings, file: string): void {
  if (model?.type !== 'BPE' || (model.merges ?? []).length > 0) return;
  if (!Object.keys(model.vocab ?? {}).some((token) => /\p{L}\p{L}/u.test(token))) return;
  throw new ModelError(
    'model/empty-merges',
    `${file}: the tokenizer has a vocabulary and no merges, so that it cuts every text into single characters. Save the ` +
      'fast tokenizer again from the original model.',
  );
}

function subwordRule({ model }: TokenizerSettings, tokenizer: Tokenizer): SubwordRule {
  const { continuing_subword_prefix: prefix, unk_token: token, unk_id: id } = model ?? {};
  const unknown = id ?? (token ? tokenizer.tokenToId(token) : undefined);
  return { areMarked: Boolean(prefix), unknown: unknown ?? undefined };
}

/**
 * Which tokens continue a word, as `gather_pre_entities` of the token classification pipeline of transformers has it: where
 * continuing tokens are marked, those that are longer than what they stand for; else those before which there is no space.
 */
function subwordsOf(
  text: string,
  encoding: Encoding,
  { starts, ends }: { starts: Uint32Array; ends: Uint32Array },
  { areMarked, unknown }: SubwordRule,
): Uint8Array {
  const ids = encoding.getIds();
  return Uint8Array.from(encoding.getTokens(), (token, index) => {
    const start = starts[index] as number;
    if (ids[index] === unknown) return 0;
    if (areMarked) return [...token].length === [...text.slice(start, ends[index])].length ? 0 : 1;
    return start > 0 && !text.slice(start - 1, start + 1).includes(' ') ? 1 : 0;
  });
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
