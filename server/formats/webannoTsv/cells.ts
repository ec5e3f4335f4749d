/** What the cells of a row of WebAnno TSV say of one annotation. */
import { tokenLayer } from '../uima/layers.ts';
import { cutSuffix, splitCell, unescapeValue } from './escaping.ts';
import type { Layer } from './header.ts';

/** The layer of dependencies declares parts of speech as its ends, but its ends are the tokens. */
const dependencyLayer = 'de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency';

/** The links of a slot as the cells have them. */
export interface SlotCells {
  readonly roles: readonly string[];
  readonly targets: readonly string[];
  /** The layer of the targets. */
  readonly type: string;
}

/** Where a relation comes from: a unit, the numbers of its two ends, and their layer. */
export interface SourceCell {
  readonly unit: string;
  readonly ends: readonly [number, number];
  readonly type: string;
}

/** A link in its chain. */
export interface LinkCell {
  readonly chain: string;
  readonly place: number;
}

/** What the cells of one layer say of one annotation. */
export interface Level {
  readonly features: readonly (readonly [feature: string, value: string | undefined])[];
  readonly slots: ReadonlyMap<string, SlotCells>;
  readonly number?: string;
  readonly source?: SourceCell;
  readonly link?: LinkCell;
}

export function readLevel({ name, columns }: Layer, cells: readonly (string | undefined)[]): Level {
  const features: [string, string | undefined][] = [];
  const slots = new Map<string, SlotCells>();
  let number: string | undefined;
  let source: Level['source'];
  let link: Level['link'];
  let roles: readonly string[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '_';
    switch (column.kind) {
      case 'source': {
        const { rest, suffix } = cutSuffix(cell, /\[(\d+_\d+)\]$/);
        const ends = (suffix ?? '0_0').split('_').map(Number) as [number, number];
        const type = name === dependencyLayer ? tokenLayer : (column.type ?? '');
        if (rest !== '_') source = { unit: rest, ends, type };
        break;
      }
      case 'linkRelation': {
        const { rest, suffix } = cutSuffix(cell, /->(\d+-\d+)$/);
        if (suffix !== undefined) {
          const [chain, place] = suffix.split('-') as [string, string];
          link = { chain, place: Number(place) };
        }
        features.push([column.feature, cellValue(rest)]);
        break;
      }
      case 'targets': {
        const targets = cell === '_' || cell === '*' ? [] : splitCell(cell, ';');
        if (targets.length > 0) slots.set(column.feature, { roles, targets, type: column.type ?? '' });
        break;
      }
      default: {
        const { rest, suffix } = cutSuffix(cell, /\[(\d+)\]$/);
        // On links the number is the one of the chain.
        if (column.kind !== 'linkType') number ??= suffix;
        if (column.kind === 'roles') roles = splitCell(rest, ';');
        else if (column.kind !== 'placeholder') features.push([column.feature, cellValue(rest)]);
      }
    }
  }
  return {
    features,
    slots,
    ...(number !== undefined && { number }),
    ...(source !== undefined && { source }),
    ...(link !== undefined && { link }),
  };
}

export function cellValue(cell: string): string | undefined {
  return cell === '*' || cell === '_' ? undefined : unescapeValue(cell);
}
