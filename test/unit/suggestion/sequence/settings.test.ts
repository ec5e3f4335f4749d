import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readSequenceRules } from '../../../../server/suggestion/sequence/settings.ts';

type Settings = Readonly<Record<string, unknown>>;

const chemprot = ['CPR:3', 'CPR:4', 'false'];

const relations: Settings = {
  task: 'relations',
  input: { kind: 'mask', mask: '@{TYPE}$' },
  pairs: [
    {
      head: ['Chemical'],
      tail: ['Gene'],
      relations: {
        'CPR:3': 'Upregulates',
        'CPR:4': { type: 'Downregulates', direction: 'head-tail' },
        false: null,
      },
    },
  ],
};

const assertion: Settings = {
  task: 'assertion',
  input: { kind: 'markers', finding: ['[entity] ', ' [entity]'] },
  labels: { PRESENT: null, ABSENT: 'negated', POSSIBLE: 'uncertain' },
};
const present = ['PRESENT', 'ABSENT', 'POSSIBLE'];

const zeroShot: Settings = {
  task: 'zero-shot',
  pairs: [
    {
      head: ['Chemical'],
      tail: ['Disease'],
      templates: [{ template: '{head} causes {tail}.', type: 'Causes' }],
    },
  ],
  assertions: { templates: [{ template: '{finding} is absent.', kind: 'negated' }] },
};
const entailment = ['contradiction', 'entailment', 'neutral'];

const ranking: Settings = { task: 'ranking', positive: 'same' };

const labelsOf = new Map([
  [relations, chemprot],
  [assertion, present],
  [zeroShot, entailment],
  [ranking, ['different', 'same']],
]);

/** The settings with the field at a path set to another value, or without it. */
function changed(settings: Settings, path: string, value: unknown): Settings {
  const copy = structuredClone(settings) as Record<string, unknown>;
  const keys = path.split('/');
  const last = keys.pop() as string;
  let target = copy;
  for (const key of keys) target = target[key] as Record<string, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
  return copy;
}

/** Changes one field, named by its path with slashes. @param expected each problem as `place: message`. */
function check(settings: Settings, path: string, value: unknown, ...expected: string[]): void {
  const { rules, problems } = readSequenceRules(changed(settings, path, value), {
    labels: labelsOf.get(settings) ?? [],
    activation: 'softmax',
  });
  assert.deepEqual(
    problems.map(({ place, message }) => `${place}: ${message}`),
    expected,
  );
  assert.equal(rules === undefined, expected.length > 0);
}

describe('readSequenceRules', () => {
  it('takes what is right', () => {
    for (const settings of [relations, assertion, zeroShot]) check(settings, 'threshold', 0.7);
    check(ranking, 'window', 64);
    check(relations, 'context', 'sentences:2');
    check(relations, 'context', 'document');
    check(relations, 'input/mask', { Chemical: '@CHEMICAL$', Gene: '@GENE$' });
    check(relations, 'input', { kind: 'mask', head: 'DRUG1', tail: 'DRUG2' });
    check(relations, 'input', { kind: 'mask', head: { Chemical: '@C$' }, tail: { Gene: '@G$' } });
    check(relations, 'input', { kind: 'pair', second: '{head} and {tail}' });
    check(relations, 'input', { kind: 'markers', head: ['<{TYPE}>', '</{TYPE}>'], tail: ['[E2]', '[/E2]'] });
    check(relations, 'aliases', { Drug: 'Chemical' });
    check(relations, 'calibration', [1.2, -0.3]);
    check(assertion, 'types', ['Finding', 'Problem']);
    check(zeroShot, 'assertions', undefined);
    check(zeroShot, 'pairs', undefined);
    check(zeroShot, 'entailment', 'entailment');
  });

  it('knows what each label and type stands for', () => {
    const { rules } = readSequenceRules(relations, { labels: chemprot, activation: 'softmax' });
    assert.deepEqual(rules?.relations[0]?.reading, {
      kind: 'labels',
      outcomes: [
        { type: 'Upregulates', isReversed: false },
        { type: 'Downregulates', isReversed: false },
        null,
      ],
    });
    const masks = { Chemical: '@CHEMICAL$', Gene: '@GENE$' };
    assert.deepEqual(rules?.encoding, { kind: 'mask', head: masks, tail: masks });
    assert.deepEqual(
      rules?.marks.map(({ text }) => text),
      ['@CHEMICAL$', '@GENE$'],
    );
  });

  it('finds the label of entailment wherever it stands', () => {
    for (const labels of [entailment, ['ENTAILMENT', 'NEUTRAL', 'CONTRADICTION']]) {
      const { rules } = readSequenceRules(zeroShot, { labels, activation: 'softmax' });
      assert.equal(
        rules?.entailment,
        labels.indexOf(labels[0] === 'ENTAILMENT' ? 'ENTAILMENT' : 'entailment'),
      );
    }
  });

  it('finds the label that says that a name fits, the only one where there is one', () => {
    for (const [labels, settings, positive] of [
      [['different', 'same'], ranking, 1],
      [['LABEL_0'], { task: 'ranking' }, 0],
      [['LABEL_0'], { task: 'ranking', positive: 'LABEL_0' }, 0],
    ] as const) {
      const { rules } = readSequenceRules(settings, { labels, activation: 'softmax' });
      assert.deepEqual([rules?.positive, rules?.relations, rules?.assertion], [positive, [], undefined]);
    }
  });

  it('names every problem at once', () => {
    const { problems } = readSequenceRules(
      { task: 'relations', input: { kind: 'mask' }, pairs: [{}], threshold: 2 },
      { labels: chemprot, activation: 'softmax' },
    );
    assert.deepEqual(
      problems.map(({ place }) => place),
      ['threshold', 'pairs[0].relations', 'pairs[0].head', 'pairs[0].tail', 'input.mask'],
    );
  });

  it('never throws, whatever the file holds', () => {
    const facts = { labels: chemprot, activation: 'softmax' } as const;
    const field = fc.constantFrom(
      ...['task', 'input', 'context', 'pairs', 'labels', 'aliases', 'assertions', 'entailment', 'types'],
    );
    const object = fc.dictionary(field, fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(object, fc.constantFrom('relations', 'assertion', 'zero-shot'), (values, task) => {
        const { rules, problems } = readSequenceRules({ ...values, task }, facts);
        assert.equal(rules === undefined, problems.length > 0);
      }),
    );
  });
});

describe('a goldspan.json that is wrong', () => {
  const kinds = '"negated", "uncertain", "historical", "hypothetical", "family"';
  const missing = (what: string): string => `is missing; it should be ${what}`;
  for (const [what, settings, path, value, ...expected] of [
    [
      'a task that there is not',
      relations,
      'task',
      'linking',
      'task: should be one of "relations", "assertion", "zero-shot", "ranking" and is "linking"',
    ],
    ['no input', relations, 'input', undefined, `input: ${missing('an object')}`],
    [
      'an input of no known kind',
      relations,
      'input/kind',
      'masks',
      'input.kind: should be one of "mask", "markers", "pair" and is "masks"',
      'input.mask: there is no such field here; there are kind, tokens',
    ],
    [
      'a mask without a type that a pair has',
      relations,
      'input/mask',
      { Chemical: '@CHEMICAL$' },
      `input.mask.Gene: ${missing('a text')}`,
    ],
    [
      'a mask for a type that no pair has',
      relations,
      'input/mask',
      { Chemical: '@C$', Gene: '@G$', Disease: '@D$' },
      'input.mask.Disease: no pair has this type; the types are Chemical, Gene',
    ],
    [
      'a mask with a place for something else',
      relations,
      'input/mask',
      '@{Typ}$',
      'input.mask: {Typ} stands for nothing; there are {TYPE} and {type}',
    ],
    [
      'a marker without its end',
      relations,
      'input',
      { kind: 'markers', head: ['[E1]'], tail: ['[E2]', '[/E2]'] },
      'input.head: should be a list of 2 texts and is ["[E1]"]',
    ],
    [
      'a context of no sentence',
      relations,
      'context',
      'sentences:0',
      'context: should be "sentence", "document" or a number of sentences such as "sentences:2" and is "sentences:0"',
    ],
    ['no pairs', relations, 'pairs', [], 'pairs: should be a list of objects and is []'],
    [
      'a pair that is none',
      relations,
      'pairs',
      ['Chemical'],
      'pairs[0]: should be an object and is "Chemical"',
    ],
    [
      'a label that the model does not have',
      relations,
      'pairs/0/relations/CPR:33',
      null,
      'pairs[0].relations.CPR:33: config.json has no such label; it has CPR:3, CPR:4, false',
    ],
    [
      'a label without a meaning',
      relations,
      'pairs/0/relations/CPR:4',
      undefined,
      'pairs[0].relations.CPR:4: is missing; give the relation that the label stands for, or null where it stands for none',
    ],
    [
      'a relation without a type',
      relations,
      'pairs/0/relations/CPR:3',
      { direction: 'head-tail' },
      `pairs[0].relations.CPR:3.type: ${missing('a text')}`,
    ],
    [
      'a direction that there is not',
      relations,
      'pairs/0/relations/CPR:3',
      { type: 'Upregulates', direction: 'tail' },
      'pairs[0].relations.CPR:3.direction: should be one of "head-tail", "tail-head" and is "tail"',
    ],
    [
      'an order that there is not',
      relations,
      'pairs/0/order',
      'types',
      'pairs[0].order: should be one of "roles", "text" and is "types"',
    ],
    [
      'labels that all stand for nothing',
      relations,
      'pairs/0/relations',
      { 'CPR:3': null, 'CPR:4': null, false: null },
      ': every answer is null, so that the model suggests nothing; name what it finds',
    ],
    [
      'a name for a type that no pair has',
      relations,
      'aliases',
      { Drug: 'Medication' },
      'aliases.Drug: no pair has the type "Medication"',
    ],
    [
      'a threshold in per cent',
      relations,
      'threshold',
      50,
      'threshold: should be a number from 0 to 1 and is 50',
    ],
    [
      'a misspelt field',
      relations,
      'treshold',
      0.5,
      'treshold: there is no such field here; there are aliases, calibration, context, input, margin, name, pairs, task, threshold, window',
    ],
    [
      'a calibration that would turn the order of suggestions round',
      relations,
      'calibration',
      [-1, 0],
      'calibration: should be a slope above 0 and an offset, [1, 0] and is [-1,0]',
    ],
    [
      'a kind of assertion that there is not',
      assertion,
      'labels/ABSENT',
      'Negation',
      `labels.ABSENT: should be one of ${kinds} and is "Negation"`,
    ],
    [
      'a label of assertion without a meaning',
      assertion,
      'labels/POSSIBLE',
      undefined,
      'labels.POSSIBLE: is missing; give a kind of assertion, or null where a finding is present',
    ],
    [
      'a label of assertion that the model does not have',
      assertion,
      'labels/FAMILY',
      'family',
      'labels.FAMILY: config.json has no such label; it has PRESENT, ABSENT, POSSIBLE',
    ],
    [
      'no markers of the finding',
      assertion,
      'input/finding',
      undefined,
      `input.finding: ${missing('a list of 2 texts')}`,
    ],
    [
      'a label of entailment that the model does not have',
      zeroShot,
      'entailment',
      'entails',
      'entailment: config.json has no such label as "entails"; it should be one of "contradiction", "entailment", "neutral"',
    ],
    [
      'a template that leaves the tail out',
      zeroShot,
      'pairs/0/templates/0/template',
      '{head} causes it.',
      'pairs[0].templates[0].template: {tail} is not in it',
    ],
    [
      'a template with a place for something else',
      zeroShot,
      'assertions/templates/0/template',
      '{head} is absent.',
      'assertions.templates[0].template: {head} stands for nothing; there is {finding}',
    ],
    [
      'a template without a type',
      zeroShot,
      'pairs/0/templates/0/type',
      undefined,
      `pairs[0].templates[0].type: ${missing('a text')}`,
    ],
    [
      'no label that says that a name fits',
      ranking,
      'positive',
      undefined,
      'positive: is missing; name the label of config.json that says that a name fits, one of "different", "same"',
    ],
    [
      'a threshold for names, which are ranked',
      ranking,
      'threshold',
      0.5,
      'threshold: there is no such field here; there are name, positive, task, window',
    ],
    [
      'a template without a kind',
      zeroShot,
      'assertions/templates/0/kind',
      undefined,
      `assertions.templates[0].kind: ${missing(`one of ${kinds}`)}`,
    ],
  ] as const) {
    it(`has ${what}`, () => check(settings, path, value, ...expected));
  }

  it('asks a zero-shot model nothing', () => {
    const { problems } = readSequenceRules(
      { task: 'zero-shot' },
      { labels: entailment, activation: 'softmax' },
    );
    assert.deepEqual(problems, [
      { place: '', message: 'a zero-shot model needs "pairs", "assertions" or both' },
    ]);
  });

  it('leaves entailment open where the labels have no names', () => {
    const { problems } = readSequenceRules(zeroShot, {
      labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'],
      activation: 'softmax',
    });
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message}`),
      [
        'entailment: is missing; name the label of config.json for entailment, one of "LABEL_0", "LABEL_1", "LABEL_2"',
      ],
    );
  });
});
