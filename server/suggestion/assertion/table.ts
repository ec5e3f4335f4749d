/** All tables of triggers and boundaries as one. */
import { type BoundaryGroup, boundaries } from './boundaries.ts';
import { contextTriggers, familySigns, notContext, years } from './contextTriggers.ts';
import { negationSigns, negationTriggers, notNegation } from './negationTriggers.ts';
import { Phrases } from './phrases.ts';
import type { TriggerRule } from './triggers.ts';
import { notUncertainty, uncertaintySigns, uncertaintyTriggers } from './uncertaintyTriggers.ts';

/** What a phrase is: a trigger, the end of a trigger's reach, or a phrase that takes the meaning from those in it. */
export type Meaning =
  | { readonly is: 'trigger'; readonly rule: TriggerRule }
  | { readonly is: 'boundary'; readonly group: BoundaryGroup }
  | { readonly is: 'nothing' };

let compiled: Phrases<Meaning> | undefined;

/** The tables, put together when they are first asked for. */
export function table(): Phrases<Meaning> {
  compiled ??= compile();
  return compiled;
}

function compile(): Phrases<Meaning> {
  const all = new Phrases<Meaning>();
  for (const rule of [...negationTriggers, ...uncertaintyTriggers, ...contextTriggers]) {
    all.add(rule.phrases, { is: 'trigger', rule });
  }
  for (const rule of [negationSigns, uncertaintySigns, familySigns, years]) {
    for (const sign of rule.signs) all.addSign(sign, { is: 'trigger', rule });
  }
  for (const group of boundaries) all.add(group.phrases, { is: 'boundary', group });
  for (const list of [notNegation, notUncertainty, notContext]) all.add(list, { is: 'nothing' });
  return all;
}
