/** Texts and pairs of texts as the tokens that a classifier reads, special tokens and token types included. */
import { ModelError } from './failure.ts';
import { readTokenizer, type TextTokenizer, textTokenizer } from './tokenization.ts';

/** Special tokens between the texts of a row. */
interface Special {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/** What the tokenizer's post-processor puts around one text or two, and the token type of each text. */
interface RowTemplate {
  /** Before the first text, after each: one more than there are texts. */
  readonly around: readonly Special[];
  readonly types: readonly number[];
  /** How many tokens all special tokens of a row are. */
  readonly specialTokens: number;
}

export interface SequenceTokenizer extends TextTokenizer {
  readonly single: RowTemplate;
  readonly pair: RowTemplate;
  /** The tokens of a text by themselves, and whether one of them stands for what the vocabulary lacks. */
  split(text: string): Promise<{ readonly tokens: readonly string[]; readonly hasUnknown: boolean }>;
}

/** One row of a batch. */
export interface SequenceRow {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/** @throws ModelError where the tokenizer cannot be read, or does not tell two texts apart. */
export async function loadSequenceTokenizer(file: string): Promise<SequenceTokenizer> {
  const read = await readTokenizer(file);
  const { tokenizer, subwords } = read;
  const templateOf = async (second: string | null): Promise<RowTemplate> => {
    const encoding = await tokenizer.encode('a', second, { addSpecialTokens: true });
    const template = rowTemplate(
      encoding.getIds(),
      encoding.getTypeIds(),
      encoding.getSequenceIds().map((sequence) => sequence ?? undefined),
    );
    if (template.types.length === (second === null ? 1 : 2)) return template;
    throw new ModelError(
      'model/invalid-tokenizer',
      `${file}: the tokenizer makes no tokens of "a". Save the fast tokenizer again.`,
    );
  };
  return {
    ...(await textTokenizer(read, undefined)),
    single: await templateOf(null),
    pair: await templateOf('a'),
    async split(text) {
      const encoding = await tokenizer.encode(text, null, { addSpecialTokens: false });
      const hasUnknown = encoding.getIds().some((id) => id === subwords.unknown);
      return { tokens: encoding.getTokens(), hasUnknown };
    },
  };
}

/** @param sequences of each token the text that it belongs to; undefined for special tokens. */
function rowTemplate(
  ids: readonly number[],
  types: readonly number[],
  sequences: readonly (number | undefined)[],
): RowTemplate {
  const around: { ids: number[]; types: number[] }[] = [{ ids: [], types: [] }];
  const typeOfText: number[] = [];
  let current: number | undefined;
  ids.forEach((id, index) => {
    const sequence = sequences[index];
    const type = types[index] as number;
    if (sequence === undefined) {
      around.at(-1)?.ids.push(id);
      around.at(-1)?.types.push(type);
    } else if (sequence !== current) {
      current = sequence;
      typeOfText.push(type);
      around.push({ ids: [], types: [] });
    }
  });
  return {
    around,
    types: typeOfText,
    specialTokens: around.reduce((total, special) => total + special.ids.length, 0),
  };
}

/** @param texts the tokens of as many texts as the template has. */
export function rowOf({ around, types }: RowTemplate, texts: readonly (readonly number[])[]): SequenceRow {
  const parts = around.flatMap((special, index): Special[] => {
    const text = texts[index];
    return text === undefined
      ? [special]
      : [special, { ids: text, types: text.map(() => types[index] as number) }];
  });
  return { ids: parts.flatMap((part) => part.ids), types: parts.flatMap((part) => part.types) };
}
