/**
 * A reader of brat standoff for checks, written from the format's definition and sharing nothing with the extension, so
 * that an error there cannot hide here.
 */

import assert from 'node:assert/strict';

/** An annotated mention. */
export type Mention = {
  readonly id: string;
  readonly type: string;
  /** Offsets in code points of the text, half-open. */
  readonly fragments: readonly (readonly [start: number, end: number])[];
  readonly words: string;
};

/** A fragment of a mention where an editor shows it. */
export type PlacedFragment = {
  readonly type: string;
  /** From 1 on. */
  readonly line: number;
  /** UTF-16 units from the start of the line. */
  readonly column: number;
  readonly text: string;
};

/** The mentions of an annotation file; its other lines are left out. */
export function readMentions(standoff: string): Mention[] {
  return standoff.split('\n').flatMap((line) => {
    const [, id, type, offsets, words] = /^(T\d+)\t(\S+) ([\d ;]+)\t(.*)$/.exec(line) ?? [];
    if (id === undefined || type === undefined || offsets === undefined || words === undefined) return [];
    const fragments = offsets.split(';').map((pair) => {
      const [start, end] = pair.split(' ').map(Number);
      return [start as number, end as number] as const;
    });
    return [{ id, type, fragments, words }];
  });
}

/** Fails unless each mention's words stand at its offsets in the text. Gives the mentions. */
export function assertTrue(standoff: string, text: string): Mention[] {
  const characters = [...text];
  const mentions = readMentions(standoff);
  for (const { id, fragments, words } of mentions) {
    const there = fragments.map(([start, end]) => characters.slice(start, end).join('')).join(' ');
    assert.equal(there.replace(/[\r\n]/g, ' '), words, `${id} is not on its words`);
  }
  return mentions;
}

/** Where an editor has to show the fragments of the mentions. Line ends are LF. */
export function placedFragments(mentions: readonly Mention[], text: string): PlacedFragment[] {
  const characters = [...text];
  return mentions.flatMap(({ type, fragments }) =>
    fragments.map(([start, end]) => {
      const before = characters.slice(0, start).join('');
      const line = before.split('\n').length;
      const column = before.length - (before.lastIndexOf('\n') + 1);
      return { type, line, column, text: characters.slice(start, end).join('') };
    }),
  );
}
