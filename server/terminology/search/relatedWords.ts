/**
 * Words that terminologies use for each other in names of diseases, findings and parts of the body, where they are
 * spelled too differently to be found by their letters. They are worth less than the same word: `cancer` and
 * `neoplasm` name one concept in MeSH and two in others.
 */

import { stemOf } from '../normalisation/inflection.ts';
import { americanSpelling } from '../normalisation/orthography.ts';

const groups: readonly string[] = [
  'cancer carcinoma neoplasm tumor malignancy neoplasia malignant',
  'disease disorder syndrome illness condition abnormality anomaly',
  'defect malformation anomaly abnormality deformity',
  'deficiency deficit deficient insufficiency lack',
  'impairment dysfunction disturbance deficit disorder failure impaired',
  'injury damage trauma',
  'injury damage lesion',
  'injury damage toxicity',
  'hereditary inherited familial genetic',
  'increase increased elevated elevation high raised',
  'decrease decreased reduced reduction low diminished',
  'kidney renal',
  'heart cardiac myocardial',
  'liver hepatic',
  'lung pulmonary',
  'brain cerebral encephalic',
  'stomach gastric',
  'bowel intestine intestinal gut',
  'colon colonic',
  'skin cutaneous dermal',
  'eye ocular ophthalmic',
  'ear otic auditory',
  'nerve neural',
  'muscle muscular',
  'bone osseous skeletal',
  'joint articular',
  'vein venous',
  'artery arterial',
  'vessel vascular',
  'blood hematologic hematological',
  'bladder vesical',
  'womb uterus uterine',
  'endometrium endometrial',
  'prostate prostatic',
  'pancreas pancreatic',
  'ovary ovarian',
  'breast mammary',
  'thyroid thyroidal',
  'testis testicular',
  'esophagus esophageal',
  'vision visual sight',
  'hearing auditory',
  'mental psychiatric psychological psychic',
  'behavior behavioral behavioural',
  'memory amnesia',
  'hemorrhage bleeding hemorrhagic',
  'thrombosis thrombus',
  'embolism embolic emboli',
  'infarction infarct',
  'hypertension hypertensive',
  'hypotension hypotensive',
  'epilepsy epileptic',
  'seizure convulsion',
  'diabetes diabetic',
  'obesity obese',
  'asthma asthmatic',
  'depression depressive depressed',
  'schizophrenia schizophrenic',
  'arrhythmia dysrhythmia arrhythmic',
  'dementia demented',
  'autism autistic',
  'allergy allergic hypersensitivity',
  'infection infectious infected',
  'inflammation inflammatory',
  'paralysis palsy paralytic',
  'weakness asthenia',
  'tiredness fatigue',
  'itch itching pruritus pruritic',
  'fever pyrexia febrile',
  'swelling edema edematous',
  'vomiting emesis',
  'rash exanthema',
  'stroke apoplexy',
  'pain ache painful',
  'ataxia ataxic',
  'dystonia dystonic',
  'metastasis metastatic',
  'child childhood juvenile infantile pediatric',
];

const related = new Map<string, Set<string>>();
for (const group of groups) {
  const stems = group.split(' ').map((word) => stemOf(americanSpelling(word)));
  for (const stem of stems) {
    const others = related.get(stem) ?? new Set<string>();
    related.set(stem, others);
    for (const other of stems) if (other !== stem) others.add(other);
  }
}

/** Endings of adjectives and those of the nouns they are made from, beyond what {@link stemOf} makes alike. */
const endings: readonly string[] = [
  ...'penic-penia cardic-cardia plegic-plegia phobic-phobia algic-algia tonic-tonia rexic-rexia'.split(' '),
  ...'phasic-phasia toxic-toxicity oxic-oxia uric-uria manic-mania opic-opia plastic-plasia'.split(' '),
  ...'trophic-trophy leptic-lepsy sthenic-sthenia megalic-megaly clonic-clonus kinetic-kinesia'.split(' '),
  ...'kinesic-kinesia amnestic-amnesia amnesic-amnesia systolic-systole pneic-pnea rrheic-rrhea'.split(' '),
  ...'rrhagic-rrhage esthetic-esthesia somnic-somnia reflexic-reflexia thymic-thymia dipsic-dipsia'.split(
    ' ',
  ),
  ...'icteric-icterus spastic-spasticity aneurysmal-aneurysm parkinsonian-parkinsonism'.split(' '),
  ...'hyperactive-hyperactivity aggressive-aggression delirious-delirium anxious-anxiety'.split(' '),
  ...'suicidal-suicide comatose-coma nauseous-nausea nauseated-nausea fibrillatory-fibrillation'.split(' '),
];

/** For the stem of a word, the stems of what the endings make of it, in both directions. */
const otherEndings: readonly (readonly [from: string, to: string])[] = endings.flatMap((pair) => {
  const [adjective = '', noun = ''] = pair.split('-');
  return [
    [stemOf(adjective), stemOf(noun)],
    [stemOf(noun), stemOf(adjective)],
  ] as const;
});

/** The stems that stand for much the same as a stem; often none. */
export function relatedStems(stem: string): ReadonlySet<string> {
  const known = related.get(stem);
  if (known !== undefined) return known;
  const made = otherEndings.flatMap(([from, to]) =>
    stem.endsWith(from) ? [stem.slice(0, stem.length - from.length) + to] : [],
  );
  return made.length === 0 ? none : new Set(made);
}

const none: ReadonlySet<string> = new Set();
