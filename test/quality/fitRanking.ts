/**
 * Fits the ranking of concepts and its confidence on gold mentions of the train splits, and prints both as they stand in
 * `server/terminology/linking/ranking.ts`: `node test/quality/fitRanking.ts --data DIR [--index FILE]`. Mentions of
 * documents that are held out take no part. A mention counts by the root of its frequency for the ranking, so that a few
 * frequent ones do not decide, and by its frequency for the confidence, which is to be right for text as it is.
 */
import { parseArgs } from 'node:util';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { NameEncoder } from '../../server/inference/nameEncoder.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import { FusedSearch, type Ranked } from '../../server/terminology/linking/fusedSearch.ts';
import {
  confidenceWeights,
  featuresOf,
  isAbbreviation,
  rankingWeights,
  standingFeatures,
} from '../../server/terminology/linking/ranking.ts';
import { LexicalSearch } from '../../server/terminology/search/candidates.ts';
import { vectorsPathOf } from '../../server/terminology/vectors/layout.ts';
import { openVectors } from '../../server/terminology/vectors/opening.ts';
import {
  nameEncoder as encoderInTheBox,
  engineScript,
  terminology as indexInTheBox,
} from '../bench/places.ts';
import { linkingCorpora, readMentions } from './linkingMentions.ts';

/** The candidates of some words of a type, which of them are right, and how often the words were annotated so. */
interface Example {
  readonly words: string;
  readonly count: number;
  readonly candidates: readonly Ranked[];
  readonly features: readonly number[][];
  readonly isRight: readonly boolean[];
}

const { values } = parseArgs({
  options: { data: { type: 'string' }, index: { type: 'string', default: indexInTheBox } },
});
if (values.data === undefined) {
  console.error('Say where the corpora are: node test/quality/fitRanking.ts --data FOLDER [--index FILE]');
  process.exit(2);
}
const names = Object.keys(rankingWeights) as (keyof typeof rankingWeights)[];
const examples = await trainingExamples(values.data, values.index);
const ranking = fitRanking(examples);
console.log('rankingWeights', Object.fromEntries(names.map((name, at) => [name, rounded(ranking[at])])));
console.log('confidenceWeights', fitConfidence(examples, ranking));

async function trainingExamples(data: string, path: string): Promise<Example[]> {
  const index = openIndex(path);
  const engine = new EngineHost({ script: engineScript });
  const encoder = await NameEncoder.load(engine, encoderInTheBox);
  const search = new FusedSearch(index, new LexicalSearch(index), openVectors(vectorsPathOf(path), index));
  const examples: Example[] = [];
  for (const corpus of linkingCorpora) {
    const { mentions } = await readMentions(data, corpus, 'train');
    const counted = new Map<string, { words: string; concepts: readonly string[]; count: number }>();
    for (const { expanded, concepts } of mentions) {
      const key = JSON.stringify([expanded, concepts]);
      const known = counted.get(key) ?? { words: expanded, concepts, count: 0 };
      known.count += 1;
      counted.set(key, known);
    }
    const distinct = [...counted.values()];
    const vectors = await encoder.encodeMentions(distinct.map(({ words }) => words));
    for (const [at, { words, concepts, count }] of distinct.entries()) {
      const right = new Set(
        concepts.flatMap((concept) => {
          const [system = '', identifier = ''] = concept.split(':');
          return index.conceptsWith({ system, identifier });
        }),
      );
      const candidates = search.ranked(words, vectors[at] as Float32Array, {
        ...{ limit: 0, groups: [corpus.group], systems: ['MESH', 'OMIM'], isBestEnough: false },
      });
      examples.push({
        ...{ words, count, candidates },
        features: candidates.map(({ evidence }) => {
          const features = featuresOf(evidence);
          return names.map((name) => features[name]);
        }),
        isRight: candidates.map(({ candidate }) => right.has(candidate.concept)),
      });
    }
  }
  engine.stop();
  return examples;
}

/** The weights with which right candidates have the largest share of all, by the logarithm of the share. */
function fitRanking(examples: readonly Example[]): number[] {
  const used = examples.filter(({ isRight }) => isRight.includes(true));
  return minimised(names.length, (weights, gradient) => {
    let total = 0;
    for (const { features, isRight, count } of used) {
      const shares = sharesOf(features.map((each) => product(each, weights)));
      const ofRight = shares.reduce((sum, share, at) => sum + (isRight[at] ? share : 0), 0);
      const weight = Math.sqrt(count);
      total += weight;
      for (const [at, each] of features.entries()) {
        const share = shares[at] as number;
        const slope = weight * (share - (isRight[at] ? share / Math.max(1e-12, ofRight) : 0));
        for (const [feature, value] of each.entries())
          gradient[feature] = (gradient[feature] ?? 0) + slope * value;
      }
    }
    return total;
  });
}

/** A logistic regression of whether the first candidate is right, of those that it is compared with in linking. */
function fitConfidence(examples: readonly Example[], ranking: readonly number[]): object {
  const standings = examples.flatMap(({ words, count, candidates, features, isRight }) => {
    const hasEqual = candidates.some(({ isEqual }) => isEqual);
    const rivals = candidates.flatMap((each, at) =>
      each.isEqual === hasEqual
        ? [{ ...each.evidence, score: product(features[at] ?? [], ranking), isRight: isRight[at] === true }]
        : [],
    );
    const shares = sharesOf(rivals.map(({ score }) => score));
    const share = Math.max(...shares);
    const first = rivals[shares.indexOf(share)];
    if (first === undefined) return [];
    const { letters, nearestName } = first;
    const standing = standingFeatures({ share, letters, nearestName, isAbbreviation: isAbbreviation(words) });
    return [{ values: [1, ...Object.values(standing)], count, isRight: first.isRight }];
  });
  const weights = minimised(Object.keys(confidenceWeights).length, (weights, gradient) => {
    let total = 0;
    for (const { values, count, isRight } of standings) {
      const error = 1 / (1 + Math.exp(-product(values, weights))) - (isRight ? 1 : 0);
      total += count;
      for (const [feature, value] of values.entries())
        gradient[feature] = (gradient[feature] ?? 0) + count * error * value;
    }
    return total;
  });
  return Object.fromEntries(Object.keys(confidenceWeights).map((name, at) => [name, rounded(weights[at])]));
}

/**
 * Weights at a minimum, by the steps of Adam (Kingma and Ba, 2015) over all examples at once; a small part of each weight's
 * square counts as loss, so that features that say the same share what they say.
 * @param addGradient adds the slopes of the loss and returns the total weight of the examples.
 */
function minimised(
  count: number,
  addGradient: (weights: readonly number[], gradient: number[]) => number,
): number[] {
  const [steps, rate, decay] = [1500, 0.05, 2e-3];
  const weights = Array<number>(count).fill(0);
  const [means, squares] = [weights.slice(), weights.slice()];
  for (let step = 1; step <= steps; step += 1) {
    const gradient = Array<number>(count).fill(0);
    const total = addGradient(weights, gradient);
    for (let at = 0; at < count; at += 1) {
      const slope = (gradient[at] as number) / total + decay * (weights[at] as number);
      const mean = 0.9 * (means[at] as number) + 0.1 * slope;
      const square = 0.999 * (squares[at] as number) + 0.001 * slope * slope;
      [means[at], squares[at]] = [mean, square];
      const bounded = mean / (1 - 0.9 ** step) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-9);
      weights[at] = (weights[at] as number) - rate * (1 - step / (steps + 1)) * bounded;
    }
  }
  return weights;
}

function sharesOf(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.map((each) => each / total);
}

function product(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, each, at) => sum + each * (other[at] as number), 0);
}

function rounded(value: number | undefined): number {
  return Math.round((value ?? 0) * 100) / 100;
}
