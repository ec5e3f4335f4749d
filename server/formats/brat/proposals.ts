/** What may stand in a part of a line of brat standoff, for somebody who is writing it. */
import type {
  AnnotationConfiguration,
  AttributeDefinition,
  RoleDefinition,
} from './annotationConfiguration.ts';
import { idProposals } from './idProposals.ts';
import type { Slot } from './lineSlots.ts';
import { idOf, type StandoffLine } from './lines.ts';
import { isEquivalence, lineageOf, mayHave, roleNamed, rolesOf } from './permittedTargets.ts';
import type { Proposal, Surroundings } from './proposal.ts';
import { argumentsFor, membersFor, targetsFor, triggersFor } from './referenceProposals.ts';

/**
 * What may stand in a slot, the likeliest first. What the configuration does not define at all is taken from the other
 * lines of the file. Costs one pass over the lines, and for ids a sort by distance.
 */
export function proposalsFor(slot: Slot, around: Surroundings): Proposal[] {
  const others = around.isLine ? around.lines.filter((_, index) => index !== around.index) : around.lines;
  switch (slot.kind) {
    case 'id':
      return idProposals(slot, others, around.configuration);
    case 'type':
      return slot.line === 'E' && !slot.rest.startsWith(':')
        ? triggersFor(undefined, around)
        : typesFor(slot, others, around);
    case 'trigger':
      return triggersFor(slot.type, around);
    case 'role':
      return rolesFor(slot, others, around.configuration);
    case 'argument':
      return argumentsFor(slot, around);
    case 'target':
      return targetsFor(slot, around);
    case 'value':
      return (
        attributeNamed(slot.type, around.configuration)?.values ?? used(others, valuesOf(slot.type))
      ).map((value) => ({ label: value, newText: value, detail: slot.type, kind: 'value' }));
    case 'terminology':
      return terminologiesFor(slot, others, around);
    case 'member':
      return membersFor(slot, around);
  }
}

function typesFor(
  slot: Extract<Slot, { kind: 'type' }>,
  others: readonly StandoffLine[],
  { configuration, lines, entityTypes }: Surroundings,
): Proposal[] {
  const space = slot.rest === '' ? ' ' : '';
  const propose = (names: readonly string[], detail: string): Proposal[] =>
    [...new Set(names)].map((name) => ({ label: name, newText: name + space, detail, kind: 'type' }));
  const defined = (definitions: readonly Named[], detail: string): Proposal[] =>
    definitions
      .filter(({ annotatable }) => annotatable)
      .flatMap(({ name, parent }) => propose([name], parent === undefined ? detail : `${detail}, ${parent}`))
      .filter(({ label }, index, all) => all.findIndex((other) => other.label === label) === index);
  switch (slot.line) {
    case 'T': {
      const found = [
        ...defined(configuration?.entities ?? [], 'entity'),
        ...defined(configuration?.events ?? [], 'event'),
      ];
      if (found.length > 0) return found;
      return propose([...used(others, typesOf('entity')), ...entityTypes], 'entity');
    }
    case 'E': {
      const found = defined(configuration?.events ?? [], 'event');
      return found.length > 0 ? found : propose(used(others, typesOf('event')), 'event');
    }
    case 'R': {
      const found = defined(
        (configuration?.relations ?? []).filter((each) => !isEquivalence(each)),
        'relation',
      );
      return found.length > 0 ? found : propose(used(others, typesOf('relation')), 'relation');
    }
    case '*': {
      const found = defined((configuration?.relations ?? []).filter(isEquivalence), 'equivalence');
      return found.length > 0
        ? found
        : propose([...used(others, typesOf('equivalence')), 'Equiv'], 'equivalence');
    }
    case 'A':
    case 'M': {
      const { attributes = [] } = configuration ?? {};
      if (configuration === undefined || attributes.length === 0)
        return propose(used(others, typesOf('attribute')), 'attribute');
      const target = lines.find((line) => idOf(line) === slot.target);
      const lineage = lineageOf(configuration);
      return defined(
        attributes.filter((each) => target === undefined || mayHave(each, target, lineage)),
        'attribute',
      );
    }
    case 'N':
      return propose([...used(others, typesOf('normalisation')), 'Reference'], 'normalisation');
    case '#':
      return propose([...used(others, typesOf('note')), 'AnnotatorNotes'], 'note');
  }
}

interface Named {
  readonly name: string;
  readonly parent?: string;
  readonly annotatable: boolean;
}

function rolesFor(
  { line, type, filled, rest }: Extract<Slot, { kind: 'role' }>,
  others: readonly StandoffLine[],
  configuration: AnnotationConfiguration | undefined,
): Proposal[] {
  const kind = line === 'R' ? 'relation' : 'event';
  const roles = configuration === undefined ? [] : rolesOf(configuration, kind, type);
  const propose = (role: string, detail: string): Proposal => ({
    label: role,
    newText: rest.startsWith(':') ? role : `${role}:`,
    detail,
    kind: 'role',
  });
  if (roles.length > 0) {
    return roles.flatMap((role) => {
      const count = filled.filter((written) => roleNamed(written, roles) === role).length;
      return count >= role.maximum ? [] : [propose(nextName(role.role, filled), descriptionOf(role))];
    });
  }
  const ofType = used(others, rolesIn(kind, type));
  const known = ofType.length > 0 ? ofType : used(others, rolesIn(kind, undefined));
  const all = line === 'R' && known.length === 0 ? ['Arg1', 'Arg2'] : known;
  return all.filter((role) => !filled.includes(role)).map((role) => propose(role, type));
}

/** brat numbers a role from its second filler on. */
function nextName(role: string, filled: readonly string[]): string {
  if (!filled.includes(role)) return role;
  for (let number = 2; ; number += 1) if (!filled.includes(`${role}${number}`)) return `${role}${number}`;
}

function descriptionOf({ types, minimum }: RoleDefinition): string {
  return `${types.join(' or ')}${minimum === 0 ? ', optional' : ''}`;
}

function terminologiesFor(
  { target, rest }: Extract<Slot, { kind: 'terminology' }>,
  others: readonly StandoffLine[],
  { lines, configuration, terminologies }: Surroundings,
): Proposal[] {
  const annotated = lines.find((line) => idOf(line) === target);
  const type = annotated !== undefined && 'type' in annotated ? annotated.type.text : undefined;
  const linked = configuration?.entities.find(({ name }) => name === type)?.terminologies ?? [];
  const inFile = used(others, (line) =>
    line.kind === 'normalisation' && line.system !== undefined ? [line.system.text] : [],
  );
  // A configuration writes the name of a terminology and how it is searched: UMLS:…
  const names = [...linked.map((each) => each.replace(/:.*$/, '')), ...inFile, ...terminologies];
  return [...new Set(names)].map((name) => ({
    label: name,
    newText: rest.startsWith(':') ? name : `${name}:`,
    detail: linked.some((each) => each.replace(/:.*$/, '') === name) ? `of ${type}` : 'terminology',
    kind: 'terminology',
  }));
}

function attributeNamed(
  type: string,
  configuration: AnnotationConfiguration | undefined,
): AttributeDefinition | undefined {
  return configuration?.attributes.find(({ name }) => name === type);
}

function typesOf(kind: StandoffLine['kind']): (line: StandoffLine) => string[] {
  return (line) => (line.kind === kind && 'type' in line ? [line.type.text] : []);
}

function rolesIn(kind: 'relation' | 'event', type: string | undefined): (line: StandoffLine) => string[] {
  return (line) =>
    line.kind === kind && 'arguments' in line && (type === undefined || line.type.text === type)
      ? line.arguments.map(({ role }) => role.text)
      : [];
}

function valuesOf(type: string): (line: StandoffLine) => string[] {
  return (line) =>
    line.kind === 'attribute' && line.type.text === type && line.value !== undefined ? [line.value.text] : [];
}

/** What the lines have, the most frequent first and otherwise in their order, each once. */
function used(lines: readonly StandoffLine[], have: (line: StandoffLine) => readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) for (const each of have(line)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([each]) => each);
}
