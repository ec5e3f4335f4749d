/** Whether the annotations of a file keep to the types, roles and values of an `annotation.conf`. */

import { compareText } from '../../annotation/identity.ts';
import type { Problem } from '../../annotation/problems.ts';
import type {
  AnnotationConfiguration,
  RelationDefinition,
  RoleDefinition,
  TypeDefinition,
} from './annotationConfiguration.ts';
import type { ArgumentPart, AttributeLine, EventLine, Part, RelationLine, StandoffLine } from './lines.ts';
import type { StandoffFile } from './standoff.ts';

/**
 * The places of a file that its configuration does not allow: all warnings, because other tools read such files. A
 * section of the configuration that defines nothing allows everything of its kind. Costs one pass over the lines.
 */
export function typeProblems(file: StandoffFile, configuration: AnnotationConfiguration): Problem[] {
  const schema = schemaOf(configuration);
  const problems: Problem[] = [];
  for (const line of file.lines) {
    switch (line.kind) {
      case 'entity':
        problems.push(...definedType(line.type, [...configuration.entities, ...configuration.events]));
        break;
      case 'relation':
        problems.push(...relationProblems(line, file, schema));
        break;
      case 'event':
        problems.push(...eventProblems(line, file, schema));
        break;
      case 'attribute':
        problems.push(...attributeProblems(line, file, schema));
        break;
      case 'equivalence':
        problems.push(...definedType(line.type, configuration.relations));
        break;
    }
  }
  return problems;
}

interface Schema {
  readonly configuration: AnnotationConfiguration;
  /** The types above a type, itself included. */
  readonly lineage: ReadonlyMap<string, readonly string[]>;
}

function schemaOf(configuration: AnnotationConfiguration): Schema {
  const lineage = new Map<string, readonly string[]>();
  for (const { name, parent } of [
    ...configuration.entities,
    ...configuration.events,
    ...configuration.relations,
  ]) {
    lineage.set(name, [name, ...(parent === undefined ? [] : (lineage.get(parent) ?? [parent]))]);
  }
  return { configuration, lineage };
}

function definedType(type: Part, definitions: readonly TypeDefinition[]): Problem[] {
  if (definitions.length === 0) return [];
  const definition = definitions.find(({ name }) => name === type.text);
  if (definition === undefined) {
    const similar = definitions.filter(({ name }) => plain(name) === plain(type.text));
    return [
      {
        code: 'brat/unknown-type',
        severity: 'warning',
        message: `annotation.conf defines no type ${type.text} here. Correct the type or define it there.`,
        place: type.span,
        ...(similar.length > 0 && { repairs: similar.map(({ name }) => replacing(type, name)) }),
      },
    ];
  }
  if (definition.annotatable) return [];
  return [
    {
      code: 'brat/type-not-annotatable',
      severity: 'warning',
      message: `annotation.conf marks ${type.text} as a group of types only. Use one of the types below it.`,
      place: type.span,
    },
  ];
}

function replacing(part: Part, newText: string): NonNullable<Problem['repairs']>[number] {
  return { title: `Change ${part.text} to ${newText}`, edits: [{ span: part.span, newText }], safe: false };
}

/** A name without what people confuse in names. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function relationProblems(line: RelationLine, file: StandoffFile, schema: Schema): Problem[] {
  const { relations } = schema.configuration;
  const unknown = definedType(line.type, relations);
  const definitions = relations.filter(({ name }) => name === line.type.text);
  if (unknown.length > 0 || definitions.length === 0) return unknown;
  if (definitions.some((definition) => allowsRelation(definition, line, file, schema))) return [];
  const allowed = definitions.map(({ roles }) => roles.map(rolePattern).join(', ')).join(' or ');
  return [
    {
      code: 'brat/argument-type',
      severity: 'warning',
      message: `${line.type.text} takes ${allowed}, but ${line.id.text} has ${line.arguments
        .map((argument) => filledPattern(argument, file))
        .join(', ')}.`,
      place: line.type.span,
    },
  ];
}

function allowsRelation(
  { roles }: RelationDefinition,
  line: RelationLine,
  file: StandoffFile,
  schema: Schema,
): boolean {
  return line.arguments.every(({ role, target }) => {
    const definition = roles.find((candidate) => candidate.role === role.text);
    return definition !== undefined && accepts(definition.types, file.lineById.get(target.text), schema);
  });
}

function eventProblems(line: EventLine, file: StandoffFile, schema: Schema): Problem[] {
  const { events } = schema.configuration;
  const unknown = definedType(line.type, events);
  const definition = events.find(({ name }) => name === line.type.text);
  if (unknown.length > 0 || definition === undefined) return unknown;
  const problems: Problem[] = [];
  const filled = new Map<RoleDefinition, number>();
  for (const argument of line.arguments) {
    const role = roleNamed(argument.role.text, definition.roles);
    if (role === undefined) {
      const allowed = definition.roles.map(rolePattern).join(', ') || 'no arguments';
      problems.push({
        code: 'brat/unknown-role',
        severity: 'warning',
        message: `${line.type.text} has no role ${argument.role.text}; it takes ${allowed}.`,
        place: argument.role.span,
      });
      continue;
    }
    filled.set(role, (filled.get(role) ?? 0) + 1);
    if (accepts(role.types, file.lineById.get(argument.target.text), schema)) continue;
    problems.push({
      code: 'brat/argument-type',
      severity: 'warning',
      message: `${line.type.text} takes ${rolePattern(role)}, but ${line.id.text} has ${filledPattern(argument, file)}.`,
      place: argument.target.span,
    });
  }
  for (const role of definition.roles) {
    const count = filled.get(role) ?? 0;
    if (count >= role.minimum && count <= role.maximum) continue;
    const wanted = count < role.minimum ? `at least ${role.minimum}` : `at most ${role.maximum}`;
    problems.push({
      code: 'brat/argument-count',
      severity: 'warning',
      message: `${line.id.text} has ${role.role} ${count} times; ${line.type.text} takes it ${wanted} times.`,
      place: line.id.span,
    });
  }
  return problems;
}

/** The role that a possibly numbered role stands for: brat writes Theme, Theme2, Theme3. */
function roleNamed(written: string, roles: readonly RoleDefinition[]): RoleDefinition | undefined {
  const base = written.replace(/\d+$/, '');
  return (
    roles.find(({ role }) => role === written) ??
    roles.find(({ role, maximum }) => role === base && maximum > 1)
  );
}

function attributeProblems(line: AttributeLine, file: StandoffFile, schema: Schema): Problem[] {
  const { attributes } = schema.configuration;
  const unknown = definedType(line.type, attributes);
  const definition = attributes.find(({ name }) => name === line.type.text);
  if (unknown.length > 0 || definition === undefined) return unknown;
  const problems: Problem[] = [];
  if (
    definition.targets.length > 0 &&
    !accepts(definition.targets, file.lineById.get(line.target.text), schema)
  ) {
    problems.push({
      code: 'brat/attribute-target',
      severity: 'warning',
      message: `${line.type.text} is an attribute of ${definition.targets.join(', ')}, but ${line.target.text} is none of these.`,
      place: line.target.span,
    });
  }
  const { values } = definition;
  const value = line.value?.text;
  const allowed = values.length === 0 ? value === undefined : value !== undefined && values.includes(value);
  if (!allowed) {
    const wanted = values.length === 0 ? 'no value' : `one of ${values.join(', ')}`;
    problems.push({
      code: 'brat/attribute-value',
      severity: 'warning',
      message: `${line.type.text} takes ${wanted}, but ${line.id.text} has ${value ?? 'none'}.`,
      place: (line.value ?? line.type).span,
    });
  }
  return problems;
}

/** Whether a role is open to what a line defines. What is not there is another problem. */
function accepts(allowed: readonly string[], line: StandoffLine | undefined, { lineage }: Schema): boolean {
  if (line === undefined || !('type' in line)) return true;
  const type = line.type.text;
  return allowed.some((candidate) => {
    if (candidate === '<ANY>') return true;
    if (candidate === '<ENTITY>') return line.kind === 'entity';
    if (candidate === '<EVENT>') return line.kind === 'event';
    if (candidate === '<RELATION>') return line.kind === 'relation';
    return (lineage.get(type) ?? [type]).includes(candidate);
  });
}

function rolePattern({ role, types }: RoleDefinition): string {
  return `${role}:${types.toSorted(compareText).join('|')}`;
}

function filledPattern({ role, target }: ArgumentPart, { lineById }: StandoffFile): string {
  const line = lineById.get(target.text);
  return `${role.text}:${line !== undefined && 'type' in line ? line.type.text : target.text}`;
}
