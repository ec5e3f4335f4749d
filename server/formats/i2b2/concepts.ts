/**
 * Reads the concepts, assertions and relations of the i2b2/VA challenge of 2010, which lie in three files beside a text:
 * `c="chest pain" 13:2 13:3||t="problem"`. Places are line and token, so that the text is needed.
 */
import {
  type Annotations,
  type Attribute,
  type Entity,
  noAnnotations,
  type Relation,
  wordsAt,
} from '../../annotation/document.ts';
import type { Severity } from '../../annotation/problems.ts';
import type { ReadProblem } from '../format.ts';
import { TokenPlaces } from './tokenPlaces.ts';

/** A problem, and which of the three files it is in. */
export interface I2b2Problem extends ReadProblem {
  readonly file: 'con' | 'ast' | 'rel';
}

/**
 * Reads the content of the files beside a text. Never throws.
 *
 * A place `13:2 13:3` is the text from the third token of line 13 to the fourth: lines count from 1, tokens, which are
 * runs of what is not white space, from 0, and the last token belongs to the mention. The mention is stored in lower
 * case and with one space between tokens; where it agrees with the text, the entity's words are those of the text, else
 * there is a problem and the entity keeps the stored ones. A place that the text does not have is a problem, and the
 * line is left out.
 *
 * Assertions become attributes of the type `Assertion`, relations have the roles `Arg1` and `Arg2`. Both refer to
 * concepts by their place.
 */
export function readI2b2Concepts(
  text: string,
  con: string,
  ast = '',
  rel = '',
): { readonly annotations: Annotations; readonly problems: readonly I2b2Problem[] } {
  const reading = new ConceptReading(text);
  for (const line of linesIn(con)) reading.concept(line);
  for (const line of linesIn(ast)) reading.assertion(line);
  for (const line of linesIn(rel)) reading.relation(line);
  const { entities, attributes, relations, problems } = reading;
  return { annotations: { ...noAnnotations, entities, attributes, relations }, problems };
}

interface Line {
  readonly text: string;
  readonly number: number;
}

function linesIn(content: string): Line[] {
  return content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => text !== '');
}

// Mentions may hold quotation marks, so that only the numbers after them say where they end.
const concept = 'c="(.*?)" (\\d+):(\\d+) (\\d+):(\\d+)';
const conceptLine = new RegExp(`^${concept}\\|\\|t="([^"]*)"$`);
const assertionLine = new RegExp(`^${concept}\\|\\|t="([^"]*)"\\|\\|a="([^"]*)"$`);
const relationLine = new RegExp(`^${concept}\\|\\|r="([^"]*)"\\|\\|${concept}$`);

class ConceptReading {
  readonly entities: Entity[] = [];
  readonly attributes: Attribute[] = [];
  readonly relations: Relation[] = [];
  readonly problems: I2b2Problem[] = [];
  readonly #text: string;
  readonly #places: TokenPlaces;
  /** Entities by their place as it is written, first with their type and then without. */
  readonly #byPlace = new Map<string, Entity>();

  constructor(text: string) {
    this.#text = text;
    this.#places = new TokenPlaces(text);
  }

  concept({ text, number }: Line): void {
    const match = conceptLine.exec(text);
    if (match === null) {
      this.#malformed('con', number, 'c="mention" 1:0 1:2||t="problem"');
      return;
    }
    const [, mention = '', line1, token1, line2, token2, type = ''] = match;
    const place = `${line1}:${token1} ${line2}:${token2}`;
    if (this.#byPlace.has(`${place} ${type}`)) {
      this.#report(
        'con',
        number,
        'information',
        'duplicate',
        `${type} at ${place} is given twice; it was read once.`,
      );
      return;
    }
    const from = { line: Number(line1), token: Number(token1) };
    const to = { line: Number(line2), token: Number(token2) };
    const found = this.#places.find(from, to, mention);
    if (found === undefined) {
      const message = `The text has nothing at ${place}; the concept "${mention}" was left out. Check that this is its text, and the place.`;
      this.#report('con', number, 'error', 'bad-place', message);
      return;
    }
    const { span, agrees, reading } = found;
    const words = wordsAt(this.#text, [span]);
    if (!agrees) {
      const message = `The concept at ${place} is "${mention}", but the text there is ${JSON.stringify(words)}. Check that this is its text, and the place.`;
      this.#report('con', number, 'error', 'words-differ', message);
    } else if (reading === 'every space') {
      const message = `The place ${place} of "${mention}" counts every single space as the end of a token; it was read so.`;
      this.#report('con', number, 'information', 'spaces-counted', message);
    }
    const id = `T${this.entities.length + 1}`;
    const entity: Entity = { id, type, fragments: [span], words: agrees ? words : mention };
    this.entities.push(entity);
    this.#byPlace.set(`${place} ${type}`, entity);
    if (!this.#byPlace.has(place)) this.#byPlace.set(place, entity);
  }

  assertion({ text, number }: Line): void {
    const match = assertionLine.exec(text);
    if (match === null) {
      this.#malformed('ast', number, 'c="mention" 1:0 1:2||t="problem"||a="present"');
      return;
    }
    const [, , line1, token1, line2, token2, type, value = ''] = match;
    const target = this.#target('ast', number, `${line1}:${token1} ${line2}:${token2}`, type);
    if (target === undefined) return;
    this.attributes.push({ id: `A${this.attributes.length + 1}`, type: 'Assertion', target, value });
  }

  relation({ text, number }: Line): void {
    const match = relationLine.exec(text);
    if (match === null) {
      this.#malformed('rel', number, 'c="mention" 1:0 1:2||r="TrAP"||c="mention" 1:5 1:5');
      return;
    }
    const [, , line1, token1, line2, token2, type = '', , line3, token3, line4, token4] = match;
    const head = this.#target('rel', number, `${line1}:${token1} ${line2}:${token2}`);
    const tail = this.#target('rel', number, `${line3}:${token3} ${line4}:${token4}`);
    if (head === undefined || tail === undefined) return;
    const id = `R${this.relations.length + 1}`;
    const both = [
      { role: 'Arg1', target: head },
      { role: 'Arg2', target: tail },
    ] as const;
    this.relations.push({ id, type, arguments: both });
  }

  /** The id of the concept at a place, of the type where one is given. */
  #target(file: 'ast' | 'rel', line: number, place: string, type?: string): string | undefined {
    const found = this.#byPlace.get(type === undefined ? place : `${place} ${type}`);
    if (found === undefined) {
      const what = type === undefined ? 'concept' : type;
      const message = `There is no ${what} at ${place} in the file of concepts; the line was left out. Add it there.`;
      this.#report(file, line, 'error', 'unknown-concept', message);
    }
    return found?.id;
  }

  #malformed(file: I2b2Problem['file'], line: number, form: string): void {
    this.#report(
      file,
      line,
      'error',
      'malformed-line',
      `The line has not the form ${form}; it was left out.`,
    );
  }

  #report(file: I2b2Problem['file'], line: number, severity: Severity, code: string, message: string): void {
    this.problems.push({ code: `i2b2/${code}`, severity, message, line, file });
  }
}
