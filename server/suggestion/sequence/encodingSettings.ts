/** Reads how a text shows the model its entities: masks, markers, or a second text. */
import { markFor } from './encoding.ts';
import type { Fields } from './fields.ts';
import type { Encoding, KnownMark, Marks, Masks, RelationQuestion } from './rules.ts';

/** A text with each of some places, such as `{head}`, and no other. */
export function templateOf(fields: Fields, name: string, places: readonly string[]): string {
  const template = fields.text(name) ?? '';
  const found = [...template.matchAll(/\{(\w*)\}/g)].map(([, place]) => place as string);
  const wrong = found.find((place) => !places.includes(place));
  const missing = places.find((place) => !found.includes(place));
  const all = places.map((place) => `{${place}}`).join(' and ');
  if (wrong !== undefined) fields.problem(name, `{${wrong}} stands for nothing; there is ${all}`);
  else if (template !== '' && missing !== undefined) fields.problem(name, `{${missing}} is not in it`);
  return template;
}

export function pairEncoding(input: Fields, questions: readonly RelationQuestion[]): Encoding | undefined {
  const kind = input.choice('kind', ['mask', 'markers', 'pair']);
  if (kind === 'mask') {
    // One mask for both, or one for each of them.
    const types = { head: typesOf(questions, 'heads'), tail: typesOf(questions, 'tails') };
    if (input.has('head') || input.has('tail')) {
      const head = masksIn(input, 'head', types.head);
      const tail = masksIn(input, 'tail', types.tail);
      return head && tail && { kind, head, tail };
    }
    const masks = masksIn(input, 'mask', [...new Set([...types.head, ...types.tail])].sort());
    return masks && { kind, head: masks, tail: masks };
  }
  if (kind === 'markers') {
    const head = marksIn(input, 'head');
    const tail = marksIn(input, 'tail');
    return head && tail && { kind, head, tail };
  }
  return kind && { kind: 'second', template: templateOf(input, 'second', ['head', 'tail']) };
}

export function findingEncoding(input: Fields): Encoding | undefined {
  const kind = input.choice('kind', ['markers', 'pair']);
  if (kind === 'markers') {
    const finding = marksIn(input, 'finding');
    return finding && { kind: 'finding', finding };
  }
  return kind && { kind: 'second', template: templateOf(input, 'second', ['finding']) };
}

/** The entity types that may be heads or tails; where the text decides who is the head, those of both. */
function typesOf(questions: readonly RelationQuestion[], which: 'heads' | 'tails'): string[] {
  const types = questions.flatMap((question) =>
    question.order === 'text' ? [...question.heads, ...question.tails] : question[which],
  );
  return [...new Set(types)].sort();
}

/** The mask of each type: one text for all, or an object with one for each. */
function masksIn(input: Fields, name: string, types: readonly string[]): Masks | undefined {
  const value = input.value(name);
  if (value === undefined || typeof value === 'string') {
    const mask = input.text(name);
    if (mask === undefined) return undefined;
    refuseUnknownPlaces(input, name, mask);
    return Object.fromEntries(types.map((type) => [type, markFor(mask, type)]));
  }
  const own = input.object(name);
  if (own === undefined) return undefined;
  const others = own.names().filter((each) => !types.includes(each));
  // Without types, the pairs themselves are what is wrong.
  for (const type of types.length === 0 ? [] : others) {
    own.problem(type, `no pair has this type; the types are ${types.join(', ')}`);
  }
  return Object.fromEntries(types.map((type) => [type, own.text(type) ?? '']));
}

function marksIn(input: Fields, name: string): Marks | undefined {
  const marks = input.texts(name, 2);
  for (const mark of marks ?? []) refuseUnknownPlaces(input, name, mark);
  return marks && [marks[0] as string, marks[1] as string];
}

function refuseUnknownPlaces(fields: Fields, name: string, mark: string): void {
  const wrong = /\{(?!TYPE\}|type\})[^{}]*\}/.exec(mark)?.[0];
  if (wrong !== undefined) fields.problem(name, `${wrong} stands for nothing; there are {TYPE} and {type}`);
}

/** Each mark as the model meets it, for every type that it may hold. */
export function marksOf(encoding: Encoding, types: readonly string[]): KnownMark[] {
  if (encoding.kind === 'mask') {
    const masks = (['head', 'tail'] as const).flatMap((which) =>
      Object.values(encoding[which]).map((text) => ({ place: 'input', text })),
    );
    return [...new Map(masks.map((mark) => [mark.text, mark])).values()];
  }
  const pairs =
    encoding.kind === 'markers'
      ? { head: encoding.head, tail: encoding.tail }
      : encoding.kind === 'finding'
        ? { finding: encoding.finding }
        : {};
  return Object.entries(pairs).flatMap(([name, marks]) =>
    marks.flatMap((mark, index) => {
      const texts = /\{(?:TYPE|type)\}/.test(mark) ? types.map((type) => markFor(mark, type)) : [mark];
      return texts.map((text) => ({ place: `input.${name}[${index}]`, text: text.trim() }));
    }),
  );
}
