/**
 * Every message between the language server and its client that the Language Server Protocol does not define. Both
 * sides import these objects. Positions are LSP positions: zero-based lines and UTF-16 code units.
 */
import type { Position, Range } from 'vscode-languageserver-protocol';

/**
 * A message's method together with the types of what it carries. The two sides use different versions of the protocol
 * library, whose classes do not mix, so each makes the library's own object from this.
 */
export interface Message<Params, Result = void> {
  readonly method: string;
  /** Never set; carries the types. */
  readonly types?: (params: Params) => Result;
}

/** A stretch of text to draw. A discontinuous mention has a range for each fragment. */
export interface Mark {
  readonly ranges: readonly Range[];
  readonly type: string;
  /** Which colour of the palette, from 0 on; types keep theirs. */
  readonly colour: number;
  /** `gold`: annotated by a person. `suggested`: predicted and neither annotated nor rejected. */
  readonly layer: 'gold' | 'suggested';
  /** Marks that overlap have different lanes, the enclosing one the lower. */
  readonly lane: number;
}

/** The server sends this whenever what is to be drawn over an open note has changed. */
export const layersNotification: Message<LayersParams> = { method: 'goldspan/layers' };
export interface LayersParams {
  readonly uri: string;
  /** The version of the document that the marks are for; marks of another version are not drawn. */
  readonly version: number;
  readonly marks: readonly Mark[];
  /** Entities in each layer; `suggested` are those of `predicted` that wait for a decision. */
  readonly gold: number;
  readonly predicted: number;
  readonly suggested: number;
  /** Whether the predicted layer is that of this version and complete. */
  readonly complete: boolean;
}

/** The server sends this when its engine or its model changes state. */
export const statusNotification: Message<StatusParams> = { method: 'goldspan/status' };
export interface StatusParams {
  readonly state: 'off' | 'starting' | 'ready' | 'busy' | 'failed';
  /** For people: the model's name, or why it failed and what to do. */
  readonly detail: string;
}

/** The client tells which part of a note is on the screen, so that it is read first. */
export const visibleNotification: Message<VisibleParams> = { method: 'goldspan/visible' };
export interface VisibleParams {
  readonly uri: string;
  readonly range: Range;
}

/** The client asks for suggestions in a document whatever folder it is in. */
export const analyseRequest: Message<DocumentParams, null> = { method: 'goldspan/analyse' };
export interface DocumentParams {
  readonly uri: string;
}

/**
 * The client asks, before it saves a note, that annotations moved by edits of the text be written to the annotation
 * file's buffer. The answer is the URI of the annotation file if it has anything to save with the text.
 */
export const settleRequest: Message<DocumentParams, string | null> = { method: 'goldspan/settle' };

/** The client asks where the next or previous span is. The answer is null where there is none at all. */
export const navigateRequest: Message<NavigateParams, Range | null> = { method: 'goldspan/navigate' };
export interface NavigateParams {
  readonly uri: string;
  readonly position: Position;
  readonly direction: 'next' | 'previous';
  readonly layer: 'gold' | 'suggested';
}

/** The client asks which entity types a document may be annotated with. */
export const typesRequest: Message<DocumentParams, EntityTypeChoice[]> = { method: 'goldspan/types' };
export interface EntityTypeChoice {
  readonly type: string;
  readonly label: string;
  /** The key that `kb_shortcuts.conf` gives it. */
  readonly key?: string;
}

/**
 * The server asks which of several changes are to be made. The answer holds their indices; it is null where the person
 * wants none of them. A client that answers says so with the experimental capability `goldspanChoices`.
 */
export const chooseRequest: Message<ChooseParams, readonly number[] | null> = { method: 'goldspan/choose' };
export interface ChooseParams {
  readonly title: string;
  /** What else there is to know before one chooses. */
  readonly note?: string;
  readonly choices: readonly Choice[];
}
export interface Choice {
  readonly label: string;
  readonly detail: string;
  /** Whether it is chosen unless the person takes it out. */
  readonly picked: boolean;
}

/** The command of a client that lists concepts to link a mention to, for code actions that lead there. */
export const linkConceptCommand = 'goldspan.linkConcept';

/**
 * The client asks which concepts a mention may be linked to. The answer is null where there is no mention. A client that
 * opens a list of them, as the command {@link linkConceptCommand}, says so with the experimental capability `goldspanConcepts`.
 */
export const conceptsRequest: Message<ConceptsParams, ConceptsResult | null> = {
  method: 'goldspan/concepts',
};
export interface ConceptsParams {
  readonly uri: string;
  /** The mention or a position in it, as in {@link ActionParams}. */
  readonly range: Range;
  /**
   * What has been typed so far: words of a name or an identifier, perhaps after a semantic group, `chem: aspirin`. Empty for
   * what the mention itself says.
   */
  readonly typed: string;
}
export interface ConceptsResult {
  /** The mention that is meant. */
  readonly words: string;
  readonly type: string;
  readonly range: Range;
  /** What it is linked to now; empty where it is not. */
  readonly linked: string;
  /** The likeliest first. */
  readonly concepts: readonly ConceptChoice[];
  /** Why there are none, for people. */
  readonly message?: string;
}
export interface ConceptChoice {
  /** What is written: one, or one for each of the things that a mention names together. */
  readonly concepts: readonly ConceptReference[];
  /** The preferred name. */
  readonly label: string;
  /** The identifier and the semantic group. */
  readonly description: string;
  /** Why it is offered, and what tells it from others of its name. */
  readonly detail: string;
}

/** A concept as a link to it is written. */
export interface ConceptReference {
  readonly system: string;
  readonly identifier: string;
  readonly name?: string;
}

/**
 * Commands the server executes (`workspace/executeCommand`), each with one {@link ActionParams}; `realign` with one
 * {@link DocumentParams}, of a note or of its annotation file. `linkCorpus` links the annotated mentions of the whole corpus that
 * have the words and the type of the mention, `homonym` lets its words name these concepts besides those that it is linked to.
 */
export const serverCommands = {
  accept: 'goldspan.server.accept',
  acceptAll: 'goldspan.server.acceptAll',
  reject: 'goldspan.server.reject',
  annotate: 'goldspan.server.annotate',
  changeType: 'goldspan.server.changeType',
  record: 'goldspan.server.record',
  relate: 'goldspan.server.relate',
  link: 'goldspan.server.link',
  linkCorpus: 'goldspan.server.linkCorpus',
  homonym: 'goldspan.server.homonym',
  remove: 'goldspan.server.remove',
  undo: 'goldspan.server.undo',
  realign: 'goldspan.server.realign',
} as const;

export interface ActionParams {
  readonly uri: string;
  /** The span or a position in it; of several spans there the innermost counts, a suggestion before gold. */
  readonly range: Range;
  /** The type of the suggestion that is meant, where several have the range; or the new type. */
  readonly type?: string;
  readonly newType?: string;
  /** Accepts the span alone, without what the text asserts of it and what it is linked to. */
  readonly plain?: boolean;
  /** The suggested relation that is accepted; the range and the type are its head's. */
  readonly relation?: RelationReference;
  /** What the mention is linked to in the place of what it was linked to; none to take its links away. */
  readonly concepts?: readonly ConceptReference[];
  /** Whether all mentions of the document with the same words and type are meant. */
  readonly everywhere?: boolean;
}

export interface RelationReference {
  readonly type: string;
  readonly tailRange: Range;
  readonly tailType: string;
}

/** What the server answers to a command. */
export interface ActionResult {
  readonly done: boolean;
  /** Why nothing was done, for people. */
  readonly message?: string;
  /** Where the next suggestion is. */
  readonly next?: Range;
  /** How many actions on this document can still be undone. */
  readonly undoable: number;
}
