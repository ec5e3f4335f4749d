/** Equivalences as chains of links. */
import type { Equivalence } from '../../annotation/document.ts';
import { featureName } from './featurePlans.ts';
import { equivalenceType } from './layers.ts';
import type { ChainPlan, Lose, SpanPlan } from './plan.ts';

/**
 * Plans the chains. An entity that was read from a chain is a link itself. For any other member a link is made that has its
 * type as `referenceType`, by which it is found again; that works where no other entity has its place and type.
 */
export function planChains(
  equivalences: readonly Equivalence[],
  byId: ReadonlyMap<string, SpanPlan>,
  triggers: ReadonlyMap<string, string>,
  lose: Lose,
): ChainPlan[] {
  const chains: ChainPlan[] = [];
  const linked = new Set<SpanPlan>();
  const places = new Map<string, number>();
  const placeOf = ({ place, entity }: SpanPlan): string => `${place.start} ${place.end} ${entity.type}`;
  for (const plan of byId.values()) {
    if (plan.chain === undefined) places.set(placeOf(plan), (places.get(placeOf(plan)) ?? 0) + 1);
  }
  for (const { type, members } of equivalences) {
    const own = members
      .map((id) => byId.get(id))
      .find((plan) => plan?.chain !== undefined && !linked.has(plan));
    const name = `custom.${featureName(type, new Set())}`;
    const layer = own?.layer ?? `${name}Link`;
    const chain = own?.chain ?? `${name}Chain`;
    const isTaken = [...byId.values()].some((plan) => plan.chain === undefined && plan.layer === layer);
    const links: SpanPlan[] = [];
    const used = new Set<SpanPlan>();
    for (const member of new Set(members)) {
      const plan = byId.get(triggers.get(member) ?? member);
      const isWritable =
        plan !== undefined &&
        !used.has(plan) &&
        !isTaken &&
        (plan.chain !== undefined
          ? plan.layer === layer && !linked.has(plan)
          : plan.entity.type !== '' && places.get(placeOf(plan)) === 1);
      if (!isWritable || plan === undefined) {
        lose('member-dropped', `That ${member} belongs to an equivalence ${type} of ${members.join(', ')}`);
        continue;
      }
      used.add(plan);
      if (plan.chain !== undefined) {
        linked.add(plan);
        links.push(plan);
      } else {
        const features = new Map([['referenceType', plan.entity.type]]);
        links.push({ layer, chain, entity: plan.entity, place: plan.place, features, slots: new Map() });
      }
    }
    if (links.length < 2) {
      lose('equivalence-dropped', `The equivalence ${type} of ${members.join(', ')}`);
      for (const link of links) linked.delete(link);
      continue;
    }
    if (equivalenceType(layer) !== type) {
      lose(
        'equivalence-renamed',
        `The name ${type} of an equivalence, which is written as ${equivalenceType(layer)}`,
      );
    }
    chains.push({ layer, head: chain, links });
  }
  // A link needs a chain, if only of its own.
  for (const plan of byId.values()) {
    if (plan.chain !== undefined && !linked.has(plan)) {
      chains.push({ layer: plan.layer, head: plan.chain, links: [plan] });
    }
  }
  return chains;
}
