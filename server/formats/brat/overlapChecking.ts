/** Entities that overlap although `annotation.conf` does not let them. */
import { type Entity, hull } from '../../annotation/document.ts';
import { compareEntities, fragmentsKey } from '../../annotation/identity.ts';
import type { Problem } from '../../annotation/problems.ts';
import type { AnnotationConfiguration } from './annotationConfiguration.ts';
import type { StandoffFile } from './standoff.ts';

type OverlapKind = 'equal' | 'contain' | 'cross';

/**
 * The pairs of overlapping entities that no `<OVERLAP>` line allows, each a warning at the second of the two. A
 * configuration without any such line allows every overlap. `contain` allows either type inside the other, since brat's
 * documentation leaves open which is meant. Costs a sort and one step for each overlapping pair.
 */
export function overlapProblems(file: StandoffFile, configuration: AnnotationConfiguration): Problem[] {
  if (configuration.overlaps.length === 0) return [];
  const lineage = lineages(configuration);
  const problems: Problem[] = [];
  for (const [first, second] of overlappingPairs(file.annotations.entities)) {
    const kind = kindOf(first, second);
    const isAllowed = configuration.overlaps.some(
      (rule) =>
        (rule.kinds.includes(kind) || rule.kinds.includes('<ANY>')) &&
        ((covers(rule.first, first) && covers(rule.second, second)) ||
          (covers(rule.first, second) && covers(rule.second, first))),
    );
    const line = file.lineById.get(second.id);
    if (isAllowed || line === undefined) continue;
    problems.push({
      code: 'brat/overlap',
      severity: 'warning',
      message:
        `${second.type} ${second.id} ${described[kind]} ${first.type} ${first.id}, which annotation.conf does not ` +
        'allow. Change one of the two, or add an <OVERLAP> line.',
      place: line.span,
      textPlace: hull(second),
    });
  }
  return problems;

  function covers(types: readonly string[], { type }: Entity): boolean {
    return types.some(
      (allowed) =>
        allowed === '<ANY>' || allowed === '<ENTITY>' || (lineage.get(type) ?? [type]).includes(allowed),
    );
  }
}

const described: Readonly<Record<OverlapKind, string>> = {
  equal: 'has the same span as',
  contain: 'lies inside or around',
  cross: 'crosses',
};

/** Each type with the types above it. */
function lineages({ entities }: AnnotationConfiguration): Map<string, readonly string[]> {
  const lineage = new Map<string, readonly string[]>();
  for (const { name, parent } of entities) {
    lineage.set(name, [name, ...(parent === undefined ? [] : (lineage.get(parent) ?? [parent]))]);
  }
  return lineage;
}

function overlappingPairs(entities: readonly Entity[]): [Entity, Entity][] {
  const pairs: [Entity, Entity][] = [];
  let open: Entity[] = [];
  for (const entity of [...entities].sort(compareEntities)) {
    const { start } = hull(entity);
    open = open.filter((other) => hull(other).end > start);
    for (const other of open) if (shareText(other, entity)) pairs.push([other, entity]);
    open.push(entity);
  }
  return pairs;
}

function shareText(a: Entity, b: Entity): boolean {
  return a.fragments.some((one) =>
    b.fragments.some((other) => one.start < other.end && other.start < one.end),
  );
}

function kindOf(a: Entity, b: Entity): OverlapKind {
  if (fragmentsKey(a) === fragmentsKey(b)) return 'equal';
  const [first, second] = [hull(a), hull(b)];
  const within = (inner: typeof first, outer: typeof first): boolean =>
    outer.start <= inner.start && inner.end <= outer.end;
  return within(first, second) || within(second, first) ? 'contain' : 'cross';
}
