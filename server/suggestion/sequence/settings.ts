/** Reads what `goldspan.json` says of a model that classifies texts, and what is wrong with it. */
import { type AssertionKind, assertionKinds } from '../assertion/assertion.ts';
import { findingEncoding, marksOf, pairEncoding, templateOf } from './encodingSettings.ts';
import { expected, type FieldProblem, Fields, isObject, isText, oneOf } from './fields.ts';
import {
  type AssertionQuestion,
  type Context,
  type Encoding,
  outcomesOf,
  type Reading,
  type RelationOutcome,
  type RelationQuestion,
  type SequenceRules,
  sequenceTasks,
} from './rules.ts';

/** What is known of the model before `goldspan.json` is read. */
export interface ClassifierFacts {
  /** The labels that `config.json` names, in the order of the logits. */
  readonly labels: readonly string[];
  readonly activation: SequenceRules['activation'];
}

/**
 * @param values the content of `goldspan.json`.
 * @returns rules only where there is no problem.
 */
export function readSequenceRules(
  values: Readonly<Record<string, unknown>>,
  { labels, activation }: ClassifierFacts,
): { rules?: SequenceRules; problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const fields = new Fields(values, problems);
  if (fields.has('name')) fields.text('name');
  // How many tokens are read at once concerns the engine alone, as in every folder of a model.
  fields.value('window');
  const task = fields.choice('task', sequenceTasks);
  if (task === undefined) return { problems };
  if (task === 'ranking') return rankingIn(fields, { labels, activation }, problems);
  const context = contextOf(fields);
  const aliases = aliasesOf(fields);
  const threshold = fields.part('threshold', 0.5);
  const margin = fields.part('margin', 0);
  const calibration = calibrationOf(fields);
  const asked = task === 'zero-shot' ? hypothesesIn(fields, labels) : labelsIn(fields, task, labels);
  const { relations, assertion, encoding } = asked;
  fields.refuseOthers();
  const saysSomething = [...relations, ...(assertion ? [assertion] : [])].some(
    ({ reading }) => outcomesOf<unknown>(reading).length > 0,
  );
  if (problems.length === 0 && !saysSomething) {
    fields.problem('', 'every answer is null, so that the model suggests nothing; name what it finds');
  }
  const entityTypes = typesOf(relations);
  const strayed = Object.entries(aliases).filter(([, type]) => !entityTypes.includes(type));
  for (const [alias, type] of strayed) {
    problems.push({ place: `aliases.${alias}`, message: `no pair has the type ${JSON.stringify(type)}` });
  }
  if (problems.length > 0 || encoding === undefined || context === undefined) return { problems };
  return {
    problems,
    rules: {
      ...asked,
      ...{ task, encoding, context, entityTypes, aliases, labels, activation, threshold, margin },
      positive: undefined,
      marks: marksOf(encoding, entityTypes),
      ...(calibration && { calibration }),
    },
  };
}

/** A model that says how well a name fits a mention: one logit, or the name of the label that says that it does. */
function rankingIn(
  fields: Fields,
  { labels, activation }: ClassifierFacts,
  problems: readonly FieldProblem[],
): { rules?: SequenceRules; problems: readonly FieldProblem[] } {
  const named = fields.value('positive');
  const positive = named === undefined && labels.length === 1 ? 0 : labels.indexOf(String(named));
  if (positive < 0) {
    fields.problem(
      'positive',
      named === undefined
        ? `is missing; name the label of config.json that says that a name fits, ${oneOf(labels)}`
        : `config.json has no such label as ${JSON.stringify(named)}; it should be ${oneOf(labels)}`,
    );
  }
  fields.refuseOthers();
  if (problems.length > 0) return { problems };
  return {
    problems,
    rules: {
      ...{ task: 'ranking', encoding: { kind: 'names' }, context: { kind: 'sentences', count: 1 } },
      ...{ relations: [], assertion: undefined, entailment: undefined, entityTypes: [], aliases: {} },
      ...{ labels, activation, positive, threshold: 0, margin: 0, marks: [], areMarksTokens: false },
    },
  };
}

/** What a model is asked, and how. */
interface Asked extends Pick<SequenceRules, 'relations' | 'assertion' | 'entailment' | 'areMarksTokens'> {
  readonly encoding: Encoding | undefined;
}

function hypothesesIn(fields: Fields, labels: readonly string[]): Asked {
  const hasPairs = fields.has('pairs');
  const hasAssertions = fields.has('assertions');
  if (!hasPairs && !hasAssertions) {
    fields.problem('', 'a zero-shot model needs "pairs", "assertions" or both');
  }
  const asserted = hasAssertions ? fields.object('assertions') : undefined;
  return {
    encoding: { kind: 'hypotheses' },
    entailment: entailmentOf(fields, labels),
    relations: hasPairs ? fields.objects('pairs').flatMap(hypothesesOfPair) : [],
    assertion: asserted && hypothesesOfFinding(asserted),
    areMarksTokens: false,
  };
}

function labelsIn(fields: Fields, task: 'relations' | 'assertion', labels: readonly string[]): Asked {
  const input = fields.object('input');
  const areMarksTokens = input?.flag('tokens', false) ?? false;
  let relations: RelationQuestion[] = [];
  let assertion: AssertionQuestion | undefined;
  let encoding: Encoding | undefined;
  if (task === 'relations') {
    relations = fields.objects('pairs').flatMap((pair) => labelsOfPair(pair, labels));
    refuseUnmapped(fields, labels);
    encoding = input && pairEncoding(input, relations);
  } else {
    assertion = labelsOfFinding(fields, labels);
    encoding = input && findingEncoding(input);
  }
  input?.refuseOthers();
  return { relations, assertion, encoding, entailment: undefined, areMarksTokens };
}

function typesOf(questions: readonly RelationQuestion[]): string[] {
  return [...new Set(questions.flatMap(({ heads, tails }) => [...heads, ...tails]))].sort();
}

function contextOf(fields: Fields): Context | undefined {
  const value = fields.value('context') ?? 'sentence';
  if (value === 'document') return { kind: 'document' };
  if (value === 'sentence') return { kind: 'sentences', count: 1 };
  const count = typeof value === 'string' ? /^sentences:([1-9]\d?)$/.exec(value)?.[1] : undefined;
  if (count !== undefined) return { kind: 'sentences', count: Number(count) };
  return fields.problem(
    'context',
    expected('"sentence", "document" or a number of sentences such as "sentences:2"', value),
  );
}

function aliasesOf(fields: Fields): Record<string, string> {
  const own = fields.has('aliases') ? fields.object('aliases') : undefined;
  return Object.fromEntries((own?.names() ?? []).map((name) => [name, own?.text(name) ?? '']));
}

function calibrationOf(fields: Fields): readonly [number, number] | undefined {
  const value = fields.value('calibration');
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] > 0) {
    return [value[0] as number, value[1] as number];
  }
  return fields.problem('calibration', expected('a slope above 0 and an offset, [1, 0]', value));
}

/** The column of the label that says that a hypothesis follows: models differ in the order of their labels. */
function entailmentOf(fields: Fields, labels: readonly string[]): number | undefined {
  const named = fields.value('entailment');
  const index = labels.findIndex((label) => (named === undefined ? /^entail/i.test(label) : label === named));
  if (index >= 0) return index;
  return fields.problem(
    'entailment',
    named === undefined
      ? `is missing; name the label of config.json for entailment, ${oneOf(labels)}`
      : `config.json has no such label as ${JSON.stringify(named)}; it should be ${oneOf(labels)}`,
  );
}

/** What the questions about pairs have in common, whatever the answers are read from. */
function pairOf(fields: Fields, reading: Reading<RelationOutcome> | undefined): RelationQuestion[] {
  const heads = fields.texts('head');
  const tails = fields.texts('tail');
  const order = fields.choice('order', ['roles', 'text'], 'roles');
  const present = fields.flag('present', false);
  fields.refuseOthers();
  return heads && tails && order && reading ? [{ heads, tails, order, present, reading }] : [];
}

function labelsOfPair(fields: Fields, labels: readonly string[]): RelationQuestion[] {
  const relations = fields.object('relations');
  return pairOf(fields, relations && labelReading(relations, labels, relationOutcome));
}

function labelsOfFinding(fields: Fields, labels: readonly string[]): AssertionQuestion | undefined {
  const types = fields.has('types') ? fields.texts('types') : undefined;
  const own = fields.object('labels');
  if (own === undefined) return undefined;
  const reading = labelReading(own, labels, kindOutcome);
  for (const label of labels.filter((each) => !own.has(each))) {
    own.problem(label, 'is missing; give a kind of assertion, or null where a finding is present');
  }
  return { types, reading };
}

function labelReading<Outcome>(
  fields: Fields,
  labels: readonly string[],
  outcomeOf: (fields: Fields, name: string) => Outcome | null | undefined,
): Reading<Outcome> {
  for (const name of fields.names().filter((each) => !labels.includes(each))) {
    fields.problem(name, `config.json has no such label; it has ${labels.join(', ')}`);
  }
  const outcomes = labels.map((label) => (fields.has(label) ? outcomeOf(fields, label) : null) ?? null);
  return { kind: 'labels', outcomes };
}

/** Labels without a meaning in any pair. A pair may leave out what another one has. */
function refuseUnmapped(fields: Fields, labels: readonly string[]): void {
  const pairs = fields.value('pairs');
  const maps = (Array.isArray(pairs) ? pairs : []).flatMap((pair: unknown) => {
    const relations = isObject(pair) ? pair['relations'] : undefined;
    return isObject(relations) ? [relations] : [];
  });
  if (maps.length === 0) return;
  const mapped = new Set(maps.flatMap((relations) => Object.keys(relations)));
  for (const label of labels.filter((each) => !mapped.has(each))) {
    fields.problem(
      `pairs[0].relations.${label}`,
      'is missing; give the relation that the label stands for, or null where it stands for none',
    );
  }
}

/** `null`, a type, or an object with a type and a direction. */
function relationOutcome(fields: Fields, name: string): RelationOutcome | null | undefined {
  const value = fields.value(name);
  if (value === null) return null;
  if (isText(value)) return { type: value, isReversed: false };
  const own = fields.object(name);
  if (own === undefined) return undefined;
  const outcome = typeAndDirection(own);
  own.refuseOthers();
  return outcome;
}

function typeAndDirection(fields: Fields): RelationOutcome | null | undefined {
  const type = fields.value('type') === null ? null : fields.text('type');
  const direction = fields.choice('direction', ['head-tail', 'tail-head'], 'head-tail');
  return type && direction
    ? { type, isReversed: direction === 'tail-head' }
    : type === null
      ? null
      : undefined;
}

function kindOutcome(fields: Fields, name: string): AssertionKind | null | undefined {
  return fields.value(name) === null ? null : fields.choice(name, assertionKinds);
}

function hypothesesOfPair(fields: Fields): RelationQuestion[] {
  const templates = fields.objects('templates').map((own) => {
    const template = templateOf(own, 'template', ['head', 'tail']);
    const outcome = typeAndDirection(own) ?? null;
    own.refuseOthers();
    return { template, outcome };
  });
  return pairOf(fields, { kind: 'hypotheses', templates });
}

function hypothesesOfFinding(fields: Fields): AssertionQuestion {
  const types = fields.has('types') ? fields.texts('types') : undefined;
  const templates = fields.objects('templates').map((own) => {
    const template = templateOf(own, 'template', ['finding']);
    const outcome = kindOutcome(own, 'kind') ?? null;
    own.refuseOthers();
    return { template, outcome };
  });
  fields.refuseOthers();
  return { types, reading: { kind: 'hypotheses', templates } };
}
