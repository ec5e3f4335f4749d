/** Makes suggestions agree within a text: the same words are suggested as the same type wherever they stand. */
import { hull, type PredictedEntity } from '../annotation/document.ts';
import { compareEntities } from '../annotation/identity.ts';
import { type Span, span } from '../text/positions.ts';
import { Coverage } from './coverage.ts';

/** At least this score for one of the suggestions of the words. */
const leastScore = 0.8;
/** At least this share of the places where the words stand alone. */
const leastShare = 1 / 3;
/** How often an added suggestion is right where the others are, measured on development texts. */
const likelihood = 0.7;

/** Words, and what is suggested of them as one type. */
interface Form {
  readonly words: string;
  readonly type: string;
  readonly scores: number[];
  readonly model: string;
  /** Where the words stand and nothing is suggested. */
  readonly open: Span[];
}

/**
 * The entities with those added that they call for: a model reads sentences, and misses in one what it is sure of in
 * another, in lists above all. Words are taken up that have four characters or two capitals, that are suggested as a type
 * at least once with a high score, and at no fewer than a third of the places where they stand by themselves: with no
 * letter, digit or mark beside them, and not in another suggestion, for parts of names mean something else (`NF-kappa B`
 * is a protein, and no protein in `NF-kappa B site`). Case counts.
 *
 * @param entities in any order. @returns them in the order of {@link compareEntities}; ids of added ones are empty.
 */
export function withRepeatedForms(text: string, entities: readonly PredictedEntity[]): PredictedEntity[] {
  const covered = new Coverage();
  const forms = new Map<string, Form>();
  for (const entity of entities) {
    const { type, score, model } = entity;
    for (const fragment of entity.fragments) covered.add(fragment);
    const { start, end } = hull(entity);
    const words = text.slice(start, end);
    if (entity.fragments.length > 1 || !isTelling(words)) continue;
    const key = `${type}\t${words}`;
    const form = forms.get(key) ?? { words, type, scores: [], model, open: [] };
    forms.set(key, form);
    form.scores.push(score);
  }
  const sure = [...forms.values()].filter(({ scores }) => Math.max(...scores) >= leastScore);
  for (const [form, place] of placesOf(text, sure)) {
    if (!covered.overlaps(place)) form.open.push(place);
  }
  // The longer first: of two that overlap, it says more.
  sure.sort((one, other) => other.words.length - one.words.length);
  const added: PredictedEntity[] = [];
  for (const { words, type, scores, model, open } of sure) {
    if (scores.length < leastShare * (scores.length + open.length)) continue;
    const mean = scores.reduce((total, score) => total + score, 0) / scores.length;
    const score = Math.round(mean * likelihood * 1e4) / 1e4;
    for (const place of open) {
      if (covered.overlaps(place)) continue;
      covered.add(place);
      added.push({ id: '', type, fragments: [place], words, score, model });
    }
  }
  return added.length === 0 ? [...entities] : [...entities, ...added].sort(compareEntities);
}

/** Whether words say by themselves what they are. A short common word does not. */
function isTelling(words: string): boolean {
  return /^[\p{L}\p{N}]/u.test(words) && (words.length >= 4 || /\p{Lu}.*\p{Lu}/su.test(words));
}

/** Where the words of forms stand by themselves, in text order. */
function* placesOf(text: string, forms: readonly Form[]): Generator<[Form, Span]> {
  const byFirst = new Map<string, Form[]>();
  for (const form of forms) {
    const first = run().exec(form.words)?.[0] ?? '';
    const alike = byFirst.get(first);
    if (alike) alike.push(form);
    else byFirst.set(first, [form]);
  }
  if (byFirst.size === 0) return;
  for (const { 0: words, index } of text.matchAll(run())) {
    for (const form of byFirst.get(words) ?? []) {
      const end = index + form.words.length;
      if (!text.startsWith(form.words, index) || /^[\p{L}\p{N}\p{M}]/u.test(text.slice(end, end + 2)))
        continue;
      yield [form, span(index, end)];
    }
  }
}

/** Letters, digits and marks that stand together. */
function run(): RegExp {
  return /[\p{L}\p{N}\p{M}]+/gu;
}
