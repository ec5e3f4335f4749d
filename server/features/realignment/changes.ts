/** What re-aligning the annotations of a file with their text would change. */
import { narrowed } from '../../annotation/edits.ts';
import type { Problem, TextEdit } from '../../annotation/problems.ts';
import { type EntityLine, lineIndexAt } from '../../formats/brat/lines.ts';
import { type PlacingRepair, placingRepair } from '../../formats/brat/offsetRepair.ts';
import type { StandoffFile } from '../../formats/brat/standoff.ts';
import type { Choice } from '../../protocol.ts';

/** One annotation that gets another place. */
export interface RealignmentChange {
  readonly line: EntityLine;
  readonly repair: PlacingRepair;
}

export interface RealignmentChanges {
  readonly changes: readonly RealignmentChange[];
  /** Misplaced annotations for which there is no place. */
  readonly placeless: readonly EntityLine[];
}

const misplacementCodes = ['brat/words-differ', 'brat/offset-outside-text', 'brat/place-doubtful'];

/** Whether re-alignment has to do with a problem. */
export function isMisplacement(problem: Problem): boolean {
  return misplacementCodes.includes(problem.code) || placingRepair(problem) !== undefined;
}

/** The likeliest place for every misplaced annotation, in the order of the file. */
export function realignmentChanges({ problems, lines }: StandoffFile): RealignmentChanges {
  const changes: RealignmentChange[] = [];
  const placeless: EntityLine[] = [];
  for (const problem of problems) {
    const line = lines[lineIndexAt(lines, problem.place.start)];
    if (line?.kind !== 'entity' || !isMisplacement(problem)) continue;
    const repair = placingRepair(problem);
    if (repair === undefined) placeless.push(line);
    else changes.push({ line, repair });
  }
  return { changes, placeless };
}

/** The edits of the annotation file, as small as they can be, so that a preview shows what is new. */
export function editsOf(content: string, { repair: { edits } }: RealignmentChange): TextEdit[] {
  return edits.map((edit) => narrowed(content, edit));
}

/** For people: `T3 Dose “mg”: 12 14 becomes 15 17`. */
export function described(content: string, change: RealignmentChange): string {
  return `${named(change.line)}: ${stretch(content, change)}${change.repair.safe ? '' : ' (doubtful)'}`;
}

/** `12 14 becomes 15 17`. */
function stretch(content: string, { line, repair }: RealignmentChange): string {
  const [offsets = ''] = (repair.edits[0]?.newText ?? '').split('\t');
  return `${content.slice(line.offsets.span.start, line.offsets.span.end)} becomes ${offsets}`;
}

/** The change as an entry of a list; a doubtful one has to be picked by a person. */
export function choiceOf(content: string, change: RealignmentChange): Choice {
  const { safe } = change.repair;
  return {
    label: named(change.line),
    detail: `${stretch(content, change)}${safe ? '' : '; doubtful: the words also occur elsewhere, or were deleted'}`,
    picked: safe,
  };
}

/** For people: `T3 Dose “mg”`. */
export function named({ id, type, words }: EntityLine): string {
  const oneLine = words.text.replace(/\s+/g, ' ').trim();
  return `${id.text} ${type.text} “${oneLine.length > 40 ? `${oneLine.slice(0, 39)}…` : oneLine}”`;
}
