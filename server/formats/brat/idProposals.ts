/** The ids that a new line of brat standoff may begin with. */
import type { AnnotationConfiguration } from './annotationConfiguration.ts';
import { IdAllocator } from './identifiers.ts';
import type { Slot } from './lineSlots.ts';
import { idOf, referencesOf, type StandoffLine } from './lines.ts';
import { isEquivalence } from './permittedTargets.ts';
import type { Proposal } from './proposal.ts';

/** For each kind of line that the corpus has, the id that brat would give next. */
export function idProposals(
  { rest }: Pick<Slot, 'rest'>,
  others: readonly StandoffLine[],
  configuration: AnnotationConfiguration | undefined,
): Proposal[] {
  const taken = others.flatMap((line) =>
    [idOf(line) ?? [], referencesOf(line).map(({ text }) => text)].flat(),
  );
  const ids = new IdAllocator(taken);
  const tab = rest.startsWith('\t') ? '' : '\t';
  const propose = (id: string, detail: string): Proposal => ({
    label: id,
    newText: id + tab,
    detail,
    kind: 'id',
  });
  return prefixes
    .filter(
      ([, , kind, defines]) =>
        configuration === undefined || defines(configuration) || others.some((line) => line.kind === kind),
    )
    .map(([prefix, detail]) => propose(prefix === '*' ? prefix : ids.allocate(prefix), detail));
}

const always = (): boolean => true;

const prefixes: readonly (readonly [
  prefix: string,
  detail: string,
  kind: StandoffLine['kind'],
  defines: (configuration: AnnotationConfiguration) => boolean,
])[] = [
  ['T', 'entity', 'entity', always],
  ['E', 'event', 'event', ({ events }) => events.length > 0],
  ['R', 'relation', 'relation', ({ relations }) => relations.some((each) => !isEquivalence(each))],
  ['A', 'attribute', 'attribute', ({ attributes }) => attributes.length > 0],
  ['N', 'normalisation', 'normalisation', always],
  ['#', 'note', 'note', always],
  ['*', 'equivalence', 'equivalence', ({ relations }) => relations.some(isEquivalence)],
];
