/** What the decorations of the extension look like: which sides of a mention have a border, in which style and colour. */

import type { DrawnDecoration } from './drawn.ts';

type Side = 'Top' | 'Right' | 'Bottom' | 'Left';
const sides: readonly Side[] = ['Top', 'Right', 'Bottom', 'Left'];

/** A mention, or one fragment or row of it, as it is drawn. */
export type DrawnMark = {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly sides: readonly Side[];
  /** `mixed` if the sides do not look alike. */
  readonly style: 'solid' | 'dashed' | 'mixed';
  /** The colour of the border as the browser writes it. */
  readonly colour: string;
  readonly background: string;
};

/** The decorations that have a border, from the top to the bottom. */
export function marksIn(decorations: readonly DrawnDecoration[]): DrawnMark[] {
  return decorations
    .flatMap(({ line, column, text, style }): DrawnMark[] => {
      const drawn = sides.filter(
        (side) =>
          style[`border${side}Style`] !== 'none' && Number.parseFloat(style[`border${side}Width`]) > 0,
      );
      const [first] = drawn;
      if (first === undefined) return [];
      const styles = new Set(drawn.map((side) => style[`border${side}Style`]));
      const only = styles.size === 1 ? [...styles][0] : undefined;
      return [
        {
          ...{ line, column, text, sides: drawn, colour: style[`border${first}Color`] },
          style: only === 'solid' || only === 'dashed' ? only : 'mixed',
          background: style.backgroundColor,
        },
      ];
    })
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

/** The suggestions among the decorations. */
export function suggestionsIn(decorations: readonly DrawnDecoration[]): DrawnMark[] {
  return marksIn(decorations).filter(({ style }) => style === 'dashed');
}

/** The annotations among the decorations. */
export function annotationsIn(decorations: readonly DrawnDecoration[]): DrawnMark[] {
  return marksIn(decorations).filter(({ style }) => style === 'solid');
}

/** Whether two marks are on the same words of the same place. */
export function samePlace(
  one: Pick<DrawnMark, 'line' | 'column' | 'text'>,
  other: Pick<DrawnMark, 'line' | 'column' | 'text'>,
): boolean {
  return one.line === other.line && one.column === other.column && one.text === other.text;
}
