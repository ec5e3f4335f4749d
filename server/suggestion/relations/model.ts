/** What a relation model is given and what it says: the shapes that the engine and the rules around it share. */

/** One block of logits of a relation model: the relations of one corpus, as that corpus understands them. */
export interface RelationHead {
  readonly name: string;
  /** Where its logits start and end among the columns; the first is that of unrelated pairs. */
  readonly columns: readonly [number, number];
  /** The relation of each further column. */
  readonly types: readonly string[];
  /** Whether it decides about the concepts of a document or about two mentions. */
  readonly between: 'concepts' | 'mentions';
  /** How far apart two mentions may be. `neighbours` are sentences next to each other. */
  readonly reach: 'document' | 'sentence' | 'neighbours';
  /** The entity types that may be head and tail. */
  readonly pairs: readonly (readonly [string, string])[];
  /** The lowest probability of any relation at which one is suggested. */
  readonly threshold: number;
  /** Slope and offset that turn the log-odds of a relation's probability into those of a suggestion being right. */
  readonly calibration?: readonly [number, number];
  /** The columns that say whether a relation is a finding of the document itself: no, and yes. */
  readonly novelty?: readonly [number, number];
  /** Whether a finding must be there for a relation of it to hold: what is absent was not caused. */
  readonly present?: boolean;
  /** Suggested only where a corpus declares its relations or a person asks for them. */
  readonly optional?: boolean;
}

/** How a relation model understands entities, and what its logits mean. */
export interface RelationModelRules {
  /** The entity types it knows; type `i` of the graph's type input is `entityTypes[i - 1]`. */
  readonly entityTypes: readonly string[];
  /** Other names for them. */
  readonly aliases: Readonly<Record<string, string>>;
  /** How many pairs of mentions speak for two concepts: those with the fewest tokens between them. */
  readonly nearest: number;
  readonly columns: number;
  readonly heads: readonly RelationHead[];
  /** The words that stand for the mentions of a type when the model reads; absent where it reads what is written. */
  readonly masks?: Readonly<Record<string, string>>;
}

/** Where the tokens of a text are: UTF-16 code units, half-open. */
export interface TokenPlaces {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Pairs of mentions in texts, as a relation model reads them. Arrays are row-major. */
export interface RelationInput {
  /** Of each token of each text, 0 or one more than the index of its entity type. */
  readonly types: readonly Uint8Array[];
  /** Three numbers a mention: its text, its first token, and the token after its last. */
  readonly mentions: Int32Array;
  /** Two numbers a pair: the mentions that are head and tail. */
  readonly pairs: Int32Array;
  /** {@link RelationInput.featureCount} numbers a pair. */
  readonly features: Float32Array;
  readonly featureCount: number;
  /** Four numbers a pair: which tokens stand between, from and to in the head's text and in the tail's. */
  readonly bounds: Int32Array;
}
