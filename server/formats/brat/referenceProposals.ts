/** The annotations that a line of brat standoff may refer to, the nearest line first. */
import type { AnnotationConfiguration } from './annotationConfiguration.ts';
import type { Slot } from './lineSlots.ts';
import { idOf, type StandoffLine } from './lines.ts';
import { isPermitted, lineageOf, mayHave, roleNamed, rolesOf } from './permittedTargets.ts';
import type { Proposal, Surroundings } from './proposal.ts';

/** Longer words are cut. */
const longestWords = 60;

/**
 * The entities that may trigger an event.
 *
 * @param type the type of the event; without it, each trigger is proposed with its type, `Binding:T3`.
 */
export function triggersFor(type: string | undefined, around: Surroundings): Proposal[] {
  const { configuration, lines } = around;
  const defined = configuration?.events.filter(({ annotatable }) => annotatable) ?? [];
  const inFile = lines.flatMap((line) => (line.kind === 'event' ? [line.type.text] : []));
  const types = new Set(defined.length > 0 ? defined.map(({ name }) => name) : inFile);
  const byId = linesById(lines);
  return nearest(around, (line) => {
    if (line.kind !== 'entity') return false;
    if (type !== undefined) return line.type.text === type;
    return types.size === 0 || types.has(line.type.text);
  }).map((line) => {
    const proposal = proposalOf(line, byId);
    if (type !== undefined || line.kind !== 'entity') return proposal;
    const whole = `${line.type.text}:${proposal.label}`;
    return { ...proposal, label: whole, newText: whole };
  });
}

/** The annotations that may fill a role. */
export function argumentsFor(slot: Extract<Slot, { kind: 'argument' }>, around: Surroundings): Proposal[] {
  const { configuration, lines } = around;
  const roles =
    configuration === undefined
      ? []
      : rolesOf(configuration, slot.line === 'R' ? 'relation' : 'event', slot.type);
  const isOther = (line: StandoffLine): boolean =>
    slot.line === 'R' && slot.others.includes(idOf(line) ?? '');
  const isTrigger = triggersOf(lines, configuration);
  if (configuration === undefined || roles.length === 0) {
    return propose(
      around,
      (line) => (line.kind === 'entity' || line.kind === 'event') && !isTrigger(line) && !isOther(line),
    );
  }
  const types = roleNamed(slot.role, roles)?.types ?? [];
  const lineage = lineageOf(configuration);
  return propose(around, (line) => isPermitted(types, line, lineage) && !isTrigger(line) && !isOther(line));
}

/** The annotations that an attribute, a normalisation or a note may be about. */
export function targetsFor(slot: Extract<Slot, { kind: 'target' }>, around: Surroundings): Proposal[] {
  const { configuration, lines } = around;
  const isTrigger = triggersOf(lines, configuration);
  if (slot.line === '#') return propose(around, (line) => idOf(line) !== undefined);
  if (slot.line === 'N') return propose(around, (line) => line.kind === 'entity');
  const definition = configuration?.attributes.find(({ name }) => name === slot.type);
  if (configuration === undefined || definition === undefined) {
    return propose(around, (line) => ['entity', 'event', 'relation'].includes(line.kind) && !isTrigger(line));
  }
  const lineage = lineageOf(configuration);
  return propose(
    around,
    (line) =>
      ['entity', 'event', 'relation'].includes(line.kind) &&
      mayHave(definition, line, lineage) &&
      !isTrigger(line),
  );
}

/** The entities that may be equivalent to those that a line has already: of the same type, where it has any. */
export function membersFor(slot: Extract<Slot, { kind: 'member' }>, around: Surroundings): Proposal[] {
  const types = around.lines.flatMap((line) =>
    line.kind === 'entity' && slot.others.includes(line.id.text) ? [line.type.text] : [],
  );
  return propose(
    around,
    (line) =>
      line.kind === 'entity' &&
      !slot.others.includes(line.id.text) &&
      (types.length === 0 || types.includes(line.type.text)),
  );
}

function propose(around: Surroundings, accepts: (line: StandoffLine) => boolean): Proposal[] {
  const byId = linesById(around.lines);
  return nearest(around, accepts).map((line) => proposalOf(line, byId));
}

/** The other lines that are accepted, by their distance from the one that is written; of two, the one before it first. */
function nearest(
  { lines, index, isLine }: Surroundings,
  accepts: (line: StandoffLine) => boolean,
): StandoffLine[] {
  const distance = (other: number): number => Math.abs(other - index);
  return lines
    .map((line, other) => ({ line, other }))
    .filter(({ line, other }) => !(isLine && other === index) && idOf(line) !== undefined && accepts(line))
    .sort((a, b) => distance(a.other) - distance(b.other) || a.other - b.other)
    .map(({ line }) => line);
}

/**
 * Tells the entities that only mark where an event is: their event is what is annotated further. An entity is one where
 * an event says so, or where only events have its type.
 */
function triggersOf(
  lines: readonly StandoffLine[],
  configuration: AnnotationConfiguration | undefined,
): (line: StandoffLine) => boolean {
  const ids = new Set(lines.flatMap((line) => (line.kind === 'event' ? [line.trigger.text] : [])));
  const types = new Set(configuration?.events.map(({ name }) => name));
  for (const { name } of configuration?.entities ?? []) types.delete(name);
  return (line) => line.kind === 'entity' && (ids.has(line.id.text) || types.has(line.type.text));
}

type LinesById = ReadonlyMap<string, StandoffLine>;

/** The first line of each id, which is the one that defines it. */
function linesById(lines: readonly StandoffLine[]): LinesById {
  return new Map(lines.toReversed().map((line) => [idOf(line) ?? '', line]));
}

function proposalOf(line: StandoffLine, byId: LinesById): Proposal {
  const id = idOf(line) ?? '';
  const type = 'type' in line ? line.type.text : 'unreadable';
  const words = shortened(wordsOf(line, byId));
  const detail = words === '' ? type : `${words} (${type})`;
  return { label: id, newText: id, detail, kind: 'annotation', ...(words !== '' && { words }) };
}

/** The words that an annotation is about, as the file has them. */
function wordsOf(line: StandoffLine, byId: LinesById, depth = 0): string {
  const wordsOfId = (id: string): string => {
    const found = depth > 1 ? undefined : byId.get(id);
    return found === undefined ? id : wordsOf(found, byId, depth + 1);
  };
  switch (line.kind) {
    case 'entity':
      return line.words.text.trim();
    case 'event':
      return wordsOfId(line.trigger.text);
    case 'relation':
      return line.arguments.map(({ target }) => wordsOfId(target.text)).join(' → ');
    case 'attribute':
      return [wordsOfId(line.target.text), line.value?.text ?? ''].join(' ').trim();
    case 'normalisation':
      return line.name?.text.trim() || line.identifier.text;
    case 'note':
      return line.note.text.trim();
    default:
      return '';
  }
}

/** Cut between code points. */
function shortened(words: string): string {
  const characters = [...words.slice(0, 2 * longestWords + 1)];
  return characters.length > longestWords ? `${characters.slice(0, longestWords).join('')}…` : words;
}
