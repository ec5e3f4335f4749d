/** Words that say that a finding is absent, and words that look like them. */
import type { TriggerGroup, TriggerSigns } from './triggers.ts';

const auxiliary = '(is|are|was|were|has been|have been|had been|)';
const shown =
  '(seen|noted|identified|found|present|detected|demonstrated|visualized|visualised|observed|appreciated|evident|apparent|palpated|palpable|reported|elicited|heard|felt|documented|recorded|shown|revealed|confirmed|encountered|discovered|recognized|recognised|suspected|significant|discernible|indicated|performed|done|given|administered|taken|used|required|needed|obtained|started|initiated|attempted|recommended|considered|available|possible|tolerated|feasible|involved|established)';

/** Who takes part in a study: those with a finding are excluded, not the finding. */
const participants = new Set(
  'patients women men subjects participants those individuals children people persons cases studies who'.split(
    ' ',
  ),
);

export const negationTriggers: readonly TriggerGroup[] = [
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'list',
    category: 'absence',
    except: participants,
    phrases: `(was|were|has been|have been|had been) (subsequently|later|therefore|thus|thereby|effectively|) excluded`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'list',
    category: 'absence',
    phrases: `
      no, without, with out, w / o, zero, nil
      (no|without|lacks|lacking) (any|definite|clinical|) (evidence|sign|signs|suggestion|indication|indications|findings|symptoms|features|suspicion|complaint|complaints) (of|for|to suggest|to indicate|suggesting|suggestive of|suspicious for|indicating|indicative of|consistent with|concerning for)
      (no|without|w / o) (signs or symptoms|symptoms or signs|sign or symptom) of
      denies, denied, denying, deny, denial of
      denies that (he|she|they) (has|have|had), denied that (he|she|they) (has|have|had)
      (is|are|was|were|been|being|be|remains|remained|came back|returned|tested|) (negative|neg|- ve|unremarkable) for, negative (screen|test|workup|work - up) for
      (complete|) (absence|lack) of, lacks, lacking, lacked, in the absence of, free of, free from, clear of, devoid of
      neither, nor, never, never had, never has
      no longer, not any
      failed to (reveal|show|demonstrate|identify|detect|disclose), fails to (reveal|show|demonstrate|identify)
      not remarkable for, nonsignificant for
      ruled out, rules out, has ruled out, ruled out for, ruled (him|her|the patient|patient|pt) out for, ruling out
      excluded, excludes
      (without|no) mention of, unaware of, (nothing|none) (to suggest|to indicate|suggesting|suggestive of), not convincing for, no reason to suspect
      refuses, refused, declines, declined`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'list',
    category: 'absence',
    phrases: `
      did not have, does not have, do not have, (didn|doesn|don) ' t have, (has|have|had) not had, (hasn|haven|hadn) ' t had, (did|does|do|could|would|will|has|have|had|is|are|was|were|) not (associated with|accompanied by|complicated by|suggestive of|indicative of|consistent with|demonstrate|show|reveal|exhibit|experience|develop|report|complain of|endorse|appear to have|seem to have) (any|)
      (has|have|had|) not (demonstrated|shown|revealed|reported|developed|experienced|exhibited|noted|noticed|complained of|suffered from) (any|a)
      (no longer|never) (reports|reported|reporting|has|had|having|complains of|complained of|experiencing|experienced|experiences) (of|), not have, not had, not having
      without having
      (no|none of the|none of these|neither) (patient|patients|pts|subject|subjects|participant|participants|case|cases|child|children|infant|infants|woman|women|man|men|person|people|other patient|other patients|further patient|further patients) (has|have|had|developed|experienced|exhibited|reported|showed|suffered from|suffered|presented with|complained of) (any|)`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'phrase',
    category: 'contrast',
    phrases: `
      not, cannot, can not, n ' t, (didn|doesn|don|isn|aren|wasn|weren|hasn|haven|hadn|couldn|can|wouldn|won) ' t
      (is|are|was|were) not, (has|have|had) not, (did|does|do) not, could not, would not`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'phrase',
    category: 'contrast',
    phrases: `
      (a|an|the) negative, rather than, instead of, as opposed to, and not, but not
      excluding, negative, neg, unlikely to (be|have|represent), unable to (find|identify|detect|see|appreciate|palpate|visualize)`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'list',
    category: 'absence',
    phrases: `
      ${auxiliary} (not|never) (clearly|definitely|otherwise|well|)${shown}
      (isn|aren|wasn|weren|hasn|haven|hadn|couldn|can) ' t (be|been|) ${shown}
      (could|can) not be (seen|identified|found|detected|demonstrated|visualized|visualised|appreciated|palpated|elicited|performed|confirmed|obtained)
      cannot be (seen|identified|found|detected|demonstrated|visualized|visualised|appreciated|palpated|elicited|performed|confirmed|obtained)
      (is|are|was|were|has been|have been|had been) (now|subsequently|later|also|therefore|thus|thereby|effectively|) (ruled out|absent|negative|denied|undetectable|lacking|nonexistent|ruled - out|refused|declined)
       
      (is|are|was|were|has been) (now|) no longer (present|seen|evident|identified|visible|appreciated|visualized|visualised|detected|noted)
      did not (occur|recur|develop|happen|reoccur), has not (occurred|recurred|developed), not been (detected|seen|identified|found|noted|observed|reported|performed)
      (came back|come back|returned|tested|remained|remains|turned out|proved|proven|resulted) (to be|as|) negative, unlikely to be present
      (is|are|was|were) all negative, (is|are|was|were) (both|each|repeatedly|consistently|completely|entirely|persistently) (negative|absent), (is|are) nil`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'phrase',
    category: 'absence',
    phrases: `
      absent, negative, neg, - ve, ruled out, none, denied, excluded`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'list',
    category: 'resolution',
    phrases: `
      (is|are|was|were|has|have|had|) (now|then|since|soon|) (completely|fully|entirely|rapidly|quickly|gradually|spontaneously|subsequently|promptly|) (resolved|disappeared|subsided|ceased|abated|vanished)
      (is|was|are|were|has|have|) gone
      (resolved|disappeared|subsided|ceased) (completely|fully|entirely|totally|rapidly|quickly|gradually|spontaneously)`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'phrase',
    category: 'resolution',
    phrases: `(complete|full|total|rapid|spontaneous|) (resolution|disappearance) of`,
  },
  {
    kind: 'negated',
    finding: 'follows',
    reach: 'phrase',
    within: 0,
    category: 'absence',
    phrases: `non -, non`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'phrase',
    within: 0,
    category: 'absence',
    phrases: `- free, free`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'phrase',
    atEnd: true,
    category: 'absence',
    phrases: `
      (:|-|=|) (none|no|nil|negative|neg|absent|denies|denied|not present|never|nonexistent|no evidence|not evident|- ve), (is|are|was|were) (none|nil)`,
  },
  {
    kind: 'negated',
    finding: 'precedes',
    reach: 'list',
    atEnd: true,
    category: 'absence',
    phrases: `
      (serology|serologies|test|tests|testing|screen|screening|culture|cultures|swab|swabs|pcr|antibody|antibodies|smear|smears|toxin|antigen|assay) (is|was|are|were|) (all|both|) negative`,
  },
];

/** Signs that stand beside a finding: `fever (-)`. */
export const negationSigns: TriggerSigns = {
  kind: 'negated',
  finding: 'precedes',
  reach: 'phrase',
  category: 'absence',
  signs: ['(-)', '(−)', '(–)', '[-]', '(negative)', '(neg)', '(absent)', '(none)', '(not present)'],
};

/** Phrases that hold a trigger and negate nothing, or not the finding. */
export const notNegation = `
  no (significant|further|interval|definite|apparent|substantial|overt|major|appreciable|) (change|changes|increase|decrease|improvement|worsening|progression|difference|alteration|growth|response) (in|of|to|from|since|with|)
  no (more|less|fewer|greater|longer|later|earlier) than
  not only, not just, not merely, not simply, not necessarily, not solely, not exclusively, not all, not every, not always, not entirely, not completely, not fully, not totally
  not (certain|sure|clear|known) (if|whether|that|)
  not (improved|improving|improve|resolved|resolve|resolving|changed|change|increased|increase|decreased|decrease|worsened|worsen|worse|better|responding|respond|responded|relieved|controlled|tolerate|tolerating|compliant|adherent|healed|healing|limited|limited to|adequately|well|yet|drain|taken)
  not (responsive|amenable|helped|alleviated|affected|due|attributable|related|explained|caused|secondary) (to|by|)
  without (change|changes|improvement|relief|response|success|difficulty|complication|incident|delay|assistance|a doubt|doubt|question|warning|regard|further|contrast|significant improvement|significant relief|any relief|any improvement)
  with (and|or) without, with / without, and / or without
  not (relieve|relieved|improve|reduce|resolve|affect|change|alleviate|control|eliminate|cure|treat|explain|prevent) , not (in|at|on|with|for|by|to be|until|before|after), but not (in|at|on|with|for|by)
  no (significant|complete|further|) (relief|resolution|recovery|remission) (of|from|), not (completely|fully|entirely|) (resolved|disappeared|subsided|ceased|abated), (near|nearly|almost|partial|near -|incomplete) (complete|) (resolution|disappearance) of, (partially|partly|almost|nearly|incompletely) (completely|) (resolved|disappeared|subsided), or absent, present or absent, if absent
  not (protected|convincing|proven), no protection, without (significant|interval|any|further|) (change|changes|progression|improvement|worsening) (in|of|)
  no doubt, no question, beyond doubt, by no means, no matter, no one, no sooner, whether or not, or not, if not, why not, cannot wait, not to mention
  no (cause|reason|source|explanation) (of|for|)
  gram (-|) (negative|neg|- ve), gram - ve, false (-|) negative, double (-|) negative, rh (-|) negative, rhesus negative, negative pressure, negative (margin|margins|impact|effect|feedback|affect|symptoms|sense|outcome|outcomes|predictive|correlation|inspiratory|attitude|thoughts|deflection|control|controls|remodeling|experience|experiences|feelings|aspects)
  coagulase (-|) negative, lactose negative, triple (-|) negative, her (-|) 2 negative
  no (synthase|donor|production|release|bioavailability|metabolites|inhibitor|levels)
  absent (from|minded), free (air|fluid|t 4|flap|of charge), lack of (compliance|adherence|insight|sleep|access|response|improvement|interest|energy|appetite|motivation|concentration|effect|efficacy|awareness|coordination), absence (seizure|seizures|epilepsy)
  no known (cause|source), not otherwise (specified|classified), not elsewhere classified, no stranger to, no less, no fewer, non (-|) (hodgkin|hodgkins|hodgkin ' s|small|insulin|st|alcoholic|union|compliance|adherence)
  no acute distress, no apparent distress
  declined (over|since|to|from|further|in|by|gradually|rapidly|steadily|progressively), declines in, excluded from, refused to`;
