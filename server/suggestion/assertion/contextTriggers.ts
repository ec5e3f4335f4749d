/** Words that put a finding into the past, into a condition or into another person. */
import { year } from './phrases.ts';
import type { TriggerGroup, TriggerSigns } from './triggers.ts';

const blood =
  '(mother|father|mom|dad|brother|sister|brothers|sisters|sibling|siblings|parent|parents|son|sons|daughter|daughters|child|children|kid|kids|grandchild|grandchildren|grandmother|grandfather|grandmothers|grandfathers|grandparent|grandparents|aunt|uncle|aunts|uncles|cousin|cousins|niece|nephew|twin|half - brother|half - sister|relative|relatives|family member|family members|first - degree relative|first - degree relatives|first degree relative|first degree relatives|grandson|granddaughter)';
const close =
  '(husband|wife|spouse|partner|boyfriend|girlfriend|roommate|fiance|coworker|coworkers|classmate|donor|neighbor|friend)';
const whose = '(his|her|the|their|my|a|)';
const tells =
  '(states|stated|reports|reported|says|said|notes|noted|noticed|notices|thinks|thought|believes|believed|called|calls|brought|brings|found|finds|describes|described|gives|gave|denies|denied|is concerned|was concerned|who is|who was present|is worried|observed|witnessed|feels|felt|claims|claimed|told|tells|is at|was at|is present|was present|agrees|agreed|provided|provides|confirmed|confirms|is here|expressed|asked|wants|would like|came|was informed|were informed)';

export const contextTriggers: readonly TriggerGroup[] = [
  {
    kind: 'historical',
    finding: 'follows',
    reach: 'list',
    category: 'past',
    phrases: `
      (past|previous|prior|remote|long|longstanding|long - standing|known|significant|strong|distant|personal|extensive|) (medical|surgical|psychiatric|) (history|hx) (is|was|) (of|of a|significant for|notable for|remarkable for|positive for|includes|including|included|consists of|consisting of)
      h / o, hx of, phx of, pmh of, pmhx of, pmh (:|significant for|includes|notable for|), pmhx :, pmh, pmhx, past :, psh :, pshx :
      (past medical|past surgical|medical|surgical|past) history :, past medical history, s / p, status post, status - post, sp
      had (a|) (previous|prior), has had (a|) (previous|prior), previously (had|diagnosed with|treated for|diagnosed|treated), in the past (had|), formerly`,
  },
  {
    kind: 'historical',
    finding: 'follows',
    reach: 'phrase',
    within: 3,
    category: 'past',
    phrases: `
      old, previous, prior, remote, past, former, childhood, healed, previously, (known|pre - existing|preexisting) (previous|prior|old)`,
  },
  {
    kind: 'historical',
    finding: 'precedes',
    reach: 'phrase',
    category: 'past',
    phrases: `
      (several|many|two|three|four|five|six|seven|eight|nine|ten|twenty|) years (ago|previously|earlier|prior|before), in the past, in (his|her) (childhood|youth|teens|twenties|thirties|forties|past), as a child, in childhood, in remission, years prior, history, hx, in the remote past`,
  },
  {
    kind: 'hypothetical',
    finding: 'follows',
    reach: 'clause',
    category: 'condition',
    phrases: `
      if, in case of, in the event of, should (he|she|they|the patient|patient|you|there|any|symptoms), unless, whether
      (return|come back|call|follow up|follow - up|phone|seek medical attention|seek care|present|go to the emergency room|contact) (immediately|sooner|back|also|) (if|for|with|should), (advised|instructed|told|asked) to (return|call|come back|seek)
      (watch|monitor|monitored|monitoring|observe|observed|look|watched|surveillance|screen|screening|screened|check|vigilant|alert) (closely|carefully|out|) for, (signs and symptoms|warning signs|any signs) (of|such as)
      (as needed|as necessary|if needed|if required) for, report any, any new
      (in order to|to) (prevent|avoid|reduce the risk of|minimize the risk of), prevent, prevents, preventing, (prevention|prophylaxis) (of|for|against|from), (protect|protects|protected|protecting|protection|precautions|vaccination|vaccinated|immunization|immunisation|immunized|prophylactic) (against|from)
      (warned|warn|warning|told|counselled|counseled|educated|advised|informed|asked|cautioned) (him|her|them|the patient|) (about|of), (told|advised) to (expect|report|watch for), (discussed|explained) the risk of, (late|side|adverse) effects
      (can|may|could|might) (lead to|cause|result in|precipitate|hide|mask), (in fear|for fear|afraid|fear) of, (staff|patient) to report, to report, (come back|come in|attend|ring|call|return) (at once|immediately|promptly|straight away|urgently) (for|if|with), (ring|phone) (back|) if, screening of
      (risk|risks|possible complications|potential complications|complications) (of|for|include|includes|including|such as), (at|high|increased|low|higher) risk (of|for)
      (risks|complications|side effects) (include|including|such as|of the procedure|were discussed|discussed)`,
  },
  {
    kind: 'hypothetical',
    finding: 'precedes',
    reach: 'phrase',
    category: 'condition',
    phrases: `prophylaxis, precautions, precaution, prevention, vaccine, vaccination, immunization, risk, if (present|it occurs|they occur|needed)`,
  },
  {
    kind: 'family',
    finding: 'follows',
    reach: 'clause',
    category: 'relative',
    phrases: `
      ${blood}, ${close} (has|had|with|died of|was diagnosed|is diagnosed|suffers|suffered)
      (family|familial) (medical|psychiatric|) (history|hx) (of|is significant for|was significant for|significant for|notable for|is notable for|positive for|is positive for|is remarkable for|remarkable for|includes|is|:|), fh (of|:|is|+|), fhx (of|:|), fmhx (of|:|), fam hx (of|:|), family hx (of|:|)
      runs in the family, strong family history of, (maternal|paternal) (side|history) (of|with|has|)`,
  },
  {
    kind: 'family',
    finding: 'precedes',
    reach: 'phrase',
    category: 'relative',
    phrases: `
      (in|affecting|of|among|for) (his|her|the|patient ' s|their|my|our|a|both|maternal|paternal|his maternal|her maternal|his paternal|her paternal|) ${blood}
      (on|from) (his|her|the) (mother ' s|father ' s|maternal|paternal) side, runs in the family, run in the family, in the family, family history, in family`,
  },
];

/** A year after a finding: `stroke in 2009`. A few words may stand between; more of them tell of something else. */
export const years: TriggerSigns = {
  kind: 'historical',
  finding: 'precedes',
  reach: 'phrase',
  within: 2,
  category: 'past',
  signs: [`in ${year}`],
};

/** A relative in brackets after a finding: `stroke (father)`. */
export const familySigns: TriggerSigns = {
  kind: 'family',
  finding: 'precedes',
  reach: 'phrase',
  category: 'relative',
  signs: [
    'mother',
    'father',
    'brother',
    'sister',
    'aunt',
    'uncle',
    'son',
    'daughter',
    'grandmother',
    'grandfather',
  ].map((relative) => `(${relative})`),
};

/** Phrases that hold a trigger and leave the finding present and the patient's. */
export const notContext = `
  ${blood} ${tells}, ${close} ${tells}, ${close}
  (with|by|to|from|per|via|according to|accompanied by|and|lives with|at) ${whose} ${blood}
  (with|by|to|from|per|via|according to|accompanied by|and|lives with|at) ${whose} ${close}
  (mother|father|parent) (of|to) (one|two|three|four|five|six), (child|children|mother|father|parents) (aged|with), pediatric, child ' s, child bearing, child - bearing, child (abuse|care|birth|protective|psychiatry|neurology), family (practice|medicine|physician|doctor|meeting|conference|planning|practitioner|therapy)
  (day|days|week|weeks|month|months|hour|hours|year|years) (of|) (history|hx) of, (day|days|week|weeks|month|months|hour|hours|year|years) ' (history|hx) of
  (history|hx) (of|of the) (present|presenting) (illness|complaint|problem), history and physical, history of present, past history of present, clinical history, (poor|good|reliable) historian, natural history, patient history, social history, history taking
  prior to, previous to, prior (study|studies|exam|examination|ct|mri|films|film|radiograph|radiographs|imaging|comparison|scan|report|echocardiogram|ekg|ecg|visit|x - ray), previous (study|studies|exam|examination|ct|mri|films|film|radiograph|radiographs|imaging|comparison|scan|report|echocardiogram|ekg|ecg|visit|x - ray), (year|years|month|months|week|weeks|day) old, yo, past (week|month|year|few|several|day|two|three|24), (compared|comparison) (to|with) (the|) (prior|previous), over the past, for the past, during the past, within the past, old (male|female|man|woman|lady|gentleman|boy|girl|white|black|caucasian|african|hispanic|right|left), (previous|prior) (day|night|week|month), past the
  as if, even if, what if, at risk, risk factor, risk factors, if (so|not|possible|needed|necessary), if (he|she) was, ask if, asked if, see if, know if`;
