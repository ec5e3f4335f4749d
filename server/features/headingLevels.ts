/** Which headings of a note stand under others. */

import { bodySystems } from '../text/sectionKinds.ts';
import type { Section } from '../text/sections.ts';

/**
 * A level for each section with a heading, the highest 1. Markup (`##`) and numbering (`2.1`) say it themselves. Of the
 * others, the organ systems of an examination stand under the heading before them, and so does a heading in small
 * letters whose title is not known, if that heading is in capitals.
 */
export function headingLevels(text: string, headed: readonly Section[]): number[] {
  let isUnderCapitals = false;
  return headed.map(({ heading, title = '', kind }) => {
    const words = heading === undefined ? '' : text.slice(heading.start, heading.end);
    const marked = /^#+(?=\s)/.exec(words)?.[0].length;
    if (marked !== undefined) return marked;
    const numbered = /^\d+(?:\.\d+)*/.exec(words)?.[0].split('.').length;
    if (numbered !== undefined) return numbered;
    if (bodySystems.has(title)) return 2;
    const isCapitals = words === words.toUpperCase();
    if (!isCapitals && kind === undefined && isUnderCapitals) return 2;
    isUnderCapitals = isCapitals;
    return 1;
  });
}
