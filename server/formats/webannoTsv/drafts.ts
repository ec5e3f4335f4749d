/** Annotations while the rows of WebAnno TSV are read. */
import type { Span } from '../../text/positions.ts';
import type { Row } from './blocks.ts';
import type { LinkCell, SlotCells, SourceCell } from './cells.ts';
import type { Layer } from './header.ts';

/** An annotation while its rows are read. */
export interface Draft {
  readonly layer: Layer;
  /** The number of the structure. */
  readonly order: number;
  readonly first: Row;
  span: Span;
  /** The number of the last token it covers. */
  lastToken: number;
  /** Its words as the rows have them. */
  words: string;
  agrees: boolean;
  /** By feature; a feature without a value is absent. */
  readonly values: Map<string, string>;
  readonly slots: Map<string, SlotCells>;
  readonly source?: SourceCell;
  readonly link?: LinkCell;
}

/** A row with what is annotated on it. */
export interface Unit {
  readonly row: Row;
  readonly place: Span;
  readonly drafts: Map<string, Draft[]>;
  readonly numbers: Map<string, Draft>;
}
