/**
 * BC2GM by its own convention, which accepts other extents of a gene mention that its annotators found as good (Smith et al.,
 * Genome Biology 2008, 9 Suppl 2:S2).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { hull } from '../../server/annotation/document.ts';

/** Counted in characters that are no white space; the last one is part of the mention. */
interface Place {
  readonly first: number;
  readonly last: number;
}

/** What the corpus says of one sentence. */
export interface GeneSentence {
  /** Without white space. */
  readonly characters: string;
  readonly mentions: readonly Place[];
  readonly alternatives: readonly Place[];
}

export interface GeneCounts {
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
}

/**
 * The sentences in the order of the corpus; none where the folder lacks one of the files.
 * @param folder with `GENE.eval`, `ALTGENE.eval` and the sentences, `devel.in`.
 */
export function readGeneSentences(folder: string): GeneSentence[] {
  const read = (name: string): string[] =>
    readFileSync(join(folder, name), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  if (!['GENE.eval', 'ALTGENE.eval', 'devel.in'].every((name) => existsSync(join(folder, name)))) return [];
  const mentions = placesByIdentifier(read('GENE.eval'));
  const alternatives = placesByIdentifier(read('ALTGENE.eval'));
  return read('devel.in').map((line) => {
    const [identifier = ''] = line.split(' ', 1);
    return {
      characters: line.slice(identifier.length).replaceAll(/\s/g, ''),
      mentions: mentions.get(identifier) ?? [],
      alternatives: alternatives.get(identifier) ?? [],
    };
  });
}

/** Reads lines such as `P00597715A0256|79 81|FSH`. */
function placesByIdentifier(lines: readonly string[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const line of lines) {
    const [, identifier, first, last] = /^([^|]+)\|(\d+) (\d+)\|/.exec(line) ?? [];
    if (identifier === undefined) continue;
    const place = { first: Number(first), last: Number(last) };
    places.set(identifier, [...(places.get(identifier) ?? []), place]);
  }
  return places;
}

/**
 * A gold mention is found where a suggestion is it, or is an alternative that overlaps it; it counts once. A suggestion is
 * wrong where it is neither a gold mention nor an alternative, so that several forms of one mention are no error. This is
 * what the program that came with the corpus computes.
 * @param predicted a document a sentence, in the same order. Throws where the words of one are others.
 */
export function countGenes(
  sentences: readonly GeneSentence[],
  predicted: readonly AnnotatedDocument[],
  type: string,
): GeneCounts {
  let [gold, wrong, correct] = [0, 0, 0];
  sentences.forEach(({ characters, mentions, alternatives }, index) => {
    const document = predicted[index];
    if (document?.text.replaceAll(/\s/g, '') !== characters)
      throw new Error(`Sentence ${index + 1} is another one in the two files of the corpus: ${characters}`);
    const suggested = placesOf(document, type);
    const accepted = new Set([...mentions, ...alternatives].map(spelled));
    gold += mentions.length;
    for (const place of suggested) if (!accepted.has(place)) wrong += 1;
    for (const mention of mentions) {
      const forms = [mention, ...alternatives.filter((it) => overlap(it, mention))];
      if (forms.some((it) => suggested.has(spelled(it)))) correct += 1;
    }
  });
  return { gold, predicted: correct + wrong, correct };
}

const spelled = ({ first, last }: Place): string => `${first} ${last}`;

const overlap = (a: Place, b: Place): boolean => a.first <= b.last && b.first <= a.last;

function placesOf({ text, annotations }: AnnotatedDocument, type: string): Set<string> {
  const before = (offset: number): number => [...text.slice(0, offset).replaceAll(/\s/g, '')].length;
  const own = annotations.entities.filter((entity) => entity.type === type);
  return new Set(
    own.map((entity) => {
      const { start, end } = hull(entity);
      return spelled({ first: before(start), last: before(end) - 1 });
    }),
  );
}
