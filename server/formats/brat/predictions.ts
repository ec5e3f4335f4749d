/**
 * Scores of predicted entities and relations. brat has no field for a score, so that one travels as a note which brat shows and
 * keeps: `#1⇥Prediction T1⇥0.9731 model-name 1.2`. The score has at most four decimals, the model may be missing.
 */
import type { Entity, Metadata, PredictedEntity, Relation } from '../../annotation/document.ts';
import type { NoteLine } from './lines.ts';

/** The type of the notes that hold scores. */
export const predictionNoteType = 'Prediction';

const noteForm = /^(0(?:\.\d{1,4})?|1(?:\.0{1,4})?)(?: (\S.*))?$/;

/** The metadata of a relation that such a note holds. */
export const predictionFields: ReadonlySet<string> = new Set(['score', 'model']);

/** What the metadata of a relation says about its prediction; `undefined` where a note cannot say the same. */
export function relationPrediction({
  metadata,
}: Relation): Pick<PredictedEntity, 'score' | 'model'> | undefined {
  const { score, model = '' } = metadata ?? {};
  if (score === undefined || !/^(?:0(?:\.\d{1,4})?|1)$/.test(score)) return undefined;
  return { score: Number(score), model };
}

/** The metadata of a relation that a note speaks of. */
export function predictionMetadata({ score, model }: Pick<PredictedEntity, 'score' | 'model'>): Metadata {
  return { score: String(score), ...(model !== '' && { model }) };
}

/** The text of the note for a prediction. */
export function predictionNote({ score, model }: Pick<PredictedEntity, 'score' | 'model'>): string {
  const rounded = String(Number(Math.min(1, Math.max(0, score)).toFixed(4)));
  const name = model.replace(/\s+/g, ' ').trim();
  return name === '' ? rounded : `${rounded} ${name}`;
}

/** What a note says about a prediction; `undefined` for any other note. */
export function readPrediction(line: NoteLine): Pick<PredictedEntity, 'score' | 'model'> | undefined {
  if (line.type.text !== predictionNoteType) return undefined;
  const match = noteForm.exec(line.note.text);
  return match === null ? undefined : { score: Number(match[1]), model: match[2] ?? '' };
}

/** Whether an entity carries a score. */
export function isPredicted(entity: Entity): entity is PredictedEntity {
  return 'score' in entity && typeof entity.score === 'number' && 'model' in entity;
}
