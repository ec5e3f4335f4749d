/**
 * The files of the gene mention tasks of BioCreative I and II: sentences, one a line after an id (`train.in`), and
 * annotations of them in other files: `GENE.eval`, and `ALTGENE.eval` with other boundaries that count as right too.
 */
import { type AnnotatedDocument, type Entity, noAnnotations } from '../../annotation/document.ts';
import { span } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';
import { checkWords } from '../storedWords.ts';

/** A problem, and which of the files it is in. */
export interface GeneMentionProblem extends ReadProblem {
  readonly file: 'sentences' | 'annotations';
}

/**
 * Reads sentences with their annotations, each sentence as a document of its own id with entities of the type `GENE`.
 * Never throws.
 *
 * In `P00597715A0256|79 81|FSH` the numbers count the characters of the sentence but for blanks, from 0, and the last
 * one belongs to the mention (Smith et al., Genome Biology 2008). A line whose numbers the sentence does not have is a
 * problem and is left out; words that differ from the text are a problem, and the entity keeps them.
 */
export function readGeneMentions(
  sentences: string,
  annotations: string,
): { readonly documents: readonly AnnotatedDocument[]; readonly problems: readonly GeneMentionProblem[] } {
  const problems: GeneMentionProblem[] = [];
  const byId = new Map<string, Sentence>();
  for (const { text: line, number } of linesIn(sentences)) {
    const [, id, text] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (id === undefined || text === undefined) {
      report(
        'sentences',
        number,
        'malformed-line',
        'This is no id with a sentence after it; it was passed over.',
      );
    } else if (byId.has(id)) {
      report('sentences', number, 'duplicate-id', `The sentence ${id} is there twice; the first was read.`);
    } else {
      byId.set(id, { text, places: placesIn(text), entities: [] });
    }
  }
  for (const { text: line, number } of linesIn(annotations)) {
    const [, id = '', first, last, words = ''] = /^([^|]+)\|(\d+) (\d+)\|(.*)$/.exec(line) ?? [];
    const sentence = byId.get(id);
    if (first === undefined || last === undefined) {
      const message = 'This is no "id|first last|words"; it was passed over.';
      report('annotations', number, 'malformed-line', message);
    } else if (sentence === undefined) {
      report(
        'annotations',
        number,
        'unknown-sentence',
        `There is no sentence ${id}; the mention was left out.`,
      );
    } else {
      mention(sentence, id, Number(first), Number(last), words, number);
    }
  }
  const documents = Array.from(byId, ([id, { text, entities }]) => ({
    id,
    text,
    annotations: { ...noAnnotations, entities },
  }));
  return { documents, problems };

  function mention(
    { text, places, entities }: Sentence,
    id: string,
    first: number,
    last: number,
    stored: string,
    line: number,
  ): void {
    const [from, to] = [places[first], places[last]];
    if (from === undefined || to === undefined || from > to) {
      const message = `${id} has no characters ${first} to ${last}, blanks not counted; the mention was left out.`;
      report('annotations', line, 'bad-offset', message);
      return;
    }
    const place = span(from, to + ((text.codePointAt(to) as number) > 0xffff ? 2 : 1));
    const { words, finding } = checkWords(text, [place], stored);
    if (finding !== undefined)
      report('annotations', line, finding.code, `${id}: ${finding.message}`, finding.severity);
    entities.push({ id: `T${entities.length + 1}`, type: 'GENE', fragments: [place], words });
  }

  function report(
    file: GeneMentionProblem['file'],
    line: number,
    code: string,
    message: string,
    severity: ReadProblem['severity'] = 'error',
  ): void {
    problems.push({ file, code: `gene-mention/${code}`, severity, message, line });
  }
}

/** Whether the beginning of a file is that of annotations of this kind. */
export function isGeneMentionAnnotations(head: string): boolean {
  return /^[^|\s]+\|\d+ \d+\|\S[^\r\n]*(?:\r?\n|$)/.test(head);
}

interface Sentence {
  readonly text: string;
  /** Where each character stands that is no blank, in UTF-16 code units. */
  readonly places: readonly number[];
  readonly entities: Entity[];
}

function placesIn(text: string): number[] {
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    if (!/\s/.test(character)) places.push(at);
    at += character.length;
  }
  return places;
}

function linesIn(content: string): { readonly text: string; readonly number: number }[] {
  return content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '');
}
