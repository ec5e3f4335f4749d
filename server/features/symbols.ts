/**
 * The outline of a note: its sections with the annotated entities in them, each with the relations that are suggested from
 * it, and the abbreviations that the note defines.
 */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { type Entity, hull } from '../annotation/document.ts';
import { compareEntities, entityKey } from '../annotation/identity.ts';
import { attributesByTarget } from '../corpus/recording.ts';
import { sourceOf } from '../suggestion/assertion/assertion.ts';
import type { Span } from '../text/positions.ts';
import { sections } from '../text/sections.ts';
import type { Note } from './note.ts';
import { relationsOf } from './relations.ts';

export function documentSymbols(note: Note): DocumentSymbol[] {
  const { document, text } = note;
  const range = ({ start, end }: Span) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  const entities = [...note.gold.annotations.entities].sort(compareEntities);
  const attributes = attributesByTarget(note.gold.annotations);
  /** With a question mark what the text asserts of an entity that has no attribute. */
  const attributesOf = (entity: Entity): string[] =>
    attributes.get(entity.id)?.map(({ type, value }) => value ?? type) ??
    note.evidence
      .assertionsOf(entity)
      .map((assertion) => `${assertion.kind}? ${sourceOf(assertion)} ${assertion.confidence.toFixed(2)}`);
  const symbolOf = (entity: (typeof entities)[number]): DocumentSymbol => ({
    name: entity.words.trim() || entity.id,
    detail: [entity.type, ...attributesOf(entity)].join(', '),
    kind: SymbolKind.Constant,
    range: range(hull(entity)),
    selectionRange: range(hull(entity)),
    children: relationsOf(note.suggestedRelations, entity)
      .filter(({ head }) => entityKey(head) === entityKey(entity))
      .map(({ type, tail, score }) => ({
        name: `${type}? ${tail.words}`,
        detail: `score ${score.toFixed(2)}`,
        kind: SymbolKind.Event,
        range: range(hull(entity)),
        selectionRange: range(hull(entity)),
      })),
  });
  const symbols: DocumentSymbol[] = [];
  let next = 0;
  for (const section of sections(text)) {
    const start = section.heading?.start ?? section.body.start;
    const end = Math.max(section.heading?.end ?? 0, section.body.end);
    const children: DocumentSymbol[] = [];
    // An entity belongs to the section it begins in; what begins before the first section stands by itself.
    for (let entity = entities[next]; entity && hull(entity).start < end; entity = entities[++next]) {
      (hull(entity).start < start ? symbols : children).push(symbolOf(entity));
    }
    if (section.heading === undefined) {
      symbols.push(...children);
      continue;
    }
    const last = children.reduce(
      (latest, child) => Math.max(latest, document.offsetAt(child.range.end)),
      end,
    );
    symbols.push({
      name: text.slice(section.heading.start, section.heading.end).trim() || section.title || 'section',
      kind: SymbolKind.String,
      range: { start: document.positionAt(start), end: document.positionAt(last) },
      selectionRange: range(section.heading),
      children,
    });
  }
  symbols.push(...entities.slice(next).map(symbolOf));
  symbols.push(
    ...note.evidence.definitions.map(({ shortForm, longForm, confidence }) => ({
      name: text.slice(shortForm.start, shortForm.end),
      detail: `${text.slice(longForm.start, longForm.end).replace(/\s+/g, ' ')}, confidence ${confidence.toFixed(2)}`,
      kind: SymbolKind.Key,
      range: range(shortForm),
      selectionRange: range(shortForm),
    })),
  );
  return symbols;
}
