/** Whether the spans of entities fit their text. */
import { OffsetConverter } from '../text/positions.ts';
import type { Entity } from './document.ts';
import { wordsAt } from './document.ts';
import type { Severity } from './problems.ts';
import { compareWords } from './words.ts';

/**
 * What can be wrong with the span of an entity.
 * - `outside`: an offset is negative, not a whole number or beyond the end of the text.
 * - `inverted`: a fragment ends before it starts.
 * - `inside-character`: an offset is between the two halves of a surrogate pair.
 * - `disordered`: a fragment starts before the one before it ends.
 * - `words-differ`: the text at the offsets is not what the words say.
 * - `words-vary`: it is, but for white space, notation or Unicode composition.
 * - `empty`: a fragment has no text. brat allows it, most other formats do not.
 */
export type SpanFault =
  | 'outside'
  | 'inverted'
  | 'inside-character'
  | 'disordered'
  | 'words-differ'
  | 'words-vary'
  | 'empty';

export interface SpanFinding {
  readonly entity: Entity;
  readonly fault: SpanFault;
  readonly severity: Severity;
  /** Names the entity and the offsets, which count UTF-16 code units. */
  readonly message: string;
}

/**
 * Checks entities against their text: at most one finding for each, the gravest. No finding for an entity means that
 * the text at its offsets equals its words. Costs one pass over the text and one over the words of the entities.
 */
export function verifySpans(text: string, entities: readonly Entity[]): SpanFinding[] {
  const offsets = new OffsetConverter(text);
  return entities.flatMap((entity) => {
    const found = structureFault(entity, text.length, offsets) ?? wordsFault(entity, text);
    return found === undefined ? [] : [{ entity, ...found }];
  });
}

type Fault = Omit<SpanFinding, 'entity'>;

function structureFault(entity: Entity, length: number, offsets: OffsetConverter): Fault | undefined {
  let reached = 0;
  for (const { start, end } of entity.fragments) {
    const at = `${entity.id} at ${start} to ${end}`;
    for (const offset of [start, end]) {
      if (!Number.isInteger(offset) || offset < 0 || offset > length) {
        return error('outside', `${at} is outside the text, which is ${length} long.`);
      }
    }
    if (end < start) return error('inverted', `${at} ends before it starts.`);
    if (offsets.toCodePoint(start) === undefined || offsets.toCodePoint(end) === undefined) {
      return error('inside-character', `${at} begins or ends inside a character.`);
    }
    if (start < reached) return error('disordered', `${at} starts before the fragment before it ends.`);
    reached = end;
  }
  return undefined;
}

function wordsFault(entity: Entity, text: string): Fault | undefined {
  const agreement = compareWords(text, entity.fragments, entity.words);
  const actual = JSON.stringify(wordsAt(text, entity.fragments));
  const stored = JSON.stringify(entity.words);
  if (agreement === 'different' || agreement === 'missing') {
    return error(
      'words-differ',
      `${entity.id} is stored as ${stored}, but the text at its offsets is ${actual}.`,
    );
  }
  if (agreement !== 'equal') {
    const message = `${entity.id} is stored as ${stored} where the text has ${actual}.`;
    return { fault: 'words-vary', severity: 'warning', message };
  }
  if (entity.fragments.some(({ start, end }) => start === end)) {
    return { fault: 'empty', severity: 'warning', message: `${entity.id} has a fragment without text.` };
  }
  return undefined;
}

function error(fault: SpanFault, message: string): Fault {
  return { fault, severity: 'error', message };
}
