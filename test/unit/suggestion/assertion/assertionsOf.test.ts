import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AssertionKind } from '../../../../server/suggestion/assertion/assertion.ts';
import { assertionKinds } from '../../../../server/suggestion/assertion/assertion.ts';
import { assertionsOf, type Finding } from '../../../../server/suggestion/assertion/assertionsOf.ts';
import { attributeOf } from '../../../../server/suggestion/assertion/attributes.ts';
import { type Span, span } from '../../../../server/text/positions.ts';

/** What is expected of a finding: each kind with the words of its trigger. */
type Expected = Partial<Record<AssertionKind, string>>;

/**
 * Takes the marks out of a text. `[pneumonia]` is a finding; a mark that opens with a letter, as `[a:lytic]`, is a
 * fragment of the finding of that letter, so that `[a:lytic] or sclerotic [a:lesion]` is one discontinuous finding.
 */
function marked(textWithMarks: string): { text: string; findings: Finding[] } {
  const fragments = new Map<string, Span[]>();
  let text = '';
  let from = 0;
  for (const { 0: mark, 1: name, 2: words = '', index } of textWithMarks.matchAll(
    /\[(?:([a-z]):)?([^\]]+)\]/g,
  )) {
    text += textWithMarks.slice(from, index);
    const id = name ?? `T${fragments.size + 1}`;
    fragments.set(id, [...(fragments.get(id) ?? []), span(text.length, text.length + words.length)]);
    text += words;
    from = index + mark.length;
  }
  text += textWithMarks.slice(from);
  const findings = Array.from(fragments, ([id, spans]) => ({ id, fragments: spans as [Span, ...Span[]] }));
  return { text, findings };
}

/** Checks what is asserted of each finding of a marked text, in the order of the findings. */
function check(textWithMarks: string, ...expected: readonly Expected[]): void {
  const { text, findings } = marked(textWithMarks);
  assert.equal(findings.length, expected.length, 'every finding has its expectation');
  const found = assertionsOf(text, findings);
  const actual = findings.map(({ id }): Expected => {
    const assertions = found.get(id) ?? [];
    for (const { trigger } of assertions) {
      assert.equal(text.slice(trigger.span.start, trigger.span.end), trigger.words);
    }
    return Object.fromEntries(assertions.map(({ kind, trigger }) => [kind, trigger.words]));
  });
  assert.deepEqual(actual, expected, textWithMarks);
}

/** The rows of a table: a marked text with one finding, and what is expected of it. */
type Rows = readonly (readonly [text: string, expected: Expected])[];

function checkAll(rows: Rows): void {
  for (const [text, expected] of rows) it(text, () => check(text, expected));
}

const negated = (trigger: string): Expected => ({ negated: trigger });
const uncertain = (trigger: string): Expected => ({ uncertain: trigger });
const historical = (trigger: string): Expected => ({ historical: trigger });
const hypothetical = (trigger: string): Expected => ({ hypothetical: trigger });
const family = (trigger: string): Expected => ({ family: trigger });
const present: Expected = {};

describe('assertionsOf, negation before the finding', () => {
  checkAll([
    ['No [fever].', negated('No')],
    ['She denies [chest pain].', negated('denies')],
    ['No patient had [asthma].', negated('No patient had')],
    ['None of the patients developed [catalepsy].', negated('None of the patients developed')],
    ['One patient had [asthma], no patient died.', present],
    ['Denies cough, wheeze or [dyspnoea].', negated('Denies')],
    ['No evidence of [pneumothorax].', negated('No evidence of')],
    ['Chest clear, without [crackles].', negated('without')],
    ['Headache w/o [vomiting].', negated('w/o')],
    ['The wound was free of [infection].', negated('free of')],
    ['Cultures were negative for [tuberculosis].', negated('were negative for')],
    ['He is not [jaundiced].', negated('not')],
    ['He doesn’t have [asthma].', negated('doesn’t have')],
    ['Neither cough nor [fever] was reported.', negated('nor')],
    ['No murmurs, rubs, [gallops].', negated('No')],
    ['Negative for fever, chills or [night sweats].', negated('Negative for')],
    ['No further episodes of [melaena].', negated('No')],
    ['GI review is -ve for bleeding and [anaemia].', negated('is -ve for')],
    ['Nothing to suggest [sepsis].', negated('Nothing to suggest')],
    ['She is not currently [depressed].', negated('not')],
  ]);
});

describe('assertionsOf, negation after the finding', () => {
  checkAll([
    ['[Pulmonary embolism] was ruled out.', negated('was ruled out')],
    ['[Malaria] was negative.', negated('was negative')],
    ['[Oedema]: none', negated(': none')],
    ['[Bowel sounds] absent.', negated('absent')],
    ['[Nausea] (-)', negated('(-)')],
    ['Fever, chills and [sweats] are denied.', negated('are denied')],
    ['[Babinski sign] neg', negated('neg')],
    ['No [effusion] or consolidation is seen.', negated('No')],
  ]);
});

describe('assertionsOf, words that only look like a negation', () => {
  checkAll([
    ['No increase in [pleural effusion].', present],
    ['No change in the [nodule].', present],
    ['Not only [fever] but also rash.', present],
    ['Gram negative [sepsis].', present],
    ['Triple-negative [breast cancer].', present],
    ['An HIV-negative man with [pneumonia].', present],
    ['Cough with or without [fever].', present],
    ['Without significant change in the [nodule].', present],
    ['Past week: [cough]. A 75-year-old man.', present],
  ]);
});

describe('assertionsOf, the end of a reach', () => {
  checkAll([
    ['No fever but [cough] for a week.', present],
    ['No vomiting; however, [nausea] persists.', present],
    ['Denies chest pain, although [palpitations] occur.', present],
    ['No focal deficit except [facial droop].', present],
    ['No fever. [Cough] for a week.', present],
    ['No wheeze\n\n[Cough] for a week.', present],
    ['- no fever\n- [cough]\n', present],
    ['No anticoagulation secondary to [haemorrhage].', present],
    ['Cough (no sputum), [fever] since Monday.', present],
    ['[Fever], no cough.', present],
    ['No fever, has [cough].', present],
    ['Negative for fever, positive for [cough].', present],
    ['She had [chest pain] and infarction was ruled out.', present],
    ['Infarction was not ruled out; [angina].', present],
    ['No abnormality other than [cardiomegaly].', present],
    ['CT showed [pneumonia]; embolism was ruled out.', present],
    ['Unremarkable except for a [murmur].', present],
  ]);
});

describe('assertionsOf, uncertainty', () => {
  checkAll([
    ['Possible [pneumonia].', uncertain('Possible')],
    ['?[pneumonia]', uncertain('?')],
    ['r/o [myocardial infarction]', uncertain('r/o')],
    ['[Metastases] cannot be excluded.', uncertain('cannot be excluded')],
    ['Cannot rule out [appendicitis].', uncertain('Cannot rule out')],
    ['Suspicion of [vasculitis].', uncertain('Suspicion of')],
    ['[Aortic dissection] is unlikely.', uncertain('is unlikely')],
    ['Findings suspicious for [malignancy].', uncertain('suspicious for')],
    ['[Infarction] has not been ruled out.', uncertain('has not been ruled out')],
    ['A normal scan does not exclude [embolism].', uncertain('does not exclude')],
    ['[Pneumonia] vs embolism', uncertain('vs')],
    ['Any [headache]?', uncertain('?')],
    ['Most likely [pancreatitis].', uncertain('Most likely')],
  ]);
});

describe('assertionsOf, the past', () => {
  checkAll([
    ['History of [gout].', historical('History of')],
    ['h/o [DVT]', historical('h/o')],
    ['s/p [hip fracture]', historical('s/p')],
    ['PAST MEDICAL HISTORY\n[Stroke].\n', historical('PAST MEDICAL HISTORY')],
    ['[Deep vein thrombosis] in 2009.', historical('in 2009')],
    ['[Hypertension] since 2004.', present],
    ['Allergies: sulfonamides ([hives])', historical('Allergies')],
    ['[Asthma] as a child.', historical('as a child')],
    ['Allergies: none. [Asthma].', present],
    ['Hypertension in the past, now [angina].', present],
    ['A history of hypertension who presents with [chest pain].', present],
  ]);
  it('a history that is denied is negated', () => {
    const { text, findings } = marked('No history of [seizures].');
    const kinds = assertionsOf(text, findings)
      .get('T1')
      ?.map(({ kind }) => kind);
    assert.ok(kinds?.includes('negated'));
  });
  checkAll([['A 60-year-old man with [angina].', present]]);
});

describe('assertionsOf, conditions and warnings', () => {
  checkAll([
    ['Come back if [fever].', hypothetical('Come back if')],
    ['Return if vomiting or [abdominal pain].', hypothetical('Return if')],
    ['Watch for [bleeding].', hypothetical('Watch for')],
    ['Enoxaparin to prevent [thrombosis].', hypothetical('to prevent')],
    ['Atorvastatin for the prevention of [stroke].', hypothetical('prevention of')],
    ['Warned of [hot flushes] and joint pain.', hypothetical('Warned of')],
    ['Should she develop [fever], call.', hypothetical('Should she')],
    ['Salbutamol inhaler p.r.n. for [wheeze].', present],
    ['Propranolol if tremor persists (no [asthma]).', negated('no')],
  ]);
});

describe('assertionsOf, other people', () => {
  checkAll([
    ['Mother had [breast cancer].', family('Mother')],
    ['FH: brother with [diabetes]', family('brother')],
    ['FAMILY HISTORY\n[Haemophilia].\n', family('FAMILY HISTORY')],
    ['Family history of [glaucoma].', family('Family history of')],
    ['Her mother reports that she has [fever].', present],
    ['Brought in by her father with [croup].', present],
    ['[Diabetes] runs in the family.', family('runs in the family')],
    ['His father had dementia, she has [delirium].', present],
    ['Per mother, [fever] for two days.', present],
    ['Lives with his wife. [Cough].', present],
  ]);
  it('a relative without the illness is both', () =>
    check('FAMILY HISTORY\nNo [colorectal cancer].\n', { negated: 'No', family: 'FAMILY HISTORY' }));
  it('a family history ends with its section', () =>
    check('FAMILY HISTORY:\nHeart disease.\n\nASSESSMENT:\n[Pneumonia].\n', present));
});

describe('assertionsOf, where texts are hard', () => {
  it('has nothing to say of an empty text or of no findings', () => {
    assert.equal(assertionsOf('', []).size, 0);
    assert.equal(assertionsOf('No fever.', []).size, 0);
  });
  it('counts emoji before the trigger as two units', () => check('🤒🌡️ No [fever] 🎉', negated('No')));
  it('keeps a combining mark with its word', () => check('No [Me\u0301nie\u0300re disease].', negated('No')));
  it('reads bullets that end in CRLF one by one', () =>
    check('- no [fever]\r\n- [cough]\r\n- denies [rash]\r\n', negated('no'), present, negated('denies')));
  it('reads on over a line break inside a sentence', () =>
    check('No evidence of effusion or\r\n[pneumothorax].', negated('No evidence of')));
  it('takes a finding at the start and one at the end of the text', () =>
    check('[Fever] but no [cough]', present, negated('no')));
  it('tells two findings of one sentence apart', () =>
    check('No [fever], but possible [pneumonia].', negated('No'), uncertain('possible')));
  it('takes a discontinuous finding as a whole', () =>
    check('No [a:lytic] or sclerotic [a:bone lesion].', negated('No')));
  it('takes overlapping findings each for itself', () => {
    const text = 'No pleural effusion.';
    const whole: Finding = { id: 'whole', fragments: [span(3, 19)] };
    const part: Finding = { id: 'part', fragments: [span(3, 10)] };
    const found = assertionsOf(text, [whole, part]);
    for (const id of ['whole', 'part']) assert.equal(found.get(id)?.[0]?.trigger.words, 'No');
  });
  it('takes no word of a finding as its trigger', () => check('[No fever] today.', present));
  it('reads blanks that are no plain spaces', () =>
    check('No\u00a0evidence\u2009of\t[fever].', negated('No\u00a0evidence\u2009of')));
  it('ends an item at a lone carriage return', () =>
    check('- no [fever]\r- [cough]\r', negated('no'), present));
  it('takes a typographic apostrophe for a plain one', () =>
    check("He doesn't have [asthma].", negated("doesn't have")));
  it('reads capitals', () => check('NO EVIDENCE OF [PNEUMOTHORAX].', negated('NO EVIDENCE OF')));
  it('takes a finding that is the whole text', () => check('[Asthma]', present));
  it('takes a finding of one emoji', () => check('No [🤮] today.', negated('No')));
  it('takes a finding over the end of a sentence', () =>
    check('No [rash.\n\nFever] since Monday.', negated('No')));
  it('passes over what lies outside the text', () => {
    const outside: Finding = { id: 'outside', fragments: [span(50, 60)] };
    assert.equal(assertionsOf('No fever.', [outside]).size, 0);
    assert.equal(assertionsOf('', [outside]).size, 0);
  });
  it('carries a trigger that ends in a colon over the list under it', () =>
    check(
      'Denies:\n- [fever]\n- [cough]\n\n[Rash] on the arm.\n',
      negated('Denies'),
      negated('Denies'),
      present,
    ));
});

describe('attributeOf', () => {
  it('gives every kind an attribute of its own', () => {
    const names = assertionKinds.map((kind) =>
      `${attributeOf[kind].type} ${attributeOf[kind].value ?? ''}`.trim(),
    );
    assert.deepEqual(names, [
      'Negation',
      'Certainty Uncertain',
      'Certainty Historical',
      'Certainty Hypothetical',
      'FamilyHistory',
    ]);
  });
});
