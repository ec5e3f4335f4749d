/** The JSON tokenizer of `@streamparser/json`, made to keep every character. */
import { Tokenizer } from '@streamparser/json';

/**
 * The library decodes the pieces of a string one by one and takes U+FEFF at the
 * start of each for a byte order mark, which it drops; a text that begins with one, as exports of notes do, would lose a
 * character and every offset after it would be wrong. So its decoder is replaced by one that keeps the character.
 */
export function jsonTokenizer(options?: ConstructorParameters<typeof Tokenizer>[0]): Tokenizer {
  const tokenizer = new Tokenizer(options);
  const { bufferedString } = tokenizer as unknown as { bufferedString: { decoder: unknown } };
  bufferedString.decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return tokenizer;
}
