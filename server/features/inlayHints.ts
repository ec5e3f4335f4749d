/**
 * The label of each mention's type behind it, so that colour is never the only sign. Inlay hints rather than drawn
 * text, since editors count them when they wrap lines.
 */
import type { InlayHint, Range } from 'vscode-languageserver';
import { type Entity, hull } from '../annotation/document.ts';
import type { Palette } from './marks.ts';
import type { Note } from './note.ts';
import type { DocumentSettings } from './settings.ts';

/** The hints in a range; a suggestion's ends in a question mark. */
export function inlayHints(
  note: Note,
  range: Range,
  labels: DocumentSettings['labels'],
  palette: Palette,
): InlayHint[] {
  if (labels === 'none') return [];
  const start = note.document.offsetAt(range.start);
  const end = note.document.offsetAt(range.end);
  const hintFor = (entity: Entity, mark: string): InlayHint[] => {
    const place = hull(entity).end;
    if (place < start || place > end) return [];
    const label = labels === 'full' ? entity.type : palette.labelOf(entity.type);
    return [
      {
        position: note.document.positionAt(place),
        label: `${label}${mark}`,
        tooltip: entity.type,
        paddingLeft: true,
      },
    ];
  };
  return [
    ...note.gold.annotations.entities.flatMap((entity) => hintFor(entity, '')),
    ...note.suggested.flatMap((entity) => hintFor(entity, '?')),
  ];
}
