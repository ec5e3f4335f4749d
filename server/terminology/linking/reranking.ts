/**
 * The order of a mention's candidates by a model that reads the mention and a name together. The rule:
 *
 * - Candidates with an equal name come before all others, as without the model. Of the others, the model ranks the first
 *   {@link mostReranked}; what comes behind these stays behind.
 * - Within both, the likelier by the log-odds of the mention and the candidate's name comes first, and of equal ones that which
 *   came first before. Candidates whose name does not fit into the model stand behind those that do, in their order.
 * - The likeliest of both gets the score that the first had before, which says whether anything fits at all: the model compares
 *   names and was not calibrated on mentions that have no concept, so that the thresholds of the search hold on. Each of the
 *   others is as much less likely as its odds are lower, and nothing is likelier than what stands before it.
 */
import type { Candidate } from './candidate.ts';

/** The candidates without an equal name that are ranked; each is a pair of texts for a model to read. */
export const mostReranked = 10;

/** A mention's words and a name, to be read together. */
export interface NamePair {
  readonly mention: string;
  readonly name: string;
}

/** The log-odds that a name means what a mention means; not a finite number where the two cannot be read together. */
export type LogOdds = (mention: string, name: string) => number;

type Ranked = Pick<Candidate, 'score' | 'isEqual'>;

/** The candidates whose order a model decides: none of those that nothing is compared with. */
export function toRead<Each extends Ranked>(candidates: readonly Each[]): Each[] {
  const { equal, others } = divided(candidates);
  return [equal, others].filter(({ length }) => length > 1).flat();
}

/**
 * The candidates in the order of the rule above, with the scores that it gives them: from 0 to 1, none above that before it.
 * @param candidates best first, with scores from 0 to 1.
 */
export function reranked<Each extends Ranked>(
  candidates: readonly Each[],
  logOddsOf: (candidate: Each) => number,
): Each[] {
  const { equal, others, rest } = divided(candidates);
  let least = 1;
  return [...byLogOdds(equal, logOddsOf), ...byLogOdds(others, logOddsOf), ...rest].map((each) => {
    least = Math.min(least, each.score);
    return { ...each, score: least };
  });
}

interface Divided<Each> {
  readonly equal: readonly Each[];
  /** Those without an equal name that are ranked. */
  readonly others: readonly Each[];
  readonly rest: readonly Each[];
}

function divided<Each extends Ranked>(candidates: readonly Each[]): Divided<Each> {
  const equal = candidates.filter(({ isEqual }) => isEqual);
  const others = candidates.filter(({ isEqual }) => !isEqual);
  return { equal, others: others.slice(0, mostReranked), rest: others.slice(mostReranked) };
}

function byLogOdds<Each extends Ranked>(
  candidates: readonly Each[],
  logOddsOf: (candidate: Each) => number,
): Each[] {
  const asked = candidates.map((candidate) => ({ candidate, logOdds: logOddsOf(candidate) }));
  const read = asked
    .filter(({ logOdds }) => Number.isFinite(logOdds))
    .sort((one, other) => other.logOdds - one.logOdds);
  const unread = asked.filter(({ logOdds }) => !Number.isFinite(logOdds));
  const most = read[0]?.logOdds ?? 0;
  const best = candidates[0]?.score ?? 0;
  return [
    ...read.map(({ candidate, logOdds }) => ({ ...candidate, score: best * Math.exp(logOdds - most) })),
    ...unread.map(({ candidate }) => candidate),
  ];
}
