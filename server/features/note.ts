/**
 * One open note: its text, the gold layer and the turned-down suggestions over it, each in its file, and the predicted
 * layer. The files' offsets refer to the text as it was when all last agreed (the base). Where edits are undone up to
 * the base, every span is back exactly where it was.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { PredictedEntity } from '../annotation/document.ts';
import { moveSpans } from '../annotation/movement.ts';
import type { TextEdit } from '../annotation/problems.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import type { ModelAnswers } from '../suggestion/assertion/modelAnswers.ts';
import { pendingSuggestions } from '../suggestion/pending.ts';
import type { Span } from '../text/positions.ts';
import { Evidence } from './evidence.ts';
import { LayerFile } from './layerFile.ts';
import { MovingPredictions, type PredictedLayer } from './predictedLayer.ts';
import { pendingRelations, type RelatedLayer, type SuggestedRelation } from './relations.ts';

/** Contents of the files of a note; undefined where there is no file. */
export interface NoteFiles {
  readonly gold: string | undefined;
  readonly rejected: string | undefined;
}

/** What models say of entities, and the version of the text that they read. */
export interface AssertedLayer {
  readonly version: number;
  readonly answers: ModelAnswers;
}

export class Note {
  readonly document: TextDocument;
  readonly annotationUri: string;
  /** Why the text on disk cannot be annotated, for example because it is not UTF-8. */
  readonly textProblem: string | undefined;
  #gold: LayerFile;
  #rejected: LayerFile;
  #predicted: MovingPredictions | undefined;
  /** Kept until the text or a layer changes. */
  #suggested: readonly PredictedEntity[] | undefined;
  #evidence: Evidence | undefined;
  #asserted: AssertedLayer | undefined;
  #related: RelatedLayer | undefined;
  #suggestedRelations: readonly SuggestedRelation[] | undefined;
  #base: string;
  #moves: TextEdit[];
  #settling: { readonly files: NoteFiles; readonly text: string; readonly moves: number } | undefined;
  #leftBase = false;
  /** How the text stood to the files before it was taken for one that another program wrote. */
  #beforeOutsideChange:
    | { readonly version: number; readonly base: string; readonly moves: readonly TextEdit[] }
    | undefined;

  /**
   * @param document the text as the editor has it, which is kept up to date by the caller.
   * @param base the text that the files' offsets refer to: the one on disk.
   * @param moves edits that lead from the base to the document's text.
   */
  constructor(
    document: TextDocument,
    annotationUri: string,
    files: NoteFiles,
    base: string,
    moves: readonly TextEdit[],
    textProblem?: string,
  ) {
    this.document = document;
    this.annotationUri = annotationUri;
    this.textProblem = textProblem;
    this.#base = base;
    this.#moves = [...moves];
    this.#gold = this.#layer(files.gold);
    this.#rejected = this.#layer(files.rejected);
  }

  get text(): string {
    return this.document.getText();
  }

  /** The annotation file as a document, to turn its offsets into positions. */
  get annotationFile(): TextDocument {
    return TextDocument.create(this.annotationUri, 'brat', 0, this.#gold.content ?? '');
  }

  /** What people annotated. */
  get gold(): LayerFile {
    return this.#gold;
  }

  /** The suggestions that people turned down. */
  get rejected(): LayerFile {
    return this.#rejected;
  }

  get predicted(): PredictedLayer | undefined {
    return this.#predicted;
  }

  /** The predicted entities that wait for a decision. */
  get suggested(): readonly PredictedEntity[] {
    const predicted = this.#predicted?.entities ?? [];
    // Without predictions nothing of the other layers needs to be looked at.
    if (predicted.length === 0) return [];
    this.#suggested ??= pendingSuggestions(
      this.text,
      predicted,
      this.#gold.annotations.entities,
      this.#rejected.annotations.entities,
    );
    return this.#suggested;
  }

  /** What the text as it is now says of the entities over it. */
  get evidence(): Evidence {
    if (this.#evidence === undefined) {
      const entities = [...this.#gold.annotations.entities, ...this.suggested];
      const isCurrent = this.#asserted?.version === this.document.version;
      this.#evidence = new Evidence(this.text, entities, isCurrent ? this.#asserted?.answers : undefined);
    }
    return this.#evidence;
  }

  /** Whether models have said something of the entities that the text asserts. */
  get hasAnswers(): boolean {
    return (this.#asserted?.answers.size ?? 0) > 0;
  }

  /** Takes what models say of the entities of a version; that of another than the current one is dropped. */
  assert(layer: AssertedLayer): boolean {
    if (layer.version !== this.document.version) return false;
    this.#asserted = layer;
    this.#evidence = undefined;
    return true;
  }

  /** The predicted relations that nobody has annotated yet; none while the text is ahead of them. */
  get suggestedRelations(): readonly SuggestedRelation[] {
    if (this.#related?.version !== this.document.version) return [];
    this.#suggestedRelations ??= pendingRelations(this.#related.relations, this.#gold.annotations);
    return this.#suggestedRelations;
  }

  /** Takes the relations of a version; those of another than the current one are dropped. */
  relate(layer: RelatedLayer): boolean {
    if (layer.version !== this.document.version) return false;
    this.#related = layer;
    this.#suggestedRelations = undefined;
    return true;
  }

  /** The text that the offsets of the files refer to. */
  get base(): string {
    return this.#base;
  }

  /** Whether the last change of the text was the first since the files agreed with it. */
  get hasJustLeftBase(): boolean {
    return this.#leftBase && this.isMoved && this.#settling === undefined;
  }

  /** Whether edits have moved spans that the files do not know of yet. */
  get isMoved(): boolean {
    return this.#moves.length > 0;
  }

  /** Takes edits that the document already has; each counts in the text that the one before left. */
  edit(edits: readonly TextEdit[]): void {
    const text = this.text;
    this.#forgetDerived();
    this.#leftBase = !this.isMoved;
    if (text === this.#base && this.#settling === undefined) {
      this.#moves = [];
      this.#gold.restore();
      this.#rejected.restore();
    } else {
      for (const edit of edits) this.#moves.push(edit);
      this.#gold.move(edits, text);
      this.#rejected.move(edits, text);
    }
    this.#predicted?.move(edits, this.document.version);
  }

  /** Takes the predicted layer of a version; one that is not of the current version is dropped. */
  predict(layer: PredictedLayer): boolean {
    if (layer.version !== this.document.version) return false;
    this.#predicted = new MovingPredictions(layer);
    this.#forgetDerived();
    return true;
  }

  /** Where a place of the base text is now; undefined where all of it was deleted. */
  placeNow(place: Span): Span | undefined {
    return this.#moves.length === 0 ? place : moveSpans([place], this.#moves)?.[0];
  }

  /** The contents of both files with the offsets of the text as it is now. */
  settled(): NoteFiles {
    return { gold: this.#gold.settled(), rejected: this.#rejected.settled() };
  }

  /** Announces contents that refer to the text as it is now and will arrive through {@link reread}. */
  announce(files: NoteFiles): void {
    this.#settling = { files, text: this.text, moves: this.#moves.length };
  }

  /** Takes an announcement back: the contents will not arrive. */
  withdraw(): void {
    this.#settling = undefined;
  }

  /**
   * Takes new contents of the files. They refer to the base, unless they are the announced ones, or unless they fit the
   * text as it is now better than the base: then text and annotations were replaced together, for example by a checkout.
   */
  reread(files: NoteFiles): void {
    this.#beforeOutsideChange = undefined;
    const settling = this.#settling;
    if (settling !== undefined && files.gold === settling.files.gold) {
      this.#settling = undefined;
      this.#base = settling.text;
      this.#moves.splice(0, settling.moves);
      this.#readLayers({ gold: files.gold, rejected: settling.files.rejected });
      return;
    }
    if (this.isMoved && misfits(files.gold, this.text) < misfits(files.gold, this.#base)) {
      this.#base = this.text;
      this.#moves = [];
    }
    this.#readLayers(files);
  }

  /**
   * Takes the text for one that another program wrote to disk. Nobody moved the offsets of the files along, so they now
   * refer to that text and mostly do not fit it, as they would if the note were opened only now.
   * @param base the text on disk.
   * @param moves edits that lead from it to the document's text.
   */
  takeOutsideChange(base: string, moves: readonly TextEdit[]): void {
    const { version } = this.document;
    this.#beforeOutsideChange = { version, base: this.#base, moves: this.#moves };
    this.#rebase(base, moves);
  }

  /**
   * The editor has saved the text. If that was the one that seemed to come from another program, it was its own, saved
   * as soon as it was edited.
   */
  takeOwnSave(): void {
    const before = this.#beforeOutsideChange;
    this.#beforeOutsideChange = undefined;
    if (before?.version === this.document.version) this.#rebase(before.base, before.moves);
  }

  #rebase(base: string, moves: readonly TextEdit[]): void {
    this.#base = base;
    this.#moves = [...moves];
    this.#leftBase = false;
    this.#readLayers({ gold: this.#gold.content, rejected: this.#rejected.content });
  }

  #readLayers(files: NoteFiles): void {
    this.#gold = this.#layer(files.gold);
    this.#rejected = this.#layer(files.rejected);
    this.#forgetDerived();
  }

  /** What is worked out from text and layers, after any of them has changed. */
  #forgetDerived(): void {
    this.#suggested = undefined;
    this.#evidence = undefined;
    this.#suggestedRelations = undefined;
  }

  #layer(content: string | undefined): LayerFile {
    const layer = new LayerFile(content, this.#base);
    if (this.#moves.length > 0) layer.move(this.#moves, this.text);
    return layer;
  }
}

/** How many lines of an annotation file are wrong about a text. */
function misfits(content: string | undefined, text: string): number {
  return parseStandoff(content ?? '', text).problems.filter(({ severity }) => severity === 'error').length;
}
