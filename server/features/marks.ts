/** From layers of entities to marks on the screen: which colour, and which lane where mentions overlap. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Entity, hull } from '../annotation/document.ts';
import type { Mark } from '../protocol.ts';

/** Colours and labels of entity types. */
export interface Palette {
  colourOf(type: string): number;
  labelOf(type: string): string;
}

/** How many colours the client has. */
const colours = 8;

/**
 * @param known types of the corpus in their order of display; they take the colours in turn. A type that is not among
 * them takes a colour by its name, so that it is the same in every note.
 * @param labels short labels by type.
 */
export function paletteOf(known: readonly string[], labels: ReadonlyMap<string, string>): Palette {
  const order = new Map(known.map((type, index) => [type, index]));
  return {
    colourOf: (type) => (order.get(type) ?? hashOf(type)) % colours,
    labelOf: (type) => labels.get(type) ?? type.slice(0, 3),
  };
}

/** The marks of two layers over one text. */
export function marksOf(
  document: TextDocument,
  gold: readonly Entity[],
  suggested: readonly Entity[],
  palette: Palette,
): Mark[] {
  const layered = [
    ...gold.map((entity) => ({ entity, layer: 'gold' as const })),
    ...suggested.map((entity) => ({ entity, layer: 'suggested' as const })),
  ];
  const lanes = lanesOf(layered.map(({ entity }) => entity));
  return layered.map(({ entity, layer }, index) => ({
    ranges: entity.fragments.map(({ start, end }) => ({
      start: document.positionAt(start),
      end: document.positionAt(end),
    })),
    type: entity.type,
    colour: palette.colourOf(entity.type),
    layer,
    lane: lanes[index] as number,
  }));
}

/**
 * A lane for each entity such that no two overlapping ones share it: greedily from the left, the longer first, so that
 * an enclosing mention has a lower lane than what it encloses.
 */
export function lanesOf(entities: readonly Entity[]): number[] {
  const hulls = entities.map(hull);
  const order = hulls
    .map((_, index) => index)
    .sort((a, b) => {
      const first = hulls[a] as (typeof hulls)[number];
      const second = hulls[b] as (typeof hulls)[number];
      return first.start - second.start || second.end - first.end || a - b;
    });
  const lanes = new Array<number>(entities.length).fill(0);
  const laneEnds: number[] = [];
  for (const index of order) {
    const { start, end } = hulls[index] as (typeof hulls)[number];
    const free = laneEnds.findIndex((laneEnd) => laneEnd <= start);
    const lane = free < 0 ? laneEnds.length : free;
    laneEnds[lane] = end;
    lanes[index] = lane;
  }
  return lanes;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}
