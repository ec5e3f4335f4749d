/** What is wrong in a standoff file apart from its text: lines, ids and references. */
import type { Problem, Repair } from '../../annotation/problems.ts';
import { IdAllocator } from './identifiers.ts';
import { withTabs } from './lineGrammar.ts';
import type { EventLine, Part, StandoffLine } from './lines.ts';
import { idOf, lineIndexAt, referencesOf } from './lines.ts';

/** The ids that must not be given to new annotations: those that lines have or refer to. */
export function takenIds(lines: readonly StandoffLine[]): Set<string> {
  const taken = new Set<string>();
  for (const line of lines) {
    const id = idOf(line);
    if (id !== undefined) taken.add(id);
    for (const reference of referencesOf(line)) taken.add(reference.text);
  }
  return taken;
}

/** Lines that cannot be read, ids that occur twice, and forms that brat itself would refuse or misread. */
export function lineProblems(
  lines: readonly StandoffLine[],
  lineById: ReadonlyMap<string, StandoffLine>,
  definedElsewhere: ReadonlySet<string> = new Set(),
): Problem[] {
  const problems: Problem[] = [];
  let allocator: IdAllocator | undefined;
  let referenced: Set<string> | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as StandoffLine;
    const id = 'id' in line ? line.id : undefined;
    if (id !== undefined && lineById.get(id.text) !== line) {
      allocator ??= new IdAllocator([...takenIds(lines), ...definedElsewhere]);
      referenced ??= new Set(lines.flatMap((other) => referencesOf(other).map(({ text }) => text)));
      const free = allocator.allocate((/^\D+/.exec(id.text) as RegExpExecArray)[0]);
      problems.push({
        code: 'brat/duplicate-id',
        severity: 'error',
        message:
          `The id ${id.text} is already used on line ${lineNumber(lines, lineById.get(id.text))}. ` +
          `Line ${index + 1} is kept but not read until it has an id of its own.`,
        place: id.span,
        repairs: [
          {
            title: `Change the id to ${free}`,
            edits: [{ span: id.span, newText: free }],
            // With references, nobody can tell which of the two they mean.
            safe: !referenced.has(id.text),
          },
        ],
      });
    }
    if (line.kind === 'unparsed') problems.push(malformed(line));
    if (line.kind === 'relation' && line.arguments[0].role.text === line.arguments[1].role.text) {
      problems.push({
        code: 'brat/identical-roles',
        severity: 'warning',
        message: `Both arguments of ${line.id.text} have the role ${line.arguments[0].role.text}; brat refuses such a relation.`,
        place: line.arguments[1].role.span,
      });
    }
    if (line.kind === 'normalisation' && line.system === undefined) {
      problems.push({
        code: 'brat/concept-without-terminology',
        severity: 'warning',
        message: `${line.identifier.text} names no terminology; brat wants one before a colon, for example UMLS:C0027051.`,
        place: line.identifier.span,
      });
    }
  }
  return problems;
}

/** References that lead to nothing, and triggers that are no entities or have another type than their event. */
export function referenceProblems(
  lines: readonly StandoffLine[],
  lineById: ReadonlyMap<string, StandoffLine>,
  definedElsewhere: ReadonlySet<string> = new Set(),
): Problem[] {
  const problems: Problem[] = [];
  for (const line of lines) {
    for (const reference of referencesOf(line)) {
      const target = lineById.get(reference.text);
      if (target === undefined && definedElsewhere.has(reference.text)) continue;
      if (target === undefined || target.kind === 'unparsed') {
        problems.push(unknownTarget(reference, lines, target));
      }
    }
    if (line.kind === 'event') problems.push(...triggerProblems(line, lineById.get(line.trigger.text)));
  }
  return problems;
}

function malformed(line: Extract<StandoffLine, { kind: 'unparsed' }>): Problem {
  const mended = withTabs(line);
  const repairs: Repair[] =
    mended === undefined
      ? []
      : [
          {
            title: 'Separate the columns by tabs',
            edits: [{ span: line.span, newText: mended }],
            safe: true,
          },
        ];
  return {
    code: 'brat/malformed-line',
    severity: 'error',
    message: `${line.reason} The line is kept but not read.`,
    place: line.span,
    ...(repairs.length > 0 && { repairs }),
  };
}

function unknownTarget(
  reference: Part,
  lines: readonly StandoffLine[],
  unreadable: StandoffLine | undefined,
): Problem {
  return {
    code: 'brat/unknown-target',
    severity: 'error',
    message:
      unreadable === undefined
        ? `No line defines ${reference.text}. Correct the id or remove this line.`
        : `${reference.text} is defined on line ${lineNumber(lines, unreadable)}, which cannot be read.`,
    place: reference.span,
  };
}

function triggerProblems(line: EventLine, trigger: StandoffLine | undefined): Problem[] {
  if (trigger === undefined || trigger.kind === 'unparsed') return [];
  if (trigger.kind !== 'entity') {
    return [
      {
        code: 'brat/trigger-not-entity',
        severity: 'error',
        message: `The trigger of ${line.id.text} must be an entity, but ${line.trigger.text} is none.`,
        place: line.trigger.span,
      },
    ];
  }
  if (trigger.type.text === line.type.text) return [];
  return [
    {
      code: 'brat/trigger-type-differs',
      severity: 'warning',
      message: `${line.id.text} is of type ${line.type.text}, but its trigger ${line.trigger.text} is of type ${trigger.type.text}; brat wants one type for both.`,
      place: line.type.span,
      repairs: [
        {
          title: `Change the type of ${line.id.text} to ${trigger.type.text}`,
          edits: [{ span: line.type.span, newText: trigger.type.text }],
          safe: false,
        },
      ],
    },
  ];
}

function lineNumber(lines: readonly StandoffLine[], line: StandoffLine | undefined): number {
  return line === undefined ? 0 : lineIndexAt(lines, line.span.start) + 1;
}
