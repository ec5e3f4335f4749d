/** The tiny models of `test/fixtures/tiny-linking`, and how far Goldspan is from what Python says of them. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CrossEncoder } from '../../server/inference/crossEncoder.ts';
import type { EngineHost } from '../../server/inference/engineHost.ts';
import { NameEncoder, type NameEncoderDescription } from '../../server/inference/nameEncoder.ts';
import { folderWith } from './corpus.ts';

const folders = fileURLToPath(new URL('../fixtures/tiny-linking', import.meta.url));

export const linkingFolder = (name: string): string => join(folders, name);

/** A copy of a tiny model, with other files beside its own or in their place; those that are `undefined` are removed. */
export async function linkingCopy(
  test: TestContext,
  family: string,
  files: Readonly<Record<string, unknown>>,
): Promise<string> {
  const folder = join(await folderWith(test, {}), family);
  await cp(linkingFolder(family), folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    if (content === undefined) await rm(file, { force: true });
    else await writeFile(file, JSON.stringify(content));
  }
  return folder;
}

/** The encoders of which there is a reference. `medcpt-names` reads mentions with another model. */
export const encoderFamilies = ['medcpt-names', 'mpnet', 'gpt-neox', 'mistral'] as const;
export const crossEncoderFamilies = ['cross-bert', 'cross-roberta'] as const;

interface EncodedWords {
  readonly words: string;
  readonly vector: readonly number[];
}

async function reference<Content>(folder: string): Promise<Content> {
  return JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) as Content;
}

export interface EncoderComparison {
  readonly folder: string;
  readonly model: NameEncoderDescription;
  /** How many names and mentions were compared. */
  readonly count: number;
  /** The largest absolute difference of two numbers of a vector, of words read together and each by itself. */
  readonly difference: number;
}

/** @param folder a copy of the family's own, where one is given. */
export async function compareEncoder(
  engine: EngineHost,
  name: string,
  folder = linkingFolder(name),
): Promise<EncoderComparison> {
  const encoder = await NameEncoder.load(engine, folder);
  const { queryModel } = encoder.description;
  const { names } = await reference<{ names: EncodedWords[] }>(linkingFolder(name));
  const { mentions } = await reference<{ mentions: EncodedWords[] }>(queryModel ?? linkingFolder(name));
  const differences: number[] = [];
  const compare = async (
    cases: readonly EncodedWords[],
    encode: (words: string[]) => Promise<Float32Array[]>,
  ): Promise<void> => {
    const vectors = await encode(cases.map(({ words }) => words));
    for (const [index, { words, vector }] of cases.entries()) {
      const [alone] = await encode([words]);
      for (const found of [vectors[index], alone])
        differences.push(...vector.map((value, at) => Math.abs(value - (found?.[at] ?? Number.NaN))));
    }
  };
  await compare(names, (words) => encoder.encodeNames(words));
  await compare(mentions, (words) => encoder.encodeMentions(words));
  const count = names.length + mentions.length;
  return { folder, model: encoder.description, count, difference: Math.max(...differences) };
}

export interface RankedPair {
  readonly mention: string;
  readonly name: string;
  readonly logits: readonly number[];
}

export interface CrossEncoderComparison {
  readonly folder: string;
  readonly labels: readonly string[];
  readonly count: number;
  /** The largest absolute difference of two scores, of names read together and each by itself. */
  readonly difference: number;
}

/** What the logits of a pair come to: that of one label, or of two the second one's log-odds. */
function scoreOf([first = 0, positive]: readonly number[]): number {
  return positive === undefined ? first : positive - first;
}

export async function compareCrossEncoder(engine: EngineHost, name: string): Promise<CrossEncoderComparison> {
  const folder = linkingFolder(name);
  const { pairs } = await reference<{ pairs: RankedPair[] }>(folder);
  const { labels } = (await CrossEncoder.load(engine, folder)).description.rules;
  const differences: number[] = [];
  for (const mention of new Set(pairs.map((pair) => pair.mention))) {
    const own = pairs.filter((pair) => pair.mention === mention);
    const expected = own.map(({ logits }) => scoreOf(logits));
    // What was read is kept, so that each time another one reads.
    const together = await (await CrossEncoder.load(engine, folder)).scores(
      mention,
      own.map((pair) => pair.name),
    );
    const alone = await CrossEncoder.load(engine, folder);
    for (const [index, { name: each }] of own.entries()) {
      for (const found of [together[index], (await alone.scores(mention, [each]))[0]])
        differences.push(Math.abs((expected[index] ?? 0) - (found ?? Number.NaN)));
    }
  }
  return { folder, labels, count: pairs.length, difference: Math.max(...differences) };
}
