import type { MarkedText, Mention, Range } from './markup.ts';

/**
 * Writes the annotations of a document as brat standoff, one line each, LF, offsets in code points.
 * The order is: mentions in text order, relations, attributes, normalisations, notes; ids count from 1 in each.
 * The words of a mention are its fragments joined by one space, as brat stores them.
 * `conceptNames` maps MeSH descriptors to their names; a descriptor it lacks throws an Error.
 */
export function writeStandoff(document: MarkedText, conceptNames: ReadonlyMap<string, string>): string {
  const { text, mentions } = document;
  const codePointOf = codePointOffsets(text);
  const idOf = new Map<Mention, string>(mentions.map((mention, index) => [mention, `T${index + 1}`]));
  const idOfKey = new Map<string, string>();
  for (const [mention, id] of idOf) if (mention.key !== undefined) idOfKey.set(mention.key, id);

  const spanOf = ({ start, end }: Range): string => `${codePointOf[start]} ${codePointOf[end]}`;
  const entities: string[] = [];
  const relations: string[] = [];
  const attributes: string[] = [];
  const normalisations: string[] = [];
  const notes: string[] = [];

  for (const [mention, id] of idOf) {
    const spans = mention.fragments.map(spanOf).join(';');
    const words = mention.fragments.map(({ start, end }) => text.slice(start, end)).join(' ');
    entities.push(`${id}\t${mention.type} ${spans}\t${words}`);
    for (const [type, keys] of [
      ['Causes', mention.causedBy],
      ['Treats', mention.treatedBy],
    ] as const) {
      for (const key of keys) {
        relations.push(`R${relations.length + 1}\t${type} Arg1:${idOfKey.get(key)} Arg2:${id}`);
      }
    }
    if (mention.negated) attributes.push(`A${attributes.length + 1}\tNegation ${id}`);
    if (mention.familyHistory) attributes.push(`A${attributes.length + 1}\tFamilyHistory ${id}`);
    if (mention.certainty !== undefined) {
      attributes.push(`A${attributes.length + 1}\tCertainty ${id} ${mention.certainty}`);
    }
    for (const concept of mention.concepts) {
      const name = conceptNames.get(concept);
      if (name === undefined)
        throw new Error(`${concept} is not in concepts.tsv. Add it with its MeSH name.`);
      normalisations.push(`N${normalisations.length + 1}\tReference ${id} MESH:${concept}\t${name}`);
    }
    if (mention.note !== undefined) notes.push(`#${notes.length + 1}\tAnnotatorNotes ${id}\t${mention.note}`);
  }
  return [...entities, ...relations, ...attributes, ...normalisations, ...notes]
    .map((line) => `${line}\n`)
    .join('');
}

/** For each UTF-16 offset of `text`, its end included, the number of code points before it. */
function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let codePoints = 0;
  let at = 0;
  for (const character of text) {
    offsets.fill(codePoints, at, at + character.length);
    at += character.length;
    codePoints += 1;
  }
  offsets[at] = codePoints;
  return offsets;
}
