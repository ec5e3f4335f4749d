/**
 * How likely a concept is what a mention names, from what letters and vectors say of its names: a linear ranking of the
 * candidates of a mention, and the probability that the first of them is right. Weights are fitted on gold mentions of the
 * train splits of NCBI-disease and BC5CDR by `test/quality/fitRanking.ts`, which prints {@link rankingWeights} and
 * {@link confidenceWeights}.
 */
import type { EqualityLevel } from '../search/equalNames.ts';
import type { NumberDifference } from '../search/numbers.ts';

/** What is known of a concept as a candidate of a mention. Similarities are 0 where chance puts them and 1 for the same name. */
export interface Evidence {
  /** The score of its most similar name by letters, from 0 to 1; 0 where letters did not find it. */
  readonly letters: number;
  /** The level at which it has a name that is the same. */
  readonly level?: EqualityLevel;
  /** The similarity of its nearest name by vectors; that by letters where it has no vectors. */
  readonly nearestName: number;
  /** That of the mean of its names' vectors. */
  readonly allNames: number;
  /** That of the nearest of its preferred names. */
  readonly preferredName: number;
  /** The number of its names. */
  readonly names: number;
  /** Whether it has an identifier of a system that is wanted; where none is named, whether it is of those that are encoded. */
  readonly isWanted: boolean;
  /** Whether the name that letters found is one that a wanted system has itself, or a preferred source. */
  readonly isOwnName: boolean;
  /** Whether the name that letters found is a short form, or related to the concept more loosely than a synonym. */
  readonly isShortForm: boolean;
  readonly isLoose: boolean;
  /** How the numbers of the name that it was found by differ from the mention's. */
  readonly numbers: NumberDifference;
  /** The length of its nearest name, as a multiple of the mention's. */
  readonly length: number;
}

/** What the parts of the evidence add to the score of a candidate. */
export const rankingWeights = {
  letters: 2.72,
  isFound: -0.27,
  exact: 0.54,
  normalised: 0.68,
  'word set': 0.38,
  'related words': 1.11,
  nearestName: 2.04,
  allNames: 2.17,
  preferredName: 3.69,
  logNames: 0.5,
  isWanted: 5.09,
  isOwnName: 0.8,
  isShortForm: -0.7,
  isLoose: 0.97,
  logLength: -0.87,
  moreNumbers: -0.89,
  lessNumbers: 0.26,
  otherNumbers: -1.05,
} as const;

export type Feature = keyof typeof rankingWeights;

/** The evidence in the numbers that are weighed. */
export function featuresOf(evidence: Evidence): Record<Feature, number> {
  const { letters, level, nearestName, allNames, preferredName } = evidence;
  return {
    letters,
    isFound: letters > 0 ? 1 : 0,
    exact: level === 'exact' ? 1 : 0,
    normalised: level === 'normalised' ? 1 : 0,
    'word set': level === 'word set' ? 1 : 0,
    'related words': level === 'related words' ? 1 : 0,
    ...{ nearestName, allNames, preferredName },
    logNames: Math.log(Math.max(1, evidence.names)),
    isWanted: evidence.isWanted ? 1 : 0,
    isOwnName: evidence.isOwnName ? 1 : 0,
    isShortForm: evidence.isShortForm ? 1 : 0,
    isLoose: evidence.isLoose ? 1 : 0,
    logLength: Math.log(evidence.length),
    moreNumbers: evidence.numbers === 'more' ? 1 : 0,
    lessNumbers: evidence.numbers === 'less' ? 1 : 0,
    otherNumbers: evidence.numbers === 'other' ? 1 : 0,
  };
}

/** The higher, the likelier; only differences between the candidates of one mention mean something. */
export function rankingScore(evidence: Evidence): number {
  const features = featuresOf(evidence);
  let score = 0;
  for (const [feature, weight] of Object.entries(rankingWeights))
    score += weight * features[feature as Feature];
  return score;
}

/** What the first candidate of a mention is judged by. */
export interface Standing {
  /** Its share among the candidates that it is compared with, from 0 to 1: of the exponentials of their ranking scores. */
  readonly share: number;
  readonly letters: number;
  readonly nearestName: number;
  /** Whether the mention looks like an abbreviation, whose letters fit many names. */
  readonly isAbbreviation: boolean;
}

export const confidenceWeights = {
  constant: -2.66,
  shareLogOdds: 0.29,
  letters: 1.36,
  nearestName: 2.28,
  isAbbreviation: -1.35,
} as const;

/** The odds of a candidate without rivals are taken for these. */
const mostShare = 0.999;

export function standingFeatures(
  standing: Standing,
): Record<Exclude<keyof typeof confidenceWeights, 'constant'>, number> {
  const share = Math.min(mostShare, standing.share);
  return {
    shareLogOdds: Math.log(share / (1 - share)),
    letters: standing.letters,
    nearestName: standing.nearestName,
    isAbbreviation: standing.isAbbreviation ? 1 : 0,
  };
}

/** The probability that the first candidate is right, calibrated on the same mentions by a logistic regression. */
export function confidence(standing: Standing): number {
  const { constant, ...weights } = confidenceWeights;
  const features = standingFeatures(standing);
  let logOdds: number = constant;
  for (const [feature, weight] of Object.entries(weights))
    logOdds += weight * features[feature as keyof typeof features];
  return 1 / (1 + Math.exp(-logOdds));
}

/** Up to five letters and digits of which two are capitals: `AKI`, `PKD1`. */
export function isAbbreviation(words: string): boolean {
  return words.length <= 5 && (words.match(/\p{Lu}/gu)?.length ?? 0) >= 2;
}
