/** Text as XML can hold it. */
import type { Loss } from './format.ts';

/** What XML 1.0 has no notation for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: These are the characters in question.
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/**
 * The content of an XML file with U+FFFD in place of characters that it cannot hold, which are a loss.
 * @param format begins the code of the loss.
 */
export function legalXml(
  content: string,
  format: string,
): { readonly content: string; readonly losses: Loss[] } {
  const legal = content.replace(illegal, '\uFFFD');
  if (legal === content) return { content, losses: [] };
  const count = content.match(illegal)?.length ?? 0;
  const message = `${count} characters that XML cannot hold, such as control characters, are written as U+FFFD`;
  return { content: legal, losses: [{ code: `${format}/character-replaced`, message }] };
}

/** A text between tags. A carriage return is written as a reference, as a parser would take it for a line end. */
export function escapedText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** The value of an attribute in double quotes, in which white space too has to be a reference. */
export function quotedValue(text: string): string {
  return `"${escapedText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')}"`;
}
