/** Characters made alike for comparison, one code unit for one, so that offsets stay true. */

/** Greek letters, and below each the Latin letter that its name begins with. */
const greek = 'αβγδεζηθικλμνξοπρσςτυφχψω';
const latin = 'abgdezetiklmnxoprsstupcpo';

const known = new Map<string, string>();

/**
 * A text in lower case, without accents, with Latin letters for Greek ones. Has as many code units as the text.
 */
export function fold(text: string): string {
  let folded = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    folded += text.charCodeAt(index) < 0x80 ? character.toLowerCase() : foldOne(character);
  }
  return folded;
}

function foldOne(character: string): string {
  let folded = known.get(character);
  if (folded === undefined) {
    const lower = character.normalize('NFKD').charAt(0).toLowerCase();
    const at = greek.indexOf(lower);
    folded = at >= 0 ? latin.charAt(at) : lower.charAt(0);
    known.set(character, folded);
  }
  return folded;
}

/** True for one code unit that is a letter or a digit. */
export function isLetterOrDigit(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
