/**
 * The part of reading an editor that runs in the page. The types of a browser are not those of the rest of the
 * program, so the few things that are used of it are declared here.
 */

/** A rectangle in the page, in CSS pixels. */
export type Box = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

/** One element that is drawn behind or on the text of a row. */
export type Piece = {
  readonly classes: readonly string[];
  /** Which characters of the row are under it, half-open; equal when there are none. */
  readonly start: number;
  readonly end: number;
  /** Computed values of its own, and of the made-up text before and after it. */
  readonly style: Readonly<Record<string, string>>;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
};

/** Made-up text that stands between the characters of the document. */
export type Hint = {
  readonly text: string;
  /** Before which character of the row it stands. */
  readonly at: number;
};

/** One row of text as it stands on the screen. */
export type Row = {
  /** The number in the gutter. The rows of a wrapped line have the same. */
  readonly number: number;
  /** The characters of the document, without the inlay hints between them. */
  readonly text: string;
  readonly hints: readonly Hint[];
  /** One for each UTF-16 unit of the text. */
  readonly boxes: readonly Box[];
  readonly pieces: readonly Piece[];
};

type PageElement = {
  readonly className: string;
  readonly textContent: string | null;
  readonly style: { readonly top: string };
  getBoundingClientRect(): Box;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
type PageText = { readonly data: string; readonly parentElement: PageElement };
declare const document: PageElement & {
  createTreeWalker(root: PageElement, what: number): { nextNode(): PageText | null };
  createRange(): {
    setStart(node: PageText, offset: number): void;
    setEnd(node: PageText, offset: number): void;
    getBoundingClientRect(): Box;
  };
};
declare function requestAnimationFrame(call: () => void): void;
declare function getComputedStyle(element: PageElement, pseudo?: string): Readonly<Record<string, string>>;

/**
 * Runs in the page, and so uses nothing from outside itself: the rows of the editor that `editor` selects, from top to
 * bottom, with the computed values of the properties `styleNames` for every piece. Undefined when there is no such
 * editor.
 */
export async function readRows(wanted: {
  editor: string;
  styleNames: readonly string[];
}): Promise<Row[] | undefined> {
  // What was typed a moment ago is in the document, but is drawn with the next frame.
  await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const editor = document.querySelector(wanted.editor);
  if (editor === null) return undefined;
  const topOf = (element: PageElement) => Number.parseFloat(element.style.top);
  const downwards = (selector: string) =>
    [...editor.querySelectorAll(selector)].sort((one, other) => topOf(one) - topOf(other));

  const numbers = new Map<number, number>();
  let number = 0;
  for (const margin of downwards('.margin-view-overlays > div')) {
    const written = Number.parseInt(margin.querySelector('.line-numbers')?.textContent ?? '', 10);
    // The second row of a wrapped line has no number.
    if (!Number.isNaN(written)) number = written;
    numbers.set(topOf(margin), number);
  }
  const overlays = new Map<number, PageElement>();
  for (const overlay of editor.querySelectorAll('.view-overlays > div'))
    overlays.set(topOf(overlay), overlay);

  const styleOf = (element: PageElement, pseudo?: string) => {
    const computed = getComputedStyle(element, pseudo);
    return Object.fromEntries(wanted.styleNames.map((name) => [name, computed[name] ?? '']));
  };
  const describe = (element: PageElement, start: number, end: number): Piece => ({
    classes: element.className.split(/\s+/),
    start,
    end,
    style: styleOf(element),
    before: styleOf(element, '::before'),
    after: styleOf(element, '::after'),
  });

  return downwards('.view-lines > .view-line').map((line) => {
    let text = '';
    const boxes: Box[] = [];
    const hints: Hint[] = [];
    const extents = new Map<PageElement, { start: number; end: number }>();
    // 4 is NodeFilter.SHOW_TEXT.
    const walker = document.createTreeWalker(line, 4);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const start = text.length;
      // VS Code gives the pieces of an inlay hint, of which some are only space, a class of this name.
      if (node.parentElement.className.includes('dyn-rule-')) {
        const written = node.data.replaceAll(/[\s\u200a\u200b]/g, '');
        if (written !== '') hints.push({ text: written, at: start });
        continue;
      }
      text += node.data.replaceAll('\u00a0', ' ');
      extents.set(node.parentElement, { start, end: text.length });
      for (let at = 0; at < node.data.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        boxes.push({ left, right, top, bottom });
      }
    }
    const pieces: Piece[] = [];
    for (const span of line.querySelectorAll('span > span')) {
      const { start, end } = extents.get(span) ?? { start: 0, end: 0 };
      if (span.className.includes('ced-')) pieces.push(describe(span, start, end));
    }
    for (const overlay of overlays.get(topOf(line))?.querySelectorAll('.cdr') ?? []) {
      const { left, right } = overlay.getBoundingClientRect();
      const covered = boxes.flatMap((box, at) => {
        const middle = (box.left + box.right) / 2;
        return middle > left && middle < right ? [at] : [];
      });
      const start = covered[0] ?? 0;
      pieces.push(describe(overlay, start, (covered.at(-1) ?? start - 1) + 1));
    }
    return { number: numbers.get(topOf(line)) ?? 0, text, hints, boxes, pieces };
  });
}
