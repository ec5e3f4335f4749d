/** Finds what a text asserts of the findings in it. */
import { type Entity, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import { type Section, sections } from '../../text/sections.ts';
import { sentences } from '../../text/sentences.ts';
import { type AssertionKind, assertionKinds, type WordedAssertion } from './assertion.ts';
import { confidenceOf } from './confidence.ts';
import { type Scope, scopesOf } from './reach.ts';
import { readSentence } from './reading.ts';

/** The sentences and sections of a text, as `sentences` and `sections` give them. */
export interface Structure {
  readonly sentences: readonly Span[];
  readonly sections: readonly Section[];
}

export type Finding = Pick<Entity, 'id' | 'fragments'>;

/**
 * What a text asserts of the findings in it, by their ids: at most one assertion of each kind, in the order of
 * {@link assertionKinds}. A finding without an entry is asserted as present in the patient.
 *
 * The rules are of the family of NegEx (Chapman et al., J Biomed Inform 2001) and ConText (Harkema et al., J Biomed
 * Inform 2009): a trigger speaks of the findings on one side of it, in its sentence, up to a word that ends its reach;
 * a heading speaks of its section. Words inside a finding are no triggers of it.
 *
 * @param findings in any order. A finding over several sentences counts to the one that it starts in.
 * Takes time linear in the text and in the findings, since a trigger reaches over so many words at most.
 */
export function assertionsOf(
  text: string,
  findings: readonly Finding[],
  structure: Structure = { sentences: sentences(text), sections: sections(text) },
): Map<string, readonly WordedAssertion[]> {
  const found = new Map<string, readonly WordedAssertion[]>();
  const placed = findings
    .map((finding): Placed => ({ finding, hull: hull(finding) }))
    .sort((a, b) => a.hull.start - b.hull.start);
  const sectionOf = sectionFinder(structure.sections);
  let next = 0;
  let carried: readonly Scope[] = [];
  for (const sentence of structure.sentences) {
    const first = next;
    while (next < placed.length && (placed[next] as Placed).hull.start < sentence.end) next += 1;
    if (!startsItem(text, sentence)) carried = [];
    const opens = text.charAt(sentence.end - 1) === ':';
    if (first === next && !opens) continue;
    const scopes = scopesOf(readSentence(text, sentence));
    const near = nearbyScopes(scopes);
    for (const each of placed.slice(first, next)) {
      const around = [...carried, ...near(each.hull)];
      const assertions = assertionsOfFinding(text, each, around, sectionOf(each.hull));
      if (assertions.length > 0) found.set(each.finding.id, assertions);
    }
    if (opens) carried = carriedOver(scopes, sentence, text.length);
  }
  return found;
}

interface Placed {
  readonly finding: Finding;
  readonly hull: Span;
}

/** Gives the section of one place after another; the places ascend by their starts. */
function sectionFinder(all: readonly Section[]): (place: Span) => Section | undefined {
  let index = 0;
  return (place) => {
    for (let following = all[index + 1]; following !== undefined; following = all[index + 1]) {
      if ((following.heading ?? following.body).start > place.start) break;
      index += 1;
    }
    return all[index];
  };
}

/** Gives the scopes that may speak of one place after another; the places ascend by their starts. */
function nearbyScopes(scopes: readonly Scope[]): (place: Span) => readonly Scope[] {
  const ascending = scopes
    .map((scope) => ({ scope, start: Math.min(scope.trigger.start, scope.region.start) }))
    .sort((a, b) => a.start - b.start);
  let next = 0;
  let near: Scope[] = [];
  return (place) => {
    near = near.filter(({ trigger, region }) => Math.max(trigger.end, region.end) > place.start);
    for (; next < ascending.length; next += 1) {
      const { scope, start } = ascending[next] as { scope: Scope; start: number };
      if (start >= place.end) break;
      near.push(scope);
    }
    return near;
  };
}

/** "Denies:" and "Return if:" speak of the list items that follow. */
function carriedOver(scopes: readonly Scope[], sentence: Span, end: number): Scope[] {
  return scopes
    .filter(({ rule, region }) => rule.finding === 'follows' && region.end >= sentence.end - 1)
    .map(({ rule, trigger, region }) => ({ rule, trigger, region: span(region.start, end) }));
}

/** A list item: its marker, or a number, at the start. */
function startsItem(text: string, { start }: Span): boolean {
  return /^(?:[-*•‣◦·–+o]\s|\(?\d{1,2}[.)]\s)/.test(text.slice(start, start + 5));
}

function assertionsOfFinding(
  text: string,
  { finding, hull: place }: Placed,
  scopes: readonly Scope[],
  section: Section | undefined,
): WordedAssertion[] {
  const nearest = new Map<AssertionKind, Scope>();
  for (const scope of scopes) {
    if (!speaksOf(scope, finding, place)) continue;
    const { kind } = scope.rule;
    const rival = nearest.get(kind);
    if (rival === undefined || distance(scope, place) < distance(rival, place)) nearest.set(kind, scope);
  }
  settle(nearest);
  const assertions = [...nearest.values()].map(
    ({ rule, trigger }): WordedAssertion => ({
      kind: rule.kind,
      trigger: { span: trigger, words: text.slice(trigger.start, trigger.end) },
      confidence: confidenceOf[rule.category],
    }),
  );
  const bySection = sectionAssertion(text, section, place);
  if (bySection && !nearest.has(bySection.kind)) assertions.push(bySection);
  return assertions.sort((a, b) => assertionKinds.indexOf(a.kind) - assertionKinds.indexOf(b.kind));
}

function speaksOf(
  { rule, trigger, region, onlyWithin }: Scope,
  { fragments }: Finding,
  place: Span,
): boolean {
  if (onlyWithin && (place.start >= onlyWithin.end || place.end <= onlyWithin.start)) return false;
  if (fragments.some(({ start, end }) => start < trigger.end && end > trigger.start)) return false;
  return rule.finding === 'follows'
    ? place.start >= region.start && place.start < region.end
    : place.end > region.start && place.end <= region.end;
}

function distance({ rule, trigger }: Scope, place: Span): number {
  return rule.finding === 'follows' ? place.start - trigger.end : trigger.start - place.end;
}

/** Between "no" and a doubt about the same finding: "no evidence to suggest" is no doubt. */
function settle(nearest: Map<AssertionKind, Scope>): void {
  const negation = nearest.get('negated');
  const doubt = nearest.get('uncertain');
  if (!negation || !doubt) return;
  if (negation.trigger.start < doubt.trigger.start) nearest.delete('uncertain');
}

const kindOfSection: Partial<Record<NonNullable<Section['kind']>, AssertionKind>> = {
  'family history': 'family',
  'past history': 'historical',
  allergies: 'historical',
};

/** Lists of what a patient still has, among the sections of kind `past history`. */
const present = /problem|comorbid/;

/**
 * What a heading says of the findings below it. A heading with text on its line speaks of what stands before the next
 * blank line: in short notes no other heading ends its section.
 */
function sectionAssertion(
  text: string,
  section: Section | undefined,
  place: Span,
): WordedAssertion | undefined {
  const kind = section?.kind && kindOfSection[section.kind];
  const heading = section?.heading;
  if (!kind || !heading || place.start < heading.end || present.test(section.title ?? '')) return undefined;
  const between = text.slice(heading.end, place.start);
  if (!/^[ \t]*[\r\n]/.test(between) && blankLine.test(between)) return undefined;
  if (kind === 'historical' && nothing.test(between)) return undefined;
  const words = text.slice(heading.start, heading.end).replace(/[\s:*_#=~-]+$/, '');
  return {
    kind,
    trigger: { span: span(heading.start, heading.start + words.length), words },
    confidence: confidenceOf[kind === 'family' ? 'relative' : 'past section'],
  };
}

/** "Allergies: none. Asthma …": what follows is another matter. */
const nothing = /^\s*(?:none|nil|nkd?a|no known)\b/i;

const blankLine = /(?:\r\n?|\n)[ \t]*(?:\r|\n)/;
