/** The kinds of section, and the headings by which they are known. */

/** What a section of a clinical note or of an abstract is about. A closed set. */
export type SectionKind =
  | 'title'
  | 'abstract'
  | 'background'
  | 'objective'
  | 'methods'
  | 'results'
  | 'conclusion'
  | 'chief complaint'
  | 'history'
  | 'past history'
  | 'family history'
  | 'social history'
  | 'allergies'
  | 'medications'
  | 'review of systems'
  | 'physical examination'
  | 'procedure'
  | 'hospital course'
  | 'diagnosis'
  | 'assessment'
  | 'assessment and plan'
  | 'plan';

const titles = (list: string): readonly string[] =>
  list
    .split(/[\n|]/)
    .map((title) => title.trim())
    .filter((title) => title !== '');

/**
 * Headings that are known as they stand, in lower case, with `and` for `&`. They count as headings in any case of
 * letters and without a colon, so only titles that are no ordinary sentence are here.
 */
export const knownTitles: Readonly<Record<Exclude<SectionKind, 'title'>, readonly string[]>> = {
  abstract: titles('abstract|summary'),
  background: titles('background|introduction|context|rationale'),
  objective: titles(
    'objectives|aim|aims|purpose|study objective|hypothesis|background and objectives|aims and objectives',
  ),
  methods: titles(`
    methods|method|materials and methods|patients and methods|subjects and methods|study design|design
    setting|participants|interventions|main outcome measures|measurements|experimental design
    methodology|design, setting, and participants|statistical analysis|case presentation|case report
    case description`),
  results: titles(`
    results|findings|main results|laboratory data|laboratory studies|laboratory findings
    laboratory results|laboratory|laboratories|labs|lab|lab data|pertinent results|imaging|radiology
    radiologic studies|radiographic studies|diagnostic studies|diagnostic data|diagnostics|studies|data
    test results|pathology|ekg|ecg|cxr|investigations|electrocardiogram|echocardiogram|microbiology
    admission labs|discharge labs|interpretation|comparison|microscopic description|gross description
    laboratory tests`),
  conclusion: titles(`
    conclusion|conclusions|discussion|interpretation and conclusions|significance`),
  'chief complaint': titles(`
    chief complaint|cc|presenting complaint|pc|reason for visit|reason for consultation
    reason for consult|reason for admission|reason for referral|reason for exam|reason for examination
    indication|indications|indication for procedure|indications for procedure|clinical indication
    clinical information|identifying data|identification|id/cc|complaint`),
  history: titles(`
    history of present illness|hpi|history of presenting illness|history of presenting complaint|hpc
    history|hx|hp|history of the present illness|present illness|interval history|brief history
    clinical history|subjective|s|history and physical|history of present complaint|interim history
    history of presenting problem`),
  'past history': titles(`
    past medical history|pmh|pmhx|medical history|past history|past surgical history|psh|pshx
    surgical history|past medical and surgical history|past medical/surgical history|pmh/psh
    psychiatric history|past psychiatric history|obstetric history|ob history|gynecologic history
    past ob history|birth history|prior surgeries|past surgeries|comorbidities|problem list
    active problems|past oncologic history|oncologic history|oncology history|immunizations
    immunisations|developmental history|past hx|past obstetrical history|transfusion history`),
  'family history': titles(
    'family history|fh|fhx|fmhx|fmh|fam hx|family hx|family medical history|family psychiatric history|famhx',
  ),
  'social history': titles(`
    social history|sh|shx|soc hx|social hx|social|personal history|habits|occupational history
    substance abuse history|substance use|personal and social history|tobacco use|alcohol use
    travel history|living situation`),
  allergies: titles(
    'allergies|allergy|all|drug allergies|allergies to medications|adverse reactions|medication allergies|drug sensitivities',
  ),
  medications: titles(`
    medications|meds|medicines|current medicines|current medications|medication|home medications
    home meds|medications on admission|admission medications|discharge medications
    medications on discharge|medications at home|current meds|outpatient medications|medication list
    medication history|drugs|dh|drug history|prescriptions|premedication|medications prior to admission
    inpatient medications|discharge meds|medications on transfer|medications at discharge
    current outpatient medications`),
  'review of systems': titles('review of systems|ros|systems review|review of symptoms|system review'),
  'physical examination': titles(`
    physical examination|physical exam|pe|px|exam|examination|ex|physical|vital signs|vitals|vs
    objective|o|general appearance|gen exam|physical findings|mental status|mental status examination
    mental status exam|neurologic examination|neurological examination|neurologic exam|neurological exam
    cranial nerves|reflexes|coordination|gait|pupils|on examination|o/e`),
  procedure: titles(`
    procedure|procedures|procedure performed|procedures performed|operation|operations
    operation performed|operations performed|operative procedure|description of procedure
    description of operation|procedure in detail|details of procedure|title of operation
    name of operation|technique|anesthesia|complications|estimated blood loss|ebl|specimens|specimen
    drains|surgery|operative findings|implants|procedure details|procedure note|operative note`),
  'hospital course': titles(`
    hospital course|brief hospital course|course|emergency department course|ed course
    course in hospital|clinical course|hospital course by problem|summary of hospital course
    hospital course and treatment`),
  diagnosis: titles(`
    diagnosis|diagnoses|preoperative diagnosis|postoperative diagnosis|preoperative diagnoses
    postoperative diagnoses|admission diagnosis|admitting diagnosis|discharge diagnosis
    discharge diagnoses|principal diagnosis|secondary diagnoses|final diagnosis|final diagnoses
    secondary diagnosis|primary diagnosis|differential diagnosis|axis i|axis ii|axis iii|axis iv|axis v
    preop diagnosis|postop diagnosis|working diagnosis|admission diagnoses|admitting diagnoses
    diagnostic impression`),
  assessment: titles(
    'assessment|impression|impressions|imp|clinical impression|final impression|a|medical decision making|mdm|formulation',
  ),
  'assessment and plan': titles(`
    assessment and plan|a/p|ap|a and p|assessment/plan|impression and plan|impression/plan
    impression and recommendations|assessment and recommendations|assessment & plan|problem-based plan`),
  plan: titles(`
    plan|plans|p|recommendations|recommendation|treatment plan|disposition|dispo|discharge instructions
    instructions|followup|follow-up|follow up|discharge plan|patient instructions|followup instructions
    follow-up instructions|plan of care|discharge disposition|discharge condition|condition on discharge
    activity|diet|code status|treatment|discharge followup|postoperative plan`),
};

/**
 * Parts of the body and its systems: headings inside a review of systems as well as inside an examination, whichever
 * of the two came last.
 */
export const bodySystems: ReadonlySet<string> = new Set(
  titles(`
    general|gen|heent|head|eyes|ears|nose|throat|mouth|neck|chest|lungs|lung|respiratory|resp|pulmonary
    heart|cardiovascular|cv|cvs|cardiac|abdomen|abd|abdominal|gi|gastrointestinal|gu|genitourinary
    genitalia|pelvic|rectal|back|spine|extremities|ext|extremity|musculoskeletal|msk|skin|integument
    integumentary|dermatologic|neurologic|neurological|neuro|cn|motor|sensory|station|coord|psychiatric
    psych|ms|constitutional|lymphatic|lymphatics|lymph nodes|lymph|endocrine|hematologic|hematological
    haematological|breasts|breast|ent|cns|head and neck|allergic/immunologic|hematologic/lymphatic
    ears, nose, mouth and throat`),
);

/**
 * Words that tell the kind of a heading which is not known as it stands ("MEDICATIONS PRIOR TO TRANSFER"). The first
 * match counts, so the narrower phrase stands first.
 */
export const tellingWords: readonly (readonly [phrase: string, kind: SectionKind])[] = [
  ['family history', 'family history'],
  ['social history', 'social history'],
  ['history of present', 'history'],
  ['allerg', 'allergies'],
  ['medication', 'medications'],
  ['past ', 'past history'],
  ['surgical history', 'past history'],
  ['review of systems', 'review of systems'],
  ['hospital course', 'hospital course'],
  ['impression and plan', 'assessment and plan'],
  ['assessment and plan', 'assessment and plan'],
  ['diagnos', 'diagnosis'],
  ['indication', 'chief complaint'],
  ['reason for', 'chief complaint'],
  ['complaint', 'chief complaint'],
  ['findings', 'results'],
  ['results', 'results'],
  ['laborator', 'results'],
  ['studies', 'results'],
  ['procedure', 'procedure'],
  ['operation', 'procedure'],
  ['examination', 'physical examination'],
  ['physical exam', 'physical examination'],
  ['impression', 'assessment'],
  ['assessment', 'assessment'],
  ['plan', 'plan'],
  ['instructions', 'plan'],
  ['recommendation', 'plan'],
  ['conclusion', 'conclusion'],
  ['history', 'history'],
];

/** Labels that look like headings and are none: who speaks in a dialogue, and whose illness a family history tells. */
export const labels: ReadonlySet<string> = new Set(
  titles(`
    doctor|patient|nurse|interviewer|interviewee|clinician|guest_clinician|guest_family|provider
    caregiver|question|answer|q|mother|father|mom|dad|brother|sister|brothers|sisters|siblings|sibling
    son|daughter|children|parents|grandmother|grandfather|maternal grandmother|maternal grandfather
    paternal grandmother|paternal grandfather|aunt|uncle|cousin|maternal aunt|maternal uncle
    paternal aunt|paternal uncle|maternal|paternal|spouse|wife|husband|note|re|date|name|dob|mrn`),
);

const kindByTitle: ReadonlyMap<string, SectionKind> = new Map([
  ...[...bodySystems].map((title) => [title, 'physical examination'] as const),
  ...Object.entries(knownTitles).flatMap(([kind, known]) =>
    known.map((title) => [title, kind as SectionKind] as const),
  ),
]);

/** The kind of a title that is known as it stands. The title is normalised: lower case, single blanks, no markup. */
export function kindOfKnownTitle(title: string): SectionKind | undefined {
  return kindByTitle.get(title.replaceAll(' & ', ' and '));
}

/** The kind of a heading by its title, or by a word in it; undefined where neither tells. */
export function kindOfTitle(title: string): SectionKind | undefined {
  return kindOfKnownTitle(title) ?? tellingWords.find(([phrase]) => title.includes(phrase))?.[1];
}
