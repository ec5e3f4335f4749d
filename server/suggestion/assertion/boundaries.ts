/** Words that end the reach of a trigger. */
import type { AssertionKind } from './assertion.ts';
import type { Direction, Reach } from './triggers.ts';

/** A word that ends the reach of triggers. */
export interface BoundaryGroup {
  /** The farthest reach that it ends; nearer ones end with it. */
  readonly ends: Reach;
  /** Ends only triggers whose finding stands on this side; both where it is absent. */
  readonly finding?: Direction;
  /** True where the word counts only after a comma, `and` or `with`: "no rash, normal gait". */
  readonly opening?: true;
  /** True where it counts even if an `or` after it says that the list goes on: "no rash, mild cough or fever". */
  readonly always?: true;
  /** True for the subject of a clause, which may stand directly after a trigger: "if there is". */
  readonly subject?: true;
  /** Only triggers of these kinds end here; of every kind where it is absent. */
  readonly kinds?: readonly AssertionKind[];
  readonly phrases: string;
}

export const boundaries: readonly BoundaryGroup[] = [
  {
    ends: 'clause',
    phrases: `
      but, however, although, though, even though, nevertheless, nonetheless, yet, whereas, while, except, except for, with the exception of, apart from, aside from, other than, besides, otherwise, still, albeit
      secondary to, due to, because, because of, as a result of, owing to, attributed to, caused by, cause of, causes of, reason for, etiology for, source of, source for, origin of, trigger event for
      and (has|had|is|was|are|were|does|did|reports|reported|complains|complained|admits|presents|presented|notes|noted|also has|also had|developed|then|states|stated|showed|revealed|demonstrated|found|received|underwent)
      who (presents|presented|is|was|has|had|comes|came), which (is|was|are|were|has|had|may|shows|showed|revealed|demonstrated), where, therefore, thus, hence, so that, until, despite, in spite of, given, even so`,
  },
  {
    ends: 'clause',
    subject: true,
    phrases: `
      (he|she|patient|pt|the patient|they|we|i|it|there) (has|had|have|is|was|are|were|does|did|reports|reported|complains|complained|admits|presents|presented|notes|noted|states|stated|developed|received|underwent|also)`,
  },
  {
    ends: 'list',
    phrases: `
      positive for, + for, significant for, remarkable for, notable for, complains of, complained of, complaining of, admits to, admits, endorses, endorsed, reports, reporting, presents with, presented with, presenting with, which, who, whom, whose, as well as some, along with some, now with, currently, treated with, now, since, after, before, prior to, following, when, status post, associated with, consistent with, compatible with, admitted for, admitted with, then, and then, resulting in, leading to, plus, requiring, required, only, including only, beyond, (different|other) from, for (his|her|their|the patient ' s), started on, until`,
  },
  {
    ends: 'list',
    finding: 'follows',
    opening: true,
    phrases: `
      normal, clear, intact, stable, soft, active, good, preserved, a, an, multiple, several, numerous, some, mild, mildly, moderate,
      moderately, marked, elevated, progressive, severe, one, two, three, four, early, probable, possible, likely, occasional, minimal, trace, small, large, old`,
  },
  {
    ends: 'list',
    finding: 'follows',
    opening: true,
    always: true,
    phrases: 'has, is, was, are, were, had, he, she, they, with, that, which, his, her, the patient, the',
  },
  { ends: 'list', phrases: 'positive, +, (+)' },
  { ends: 'phrase', phrases: 'and, with' },
  { ends: 'phrase', finding: 'follows', phrases: 'as, in, on, at, from, during, for, to' },
  {
    ends: 'clause',
    kinds: ['historical'],
    phrases: `presents, presented, presenting, presents with, admitted, admitted for, admitted with, comes in, came in, complaining of, complains of, here with, here for, transferred, now, currently, today, this admission, recently, recent, new onset, in the emergency`,
  },
  {
    ends: 'sentence',
    kinds: ['family'],
    phrases: `patient, the patient, pt, he, she, himself, herself, he has, she has, he is, she is, he was, she was, he had, she had`,
  },
];

/** Finite verbs: a new clause may begin before them. */
export const finiteVerbs: ReadonlySet<string> = new Set(
  `is are was were has had does did appears appear appeared remains remain remained shows showed show reveals revealed
  demonstrates demonstrated seems seemed became becomes began begins continues continued presented presents
  developed develops noted notes admits reports reported underwent received improved persisted returned
  confirmed led resulted died worsened increased decreased`.split(/\s+/),
);

/** Participles that tell that the subject was looked for: "no fracture or effusion is seen". */
export const sightings: ReadonlySet<string> = new Set(
  `seen noted identified found present detected demonstrated visualized visualised observed appreciated evident apparent
  palpated palpable reported elicited heard felt documented recorded shown revealed visible encountered there
  suspected suggested`.split(/\s+/),
);
