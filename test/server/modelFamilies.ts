/** The tiny models of `test/fixtures/model-families`, and how far Goldspan is from what the transformers library says of them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineHost } from '../../server/inference/engineHost.ts';
import type { EncodedText, ModelDescription } from '../../server/inference/messages.ts';
import { codePoint, OffsetConverter, span } from '../../server/text/positions.ts';

const families = fileURLToPath(new URL('../fixtures/model-families', import.meta.url));
const classifiers = fileURLToPath(new URL('../fixtures/tiny-sequence', import.meta.url));

/** Start and end in code points, type, score. */
export type ReferenceEntity = readonly [number, number, string, number];

export interface ReferenceCase {
  readonly text: string;
  /** Where the tokens are: code points, half-open. */
  readonly offsets: readonly (readonly [number, number])[];
  readonly logits: readonly (readonly number[])[];
  /** What the token classification pipeline finds, by aggregation strategy; undefined for graphs of eight bits. */
  readonly entities?: Readonly<Record<string, readonly ReferenceEntity[]>>;
}

export interface Reference {
  /** Of the tools that made it. */
  readonly versions: Readonly<Record<string, string>>;
  /** How the files of the export are laid out, or what is done to its numbers. */
  readonly shape: string;
  readonly cases: readonly ReferenceCase[];
}

export interface FamilyComparison {
  readonly name: string;
  readonly folder: string;
  readonly reference: Reference;
  readonly model: ModelDescription;
  /** What Goldspan has of each case. */
  readonly encoded: readonly EncodedText[];
  /** The largest absolute difference of two logits. */
  readonly difference: number;
}

export async function familyNames(): Promise<string[]> {
  return (await readdir(families)).sort();
}

/** Reads the texts of a family's reference with its model. */
export async function compareFamily(engine: EngineHost, name: string): Promise<FamilyComparison> {
  const folder = join(families, name);
  const reference = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) as Reference;
  const model = await engine.load(folder);
  const encoded: EncodedText[] = [];
  await engine.encode(
    folder,
    reference.cases.map(({ text }) => text),
    (indices, items) =>
      indices.forEach((index, position) => {
        encoded[index] = items[position] as EncodedText;
      }),
  );
  const differences = reference.cases.flatMap(({ logits }, index) => {
    const { logits: found, columns } = encoded[index] as EncodedText;
    return logits.flatMap((row, token) =>
      row.map((value, column) => Math.abs(value - (found[token * columns + column] ?? Number.NaN))),
    );
  });
  return { name, folder, reference, model, encoded, difference: Math.max(...differences) };
}

/** The classifiers of texts of which there is a reference. */
export const classifierFamilies = ['bert', 'deberta', 'roberta'] as const;

export interface ClassifierCase {
  readonly text: string;
  readonly second?: string;
  readonly logits: readonly number[];
}

export interface ClassifierComparison {
  readonly folder: string;
  readonly cases: readonly ClassifierCase[];
  readonly labels: readonly string[];
  /** The largest absolute difference of two logits, of texts and pairs of texts read together and each by itself. */
  readonly difference: number;
}

/** Reads the texts of a classifier's reference. */
export async function compareClassifier(engine: EngineHost, name: string): Promise<ClassifierComparison> {
  const folder = join(classifiers, name);
  const cases = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) as ClassifierCase[];
  const { rules } = await engine.loadSequence(folder);
  const differences: number[] = [];
  const read = (some: readonly ClassifierCase[]): Promise<unknown> =>
    engine.classify(
      folder,
      some.map(({ text, second }) => ({
        text,
        kept: span(0, text.length),
        ...(second !== undefined && { second }),
      })),
      (indices, items) =>
        indices.forEach((index, position) => {
          const { logits = [] } = some[index] ?? {};
          const found = items[position];
          differences.push(...logits.map((value, label) => Math.abs(value - (found?.[label] ?? Number.NaN))));
        }),
    );
  await read(cases);
  for (const each of cases) await read([each]);
  return { folder, cases, labels: rules.labels, difference: Math.max(...differences) };
}

/** Offsets of a reference in UTF-16 code units. */
export function inUtf16(text: string, offsets: readonly (readonly [number, number])[]): [number, number][] {
  const converter = new OffsetConverter(text);
  const convert = (offset: number): number => converter.fromCodePoint(codePoint(offset)) ?? Number.NaN;
  return offsets.map(([start, end]) => [convert(start), convert(end)]);
}
