/**
 * What an editor has drawn, read from the page. VS Code draws only the part of a document that is on the screen, so
 * this is what a person sees, not what the document holds.
 */

import type { Page } from 'playwright-core';
import { type Box, type Row, readRows } from './rows.ts';

/** A line of text on the screen. A line of the document that is wrapped is several of these. */
export type DrawnLine = {
  /** The number in the gutter, from 1 on. The rows of a wrapped line have the same. */
  readonly number: number;
  /** Its characters. A no-break space cannot be told from a space here, and is given as a space. */
  readonly text: string;
};

/** A decoration, or one row of it where it is wrapped. */
export type DrawnDecoration = {
  /** Which decoration type it belongs to: equal for all decorations that an extension made with the same type. */
  readonly type: string;
  /** Behind the text, on the letters themselves, or made-up text before or after. */
  readonly layer: 'background' | 'letters' | 'before' | 'after';
  readonly line: number;
  /** Before which character of its row it begins, in UTF-16 units from 0 on. */
  readonly column: number;
  /** The characters of the document under it; empty for `before` and `after`. */
  readonly text: string;
  /** The made-up text of `before` and `after`, else empty. */
  readonly content: string;
  /** Its computed style; that of the made-up text for `before` and `after`. */
  readonly style: Readonly<Record<(typeof styleNames)[number], string>>;
};

/** A wavy underline, or the three dots of a hint. */
export type DrawnSquiggle = {
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly line: number;
  /** The characters over it. The dots of a hint are only under the first two of its range. */
  readonly text: string;
};

/** An inlay hint: made-up text between the characters of a document. */
export type DrawnHint = {
  readonly line: number;
  /** Before which character of its row it stands, in UTF-16 units from 0 on. */
  readonly column: number;
  readonly text: string;
};

/** All that is drawn over the text of one editor. */
export type Drawing = {
  readonly lines: readonly DrawnLine[];
  readonly hints: readonly DrawnHint[];
  readonly decorations: readonly DrawnDecoration[];
  readonly squiggles: readonly DrawnSquiggle[];
};

const styleNames = [
  'content',
  'backgroundColor',
  'color',
  'borderTopStyle',
  'borderTopColor',
  'borderTopWidth',
  'borderRightStyle',
  'borderRightColor',
  'borderRightWidth',
  'borderBottomStyle',
  'borderBottomColor',
  'borderBottomWidth',
  'borderLeftStyle',
  'borderLeftColor',
  'borderLeftWidth',
  'outlineStyle',
  'outlineColor',
  'textDecorationLine',
  'textDecorationStyle',
  'textDecorationColor',
  'opacity',
  'fontStyle',
  'fontWeight',
] as const;

/** The numbers that VS Code gives the parts of a decoration type in the names of their CSS classes. */
const layers: Readonly<Record<string, DrawnDecoration['layer']>> = {
  0: 'background',
  1: 'letters',
  3: 'before',
  4: 'after',
};

/** Selects the editor that has, or last had, the focus. */
export const activeEditor = '.part.editor .editor-group-container.active .editor-instance .monaco-editor';

/** Reads what the active editor has drawn, or gives undefined when no editor is open. */
export async function readDrawing(page: Page): Promise<Drawing | undefined> {
  const rows = await page.evaluate(readRows, { editor: activeEditor, styleNames });
  if (rows === undefined) return undefined;
  return {
    lines: rows.map(({ number, text }) => ({ number, text })),
    hints: rows.flatMap(({ number, hints }) =>
      hints.map(({ at, text }) => ({ line: number, column: at, text })),
    ),
    decorations: rows.flatMap(decorationsOf),
    squiggles: rows.flatMap(squigglesOf),
  };
}

/**
 * Where `text` is drawn in the active editor, at its `occurrence`-th place from the top (from 1 on), within one row;
 * undefined when it is not there.
 */
export async function findText(page: Page, text: string, occurrence: number): Promise<Box | undefined> {
  const rows = await page.evaluate(readRows, { editor: activeEditor, styleNames: [] });
  let seen = 0;
  for (const row of rows ?? []) {
    for (let at = row.text.indexOf(text); at >= 0; at = row.text.indexOf(text, at + 1)) {
      seen += 1;
      const first = row.boxes[at];
      const last = row.boxes[at + text.length - 1];
      if (seen === occurrence && first && last) {
        return { left: first.left, right: last.right, top: first.top, bottom: first.bottom };
      }
    }
  }
  return undefined;
}

function decorationsOf(row: Row): DrawnDecoration[] {
  const found: (DrawnDecoration & { start: number; end: number })[] = [];
  for (const piece of row.pieces) {
    for (const name of piece.classes) {
      const [, type, part] = /^ced-(.+)-(\d+)$/.exec(name) ?? [];
      const layer = layers[part ?? ''];
      if (type === undefined || layer === undefined) continue;
      const attached = layer === 'before' || layer === 'after';
      const previous = found.findLast((one) => one.type === type && one.layer === layer);
      // On the letters, a decoration is in pieces where the colour of the words changes or another one begins.
      const start = layer === 'letters' && previous?.end === piece.start ? previous.start : piece.start;
      if (start !== piece.start && previous) found.splice(found.indexOf(previous), 1);
      found.push({
        type,
        layer,
        line: row.number,
        column: start,
        text: attached ? '' : row.text.slice(start, piece.end),
        content: attached ? unquoted(piece[layer]['content']) : '',
        style: (attached ? piece[layer] : piece.style) as DrawnDecoration['style'],
        start,
        end: piece.end,
      });
    }
  }
  return found.map(({ start: _start, end: _end, ...decoration }) => decoration);
}

function squigglesOf(row: Row): DrawnSquiggle[] {
  return row.pieces.flatMap((piece) =>
    piece.classes.flatMap((name) => {
      const severity = /^squiggly-(error|warning|info|hint)$/.exec(name)?.[1];
      if (severity === undefined) return [];
      const text = row.text.slice(piece.start, piece.end);
      return [{ severity: severity as DrawnSquiggle['severity'], line: row.number, text }];
    }),
  );
}

/** The value of the CSS property `content` without its quotes; empty for `none` and `normal`. */
function unquoted(content: string | undefined): string {
  return /^"(.*)"$/s.exec(content ?? '')?.[1]?.replace(/\\(.)/gs, '$1') ?? '';
}
