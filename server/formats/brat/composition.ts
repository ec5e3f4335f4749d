/** Composing lines of brat standoff from annotations. */
import type { Annotations, Entity, Relation } from '../../annotation/document.ts';
import { fragmentsKey } from '../../annotation/identity.ts';
import { compareWords, lineFragments } from '../../annotation/words.ts';
import type { AnnotatedText } from './entityChecking.ts';
import { type IdAllocator, isId } from './identifiers.ts';
import { isPredicted, predictionNote, predictionNoteType, relationPrediction } from './predictions.ts';
import { storedOffsets, storedWords } from './spelling.ts';

/** Something that brat's form cannot say, and what was written instead. */
export interface StandoffLoss {
  /** Stable and public, for example `brat/type-renamed`. */
  readonly code: string;
  readonly message: string;
}

export interface Composition {
  /** Without terminators: entities, events, relations, equivalences, attributes, normalisations, notes. */
  readonly lines: readonly string[];
  /** The ids that were given, by the ids before. */
  readonly ids: ReadonlyMap<string, string>;
  readonly losses: readonly StandoffLoss[];
}

export interface CompositionOptions {
  readonly allocator: IdAllocator;
  /** Whether ids that have brat's form are kept where they are free. */
  readonly keepIds: boolean;
  /** Whether scores of predicted entities and relations are written, as notes. */
  readonly predictions: boolean;
  /** Whether a target that is not among the annotations is an id of the file; otherwise it is a loss. */
  readonly isKnown: (id: string) => boolean;
}

/**
 * Composes lines. Words come from the text, unless an entity's own words are others: then those are written, so that
 * a disagreement stays visible. Fragments are divided at line breaks.
 *
 * @throws RangeError for fragments that are no stretch of the text.
 */
export function composeLines(
  annotations: Annotations,
  target: AnnotatedText,
  options: CompositionOptions,
): Composition {
  const lines: string[] = [];
  const losses: StandoffLoss[] = [];
  const { allocator } = options;
  const ids = new Map<string, string>();
  const assign = (listed: readonly { readonly id: string }[], prefixes: string): string[] => {
    const given = assignIds(listed, prefixes, options);
    for (const [index, { id }] of listed.entries()) {
      const written = given[index] as string;
      if (id !== '' && !ids.has(id)) ids.set(id, written);
      if (options.keepIds && id !== written) {
        losses.push({ code: 'brat/id-replaced', message: `${id} was written as ${written}.` });
      }
    }
    return given;
  };
  // Where other formats use one id in two kinds, a reference means the first of these that has it.
  const entityIds = assign(annotations.entities, 'T');
  const eventIds = assign(annotations.events, 'E');
  const relationIds = assign(annotations.relations, 'R');
  // The M of older files is an attribute too.
  const attributeIds = assign(annotations.attributes, 'AM');
  const normalisationIds = assign(annotations.normalisations, 'N');
  const noteIds = assign(annotations.notes, '#');
  const name = (value: string): string => {
    const written = asName(value);
    if (written !== value) {
      losses.push({ code: 'brat/type-renamed', message: `"${value}" was written as ${written}.` });
    }
    return written;
  };
  const cell = (value: string, owner: string): string => {
    const written = value.replace(/[\t\r\n]+/g, ' ').trim();
    if (written !== value || value === '') {
      const message = `A value of ${owner} is empty or has tabs, line breaks or outer spaces, which were left out.`;
      losses.push({ code: 'brat/white-space-replaced', message });
    }
    return written;
  };
  /** The id to write for a target; `undefined`, with a loss, where the line cannot be written. */
  const resolve = (id: string, owner: string): string | undefined => {
    const given = ids.get(id);
    if (given !== undefined) return given;
    if (options.isKnown(id)) return id;
    losses.push({
      code: 'brat/target-missing',
      message: `${owner} refers to ${id}, which is not there; left out.`,
    });
    return undefined;
  };
  const note = (id: string, type: string, owner: string, text: string): void => {
    const written = text.replace(/\r\n|\r|\n/g, ' ');
    if (written !== text) {
      losses.push({
        code: 'brat/line-break-in-note',
        message: `Line breaks in the note ${id} became spaces.`,
      });
    }
    lines.push(`${id}\t${type} ${owner}\t${written}`);
  };

  for (const [index, entity] of annotations.entities.entries()) {
    lines.push(`${entityIds[index]}\t${name(entity.type)} ${spanColumns(entity, target, losses)}`);
  }
  for (const [index, event] of annotations.events.entries()) {
    const trigger = resolve(event.trigger, event.id);
    if (trigger === undefined) continue;
    const filled = event.arguments.flatMap((argument) => {
      const id = resolve(argument.target, event.id);
      return id === undefined ? [] : [` ${name(argument.role)}:${id}`];
    });
    lines.push(`${eventIds[index]}\t${name(event.type)}:${trigger}${filled.join('')}`);
  }
  const writtenRelations = new Map<Relation, string>();
  for (const [index, relation] of annotations.relations.entries()) {
    const [first, second] = relation.arguments;
    const from = resolve(first.target, relation.id);
    const to = resolve(second.target, relation.id);
    if (from === undefined || to === undefined) continue;
    const filled = `${name(first.role)}:${from} ${name(second.role)}:${to}`;
    lines.push(`${relationIds[index]}\t${name(relation.type)} ${filled}`);
    writtenRelations.set(relation, relationIds[index] as string);
  }
  for (const { type, members } of annotations.equivalences) {
    const known = members.map((id) => resolve(id, 'An equivalence')).filter((id) => id !== undefined);
    if (known.length > 0) lines.push(`*\t${name(type)} ${known.join(' ')}`);
  }
  for (const [index, attribute] of annotations.attributes.entries()) {
    const owner = resolve(attribute.target, attribute.id);
    if (owner === undefined) continue;
    const value = attribute.value === undefined ? '' : cell(attribute.value, attribute.id);
    const suffix = value === '' ? '' : ` ${value}`;
    lines.push(`${attributeIds[index]}\t${name(attribute.type)} ${owner}${suffix}`);
  }
  for (const [index, normalisation] of annotations.normalisations.entries()) {
    const owner = resolve(normalisation.target, normalisation.id);
    if (owner === undefined) continue;
    const concept = conceptColumn(normalisation, losses);
    const label = normalisation.name === undefined ? '' : cell(normalisation.name, normalisation.id);
    const tail = label === '' ? '' : `\t${label}`;
    lines.push(`${normalisationIds[index]}\tReference ${owner} ${concept}${tail}`);
  }
  for (const [index, { id, type, target: owner, text }] of annotations.notes.entries()) {
    const known = resolve(owner, id);
    if (known !== undefined) note(noteIds[index] as string, name(type), known, text);
  }
  if (options.predictions) {
    for (const [index, entity] of annotations.entities.entries()) {
      if (!isPredicted(entity)) continue;
      note(allocator.allocate('#'), predictionNoteType, entityIds[index] as string, predictionNote(entity));
    }
    for (const relation of annotations.relations) {
      const prediction = relationPrediction(relation);
      const id = writtenRelations.get(relation);
      if (prediction === undefined || id === undefined) continue;
      note(allocator.allocate('#'), predictionNoteType, id, predictionNote(prediction));
    }
  }
  return { lines, ids, losses };
}

/** Whether a type or a role can be written as it is: one word without a colon. */
export function isName(candidate: string): boolean {
  return /^[^\s:]+$/.test(candidate);
}

/** A type or a role in a form that brat can read. */
export function asName(value: string): string {
  return value.trim().replace(/[\s:]+/g, '_') || '_';
}

/** Gives ids; one that begins with any of the prefixes can be kept, new ones begin with the first. */
function assignIds(
  annotations: readonly { readonly id: string }[],
  prefixes: string,
  { allocator, keepIds }: CompositionOptions,
): string[] {
  const kept = annotations.map(
    ({ id }) => keepIds && isId(id) && prefixes.includes(id.charAt(0)) && allocator.reserve(id),
  );
  return annotations.map(({ id }, index) => (kept[index] ? id : allocator.allocate(prefixes.charAt(0))));
}

function spanColumns(entity: Entity, target: AnnotatedText, losses: StandoffLoss[]): string {
  const divided = lineFragments(target.text, entity.fragments);
  if (fragmentsKey({ fragments: divided }) !== fragmentsKey(entity)) {
    const message = `${entity.id} has line breaks, which were left out; it has ${divided.length} fragments now.`;
    losses.push({ code: 'brat/divided-at-line-break', message });
  }
  const agreement =
    entity.words === '' ? 'missing' : compareWords(target.text, entity.fragments, entity.words);
  const words =
    agreement === 'different' ? entity.words.replace(/[\t\r\n]/g, ' ') : storedWords(target.text, divided);
  return `${storedOffsets(divided, target.offsets)}\t${words}`;
}

/** A concept as a line names it. */
export function conceptColumn(
  { id, system, identifier }: { readonly id: string; readonly system: string; readonly identifier: string },
  losses: StandoffLoss[],
): string {
  const terminology = system.trim().replace(/[\s:]+/g, '_');
  const concept = identifier.trim().replace(/\s+/g, '_') || '_';
  if (terminology !== system || concept !== identifier || (system === '' && identifier.includes(':'))) {
    const message = `The concept ${system}:${identifier} of ${id} cannot be written exactly.`;
    losses.push({ code: 'brat/concept-renamed', message });
  }
  return terminology === '' ? concept : `${terminology}:${concept}`;
}
