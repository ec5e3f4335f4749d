/**
 * What the engine process and its host say to each other over the fork's channel, which copies typed arrays.
 * The engine knows texts and tensors; it knows nothing of documents, entities or annotations.
 */
import type { RelationInput, RelationModelRules, TokenPlaces } from '../suggestion/relations/model.ts';
import type { SequenceInput, SequenceRules } from '../suggestion/sequence/rules.ts';
import type { Aggregation } from '../suggestion/tokenClassification.ts';

/** A chain of labels of one entity type, decoded on its own, so that types may nest and overlap. */
export interface DecodingHead {
  readonly type: string;
  /** The logit columns of the labels O, B and I. */
  readonly labels: readonly [number, number, number];
  /** Scores of starting and ending in each label, and `transitions[from][to]`, in the order of `labels`. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly transitions: readonly (readonly number[])[];
  /** Slope and offset that turn the log-odds of the chain's probability into those of a suggestion being right. */
  readonly calibration?: readonly [number, number];
  /** Suggested only where a corpus declares the type or a person asks for it; for types that much repeat others. */
  readonly optional?: boolean;
}

/** How a model's logits become entities. */
export type Decoding =
  /** One linear-chain conditional random field per entity type. */
  | { readonly kind: 'crf'; readonly heads: readonly DecodingHead[] }
  /** A softmax over labels in any scheme, and how the labels of the tokens of a word become one. */
  | { readonly kind: 'labels'; readonly labels: readonly string[]; readonly aggregation: Aggregation };

/** What ONNX Runtime can run a graph on. Which of them it brings along depends on the platform. */
export const executionProviders = ['cpu', 'cuda', 'dml', 'coreml'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** What a model runs on. */
export interface Execution {
  readonly provider: ExecutionProvider;
  /** Why it is not the provider that was asked for. */
  readonly fallback?: string;
}

/** What a model reads at once: each sentence by itself, or a text as a whole. */
export const readingUnits = ['sentence', 'document'] as const;
export type ReadingUnit = (typeof readingUnits)[number];

/** What the host needs to know of a loaded model. */
export interface ModelDescription {
  /** The folder it was loaded from. */
  readonly folder: string;
  /** The files that it consists of. */
  readonly files: readonly string[];
  /** A name for people: the folder's own, or what `goldspan.json` says. */
  readonly name: string;
  /** Changes whenever the model's files change: a hash over them. Part of every cache key. */
  readonly fingerprint: string;
  readonly decoding: Decoding;
  /** The entity types it can suggest, sorted. */
  readonly types: readonly string[];
  /** Those of them that are suggested only where a corpus declares them or a person asks for them. */
  readonly optionalTypes: readonly string[];
  readonly reads: ReadingUnit;
  /** Tokens per window; longer texts are read through overlapping windows. */
  readonly window: number;
  readonly execution: Execution;
}

/** One text read by a model. Every token of the text is there: nothing is truncated. */
export interface EncodedText {
  /** Where each token starts and ends in the text: UTF-16 code units, half-open. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the transformers library takes the token for the continuation of a word. */
  readonly subwords: Uint8Array;
  /** Row-major, `starts.length` rows of `columns` values. */
  readonly logits: Float32Array;
  readonly columns: number;
}

/** What the host needs to know of a loaded relation model. */
export interface RelationModelDescription extends RelationModelRules {
  readonly folder: string;
  /** The files that it consists of. */
  readonly files: readonly string[];
  readonly name: string;
  readonly fingerprint: string;
  readonly execution: Execution;
}

/** What the host needs to know of a loaded classifier of texts. */
export interface SequenceModelDescription {
  readonly folder: string;
  /** The files that it consists of. */
  readonly files: readonly string[];
  readonly name: string;
  readonly fingerprint: string;
  readonly rules: SequenceRules;
  /** Tokens that it reads at once, special tokens included. */
  readonly window: number;
  readonly execution: Execution;
  /** What is doubtful about it, each with its file. */
  readonly notes: readonly string[];
}

/**
 * How the vectors of tokens become one: that of the first token, of the last, their mean, or the largest of each dimension;
 * `none` where the graph gives one vector a name.
 */
export const poolings = ['cls', 'mean', 'last', 'max', 'none'] as const;
export type Pooling = (typeof poolings)[number];

/** What the host needs to know of a loaded encoder of names. */
export interface EncoderDescription {
  readonly folder: string;
  /** The files that it consists of. */
  readonly files: readonly string[];
  readonly name: string;
  /** Its `goldspan.json`, whether it is there or not. */
  readonly settingsFile: string;
  /** Of everything that changes the vectors of names: graph, tokenizer, pooling, window and what stands before a name. */
  readonly fingerprint: string;
  /** The same of mentions, as far as this model reads them. */
  readonly queryFingerprint: string;
  /** The folder of the model that reads mentions in its place. */
  readonly queryModel?: string;
  readonly pooling: Pooling;
  /** What is to stand before a mention and before a name of a concept. */
  readonly prefix: { readonly query: string; readonly name: string };
  /** What is read after every text beside what the tokenizer puts there. */
  readonly endToken?: string;
  /** Tokens that count of a name, special tokens included. */
  readonly window: number;
  readonly dimensions: number;
  readonly execution: Execution;
  /** What is doubtful about it, each with its file. */
  readonly notes: readonly string[];
}

export type EngineRequest =
  | { readonly kind: 'loadEncoder'; readonly request: number; readonly folder: string }
  | {
      readonly kind: 'encodeNames';
      readonly request: number;
      readonly folder: string;
      readonly names: string[];
    }
  | { readonly kind: 'load'; readonly request: number; readonly folder: string }
  | { readonly kind: 'encode'; readonly request: number; readonly folder: string; readonly texts: string[] }
  | { readonly kind: 'loadRelations'; readonly request: number; readonly folder: string }
  | { readonly kind: 'tokenise'; readonly request: number; readonly folder: string; readonly texts: string[] }
  | {
      readonly kind: 'relate';
      readonly request: number;
      readonly folder: string;
      readonly texts: string[];
      readonly input: RelationInput;
    }
  | { readonly kind: 'loadSequence'; readonly request: number; readonly folder: string }
  | {
      readonly kind: 'classify';
      readonly request: number;
      readonly folder: string;
      readonly inputs: SequenceInput[];
    }
  | { readonly kind: 'cancel'; readonly request: number }
  | { readonly kind: 'usage'; readonly request: number };

export type EngineReply =
  | { readonly kind: 'encoderLoaded'; readonly request: number; readonly model: EncoderDescription }
  /** Empty where it was cancelled. */
  | { readonly kind: 'namesEncoded'; readonly request: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'loaded'; readonly request: number; readonly model: ModelDescription }
  /** One finished batch; `indices` say which of the request's texts these are. */
  | {
      readonly kind: 'encoded';
      readonly request: number;
      readonly indices: readonly number[];
      readonly items: readonly EncodedText[];
    }
  | { readonly kind: 'relationsLoaded'; readonly request: number; readonly model: RelationModelDescription }
  | { readonly kind: 'tokenised'; readonly request: number; readonly items: readonly TokenPlaces[] }
  /** A row of logits for each pair, row-major. */
  | { readonly kind: 'related'; readonly request: number; readonly logits: Float32Array }
  | { readonly kind: 'sequenceLoaded'; readonly request: number; readonly model: SequenceModelDescription }
  /** One finished batch: a row of logits for each of the texts, undefined where one does not fit. */
  | {
      readonly kind: 'classified';
      readonly request: number;
      readonly indices: readonly number[];
      readonly items: readonly (Float32Array | undefined)[];
    }
  | { readonly kind: 'done'; readonly request: number; readonly cancelled: boolean }
  | {
      readonly kind: 'usage';
      readonly request: number;
      readonly residentBytes: number;
      readonly runMilliseconds: number;
    }
  | { readonly kind: 'failed'; readonly request: number; readonly failure: ModelFailure };

/** Why a model cannot be used: what is wrong in which file, and what to do. */
export interface ModelFailure {
  /** Stable, for example `model/missing-tokenizer`. */
  readonly code: string;
  readonly message: string;
}
