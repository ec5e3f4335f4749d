/** Chains of annotations, each link referring to the next one. */
import { equivalenceType } from './layers.ts';
import type { Structure, StructureGraph } from './structures.ts';

export interface Chain {
  /** As an equivalence has it, for example `Coreference`. */
  readonly type: string;
  readonly links: readonly Structure[];
  /** The structure that refers to the first link; some files have none. */
  readonly head: Structure | undefined;
}

/**
 * The chains among structures: what `first` of a head refers to and what follows it as `next`, and sequences of links
 * without a head. No link is in two chains, and a chain that bites its tail ends there.
 */
export function chainsOf(graph: StructureGraph): Chain[] {
  const chains: Chain[] = [];
  const taken = new Set<Structure>();
  const follow = (first: Structure, head: Structure | undefined): void => {
    const links: Structure[] = [];
    for (
      let link: Structure | undefined = first;
      link !== undefined && !taken.has(link);
      link = graph.annotation(link, 'next')
    ) {
      taken.add(link);
      links.push(link);
    }
    if (links.length > 0) chains.push({ type: equivalenceType(first.type), links, head });
  };
  for (const head of graph.all) {
    const first = head.span === undefined ? graph.annotation(head, 'first') : undefined;
    if (first !== undefined) follow(first, head);
  }
  const followers = new Set(graph.all.flatMap((link) => graph.annotation(link, 'next') ?? []));
  const starts = graph.all.filter((link) => link.span !== undefined && link.references.has('next'));
  for (const link of starts) if (!followers.has(link)) follow(link, undefined);
  for (const link of starts) follow(link, undefined);
  return chains;
}

/** The type of the head of a chain; where there is none, by the convention of such names. */
export function headType({ head, links }: Chain): string {
  return head?.type ?? `${(links[0] as Structure).type.replace(/Link$/, '')}Chain`;
}
