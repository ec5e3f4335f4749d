import {
  type Attribute,
  type Entity,
  type Normalisation,
  type Note,
  noAnnotations,
  type Relation,
  wordsAt,
} from '../../server/annotation/document.ts';
import { writeAnnotations } from '../../server/formats/brat/writing.ts';
import { type Span, span } from '../../server/text/positions.ts';
import type { MarkedText, Mention, Range } from './markup.ts';

/**
 * The annotations of a document as brat standoff. The order is: mentions in text order, relations, attributes,
 * normalisations, notes; ids count from 1 in each. `conceptNames` maps MeSH descriptors to their names; a descriptor it
 * lacks throws an Error.
 */
export function standoffOf(document: MarkedText, conceptNames: ReadonlyMap<string, string>): string {
  const { text, mentions } = document;
  const idOfKey = new Map(mentions.map(({ key }, index) => [key, `T${index + 1}`]));
  const entities: Entity[] = [];
  const relations: Relation[] = [];
  const attributes: Attribute[] = [];
  const normalisations: Normalisation[] = [];
  const notes: Note[] = [];
  for (const mention of mentions) {
    const target = `T${entities.length + 1}`;
    const fragments = fragmentsOf(mention);
    entities.push({ id: target, type: mention.type, fragments, words: wordsAt(text, fragments) });
    const relate = (type: string, keys: readonly string[]): void => {
      for (const key of keys) {
        const head = { role: 'Arg1', target: idOfKey.get(key) ?? key };
        relations.push({ id: `R${relations.length + 1}`, type, arguments: [head, { role: 'Arg2', target }] });
      }
    };
    const attribute = (type: string, value?: string): void => {
      attributes.push({
        id: `A${attributes.length + 1}`,
        type,
        target,
        ...(value !== undefined && { value }),
      });
    };
    relate('Causes', mention.causedBy);
    relate('Treats', mention.treatedBy);
    if (mention.negated) attribute('Negation');
    if (mention.familyHistory) attribute('FamilyHistory');
    if (mention.certainty !== undefined) attribute('Certainty', mention.certainty);
    for (const identifier of mention.concepts) {
      const name = conceptNames.get(identifier);
      if (name === undefined)
        throw new Error(`${identifier} is not in concepts.tsv. Add it with its MeSH name.`);
      normalisations.push({ id: `N${normalisations.length + 1}`, target, system: 'MESH', identifier, name });
    }
    if (mention.note !== undefined) {
      notes.push({ id: `#${notes.length + 1}`, type: 'AnnotatorNotes', target, text: mention.note });
    }
  }
  return writeAnnotations({ ...noAnnotations, entities, relations, attributes, normalisations, notes }, text);
}

function fragmentsOf({ fragments }: Mention): [Span, ...Span[]] {
  const [first, ...rest] = fragments.map(({ start, end }: Range) => span(start, end));
  if (first === undefined) throw new Error('A mention has at least one fragment.');
  return [first, ...rest];
}
