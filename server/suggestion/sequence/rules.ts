/** What a classifier of texts is asked and what its answers mean: the shapes that the engine and the rules around it share. */
import type { AssertionKind } from '../assertion/assertion.ts';

/** What is read with the entities: so many sentences next to each other, or as much of the document as the model takes. */
export type Context = { readonly kind: 'sentences'; readonly count: number } | { readonly kind: 'document' };

/** What is written before and after an entity. */
export type Marks = readonly [opening: string, closing: string];

/** What stands in the place of an entity, by its type. */
export type Masks = Readonly<Record<string, string>>;

/** How a text shows the model which entities are meant. `{TYPE}` and `{type}` in a mark stand for the entity's type. */
export type Encoding =
  /** The entities are replaced, each by the mask of its type. */
  | { readonly kind: 'mask'; readonly head: Masks; readonly tail: Masks }
  | { readonly kind: 'markers'; readonly head: Marks; readonly tail: Marks }
  | { readonly kind: 'finding'; readonly finding: Marks }
  /** The text stays as it is and a second text names the entities. */
  | { readonly kind: 'second'; readonly template: string }
  /** As before, with the second text from each {@link Template}. */
  | { readonly kind: 'hypotheses' }
  /** The text is a mention alone, and the second one a name of a concept. */
  | { readonly kind: 'names' };

/** A sentence that a text may entail: `{head} causes {tail}.` */
export interface Template<Outcome> {
  readonly template: string;
  /** What holds where the text entails it; nothing where it is there to win against the others. */
  readonly outcome: Outcome | null;
}

/** How an answer is read: what each label stands for, or which of several hypotheses the text entails. */
export type Reading<Outcome> =
  | { readonly kind: 'labels'; readonly outcomes: readonly (Outcome | null)[] }
  | { readonly kind: 'hypotheses'; readonly templates: readonly Template<Outcome>[] };

export interface RelationOutcome {
  readonly type: string;
  /** Whether the relation leads from the tail to the head. */
  readonly isReversed: boolean;
}

/** One question about pairs of entities. */
export interface RelationQuestion {
  readonly heads: readonly string[];
  readonly tails: readonly string[];
  /** Who is the head: the entity of a head's type, or of each two entities the one that comes first in the text. */
  readonly order: 'roles' | 'text';
  /** Whether a finding that the text negates is in no relation. */
  readonly present: boolean;
  readonly reading: Reading<RelationOutcome>;
}

export interface AssertionQuestion {
  /** The entity types that it is asked about; undefined for all whose name says that they are findings. */
  readonly types: readonly string[] | undefined;
  readonly reading: Reading<AssertionKind>;
}

/** A string that the model knows as a mark, and the field of `goldspan.json` that it comes from. */
export interface KnownMark {
  readonly place: string;
  readonly text: string;
}

/** All that `goldspan.json` says of a model that classifies texts. */
export interface SequenceRules {
  readonly task: SequenceTask;
  readonly encoding: Encoding;
  readonly context: Context;
  /** The entity types of the questions about pairs, and other names for them. */
  readonly entityTypes: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly relations: readonly RelationQuestion[];
  readonly assertion: AssertionQuestion | undefined;
  /** The names of the columns of logits. */
  readonly labels: readonly string[];
  /** Whether exactly one label holds or each may hold by itself. */
  readonly activation: 'softmax' | 'sigmoid';
  /** The column that says that a hypothesis follows; undefined where there are no hypotheses. */
  readonly entailment: number | undefined;
  /** The column that says that a mention means a name; undefined where nothing is ranked. */
  readonly positive: number | undefined;
  /** The lowest probability of an answer, and how far the next one must be behind. */
  readonly threshold: number;
  readonly margin: number;
  /** Slope and offset that turn the log-odds of an answer's probability into those of it being right. */
  readonly calibration?: readonly [number, number];
  readonly marks: readonly KnownMark[];
  /** Whether each mark must be one token. */
  readonly areMarksTokens: boolean;
}

export const sequenceTasks = ['relations', 'assertion', 'zero-shot', 'ranking'] as const;
export type SequenceTask = (typeof sequenceTasks)[number];

/** What the engine reads: one text, or two as a premise and a hypothesis. Offsets are UTF-16 code units, half-open. */
export interface SequenceInput {
  readonly text: string;
  /** The part of the text that must be read whatever else has to be left out. */
  readonly kept: { readonly start: number; readonly end: number };
  readonly second?: string;
}

/** The relation types that a model suggests, sorted. */
export function relationTypesOf({ relations }: Pick<SequenceRules, 'relations'>): string[] {
  const outcomes = relations.flatMap(({ reading }) => outcomesOf(reading));
  return [...new Set(outcomes.map(({ type }) => type))].sort();
}

/** What an answer may say, nothing left out; an outcome for each label or template that has one. */
export function outcomesOf<Outcome>(reading: Reading<Outcome>): Outcome[] {
  const all = reading.kind === 'labels' ? reading.outcomes : reading.templates.map(({ outcome }) => outcome);
  return all.filter((outcome) => outcome !== null);
}
