/** The characters of a source's bytes, for parsers that read a stream, and for telling formats apart. */
import type { SourceFile, Tally } from './source.ts';

/**
 * The characters of a file in pieces, without a byte order mark. What is no UTF-8 becomes U+FFFD, which is told once.
 */
export async function* charactersOf(file: SourceFile, tally: Tally): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let told = false;
  for await (const bytes of file.bytes()) yield checked(decoder.decode(bytes, { stream: true }));
  const rest = decoder.decode();
  if (rest !== '') yield checked(rest);

  function checked(text: string): string {
    if (!told && text.includes('\uFFFD')) {
      told = true;
      const message = 'Some bytes are no UTF-8, and are read as U+FFFD. Convert the file to UTF-8.';
      tally.problem({ path: file.path, code: 'terminology/wrong-encoding', severity: 'warning', message });
    }
    return text;
  }
}

/** Enough of a file to tell its format, past the prefixes and type definitions that ontologies begin with. */
const headBytes = 1 << 16;

/** The beginning of a file without a byte order mark; its last line and character may be cut. */
export async function headOf(file: SourceFile): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of file.bytes()) {
    pieces.push(bytes);
    length += bytes.length;
    if (length >= headBytes) break;
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(pieces).subarray(0, headBytes));
}
