/** Strict scores of suggested entities, seen and unseen mentions apart, and how far their confidence is from the truth. */
import type { AnnotatedDocument, Entity, PredictedEntity } from '../../server/annotation/document.ts';
import { entityKey } from '../../server/annotation/identity.ts';
import { joinedFragments, trimmedFragments } from '../../server/annotation/words.ts';

export interface EntityScores {
  readonly type: string;
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
  /** Gold mentions whose lower-cased words are no mention of the type in the training documents. */
  readonly unseen: number;
  readonly unseenFound: number;
  /** Expected calibration error over ten bins of equal width, 0 to 1. */
  readonly calibrationError: number;
  /** The calibration error that chance alone brings, see {@link chanceErrorOf}. */
  readonly chanceError: number;
}

/** Which type of a corpus is compared with which type of the model; mentions of other types take no part. */
export type TypeNames = Readonly<Record<string, string>>;

/** Lower-cased words of mentions in training documents, by the model's type. */
export type KnownWords = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Scores documents against the same documents with suggestions, by the model's type and, first, all together.
 * A mention is right where type and fragments are equal; it counts once, however often a file repeats it.
 * @param known what the training has seen; where that is not the same for all documents, what it has seen by the document's
 *   index.
 */
export function scoreEntities(
  gold: readonly AnnotatedDocument[],
  predicted: readonly AnnotatedDocument[],
  names: TypeNames,
  known: KnownWords | ((index: number) => KnownWords),
): EntityScores[] {
  const tallies = new Map<string, Tally>();
  const types = [...new Set(Object.values(names))];
  for (const type of types) tallies.set(type, new Tally(type));
  gold.forEach((document, index) => {
    const golds = distinct(
      document.annotations.entities.flatMap((entity) => renamed(entity, document.text, names)),
    );
    const suggestions = distinct(
      (predicted[index]?.annotations.entities ?? []).filter(({ type }) => tallies.has(type)),
    );
    const seen = typeof known === 'function' ? known(index) : known;
    for (const [key, entity] of golds) {
      const isUnseen = seen.get(entity.type)?.has(entity.words.toLowerCase()) !== true;
      tallies.get(entity.type)?.gold(isUnseen, suggestions.has(key));
    }
    for (const [key, entity] of suggestions) {
      tallies.get(entity.type)?.predicted((entity as PredictedEntity).score, golds.has(key));
    }
  });
  const each = [...tallies.values()];
  const scores = each.map((tally) => tally.scores());
  return each.length > 1 ? [Tally.sum(each).scores(), ...scores] : scores;
}

/** The lower-cased words of all mentions, by the model's type. */
export function knownWords(documents: readonly AnnotatedDocument[], names: TypeNames): KnownWords {
  const known = new Map<string, Set<string>>();
  for (const { annotations, text } of documents) {
    for (const { type, words } of annotations.entities.flatMap((entity) => renamed(entity, text, names))) {
      known.set(type, (known.get(type) ?? new Set()).add(words.toLowerCase()));
    }
  }
  return known;
}

/** Precision, recall and F1; NaN where there is nothing to divide by. */
export function ratesOf({ gold, predicted, correct }: Pick<EntityScores, 'gold' | 'predicted' | 'correct'>): {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
} {
  return {
    precision: correct / predicted,
    recall: correct / gold,
    f1: (2 * correct) / (gold + predicted),
  };
}

/** The entity under the model's type, without blanks at its ends; none where its own type takes no part. */
export function renamed(entity: Entity, text: string, names: TypeNames): Entity[] {
  const type = names[entity.type];
  const [first, ...rest] = trimmedFragments(text, joinedFragments(text, entity.fragments));
  return type === undefined || first === undefined ? [] : [{ ...entity, type, fragments: [first, ...rest] }];
}

function distinct(entities: readonly Entity[]): Map<string, Entity> {
  return new Map(entities.map((entity) => [entityKey(entity), entity]));
}

/** A suggestion's confidence, 0 to 1, and whether the suggestion was right. */
export interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

const binCount = 10;

/**
 * The expected calibration error over ten bins of equal width: the mean, weighted by the bins' numbers, of the distance
 * between mean confidence and share of right ones (Guo et al., ICML 2017). 0 where there is nothing.
 */
export function calibrationErrorOf(judged: readonly Judged[]): number {
  const distances = binned(judged, ({ confidence, isRight }) => confidence - Number(isRight));
  return distances.reduce((sum, distance) => sum + Math.abs(distance), 0) / Math.max(1, judged.length);
}

/**
 * The calibration error to expect of confidences that are right, since a bin with few suggestions seldom has exactly its share of
 * right ones: an error below it says nothing against them. The mean absolute deviation of the number of right ones in a bin,
 * as that of a normal distribution with the variance of a sum of independent draws. 0 where there is nothing.
 */
export function chanceErrorOf(judged: readonly Judged[]): number {
  const variances = binned(judged, ({ confidence }) => confidence * (1 - confidence));
  const deviation = (variance: number): number => Math.sqrt((2 * variance) / Math.PI);
  return variances.reduce((sum, variance) => sum + deviation(variance), 0) / Math.max(1, judged.length);
}

/** What each suggestion counts, summed over bins of confidence. */
function binned(judged: readonly Judged[], count: (one: Judged) => number): Float64Array {
  const bins = new Float64Array(binCount);
  for (const one of judged) {
    const bin = Math.min(binCount - 1, Math.floor(one.confidence * binCount));
    bins[bin] = (bins[bin] as number) + count(one);
  }
  return bins;
}

class Tally {
  readonly #type: string;
  readonly #golds: { readonly isUnseen: boolean; readonly isFound: boolean }[] = [];
  readonly #judged: Judged[] = [];

  constructor(type: string) {
    this.#type = type;
  }

  gold(isUnseen: boolean, isFound: boolean): void {
    this.#golds.push({ isUnseen, isFound });
  }

  predicted(confidence: number, isRight: boolean): void {
    this.#judged.push({ confidence, isRight });
  }

  scores(): EntityScores {
    const unseen = this.#golds.filter(({ isUnseen }) => isUnseen);
    return {
      type: this.#type,
      gold: this.#golds.length,
      predicted: this.#judged.length,
      correct: this.#judged.filter(({ isRight }) => isRight).length,
      unseen: unseen.length,
      unseenFound: unseen.filter(({ isFound }) => isFound).length,
      calibrationError: calibrationErrorOf(this.#judged),
      chanceError: chanceErrorOf(this.#judged),
    };
  }

  static sum(tallies: readonly Tally[]): Tally {
    const total = new Tally('all');
    for (const tally of tallies) {
      total.#golds.push(...tally.#golds);
      total.#judged.push(...tally.#judged);
    }
    return total;
  }
}
