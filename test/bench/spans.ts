/** What the span layer costs in a large text: reading annotations, checking them, and moving them along with edits. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { verifySpans } from '../../server/annotation/verification.ts';
import { Note } from '../../server/features/note.ts';
import { parseStandoff } from '../../server/formats/brat/standoff.ts';
import { span } from '../../server/text/positions.ts';
import { atMost, type Figure, median, milliseconds, quantile, ratio, timed } from './figures.ts';
import { type SpanDocument, spanDocument } from './spanDocuments.ts';

const textLength = 1_000_000;
const few = 1000;
const many = 10_000;

export async function measureSpans(): Promise<Figure[]> {
  const figuresOfReading = reading(spanDocument(textLength, many));
  // The first note warms up for all, so that none is at an advantage.
  typing(many);
  const curve = [few, 3000, many, 30_000].map((mentions) => ({ mentions, ...typing(mentions) }));
  const [atFew, , atMany] = curve as [(typeof curve)[0], unknown, (typeof curve)[0]];
  return [
    ...figuresOfReading,
    ...curve.map(({ mentions, moving }) => ({
      name: `keystroke in 1 MB: moving ${mentions.toLocaleString('en')} spans alone (median of ${strokes})`,
      value: milliseconds(median(moving)),
    })),
    atMost(
      'keystroke in 1 MB: moving 10,000 spans / moving 1,000',
      median(atMany.moving) / median(atFew.moving),
      1.5,
      ratio,
    ),
    atMost('keystroke in 1 MB: moving 10,000 spans, p95', quantile(atMany.moving, 0.95), 2, milliseconds),
    atMost('keystroke in 1 MB: text and 10,000 spans (median)', median(atMany.keystroke), 2, milliseconds),
    atMost(
      'keystroke in 1 MB: text and 10,000 spans / text and 1,000',
      median(atMany.keystroke) / median(atFew.keystroke),
      1.5,
      ratio,
    ),
    {
      name: 'asking where all 10,000 spans are after a keystroke',
      value: milliseconds(median(atMany.asking)),
    },
    {
      name: 'undoing back to the text on disk: 10,000 spans restored',
      value: milliseconds(atMany.restoring),
    },
  ];
}

function reading({ text, content }: SpanDocument): Figure[] {
  const begun = performance.now();
  const { annotations, problems } = parseStandoff(content, text);
  const first = performance.now() - begun;
  if (annotations.entities.length !== many || problems.length > 0)
    throw new Error('The annotations are wrong.');
  const times = timed(25, 10, () => parseStandoff(content, text));
  const checking = timed(25, 10, () => verifySpans(text, annotations.entities));
  return [
    atMost('1 MB with 10,000 spans: reading brat standoff (median of 25)', median(times), 60, milliseconds),
    { name: '1 MB with 10,000 spans: reading brat standoff, the first time', value: milliseconds(first) },
    { name: '1 MB with 10,000 spans: verifying the spans', value: milliseconds(median(checking)) },
  ];
}

const strokes = 400;
/** Typed at one place before it goes on at another. */
const wordLength = 8;

/** Words typed all over an open note, as the server takes them: the text is updated, then every layer moves. */
function typing(mentions: number): {
  readonly moving: number[];
  readonly keystroke: number[];
  readonly asking: number[];
  readonly restoring: number;
} {
  const { text, content } = spanDocument(textLength, mentions);
  const document = TextDocument.create('file:///note.txt', 'plaintext', 1, text);
  const note = new Note(document, 'file:///note.ann', { gold: content, rejected: undefined }, text, []);
  const moving: number[] = [];
  const keystroke: number[] = [];
  const asking: number[] = [];
  const type = (stroke: number, isMeasured: boolean): void => {
    const word = Math.floor(stroke / wordLength);
    const wanted = ((word * 7919 * 31) % textLength) + (stroke % wordLength);
    const begun = performance.now();
    const position = document.positionAt(wanted);
    // Within a line, as a position between CR and LF is none.
    const place = document.offsetAt(position);
    TextDocument.update(
      document,
      [{ range: { start: position, end: position }, text: 'x' }],
      document.version + 1,
    );
    const updated = performance.now();
    note.edit([{ span: span(place, place), newText: 'x' }]);
    const moved = performance.now();
    if (isMeasured) {
      moving.push(moved - updated);
      keystroke.push(moved - begun);
    }
    if (stroke % wordLength > 0) return;
    const { entities } = note.gold.annotations;
    if (isMeasured) asking.push(performance.now() - moved);
    if (entities.length !== mentions) throw new Error('Typing has lost a span.');
  };
  for (let stroke = 0; stroke < strokes / 4; stroke += 1) type(stroke, false);
  for (let stroke = 0; stroke < strokes; stroke += 1) type(stroke, true);
  const begun = performance.now();
  const whole = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
  const edit = { span: span(0, document.getText().length), newText: text };
  TextDocument.update(document, [{ range: whole, text }], document.version + 1);
  note.edit([edit]);
  const restoring = performance.now() - begun;
  if (note.settled().gold !== content) throw new Error('Undoing did not restore every span.');
  return { moving, keystroke, asking, restoring };
}
