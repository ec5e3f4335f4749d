/**
 * Measures assertions against what annotators of public corpora said, where the corpora are at hand: in the folder that
 * the environment variable GOLDSPAN_DATA names, or in `../shared/data` beside the checkout. The findings are the gold
 * ones, and each kind is scored by itself.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AssertionKind } from '../../../../server/suggestion/assertion/assertion.ts';
import { assertionsOf } from '../../../../server/suggestion/assertion/assertionsOf.ts';
import {
  chia,
  dataFolder,
  type LabelledText,
  leafClinicalTrials,
  maccrobat,
  negexSentences,
} from './labelledCorpora.ts';

interface Floor {
  readonly kind: AssertionKind;
  /** F1 in per cent on the texts that rules were written from, and on those that only measure them. */
  readonly tune: number;
  readonly check: number;
}

/**
 * What is asked of each corpus. The NegEx kit marks a problem of the past in the past history only, and substances in
 * the social history too, hence the recall. MACCROBAT leaves many a plain doubt unmarked. LEAF and Chia annotate criteria
 * for a trial: many a "no …" that states a criterion has no label there.
 */
const asked: readonly {
  readonly name: string;
  readonly folder: string;
  readonly read: () => LabelledText[];
  readonly findings: number;
  readonly floors: readonly Floor[];
}[] = [
  {
    name: 'the NegEx test kit',
    folder: 'assertion/negex',
    read: negexSentences,
    findings: 1000,
    floors: [
      { kind: 'negated', tune: 97, check: 96 },
      { kind: 'historical', tune: 60, check: 65 },
    ],
  },
  {
    name: 'MACCROBAT',
    folder: 'corpora/maccrobat',
    read: maccrobat,
    findings: 3000,
    floors: [
      { kind: 'negated', tune: 90, check: 86 },
      { kind: 'uncertain', tune: 65, check: 50 },
    ],
  },
  {
    name: 'LEAF',
    folder: 'corpora/leaf-clinical-trials',
    read: leafClinicalTrials,
    findings: 5000,
    floors: [{ kind: 'negated', tune: 66, check: 69 }],
  },
  {
    name: 'Chia',
    folder: 'corpora/chia',
    read: chia,
    findings: 5000,
    floors: [{ kind: 'negated', tune: 65, check: 69 }],
  },
];

for (const { name, folder, read, findings, floors } of asked) {
  const path = join(dataFolder, folder);
  const skip = existsSync(path) ? false : `there is no ${path}; set GOLDSPAN_DATA to the data folder`;
  test(`assertions agree with those of ${name}`, { skip }, () => {
    const texts = read();
    assert.ok(texts.reduce((sum, text) => sum + text.findings.length, 0) > findings);
    for (const { kind, ...lowest } of floors) {
      for (const part of ['tune', 'check'] as const) {
        const { right, wrong, missed } = counted(texts, kind, part);
        const f1 = (200 * right) / (2 * right + wrong + missed);
        const figures = `${kind}, ${part}: F1 ${f1.toFixed(1)}, right ${right}, wrong ${wrong}, missed ${missed}`;
        assert.ok(f1 >= lowest[part], `${figures}; asked ${lowest[part]}`);
      }
    }
  });
}

function counted(texts: readonly LabelledText[], kind: AssertionKind, part: LabelledText['part']) {
  const counts = { right: 0, wrong: 0, missed: 0 };
  for (const { text, findings, labels } of texts.filter((each) => each.part === part)) {
    const found = assertionsOf(text, findings);
    for (const { id } of findings) {
      const expected = labels.get(id)?.has(kind) === true;
      const given = found.get(id)?.some((assertion) => assertion.kind === kind) === true;
      if (expected && given) counts.right += 1;
      else if (given) counts.wrong += 1;
      else if (expected) counts.missed += 1;
    }
  }
  return counts;
}
