/** Reads the public corpora that say of findings whether they are negated, uncertain and so on. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Annotations, Event } from '../../../../server/annotation/document.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import type { AssertionKind } from '../../../../server/suggestion/assertion/assertion.ts';
import type { Finding } from '../../../../server/suggestion/assertion/assertionsOf.ts';
import { span } from '../../../../server/text/positions.ts';

/** A text with findings and what is asserted of them; of a finding without an entry, nothing. */
export interface LabelledText {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly labels: ReadonlyMap<string, ReadonlySet<AssertionKind>>;
  /** The part that rules may be written from, or the part that only measures them. */
  readonly part: 'tune' | 'check';
}

export const dataFolder =
  process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

/** Three fifths to write rules from; the same key always falls to the same part. */
function partOf(key: string): LabelledText['part'] {
  return (createHash('md5').update(key).digest()[15] as number) % 5 < 3 ? 'tune' : 'check';
}

/**
 * The sentences of the NegEx test kit, one finding each. The kit writes the finding in capitals inside its sentence; a
 * finding that is not found there is at the sentence's start. The part is decided by the sentence without case, so that
 * all findings of a sentence and its repetitions fall to one part.
 */
export function negexSentences(path = join(dataFolder, 'assertion/negex/half.tsv')): LabelledText[] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const [, condition = '', text = '', negation, temporality, experiencer] = line.split('\t');
      const kinds: AssertionKind[] = [];
      if (negation === 'Negated') kinds.push('negated');
      if (negation === 'Possible') kinds.push('uncertain');
      if (temporality === 'Historical') kinds.push('historical');
      if (temporality === 'Not particular') kinds.push('hypothetical');
      if (experiencer !== 'Patient') kinds.push('family');
      return {
        text,
        findings: [{ id: 'T1', fragments: [placeOf(condition, text)] }],
        labels: new Map([['T1', new Set(kinds)]]),
        part: partOf(text.toLowerCase().replace(/[^a-z]/g, '')),
      };
    });
}

function placeOf(condition: string, text: string) {
  const words = condition.trim();
  const start = Math.max(text.indexOf(words.toUpperCase()), 0);
  return span(start, Math.min(text.length, start + words.length));
}

/** The findings of one file and their labels, from its annotations. */
type Labeller = (annotations: Annotations) => ReadonlyMap<string, ReadonlySet<AssertionKind>>;

function bratCorpus(folder: string, label: Labeller): LabelledText[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ann'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name.replace(/\.ann$/, '.txt')), 'utf8');
      const { annotations } = parseStandoff(readFileSync(join(folder, name), 'utf8'), text);
      const labels = label(annotations);
      return {
        text,
        findings: annotations.entities.filter(({ id }) => labels.has(id)),
        labels,
        part: partOf(name.replace(/(_exc|_inc)?\.ann$/, '')),
      };
    });
}

/** MACCROBAT: the signs, symptoms and diseases that are event triggers, with their event's POLARITY. */
export function maccrobat(folder = join(dataFolder, 'corpora/maccrobat')): LabelledText[] {
  return bratCorpus(folder, ({ events, attributes }) => {
    const findings = new Set(['Sign_symptom', 'Disease_disorder']);
    const polarity = new Map(
      attributes.filter(({ type }) => type === 'POLARITY').map(({ target, value }) => [target, value]),
    );
    return new Map(
      events
        .filter(({ type }) => findings.has(type))
        .map(({ id, trigger }) => [trigger, kindsOfPolarity(polarity.get(id))]),
    );
  });
}

function kindsOfPolarity(polarity: string | undefined): Set<AssertionKind> {
  if (polarity === 'NEG') return new Set(['negated']);
  return new Set(polarity === undefined || polarity === 'POS' ? [] : ['uncertain']);
}

/** Words that except a finding from what was said before; as negation only clinical trials count them. */
const exception = /\b(?:other than|other|except|exception|excepting|unless|outside)\b/i;

/** Clinical trials by LEAF: conditions, with the Negation events that negate them. Exceptions are left out. */
export function leafClinicalTrials(
  folder = join(dataFolder, 'corpora/leaf-clinical-trials'),
): LabelledText[] {
  return bratCorpus(folder, ({ entities, events }) => {
    const words = new Map(entities.map((entity) => [entity.id, entity.words]));
    const triggers = new Map(events.map((event) => [event.id, event.trigger]));
    const targets = (event: Event, role: string) =>
      event.arguments
        .filter((each) => each.role.startsWith(role))
        .map(({ target }) => triggers.get(target) ?? target);
    const labels = new Map<string, Set<AssertionKind>>(
      events.filter(({ type }) => type === 'Condition').map(({ trigger }) => [trigger, new Set()]),
    );
    for (const event of events) {
      if (event.type !== 'Negation') continue;
      for (const target of targets(event, 'Negates')) {
        if (exception.test(words.get(event.trigger) ?? '')) labels.delete(target);
        else labels.get(target)?.add('negated');
      }
    }
    return labels;
  });
}

/** Chia's eligibility criteria: conditions, with Has_negation. Exceptions are left out. */
export function chia(folder = join(dataFolder, 'corpora/chia')): LabelledText[] {
  return bratCorpus(folder, ({ entities, relations }) => {
    const words = new Map(entities.map((entity) => [entity.id, entity.words]));
    const labels = new Map<string, Set<AssertionKind>>(
      entities.filter(({ type }) => type === 'Condition').map(({ id }) => [id, new Set()]),
    );
    for (const relation of relations) {
      if (relation.type !== 'Has_negation') continue;
      const [finding, cue] = relation.arguments;
      if (exception.test(words.get(cue.target) ?? '')) labels.delete(finding.target);
      else labels.get(finding.target)?.add('negated');
    }
    return labels;
  });
}
