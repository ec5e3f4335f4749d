/** Changing which concepts the annotations of a standoff file are linked to. */
import type { Normalisation } from '../../annotation/document.ts';
import type { TextEdit } from '../../annotation/problems.ts';
import { span } from '../../text/positions.ts';
import { conceptColumn } from './composition.ts';
import type { NormalisationLine } from './lines.ts';
import type { StandoffFile } from './standoff.ts';

/** A concept and its name, as a link has them. */
export type LinkedConcept = Pick<Normalisation, 'system' | 'identifier' | 'name'>;

export interface Relinking {
  readonly edits: readonly TextEdit[];
  /** The links that no line of the file could be turned into; their ids are empty. */
  readonly missing: readonly Normalisation[];
}

/**
 * Links annotations to some concepts in the place of those they are linked to. The lines of an annotation keep their ids and
 * take the new concepts in their order; lines that are left over are removed.
 *
 * @param targets ids of annotations of the file.
 */
export function relinking(
  file: StandoffFile,
  targets: readonly string[],
  concepts: readonly LinkedConcept[],
): Relinking {
  const lines = new Map<string, NormalisationLine[]>(targets.map((target) => [target, []]));
  for (const line of file.lines) {
    if (line.kind === 'normalisation') lines.get(line.target.text)?.push(line);
  }
  const edits: TextEdit[] = [];
  const missing: Normalisation[] = [];
  for (const [target, own] of lines) {
    for (const [index, line] of own.entries()) {
      const concept = concepts[index];
      edits.push(...(concept === undefined ? [withoutLine(line)] : withConcept(line, concept)));
    }
    for (const concept of concepts.slice(own.length)) missing.push({ ...concept, id: '', target });
  }
  return { edits, missing };
}

/** The edits that make a line name another concept, as far as it does not; what else it says stays. */
export function withConcept(line: NormalisationLine, concept: LinkedConcept): TextEdit[] {
  const { system, identifier, target } = line;
  const name = concept.name?.replace(/\s+/g, ' ').trim() ?? '';
  // The concept may stand in front of its target.
  const end = Math.max(identifier.span.end, target.span.end);
  return [
    {
      span: span((system ?? identifier).span.start, identifier.span.end),
      newText: conceptColumn({ ...concept, id: line.id.text }, []),
    },
    { span: span(end, line.span.end), newText: name === '' ? '' : `\t${name}` },
  ].filter(
    (edit) =>
      edit.newText !== line.text.slice(edit.span.start - line.span.start, edit.span.end - line.span.start),
  );
}

function withoutLine({ span: { start, end }, terminator }: NormalisationLine): TextEdit {
  return { span: span(start, end + terminator.length), newText: '' };
}
