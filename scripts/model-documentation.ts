/**
 * Writes the table of families in docs/models.md: what kinds of models are tested, and how far their numbers are from those of the
 * transformers library. `--check` writes nothing and exits with 1 where the table is out of date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineHost } from '../server/inference/engineHost.ts';
import {
  type CrossEncoderComparison,
  compareCrossEncoder,
  compareEncoder,
  crossEncoderFamilies,
  type EncoderComparison,
  encoderFamilies,
} from '../test/server/linkingModels.ts';
import {
  type ClassifierComparison,
  classifierFamilies,
  compareClassifier,
  compareFamily,
  type FamilyComparison,
  familyNames,
} from '../test/server/modelFamilies.ts';
import { replaceBetweenMarkers } from './documentation/markers.ts';
import { markdownTable } from './documentation/tables.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'models.md');

/** Published models of each family, by the name of its fixture. */
const published: Readonly<Record<string, string>> = {
  'bert-cased': 'BioBERT, BioLinkBERT, Bioformer, Bio_ClinicalBERT',
  'bert-uncased': 'PubMedBERT (BiomedBERT), SciBERT, BlueBERT, SapBERT',
  'bert-eight-bits': 'the same, quantised',
  'bert-half-precision': 'the same, in sixteen bits',
  distilbert: 'biomedical-ner-all, DistilBioBERT',
  electra: 'BioELECTRA, Bio-ELECTRA',
  roberta: 'RuBioRoBERTa, BioMed-RoBERTa, bsc-bio-ehr',
  modernbert: 'BioClinical ModernBERT',
  'deberta-v2': 'Medical-NER, OpenMed SuperClinical',
  albert: 'BioALBERT',
  'classifier: bert': 'classifiers of PubMedBERT, BioBERT, Bio_ClinicalBERT',
  'classifier: deberta': 'natural language inference with DeBERTa-v3',
  'classifier: roberta': 'natural language inference with RoBERTa',
  'encoder: gpt-neox': 'BMRetriever-410M, BMRetriever-1B',
  'encoder: medcpt-names': 'MedCPT; SapBERT, HiPrBERT, BioLinkBERT, BioHiCL (BGE)',
  'encoder: mistral': 'BMRetriever-7B',
  'encoder: mpnet': 'BioLORD-2023; MedTE (GTE) and others of sentence-transformers',
  'cross-encoder: cross-bert': 'MedCPT-Cross-Encoder',
  'cross-encoder: cross-roberta': 'classifiers of pairs',
  'xlm-roberta': 'BioMNER, OpenMed MultiMed and other multilingual models',
};

const engine = new EngineHost({ script: join(root, 'dist', 'engine.cjs') });
const rows: string[][] = [];
for (const name of await familyNames()) rows.push(await rowOf(await compareFamily(engine, name)));
for (const name of classifierFamilies)
  rows.push(await classifierRow(name, await compareClassifier(engine, name)));
for (const name of encoderFamilies) rows.push(await encoderRow(name, await compareEncoder(engine, name)));
for (const name of crossEncoderFamilies)
  rows.push(await crossEncoderRow(name, await compareCrossEncoder(engine, name)));
engine.stop();
const table = markdownTable(
  ['family', 'such as', 'tokenizer', 'head', 'longest input', 'files', 'largest difference'],
  rows,
);

const before = await readFile(page, 'utf8');
const after = replaceBetweenMarkers(before, new Map([['families', table]]), 'docs/models.md');
if (!process.argv.includes('--check')) await writeFile(page, after);
else if (after !== before) {
  console.error('docs/models.md: the table of families is out of date; run npm run documentation.');
  process.exitCode = 1;
}

async function rowOf({ name, folder, reference, model, difference }: FamilyComparison): Promise<string[]> {
  const labels = model.decoding.kind === 'labels' ? model.decoding.labels : [];
  const shape = reference.shape === 'plain' ? 'onnx/' : reference.shape;
  const head = `tokens, ${labels.length} labels (${schemeOf(labels)})`;
  return [name, published[name] ?? '', ...(await builtFor(folder, head)), shape, bound(difference)];
}

async function classifierRow(
  name: string,
  { folder, labels, difference }: ClassifierComparison,
): Promise<string[]> {
  const family = `classifier: ${name}`;
  const head = `texts and pairs of texts, ${labels.length} labels`;
  return [family, published[family] ?? '', ...(await builtFor(folder, head)), 'onnx/', bound(difference)];
}

async function encoderRow(name: string, { folder, model, difference }: EncoderComparison): Promise<string[]> {
  const family = `encoder: ${name}`;
  const tokens = {
    cls: 'first token',
    mean: 'mean',
    last: 'last token',
    max: 'largest',
    none: 'in the graph',
  };
  const head = [
    `vectors, ${tokens[model.pooling]}`,
    ...(model.prefix.name === '' ? [] : ['prefixes']),
    ...(model.endToken === undefined ? [] : ['end token']),
    ...(model.queryModel === undefined ? [] : ['another model for mentions']),
  ].join(', ');
  return [family, published[family] ?? '', ...(await builtFor(folder, head)), 'onnx/', bound(difference)];
}

async function crossEncoderRow(
  name: string,
  { folder, labels, difference }: CrossEncoderComparison,
): Promise<string[]> {
  const family = `cross-encoder: ${name}`;
  const head = `pairs of texts, ${labels.length === 1 ? '1 label' : `${labels.length} labels`}`;
  return [family, published[family] ?? '', ...(await builtFor(folder, head)), 'onnx/', bound(difference)];
}

/** The tokenizer, the head and the longest input of a folder. */
async function builtFor(folder: string, head: string): Promise<[string, string, string]> {
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Config;
  const tokenizer = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as TokenizerFile;
  return [tokenizerKind(tokenizer), head, String(config.max_position_embeddings)];
}

/** A power of ten, and none below what is left of 32 bits, because the last digits depend on the processor. */
function bound(difference: number): string {
  return `< ${10 ** Math.max(-4, Math.ceil(Math.log10(difference)))}`;
}

interface Config {
  readonly max_position_embeddings: number;
}

interface TokenizerFile {
  readonly model: { readonly type: string };
  readonly pre_tokenizer: object;
  readonly normalizer: object | null;
}

function tokenizerKind({ model, pre_tokenizer, normalizer }: TokenizerFile): string {
  const isByteLevel = JSON.stringify(pre_tokenizer).includes('ByteLevel');
  const isLowercase = /"lowercase":true|"Lowercase"/.test(JSON.stringify(normalizer));
  return `${isByteLevel ? 'byte-level ' : ''}${model.type}${isLowercase ? ', lower case' : ''}`;
}

function schemeOf(labels: readonly string[]): string {
  const letters = new Set(labels.map((label) => (/^[A-Z]-/.test(label) ? label.charAt(0) : '')));
  if (letters.has('S')) return 'BIOES';
  return letters.has('B') ? 'BIO' : 'bare';
}
