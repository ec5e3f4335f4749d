/** What readers of tagged tokens share: entities from tags, and what is wrong with the tags. */
import type { Entity } from '../../annotation/document.ts';
import { type Irregularity, SchemeDetection } from '../../annotation/tagging/schemeDetection.ts';
import type { TaggedSentence } from '../../annotation/tagging/tagging.ts';
import { entitiesOfTags, tagForm } from '../../annotation/tagging/tagReading.ts';
import type { Span } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';

/** Where a tag is in a file. */
export interface TagPlace {
  readonly line: number;
  readonly document: string;
  /** Which token of its line, counted from 1, in files with many on a line. */
  readonly token?: number;
}

/** Reads the tags of one file, in memory that does not grow with it. */
export class TagReading {
  readonly #format: string;
  readonly #detection = new SchemeDetection<TagPlace>();

  /** @param format begins the codes of problems. */
  constructor(format: string) {
    this.#format = format;
  }

  /**
   * The entities of one document.
   * @param placeOf the place in the file of a token, by its index and that of its sentence.
   */
  entities(
    text: string,
    sentences: readonly TaggedSentence[],
    placeOf: (sentence: number, token: number) => TagPlace,
  ): { readonly entities: Entity[]; readonly problems: readonly ReadProblem[] } {
    const problems: ReadProblem[] = [];
    sentences.forEach(({ columns }, sentence) => {
      for (const tags of columns) {
        this.#detection.add(tags, (token) => placeOf(sentence, token));
        tags.forEach((tag, token) => {
          if (tagForm(tag) !== 'unaligned') return;
          const { line, document, token: number } = placeOf(sentence, token);
          const message = `The tag -${numbered(number)} says that a mention did not fit the tokens; it is not in this file. Add it from its source.`;
          const code = `${this.#format}/unaligned-mention`;
          problems.push({ code, severity: 'warning', message, line, document });
        });
      }
    });
    return { entities: entitiesOfTags(text, sentences), problems };
  }

  /** What there is to say when the file has been read. */
  get problems(): readonly ReadProblem[] {
    const { scheme, isAlsoIob1, irregularities, count } = this.#detection.result;
    if (scheme === undefined) return [];
    const name = isAlsoIob1 ? 'IO, or IOB1 without mentions that touch' : scheme;
    const listed =
      count > irregularities.length
        ? `; ${count} tags break it, the first ${irregularities.length} are listed`
        : '';
    return [
      {
        code: `${this.#format}/tag-scheme`,
        severity: 'information',
        message: `The scheme of the tags is ${name}${listed}.`,
      },
      ...irregularities.map(
        (irregularity): ReadProblem => ({
          code: `${this.#format}/irregular-tag`,
          severity: 'warning',
          message: `${describe(irregularity)} breaks the scheme ${scheme}. The mentions here were read as conlleval reads them; check them.`,
          line: irregularity.place.line,
          document: irregularity.place.document,
        }),
      ),
    ];
  }
}

function describe({ before, tag, place }: Irregularity<TagPlace>): string {
  const where = numbered(place.token);
  if (tag === undefined) return `${before} at the end of a sentence${where}`;
  return before === undefined
    ? `${tag} at the beginning of a sentence${where}`
    : `${tag} after ${before}${where}`;
}

function numbered(token: number | undefined): string {
  return token === undefined ? '' : ` (token ${token})`;
}

/** The spans of sentences, from the first token to the last; sentences without tokens are left out. */
export function sentenceSpans(sentences: readonly (readonly Span[])[]): Span[] {
  return sentences.flatMap((tokens) => {
    const first = tokens[0];
    const last = tokens.at(-1);
    return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end }];
  });
}

/** The name of a document that has no id of its own: the file's, from the second one on with a number. */
export function unnamedDocument(fileName: string, number: number): string {
  const stem = fileName.replace(/(?<=.)\.[^.]*$/, '');
  return number === 1 ? stem : `${stem}-${number}`;
}
