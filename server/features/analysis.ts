/**
 * Keeps the predicted layer of every note up to date. Work is coalesced, not delayed: a change starts a run at once and
 * stops the one before, which keeps what it has read so far.
 */
import { resolve } from 'node:path';
import type { CorpusSchema } from '../corpus/schemas.ts';
import { EngineError, EngineHost, type EngineState } from '../inference/engineHost.ts';
import {
  type EntityModel,
  type EntityPredictor,
  entityPredictors,
  modelInTheBox,
  together,
} from '../inference/entityPredictor.ts';
import type { Installation } from '../inference/installation.ts';
import { RelationPredictor } from '../inference/relationPredictor.ts';
import type { StatusParams } from '../protocol.ts';
import type { ModelLayers } from '../suggestion/agreement.ts';
import {
  isWanted,
  relationTypes,
  relationWishes,
  selectedRelations,
} from '../suggestion/relations/selection.ts';
import { rulesFor, selected } from '../suggestion/selection.ts';
import type { Span } from '../text/positions.ts';
import type { Note } from './note.ts';
import { relationSource, suggestedRelations } from './relations.ts';
import { type DocumentSettings, type Settings, wishesOf } from './settings.ts';

interface LoadedModel {
  readonly predictor: EntityPredictor;
  readonly model: EntityModel;
  /** Why others of the models that were asked for cannot be used. */
  readonly failures: readonly string[];
}

export interface AnalysisEvents {
  /** The predicted layer of a note has changed. */
  predicted(note: Note): void;
  status(status: StatusParams): void;
  log(line: string): void;
  /** Wraps the loading of a model, so that a person can see it. */
  loading<Result>(title: string, work: () => Promise<Result>): Promise<Result>;
}

/** What the corpus of a note says. */
export interface Corpus {
  /** The folder that a relative model folder in the settings of a note starts from. */
  folderOf(note: Note): string;
  /** What the corpus declares. */
  schema(note: Note): Promise<CorpusSchema>;
}

export class Analysis {
  readonly #engine: EngineHost;
  readonly #installation: Installation;
  readonly #settings: Settings;
  readonly #corpus: Corpus;
  readonly #events: AnalysisEvents;
  #relationPredictor: RelationPredictor | undefined;
  /** By the paths of their models. */
  readonly #predictors = new Map<string, Promise<LoadedModel>>();
  /** Which of them could not be used. */
  readonly #unusable = new Set<string>();
  readonly #runs = new Map<Note, AbortController>();
  readonly #visible = new Map<string, Span>();
  /** Notes whose run was lost with the engine. */
  readonly #waiting = new Set<Note>();
  #busy = 0;
  #modelName = '';

  constructor(installation: Installation, settings: Settings, corpus: Corpus, events: AnalysisEvents) {
    this.#corpus = corpus;
    this.#installation = installation;
    this.#settings = settings;
    this.#events = events;
    this.#engine = new EngineHost({
      script: installation.engineScript,
      onState: (state) => this.#engineChanged(state),
      onLog: (line) => events.log(`engine: ${line}`),
    });
  }

  get engine(): EngineHost {
    return this.#engine;
  }

  /** Which part of a note a person sees; it is read first. */
  setVisible(uri: string, visible: Span): void {
    this.#visible.set(uri, visible);
  }

  /** Brings a note's predicted layer up to date with its text. Never rejects: failures go to the status. */
  async run(note: Note): Promise<void> {
    this.#runs.get(note)?.abort();
    const controller = new AbortController();
    this.#runs.set(note, controller);
    const { signal } = controller;
    const settings = await this.#settings.of(note.document.uri);
    const { suggestions } = settings;
    if (signal.aborted) return;
    if (!suggestions || note.textProblem !== undefined) {
      this.#publish(note, { version: note.document.version, complete: true, entities: [] });
      return;
    }
    this.#setBusy(1);
    try {
      this.#engine.runOn(settings.executionProvider);
      const folder = this.#corpus.folderOf(note);
      const { predictor, model, failures } = await this.#predictor(
        settings.models.map((path) => (path === modelInTheBox ? path : resolve(folder, path))),
        settings.modelLayers,
      );
      const schema = await this.#corpus.schema(note);
      const rules = rulesFor(wishesOf(settings), schema.types, model);
      const { version } = note.document;
      if (signal.aborted) return;
      const first = this.#visible.get(note.document.uri);
      const entities = await predictor.predict(note.text, {
        signal,
        ...(first && { first }),
        onFirst: (known) =>
          this.#publish(note, { version, complete: false, entities: selected(known, rules) }),
      });
      if (entities !== undefined) {
        this.#publish(note, { version, complete: true, entities: selected(entities, rules) });
        await this.#relate(note, settings, schema, signal);
      }
      if (failures.length === 0) this.#events.status({ state: 'ready', detail: this.#modelName });
      else this.#events.status({ state: 'failed', detail: failures.join(' ') });
    } catch (error) {
      if (!signal.aborted) this.#failed(note, error);
    } finally {
      if (this.#runs.get(note) === controller) this.#runs.delete(note);
      this.#setBusy(-1);
    }
  }

  /** Looks for relations between what is annotated and suggested in a version of the text. */
  async #relate(
    note: Note,
    settings: DocumentSettings,
    schema: CorpusSchema,
    signal: AbortSignal,
  ): Promise<void> {
    if (!settings.relations || signal.aborted) return;
    this.#relationPredictor ??= new RelationPredictor(this.#engine, this.#installation.relationModel);
    const { version } = note.document;
    const source = relationSource(note.gold.annotations, note.suggested);
    const types = relationTypes(await this.#relationPredictor.model());
    const wishes = relationWishes(wishesOf(settings), types.types);
    const rules = rulesFor(wishes, schema.relationTypes, types);
    const relations = await this.#relationPredictor.predict(note.text, source, {
      signal,
      wanted: (type) => isWanted(type, rules),
    });
    if (relations === undefined) return;
    const wanted = selectedRelations(relations, source.entities, rules, schema.relationScheme);
    if (note.relate({ version, relations: suggestedRelations(wanted, source) })) this.#events.predicted(note);
  }

  forget(note: Note): void {
    this.#runs.get(note)?.abort();
    this.#runs.delete(note);
    this.#visible.delete(note.document.uri);
  }

  /** Lets models that could not be used be tried again. What the others have read stays known. */
  forgetFailures(): void {
    for (const key of this.#unusable) this.#predictors.delete(key);
    this.#unusable.clear();
  }

  /** Ends all work; nothing is announced of what it leaves undone. */
  stop(): void {
    for (const run of this.#runs.values()) run.abort();
    this.#engine.stop();
  }

  #publish(note: Note, layer: Parameters<Note['predict']>[0]): void {
    if (note.predict(layer)) this.#events.predicted(note);
  }

  /**
   * Models are loaded once. Those that cannot be used are not tried again at every keystroke, but after a change of
   * settings or a restart; those that the engine took down with it are.
   */
  #predictor(paths: readonly string[], layers: ModelLayers): Promise<LoadedModel> {
    const key = JSON.stringify([paths, layers]);
    let predictor = this.#predictors.get(key);
    if (predictor === undefined) {
      predictor = this.#load(paths, layers);
      this.#predictors.set(key, predictor);
      predictor.then(
        ({ failures }) => {
          if (failures.length > 0) this.#unusable.add(key);
        },
        (error: unknown) => {
          if (isEngineDown(error)) this.#predictors.delete(key);
          else this.#unusable.add(key);
        },
      );
    }
    return predictor;
  }

  /** Of several models those that can be used, and why the others cannot. */
  async #load(paths: readonly string[], layers: ModelLayers): Promise<LoadedModel> {
    this.#events.status({ state: 'starting', detail: 'Loading the entity model' });
    const usable: EntityPredictor[] = [];
    const failures: EngineError[] = [];
    for (const predictor of entityPredictors(this.#engine, paths, this.#installation.entityModel)) {
      try {
        await this.#events.loading('Goldspan: loading the entity model', () => predictor.model());
        usable.push(predictor);
      } catch (error) {
        if (!(error instanceof EngineError) || isEngineDown(error)) throw error;
        this.#events.log(error.message);
        failures.push(error);
      }
    }
    if (usable.length === 0) throw failures[0];
    const predictor = together(usable, layers);
    const model = await predictor.model();
    this.#modelName = `${model.name}: ${model.types.join(', ')}`;
    this.#events.log(`model ${model.name} loaded from ${paths.join(', ') || this.#installation.entityModel}`);
    return { predictor, model, failures: failures.map(({ message }) => message) };
  }

  #failed(note: Note, error: unknown): void {
    // What people annotated shows whatever becomes of the suggestions.
    this.#events.predicted(note);
    if (isEngineDown(error)) {
      // A run that was lost with the engine is started again when the engine is back.
      this.#waiting.add(note);
      return;
    }
    const detail = error instanceof Error ? error.message : String(error);
    this.#events.log(detail);
    this.#events.status({ state: 'failed', detail });
  }

  #engineChanged(state: EngineState): void {
    if (state.kind === 'running') {
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const note of waiting) void this.run(note);
    } else if (state.kind === 'restarting' || state.kind === 'failed') {
      this.#events.log(state.reason);
      const next =
        state.kind === 'restarting'
          ? 'it starts again in a moment'
          : 'use Goldspan: Restart Server and Models';
      this.#events.status({ state: 'failed', detail: `${state.reason}; ${next}.` });
    }
  }

  #setBusy(change: number): void {
    this.#busy += change;
    if (this.#busy > 0 && change > 0 && this.#modelName) {
      this.#events.status({ state: 'busy', detail: this.#modelName });
    }
  }
}

function isEngineDown(error: unknown): boolean {
  return error instanceof EngineError && error.code.startsWith('engine/');
}
