/** Words that say that a finding is only possible. */
import type { TriggerGroup, TriggerSigns } from './triggers.ts';

export const uncertaintyTriggers: readonly TriggerGroup[] = [
  {
    kind: 'uncertain',
    finding: 'follows',
    reach: 'list',
    category: 'doubt',
    phrases: `
      cannot (exclude|rule out|completely exclude|entirely exclude), (do|does|did) not (exclude|rule out), not ruled out :, i think, (looks|looked) like, can not (exclude|rule out), can ' t (exclude|rule out), could not (exclude|rule out|be certain about), not (exclude|rule out)
      (to|) (rule|rules|ruling) out for, rule out, to rule out, r / o, ro, to exclude, exclude
      (suspicion|suspicions|concern|concerns|question|possibility|possibilities|probability|likelihood|chance) (of|for|about|that|regarding|is), suspicious for, concerning for, worrisome for, worrying for, worried about, concerned (about|for)
      (suspect|suspects|suspected|suspecting) (of|to have|), question of, questionable for
      (suggestive|indicative) of, (suggestion|suggestions) of, suggesting, suggests, suggest, raises (the|) (possibility|question|suspicion|concern) (of|for), raising (the|) (possibility|suspicion|concern) (of|for)
      (may|might|could) (be|represent|reflect|have|indicate|suggest|be due to|be related to|be secondary to|have been|relate to|be consistent with|be a|well be|also be|also represent), would be consistent with
      (possibly|probably|likely|presumably|perhaps|maybe|potentially) (due to|secondary to|related to|representing|reflecting|represents|from|)
      (most|more|very|highly|quite) (likely|probably) (due to|secondary to|related to|representing|)
      (differential|ddx|differential diagnosis|differential diagnoses) (includes|included|including|diagnosis includes|is|was|of|:|for)
      (appears|appeared|seems|seemed|felt|thought|believed|considered|supposed|suspected|appear|seem) to (be|represent|have)
      (evaluate|evaluated|evaluation|assess|workup|work - up|worked up|testing|investigated|investigation) for
      consider, considering, considered, query, unclear if, unclear whether, uncertain if, not (sure|certain|clear) (if|whether|that)
      presumptive diagnosis of, presumed diagnosis of, tentative diagnosis of, provisional diagnosis of, working diagnosis of
      versus, vs, vs .`,
  },
  {
    kind: 'uncertain',
    finding: 'follows',
    reach: 'phrase',
    category: 'likelihood',
    phrases: `
      possible, probable, potential, likely, presumed, presumptive, questionable, equivocal, suspicious, suspected, doubtful, unlikely, less likely, least likely, plausible, conceivable, ? , ? ?, impression of`,
  },
  {
    kind: 'uncertain',
    finding: 'precedes',
    reach: 'list',
    category: 'likelihood',
    phrases: `
      (cannot|can not|can ' t|could not|couldn ' t|may not) (be|entirely be|completely be) (entirely|completely|definitively|fully|absolutely|) (excluded|ruled out|ruled - out|discounted)
      (has|have|had|was|were|is|are|) not (yet|) (be|been|) (entirely|completely|definitively|fully|) (excluded|ruled out), (not|never) (entirely|completely|definitively|fully|) (excluded|ruled out)
      (is|are|was|were|remains|remained|seems|seemed|appears|appeared|be|been) (also|still|thought|felt|considered|very|highly|more|most|quite|less|deemed|) (possible|probable|likely|unlikely|suspected|questionable|considered|presumed|suggested|uncertain|equivocal|doubtful|doubted|inconclusive|questioned|entertained)
      (should|must|could|may|might|can|to|would) be (considered|suspected|suggested|ruled out|excluded|entertained|present|possible)
      need to be (ruled out|excluded|considered), needs to be (ruled out|excluded|considered), is to be (ruled out|excluded)
      (is|was|were|are) (a|in the|on the|one) (possibility|consideration|concern|differential|possible diagnosis), is in the differential`,
  },
  {
    kind: 'uncertain',
    finding: 'precedes',
    reach: 'phrase',
    atEnd: true,
    category: 'likelihood',
    phrases: `
      (:|-|) (possible|probable|likely|unlikely|suspected|questionable|uncertain|equivocal|considered)
      considered (and|but), (possible|probable) given, (and|) thought (likely|unlikely|possible)`,
  },
  {
    kind: 'uncertain',
    finding: 'precedes',
    reach: 'phrase',
    category: 'likelihood',
    phrases: `
      (not|) likely, unlikely, versus, vs, vs ., suspected, ?, questionable, or possibly, (is|was) felt`,
  },
];

/** Signs that stand after a finding: `pneumonia (?)`. */
export const uncertaintySigns: TriggerSigns = {
  kind: 'uncertain',
  finding: 'precedes',
  reach: 'phrase',
  category: 'likelihood',
  signs: ['(?)', '(possible)', '(probable)', '(likely)', '(suspected)'],
};

/** Phrases that hold a trigger and leave the finding certain. */
export const notUncertainty = `
  (i|we) (suggest|suggested), as likely as, likely to (be able|follow|return), possible to, as possible, if possible, when possible, where possible, whenever possible, wherever possible, possible side effects, possible complications, potential (risks|complications|benefits|side effects)
  may be (discharged|used|given|taken|increased|decreased|seen|reached|contacted|performed|started|resumed|continued|removed|repeated|necessary|needed|required), could be (discharged|performed|used|given|obtained|achieved)
  considered for, considering the (risk|risks|age), likely to improve, vs (:|stable|within), vital signs`;
