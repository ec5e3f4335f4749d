/** Reading `annotation.conf`: which types, roles and values a corpus uses. https://brat.nlplab.org/configuration.html */
import type { Problem } from '../../annotation/problems.ts';
import type { Span } from '../../text/positions.ts';
import type { ConfigurationEntry } from './configurationLines.ts';
import { parts, readConfigurationLines } from './configurationLines.ts';

export interface TypeDefinition {
  readonly name: string;
  /** Further names, such as identifiers in an ontology. Annotations do not use them. */
  readonly otherNames: readonly string[];
  /** The type above in the hierarchy. */
  readonly parent?: string;
  /** How deep in the hierarchy, from 0. */
  readonly depth: number;
  /** False where the type only groups others. */
  readonly annotatable: boolean;
  /** The line that defines it, in UTF-16 code units of the file. */
  readonly place: Span;
}

export interface EntityDefinition extends TypeDefinition {
  /** The terminologies that entities of this type are linked to. */
  readonly terminologies: readonly string[];
}

/** A role and what may fill it. */
export interface RoleDefinition {
  readonly role: string;
  /** Type names, or `<ANY>`, `<ENTITY>`, `<EVENT>`, `<RELATION>`. A type stands for those below it too. */
  readonly types: readonly string[];
  /** How often the role must be filled at least and at most. */
  readonly minimum: number;
  readonly maximum: number;
}

/** A relation may be defined more than once, with other types in its roles. */
export interface RelationDefinition extends TypeDefinition {
  readonly roles: readonly RoleDefinition[];
  readonly symmetric: boolean;
  readonly transitive: boolean;
}

export interface EventDefinition extends TypeDefinition {
  readonly roles: readonly RoleDefinition[];
}

export interface AttributeDefinition extends TypeDefinition {
  /** What may have the attribute, as in {@link RoleDefinition}. */
  readonly targets: readonly string[];
  /** Empty where the attribute is binary. */
  readonly values: readonly string[];
  readonly defaultValue?: string;
}

/** A pair of types whose entities may overlap. */
export interface OverlapRule {
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** `contain`, `equal`, `cross` or `<ANY>`. */
  readonly kinds: readonly string[];
}

export interface AnnotationConfiguration {
  readonly entities: readonly EntityDefinition[];
  readonly relations: readonly RelationDefinition[];
  readonly events: readonly EventDefinition[];
  readonly attributes: readonly AttributeDefinition[];
  readonly overlaps: readonly OverlapRule[];
  readonly problems: readonly Problem[];
}

/** Reads an `annotation.conf`. Never throws: what cannot be read becomes a problem and is passed over. */
export function readAnnotationConfiguration(content: string): AnnotationConfiguration {
  const read = readConfigurationLines(content, [
    'entities',
    'spans',
    'relations',
    'events',
    'attributes',
    'options',
  ]);
  const problems: Problem[] = [...read.problems];
  const entities: EntityDefinition[] = [];
  const relations: RelationDefinition[] = [];
  const events: EventDefinition[] = [];
  const attributes: AttributeDefinition[] = [];
  const overlaps: OverlapRule[] = [];
  for (const entry of read.entries) {
    if (entry.section === 'options') continue;
    const settings = settingsOf(entry, problems);
    const [name] = entry.names;
    const defined = definitionOf(entry);
    if (name === '<OVERLAP>') {
      overlaps.push({
        first: settings.roles.find(({ role }) => role === 'Arg1')?.types ?? [],
        second: settings.roles.find(({ role }) => role === 'Arg2')?.types ?? [],
        kinds: settings.special.get('<OVL-TYPE>') ?? ['<ANY>'],
      });
    } else if (!/^[\w-]+$/.test(name)) {
      problems.push(nameProblem(entry));
    } else if (entry.section === 'relations') {
      // Older configurations mark an equivalence by its name alone.
      const kinds = settings.special.get('<REL-TYPE>') ?? (name === 'Equiv' ? ['symmetric-transitive'] : []);
      const traits = kinds.flatMap((kind) => kind.split('-'));
      relations.push({
        ...defined,
        roles: settings.roles,
        symmetric: traits.includes('symmetric'),
        transitive: traits.includes('transitive'),
      });
    } else if (entry.section === 'events') {
      events.push({ ...defined, roles: settings.roles });
    } else if (entry.section === 'attributes') {
      const values = settings.roles.find(({ role }) => role === 'Value')?.types ?? [];
      const [defaultValue] = settings.special.get('<DEFAULT>') ?? [];
      attributes.push({
        ...defined,
        targets: settings.roles.filter(({ role }) => role !== 'Value').flatMap(({ types }) => types),
        values,
        ...(defaultValue !== undefined && { defaultValue }),
      });
    } else {
      entities.push({ ...defined, terminologies: settings.special.get('<NORM>') ?? [] });
    }
  }
  return { entities, relations, events, attributes, overlaps, problems };
}

/** The types that a menu offers for an entity, in the order of the file. */
export function annotatableTypes({ entities }: AnnotationConfiguration): readonly EntityDefinition[] {
  return entities.filter(({ annotatable }) => annotatable);
}

function definitionOf({
  names: [name, ...otherNames],
  depth,
  parent,
  grouping,
  place,
}: ConfigurationEntry): TypeDefinition {
  return { name, otherNames, depth, ...(parent !== undefined && { parent }), annotatable: !grouping, place };
}

interface Settings {
  readonly roles: readonly RoleDefinition[];
  /** Settings whose key is in angle brackets. */
  readonly special: ReadonlyMap<string, readonly string[]>;
}

function settingsOf(entry: ConfigurationEntry, problems: Problem[]): Settings {
  const roles: RoleDefinition[] = [];
  const special = new Map<string, readonly string[]>();
  for (const setting of entry.settings) {
    const colon = setting.indexOf(':');
    const key = setting.slice(0, colon);
    const values = parts(setting.slice(colon + 1), '|');
    const role = /^<.+>$/.test(key) ? undefined : readRole(key, values);
    if (colon < 1 || (role === undefined && !key.startsWith('<'))) {
      problems.push({
        code: 'configuration/setting',
        severity: 'warning',
        message: `"${setting}" is no setting; a setting is Role:Type, for example Theme:Protein or Cause?:<EVENT>.`,
        place: entry.place,
      });
    } else if (role === undefined) {
      special.set(key, values);
    } else {
      roles.push(role);
    }
  }
  return { roles, special };
}

/** Reads `Theme`, `Cause?`, `Site*`, `Theme+`, `Arg{2}` and `Arg{1-3}`. */
function readRole(key: string, types: readonly string[]): RoleDefinition | undefined {
  const match = /^(.*?)(\?|\*|\+|\{(\d+)(?:-(\d+))?\})?$/.exec(key);
  const [, role = '', frequency, least, most] = match ?? [];
  if (role === '' || /[{}?*+]/.test(role) || types.length === 0) return undefined;
  if (least !== undefined) {
    return { role, types, minimum: Number(least), maximum: Number(most ?? least) };
  }
  const optional = frequency === '?' || frequency === '*';
  const repeatable = frequency === '*' || frequency === '+';
  return { role, types, minimum: optional ? 0 : 1, maximum: repeatable ? Number.POSITIVE_INFINITY : 1 };
}

function nameProblem({ names: [name], place }: ConfigurationEntry): Problem {
  return {
    code: 'configuration/type-name',
    severity: 'warning',
    message: `"${name}" cannot be a type; use letters, digits, _ and - alone.`,
    place,
  };
}
