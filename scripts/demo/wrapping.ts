/** Breaks a line of styled characters to a width. */

/** A character as a person counts them, with its style. */
export interface Glyph<Style> {
  readonly text: string;
  readonly style: Style;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Divides a text into glyphs of one style. A tab becomes a blank, any other control character a replacement mark. */
export function glyphsOf<Style>(text: string, style: Style): Glyph<Style>[] {
  return Array.from(segmenter.segment(text), ({ segment }) => ({
    text: segment === '\t' ? ' ' : segment.replace(/\p{Cc}/gu, '\ufffd'),
    style,
  }));
}

/** How many columns of a terminal a glyph takes: two for emoji and East Asian characters, otherwise one. */
export function columnsOf({ text }: Glyph<unknown>): number {
  return /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|\ufe0f/u.test(
    text,
  )
    ? 2
    : 1;
}

/**
 * Breaks a line between words, so that no row takes more than `width` columns; a word that is wider is broken where it
 * has to be. Rows after the first begin with `indent` blanks. Blanks at a break vanish; all other glyphs are kept, in
 * order. An empty line is one empty row.
 *
 * @throws RangeError where the indent leaves fewer than two columns, which one wide glyph needs.
 */
export function wrapGlyphs<Style>(
  line: readonly Glyph<Style>[],
  { width, indent, blank }: { readonly width: number; readonly indent: number; readonly blank: Style },
): Glyph<Style>[][] {
  if (width - indent < 2) throw new RangeError(`${width} columns are too few for an indent of ${indent}.`);
  const margin = Array.from({ length: indent }, () => ({ text: ' ', style: blank }));
  const rows: Glyph<Style>[][] = [];
  let row: Glyph<Style>[] = [];
  let used = 0;
  let begun = false;
  const breakRow = (): void => {
    rows.push(withoutBlanksAtEnd(row));
    row = [...margin];
    used = indent;
    begun = false;
  };
  for (const { blanks, word } of wordsOf(line)) {
    const wanted = sum(blanks) + sum(word);
    // Blanks before a word that starts a new row would move it out of line; those that open the line are its own.
    if (begun && used + wanted > width) breakRow();
    const lead = begun || rows.length === 0 ? blanks : [];
    for (const glyph of [...lead, ...word]) {
      const columns = columnsOf(glyph);
      if (used + columns > width) breakRow();
      row.push(glyph);
      used += columns;
    }
    begun ||= word.length > 0;
  }
  return [...rows, withoutBlanksAtEnd(row)];
}

interface Word<Style> {
  readonly blanks: Glyph<Style>[];
  readonly word: Glyph<Style>[];
}

function wordsOf<Style>(line: readonly Glyph<Style>[]): Word<Style>[] {
  const words: Word<Style>[] = [];
  for (const glyph of line) {
    const last = words.at(-1);
    if (glyph.text === ' ') {
      if (last === undefined || last.word.length > 0) words.push({ blanks: [glyph], word: [] });
      else last.blanks.push(glyph);
    } else if (last === undefined) {
      words.push({ blanks: [], word: [glyph] });
    } else {
      last.word.push(glyph);
    }
  }
  return words;
}

function withoutBlanksAtEnd<Style>(row: readonly Glyph<Style>[]): Glyph<Style>[] {
  const last = row.findLastIndex(({ text }) => text !== ' ');
  return row.slice(0, last + 1);
}

function sum(glyphs: readonly Glyph<unknown>[]): number {
  return glyphs.reduce((total, glyph) => total + columnsOf(glyph), 0);
}

/** Breaks a sentence between words to rows of at most `width` columns, indented as it begins. */
export function wrapText(sentence: string, width: number): string[] {
  const indent = sentence.length - sentence.trimStart().length;
  return wrapGlyphs(glyphsOf(sentence, undefined), { width, indent, blank: undefined }).map((row) =>
    row.map(({ text }) => text).join(''),
  );
}
