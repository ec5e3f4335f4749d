/**
 * Changing a standoff file by the smallest edits of its content, so that an editor can undo them and every line that
 * is not meant stays byte for byte. Edits count in the content of the file, do not overlap and are applied together.
 */
import type { Annotations, Entity } from '../../annotation/document.ts';
import { noAnnotations } from '../../annotation/document.ts';
import type { TextEdit } from '../../annotation/problems.ts';
import { lineFragments } from '../../annotation/words.ts';
import { OffsetConverter, type Span, span } from '../../text/positions.ts';
import { composeLines, isName } from './composition.ts';
import { IdAllocator } from './identifiers.ts';
import { takenIds } from './lineChecking.ts';
import type { EntityLine, StandoffLine } from './lines.ts';
import { idOf, referencesOf } from './lines.ts';
import { storedOffsets, storedWords } from './spelling.ts';
import type { StandoffFile } from './standoff.ts';

/** An entity to be added. */
export interface NewEntity {
  /** A name by which other additions of the same call refer to it; the file gets an id of its own. */
  readonly id?: string;
  readonly type: string;
  readonly fragments: Entity['fragments'];
}

export interface Additions {
  readonly edits: readonly TextEdit[];
  /** The ids of the new entities, in their order. */
  readonly ids: readonly string[];
}

/**
 * Adds entities at the end of the file, with relations, attributes and the like, whose targets are ids of the file or
 * names of new entities. New ids are the smallest free numbers, as brat gives them; an id that some line refers to is
 * not free. Words come from the text; a score is not written, since what a person adds is no prediction.
 *
 * @throws RangeError for a span that is no stretch of the text, a type or role that is no single word, or a target
 *   that is not there.
 */
export function additions(
  file: StandoffFile,
  text: string,
  entities: readonly NewEntity[],
  others: Partial<Omit<Annotations, 'entities'>> = {},
): Additions {
  const annotations: Annotations = {
    ...noAnnotations,
    ...others,
    entities: entities.map(({ type, fragments, id = '' }) => ({ id, type, fragments, words: '' })),
  };
  const { lines, losses } = composeLines(
    annotations,
    { text, offsets: new OffsetConverter(text) },
    {
      allocator: new IdAllocator(takenIds(file.lines)),
      keepIds: false,
      predictions: false,
      isKnown: (id) => file.lineById.has(id),
    },
  );
  const [refused] = losses.filter(
    ({ code }) => code === 'brat/type-renamed' || code === 'brat/target-missing',
  );
  if (refused !== undefined) throw new RangeError(refused.message);
  const ids = lines.slice(0, entities.length).map((line) => line.slice(0, line.indexOf('\t')));
  if (lines.length === 0) return { edits: [], ids };
  const terminator = file.lines.find((line) => line.terminator !== '')?.terminator ?? '\n';
  const open = file.lines.at(-1)?.terminator === '' ? terminator : '';
  const newText = open + lines.map((line) => line + terminator).join('');
  return { edits: [{ span: span(file.content.length, file.content.length), newText }], ids };
}

/**
 * Changes the type of an annotation. brat wants one type for an event and its trigger: changing either changes both,
 * and every other event of the trigger. No edits where the file does not define the id or the type is that already.
 *
 * @throws RangeError for a type that is no single word.
 */
export function retyping(file: StandoffFile, id: string, type: string): TextEdit[] {
  if (!isName(type)) throw new RangeError(`"${type}" is no type: a type is one word without a colon.`);
  const line = file.lineById.get(id);
  if (line === undefined) return [];
  const trigger = line.kind === 'event' ? line.trigger.text : id;
  const together = new Set<StandoffLine>([line]);
  if (line.kind === 'event' || line.kind === 'entity') {
    const entity = file.lineById.get(trigger);
    if (entity?.kind === 'entity') together.add(entity);
    for (const other of file.lines) {
      if (other.kind === 'event' && other.trigger.text === trigger) together.add(other);
    }
  }
  return Array.from(together)
    .filter((other) => 'type' in other && other.type.text !== type)
    .map((other) => ({ span: (other as EntityLine).type.span, newText: type }));
}

export interface Removal {
  readonly edits: readonly TextEdit[];
  /** The ids of all removed annotations, `*` for an equivalence, in the order of the file. */
  readonly removed: readonly string[];
  /** The ids of the annotations that lost an argument or a member, `*` for an equivalence. */
  readonly changed: readonly string[];
}

/**
 * Removes annotations with everything that cannot be without them: relations, attributes, normalisations and notes on
 * them, events that they trigger, and so on. An event that has one of them as an argument loses the argument; an
 * equivalence loses the member and goes when fewer than two are left. A trigger stays when its event is removed.
 */
export function removal(file: StandoffFile, ids: readonly string[]): Removal {
  const referrers = new Map<string, StandoffLine[]>();
  for (const line of file.lines) {
    for (const { text } of referencesOf(line)) {
      const known = referrers.get(text);
      if (known === undefined) referrers.set(text, [line]);
      else known.push(line);
    }
  }
  const gone = new Set<StandoffLine>();
  const missing = new Set<string>();
  const pending: StandoffLine[] = ids.map((id) => file.lineById.get(id)).filter((line) => line !== undefined);
  for (let line = pending.pop(); line !== undefined; line = pending.pop()) {
    if (gone.has(line)) continue;
    gone.add(line);
    const id = idOf(line);
    // Of two lines with one id, references mean the first.
    if (id === undefined || file.lineById.get(id) !== line) continue;
    missing.add(id);
    for (const referrer of referrers.get(id) ?? []) if (!survives(referrer, missing)) pending.push(referrer);
  }
  const edits: TextEdit[] = [];
  const removed: string[] = [];
  const changed: string[] = [];
  for (const line of file.lines) {
    if (gone.has(line)) {
      edits.push({ span: span(line.span.start, line.span.end + line.terminator.length), newText: '' });
      removed.push(idOf(line) ?? '*');
      continue;
    }
    const shortened = withoutReferences(line, missing);
    if (shortened.length > 0) changed.push(idOf(line) ?? '*');
    edits.push(...shortened);
  }
  return { edits, removed, changed };
}

/**
 * Sets entities to their fragments in a text that has changed since the file was read: the edits rewrite the offsets
 * and words of the lines that change and nothing else. Give all entities that have text left, even if their offsets
 * are as before: an emoji in front of a mention that replaces two letters moves it by one code point, though not in
 * UTF-16. Fragments are divided at line breaks. Where the stored
 * words disagreed with the text before, they are kept, so that the disagreement stays visible. Ids that name no
 * entity of the file are passed over.
 *
 * @param text the text that the new fragments count in.
 * @throws RangeError for fragments that are no stretch of the text.
 */
export function moving(
  file: StandoffFile,
  text: string,
  moved: ReadonlyMap<string, readonly [Span, ...Span[]]>,
): TextEdit[] {
  const offsets = new OffsetConverter(text);
  const edits: TextEdit[] = [];
  for (const [id, fragments] of moved) {
    const line = file.lineById.get(id);
    if (line?.kind !== 'entity') continue;
    edits.push(...spanEdits(line, fragments, text, offsets, line.agrees));
  }
  return edits;
}

/**
 * Sets an entity to fragments that a person chose, and its words to the text there.
 *
 * @throws RangeError for fragments that are no stretch of the text.
 */
export function resizing(
  file: StandoffFile,
  text: string,
  id: string,
  fragments: readonly [Span, ...Span[]],
): TextEdit[] {
  const line = file.lineById.get(id);
  return line?.kind === 'entity' ? spanEdits(line, fragments, text, new OffsetConverter(text), true) : [];
}

function spanEdits(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  text: string,
  offsets: OffsetConverter,
  withWords: boolean,
): TextEdit[] {
  const divided = lineFragments(text, fragments);
  const edits: TextEdit[] = [];
  const newOffsets = storedOffsets(divided, offsets);
  if (newOffsets !== line.offsets.text) edits.push({ span: line.offsets.span, newText: newOffsets });
  const newWords = storedWords(text, divided);
  if (withWords && newWords !== line.words.text) {
    // A line whose words are missing may lack the tab before them too.
    const tab = line.text.slice(line.offsets.span.end - line.span.start).includes('\t') ? '' : '\t';
    edits.push({ span: line.words.span, newText: tab + newWords });
  }
  return edits;
}

/** Whether a line can stay when some of the ids that it refers to are gone. */
function survives(line: StandoffLine, missing: ReadonlySet<string>): boolean {
  if (line.kind === 'event') return !missing.has(line.trigger.text);
  if (line.kind !== 'equivalence') return false;
  return new Set(line.members.map(({ text }) => text).filter((id) => !missing.has(id))).size > 1;
}

/** The edits that take missing arguments and members out of a line, with the space before them. */
function withoutReferences(line: StandoffLine, missing: ReadonlySet<string>): TextEdit[] {
  if (line.kind !== 'event' && line.kind !== 'equivalence') return [];
  const head = line.kind === 'event' ? line.trigger : line.type;
  const parts = line.kind === 'event' ? line.arguments.map(({ target }) => target) : line.members;
  let before = head.span.end;
  const edits: TextEdit[] = [];
  for (const part of parts) {
    if (missing.has(part.text)) edits.push({ span: span(before, part.span.end), newText: '' });
    before = part.span.end;
  }
  return edits;
}
