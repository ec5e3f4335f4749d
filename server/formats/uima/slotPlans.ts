/** Events as slots: the trigger is an annotation, its arguments are links to others. */
import type { Entity, Event } from '../../annotation/document.ts';
import type { Lose, SlotPlan, SpanPlan } from './plan.ts';

/** The slot feature of a layer that declares none. */
export const slotFeature = 'arguments';

/** The slot features that an entity's arguments were read from, or the default one. */
export function slotFeaturesOf({ metadata }: Entity): string[] {
  return (metadata?.['slots'] ?? slotFeature).split(' ');
}

/** Fills the slots of triggers. */
export function planSlots(events: readonly Event[], byId: ReadonlyMap<string, SpanPlan>, lose: Lose): void {
  const triggers = new Map(events.map(({ id, trigger }) => [id, trigger]));
  const filled = new Set<SpanPlan>();
  for (const { id, type, trigger, arguments: roles } of events) {
    const host = byId.get(trigger);
    const fillers = roles.map(({ target }) => byId.get(triggers.get(target) ?? target));
    let reason = '';
    if (host?.chain !== undefined || host === undefined) reason = 'whose trigger can have none';
    else if (filled.has(host)) reason = `a second one at ${trigger}`;
    else if (fillers.every((filler) => filler === undefined)) reason = 'which has no arguments left';
    if (host === undefined || reason !== '') {
      lose('event-dropped', `The event ${type}, ${reason}`, id);
      continue;
    }
    filled.add(host);
    if (type !== host.entity.type)
      lose('event-type-dropped', `The event's type ${type}; it is its trigger's`, id);
    const features = slotFeaturesOf(host.entity);
    for (const [index, { role, target }] of roles.entries()) {
      const flat = triggers.get(target);
      const filler = fillers[index];
      if (filler === undefined) {
        lose('argument-dropped', `The argument ${role}:${target}`, id);
        continue;
      }
      if (flat !== undefined) {
        lose('event-flattened', `That ${role} is the event ${target} rather than its trigger`, id);
      }
      const feature = features[features.length === roles.length ? index : 0] as string;
      const slot: SlotPlan = role === feature ? { target: filler } : { role, target: filler };
      const there = host.slots.get(feature);
      if (there === undefined) host.slots.set(feature, [slot]);
      else there.push(slot);
    }
  }
}
