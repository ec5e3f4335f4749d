/** Assertions of gold findings through the command line, scored by kind. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AnnotatedDocument, noAnnotations, wordsAt } from '../../server/annotation/document.ts';
import type { assertionKinds } from '../../server/suggestion/assertion/assertion.ts';
import { attributeOf } from '../../server/suggestion/assertion/attributes.ts';
import {
  chia,
  type LabelledText,
  leafClinicalTrials,
  maccrobat,
  negexSentences,
} from '../unit/suggestion/assertion/labelledCorpora.ts';
import { throughAnnotate } from './annotated.ts';

export interface AssertionScores {
  readonly corpus: string;
  readonly kind: string;
  /** Findings of this kind in the corpus. */
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
}

/** Each corpus, and the kinds that it annotates as this project understands them. */
const corpora: readonly {
  readonly name: string;
  readonly folder: string;
  readonly read: (folder: string) => LabelledText[];
  readonly kinds: readonly (typeof assertionKinds)[number][];
}[] = [
  {
    name: 'NegEx test kit (half)',
    folder: 'assertion/negex',
    read: (folder) => negexSentences(join(folder, 'half.tsv')),
    kinds: ['negated', 'historical'],
  },
  {
    name: 'MACCROBAT polarity',
    folder: 'corpora/maccrobat',
    read: maccrobat,
    kinds: ['negated', 'uncertain'],
  },
  {
    name: 'LEAF trials',
    folder: 'corpora/leaf-clinical-trials',
    read: leafClinicalTrials,
    kinds: ['negated'],
  },
  { name: 'Chia', folder: 'corpora/chia', read: chia, kinds: ['negated'] },
];

/**
 * @param data the data folder; corpora that are not in it are passed over.
 * @param limit how many texts of each corpus to read at most.
 */
export async function assertionScores(
  data: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<AssertionScores[]> {
  const scores: AssertionScores[] = [];
  for (const { name, folder, read, kinds } of corpora) {
    const path = join(data, folder);
    if (!existsSync(path)) continue;
    const texts = read(path).slice(0, limit);
    const asserted = await throughAnnotate(texts.map(documentOf), ['--only', 'assertion']);
    for (const kind of kinds) {
      let [gold, predicted, correct] = [0, 0, 0];
      texts.forEach(({ findings, labels }, index) => {
        const found = new Set(
          asserted[index]?.annotations.attributes.filter((it) => isOf(it, kind)).map(({ target }) => target),
        );
        for (const { id } of findings) {
          const isGold = labels.get(id)?.has(kind) === true;
          gold += Number(isGold);
          predicted += Number(found.has(id));
          correct += Number(isGold && found.has(id));
        }
      });
      scores.push({ corpus: name, kind, gold, predicted, correct });
    }
  }
  return scores;
}

function documentOf({ text, findings }: LabelledText): AnnotatedDocument {
  const entities = findings.map(({ id, fragments }) => ({
    id,
    type: 'Finding',
    fragments,
    words: wordsAt(text, fragments),
  }));
  return { id: '', text, annotations: { ...noAnnotations, entities } };
}

function isOf(
  { type, value }: { type: string; value?: string },
  kind: (typeof assertionKinds)[number],
): boolean {
  return attributeOf[kind].type === type && attributeOf[kind].value === value;
}
