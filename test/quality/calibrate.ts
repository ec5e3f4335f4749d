/**
 * Fits the calibration of the model in the box on the dev splits of its corpora, and writes it into the model's
 * `goldspan.json`: `node test/quality/calibrate.ts --data DIR [--write]`. Each half of the documents is also scored with
 * what the other half gave, which is the error to expect on new text of the same kind. The clinical types need the models of
 * MACCROBAT's cross-validation, `--folds DIR`. Documents that are held out take no part.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AnnotatedDocument, PredictedEntity } from '../../server/annotation/document.ts';
import { entityKey } from '../../server/annotation/identity.ts';
import { type Calibration, calibrated, logOdds } from '../../server/suggestion/calibration.ts';
import { annotated } from './annotated.ts';
import { corpora, maccrobat, readSplit } from './corpora.ts';
import { calibrationErrorOf, type Judged, renamed, type TypeNames } from './entityScores.ts';
import { crossValidated } from './folds.ts';
import { heldOut } from './trainingWords.ts';

interface Head {
  readonly type: string;
  calibration?: Calibration;
}

/** Few suggestions say little: slope and offset are held near 1 and 0, with standard deviations of 1/2 and 1. */
const prior = { slope: 4, offset: 1 };

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    folds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (values.data === undefined) {
  console.error(
    'Say where the corpora are: node test/quality/calibrate.ts --data FOLDER [--folds FOLDER] [--write]',
  );
  process.exit(2);
}
const file = fileURLToPath(new URL('../../models/entities/goldspan.json', import.meta.url));
const settings = JSON.parse(readFileSync(file, 'utf8')) as { decoding: { heads: Head[] } };
const before = new Map(settings.decoding.heads.map(({ type, calibration }) => [type, calibration]));

/** Judged suggestions in turn go to one half or the other: neighbours share their document, so whole runs of them. */
const runLength = 20;
const halves = [new Map<string, Judged[]>(), new Map<string, Judged[]>()] as const;
const omitted = new Set(heldOut(values.data));
for (const corpus of corpora) {
  const gold = (await readSplit(values.data, corpus, 'dev')).filter(({ id }) => !omitted.has(id));
  divide(gold, await annotated(gold), corpus.types, before);
}
if (values.folds !== undefined) {
  // The models of cross-validation have the recipe of the model in the box, and no calibration.
  const { gold, predicted } = await crossValidated(values.data, values.folds);
  divide(gold, predicted, maccrobat.types, new Map());
}

const rows = settings.decoding.heads.flatMap((head) => {
  const [first = [], second = []] = halves.map((half) => half.get(head.type));
  const both = [...first, ...second];
  if (both.length === 0) return [];
  const crossed = [...apply(second, fit(first)), ...apply(first, fit(second))];
  const calibration = fit(both);
  head.calibration = [rounded(calibration[0]), rounded(calibration[1])];
  return [
    {
      type: head.type,
      suggestions: both.length,
      'error before': percent(calibrationErrorOf(both)),
      // With few suggestions one half is empty, and says nothing of the other.
      'error on the other half':
        first.length === 0 || second.length === 0 ? '-' : percent(calibrationErrorOf(crossed)),
      slope: head.calibration[0],
      offset: head.calibration[1],
    },
  ];
});
console.table(rows);
if (values.write) writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);

/** Adds the suggestions of a corpus to both halves. @param calibrations what their scores were calibrated by. */
function divide(
  gold: readonly AnnotatedDocument[],
  predicted: readonly AnnotatedDocument[],
  names: TypeNames,
  calibrations: ReadonlyMap<string, Calibration | undefined>,
): void {
  const all = new Map<string, Judged[]>();
  gold.forEach((document, index) => {
    for (const [type, judged] of judge(document, predicted[index] as AnnotatedDocument, names, calibrations))
      all.set(type, [...(all.get(type) ?? []), ...judged]);
  });
  for (const [type, judged] of all) {
    judged.forEach((each, index) => {
      const half = halves[Math.floor(index / runLength) % 2] as Map<string, Judged[]>;
      const same = half.get(type);
      if (same) same.push(each);
      else half.set(type, [each]);
    });
  }
}

/** The chain's own probability of each suggestion, and whether it was right. */
function judge(
  gold: AnnotatedDocument,
  predicted: AnnotatedDocument,
  names: TypeNames,
  calibrations: ReadonlyMap<string, Calibration | undefined>,
): Map<string, Judged[]> {
  const own = new Set(Object.values(names));
  const right = new Set(
    gold.annotations.entities.flatMap((entity) => renamed(entity, gold.text, names)).map(entityKey),
  );
  const found = new Map<string, Judged[]>();
  for (const entity of predicted.annotations.entities as readonly PredictedEntity[]) {
    if (!own.has(entity.type)) continue;
    const confidence = uncalibrated(entity.score, calibrations.get(entity.type));
    const judged = { confidence, isRight: right.has(entityKey(entity)) };
    found.set(entity.type, [...(found.get(entity.type) ?? []), judged]);
  }
  return found;
}

function uncalibrated(score: number, calibration: Calibration | undefined): number {
  if (calibration === undefined) return score;
  return 1 / (1 + Math.exp(-(logOdds(score) - calibration[1]) / calibration[0]));
}

function apply(judged: readonly Judged[], calibration: Calibration): Judged[] {
  return judged.map((it) => ({ ...it, confidence: calibrated(it.confidence, calibration) }));
}

/** Logistic regression of being right on the log-odds, by Newton's method with shortened steps; it is concave. */
function fit(judged: readonly Judged[]): Calibration {
  let best: Calibration = [1, 0];
  let likelihood = logLikelihood(judged, best);
  for (let length = 1; length > 1e-6; ) {
    const [slope, offset] = newtonStep(judged, best);
    const next: Calibration = [best[0] + length * slope, best[1] + length * offset];
    const reached = logLikelihood(judged, next);
    if (reached > likelihood) {
      [best, likelihood] = [next, reached];
      length = Math.min(1, 2 * length);
    } else {
      length /= 2;
    }
  }
  return best;
}

function newtonStep(judged: readonly Judged[], calibration: Calibration): readonly [number, number] {
  let [g0, g1] = [prior.slope * (1 - calibration[0]), -prior.offset * calibration[1]];
  let [h00, h01, h11] = [prior.slope, 0, prior.offset];
  for (const { confidence, isRight } of judged) {
    const x = logOdds(confidence);
    const p = calibrated(confidence, calibration);
    const error = Number(isRight) - p;
    const weight = p * (1 - p);
    g0 += error * x;
    g1 += error;
    h00 += weight * x * x;
    h01 += weight * x;
    h11 += weight;
  }
  const determinant = h00 * h11 - h01 * h01;
  return [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
}

function logLikelihood(judged: readonly Judged[], calibration: Calibration): number {
  const [slope, offset] = calibration;
  const held = (prior.slope * (slope - 1) ** 2 + prior.offset * offset ** 2) / 2;
  return judged.reduce((sum, { confidence, isRight }) => {
    const p = calibrated(confidence, calibration);
    return sum + Math.log(Math.max(1e-12, isRight ? p : 1 - p));
  }, -held);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
