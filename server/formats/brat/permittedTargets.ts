/** What an `annotation.conf` permits in the roles of relations and events and under attributes. */
import type {
  AnnotationConfiguration,
  AttributeDefinition,
  RelationDefinition,
  RoleDefinition,
} from './annotationConfiguration.ts';
import type { StandoffLine } from './lines.ts';

/** The types above each type, itself included, over entities, events and relations. */
export type Lineage = ReadonlyMap<string, readonly string[]>;

export function lineageOf({ entities, events, relations }: AnnotationConfiguration): Lineage {
  const lineage = new Map<string, readonly string[]>();
  for (const { name, parent } of [...entities, ...events, ...relations]) {
    lineage.set(name, [name, ...(parent === undefined ? [] : (lineage.get(parent) ?? [parent]))]);
  }
  return lineage;
}

/** Whether a role that takes the given types is open to what a line defines. */
export function isPermitted(types: readonly string[], line: StandoffLine, lineage: Lineage): boolean {
  return 'type' in line && permits(types, line.kind, line.type.text, lineage);
}

/** Whether a role that takes the given types is open to entities of a type. */
export function isPermittedEntity(types: readonly string[], entityType: string, lineage: Lineage): boolean {
  return permits(types, 'entity', entityType, lineage);
}

function permits(
  types: readonly string[],
  kind: StandoffLine['kind'],
  name: string,
  lineage: Lineage,
): boolean {
  const above = lineage.get(name) ?? [name];
  return types.some((type) => {
    if (type === '<ANY>') return true;
    if (type === '<ENTITY>') return kind === 'entity';
    if (type === '<EVENT>') return kind === 'event';
    if (type === '<RELATION>') return kind === 'relation';
    return above.includes(type);
  });
}

/**
 * The roles of a type of relation or event, each once: a relation that is defined more than once takes in a role what
 * any of its definitions takes there. Empty where the type is not defined.
 */
export function rolesOf(
  { relations, events }: AnnotationConfiguration,
  kind: 'relation' | 'event',
  type: string,
): RoleDefinition[] {
  const roles = new Map<string, RoleDefinition>();
  for (const definition of kind === 'relation' ? relations : events) {
    if (definition.name !== type) continue;
    for (const role of definition.roles) {
      const known = roles.get(role.role);
      const types = [...new Set([...(known?.types ?? []), ...role.types])];
      roles.set(role.role, { ...(known ?? role), types });
    }
  }
  return [...roles.values()];
}

/** The role that a possibly numbered role stands for: brat writes Theme, Theme2, Theme3. */
export function roleNamed(written: string, roles: readonly RoleDefinition[]): RoleDefinition | undefined {
  const base = written.replace(/\d+$/, '');
  return (
    roles.find(({ role }) => role === written) ??
    roles.find(({ role, maximum }) => role === base && maximum > 1)
  );
}

/** Whether an attribute may be given to what a line defines. */
export function mayHave(attribute: AttributeDefinition, line: StandoffLine, lineage: Lineage): boolean {
  return attribute.targets.length === 0 || isPermitted(attribute.targets, line, lineage);
}

/** Whether a relation is written as an equivalence, without an id: `*⇥Equiv T1 T2`. */
export function isEquivalence({ symmetric, transitive }: RelationDefinition): boolean {
  return symmetric && transitive;
}
