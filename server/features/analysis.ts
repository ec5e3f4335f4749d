/**
 * Keeps the predicted layer of every note up to date. Work is coalesced, not delayed: a change starts a run at once and
 * stops the one before, which keeps what it has read so far.
 */
import { resolve } from 'node:path';
import { entityKey } from '../annotation/identity.ts';
import type { CorpusSchema } from '../corpus/schemas.ts';
import { AssertionSuggester } from '../inference/assertionSuggester.ts';
import { EngineError, EngineHost, type EngineState } from '../inference/engineHost.ts';
import {
  type EntityModel,
  type EntityPredictor,
  modelInTheBox,
  together,
} from '../inference/entityPredictor.ts';
import type { Installation } from '../inference/installation.ts';
import { type RelationSuggester, relationsTogether } from '../inference/relationSuggester.ts';
import { suggestersFor } from '../inference/suggesters.ts';
import type { StatusParams } from '../protocol.ts';
import type { ModelLayers } from '../suggestion/agreement.ts';
import { isWanted, relationWishes, selectedRelations } from '../suggestion/relations/selection.ts';
import { type ModelTypes, rulesFor, selected } from '../suggestion/selection.ts';
import type { Span } from '../text/positions.ts';
import type { Note } from './note.ts';
import { relationSource, suggestedRelations } from './relations.ts';
import { type DocumentSettings, type Settings, wishesOf } from './settings.ts';

/** The models that the settings of a note name. Each is loaded when it is needed, and once. */
interface Models {
  readonly predictor: EntityPredictor;
  readonly entityModel: EntityModel;
  /** Why others of the models that were asked for cannot be used. */
  readonly failures: readonly string[];
  /** These are loaded after the first suggestions are there; a broken one takes nothing else with it. */
  relations(): Promise<LoadedRelations>;
  assertions(): Promise<LoadedAssertions>;
}

interface LoadedRelations {
  readonly suggester: RelationSuggester;
  readonly types: ModelTypes;
  readonly failures: readonly string[];
}

interface LoadedAssertions {
  readonly suggester: AssertionSuggester;
  readonly failures: readonly string[];
}

/** What one run of a note goes on with after its entities are there. */
interface Work {
  readonly note: Note;
  readonly models: Models;
  readonly signal: AbortSignal;
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
  /** By the paths of the models. */
  readonly #models = new Map<string, Promise<Models>>();
  /** Which of them could not be used. */
  readonly #unusable = new Set<string>();
  readonly #runs = new Map<Note, AbortController>();
  readonly #visible = new Map<string, Span>();
  /** The keys of the entities of each note that models were last asked about. */
  readonly #asked = new WeakMap<Note, ReadonlySet<string>>();
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

  /** Whether entities were annotated that models have not been asked about; what is known of the others stays known. */
  isBehind(note: Note): boolean {
    const asked = this.#asked.get(note);
    if (asked === undefined) return false;
    return note.gold.annotations.entities.some((entity) => !asked.has(entityKey(entity)));
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
      const models = await this.#modelsAt(
        settings.models.map((path) => (path === modelInTheBox ? path : resolve(folder, path))),
        settings.modelLayers,
      );
      const schema = await this.#corpus.schema(note);
      const rules = rulesFor(wishesOf(settings), schema.types, models.entityModel);
      const failures = [...models.failures];
      const { version } = note.document;
      if (signal.aborted) return;
      const first = this.#visible.get(note.document.uri);
      const entities = await models.predictor.predict(note.text, {
        signal,
        ...(first && { first }),
        onFirst: (known) =>
          this.#publish(note, { version, complete: false, entities: selected(known, rules) }),
      });
      if (entities !== undefined) {
        this.#publish(note, { version, complete: true, entities: selected(entities, rules) });
        const present = [...note.gold.annotations.entities, ...note.suggested];
        this.#asked.set(note, new Set(present.map(entityKey)));
        const work = { note, models, signal };
        // Neither stands in the way of the other.
        const outcomes = await Promise.allSettled([this.#assert(work), this.#relate(work, settings, schema)]);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') throw outcome.reason;
          failures.push(...outcome.value);
        }
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

  /**
   * Asks models what a version of the text asserts of what is annotated and suggested.
   * @returns why models cannot be used.
   */
  async #assert({ note, models, signal }: Work): Promise<readonly string[]> {
    if (signal.aborted) return [];
    const { version } = note.document;
    const entities = [...note.gold.annotations.entities, ...note.suggested];
    const { suggester, failures } = await models.assertions();
    const answers = await suggester.answers(note.text, entities, {
      signal,
      onSkipped: (count, model) => this.#skipped(count, 'findings', model),
    });
    if (answers === undefined || (answers.size === 0 && !note.hasAnswers)) return failures;
    if (note.assert({ version, answers })) this.#events.predicted(note);
    return failures;
  }

  /**
   * Looks for relations between what is annotated and suggested in a version of the text.
   * @returns why models cannot be used.
   */
  async #relate(
    { note, models, signal }: Work,
    settings: DocumentSettings,
    schema: CorpusSchema,
  ): Promise<readonly string[]> {
    if (!settings.relations || signal.aborted) return [];
    const { version } = note.document;
    const source = relationSource(note.gold.annotations, note.suggested);
    const { suggester, types, failures } = await models.relations();
    const wishes = relationWishes(wishesOf(settings), types.types);
    const rules = rulesFor(wishes, schema.relationTypes, types);
    const relations = await suggester.predict(note.text, source, {
      signal,
      wanted: (type) => isWanted(type, rules),
      onSkipped: (count, model) => this.#skipped(count, 'pairs', model),
    });
    if (relations === undefined) return failures;
    const wanted = selectedRelations(relations, source.entities, rules, schema.relationScheme);
    if (note.relate({ version, relations: suggestedRelations(wanted, source) })) this.#events.predicted(note);
    return failures;
  }

  #skipped(count: number, what: string, model: string): void {
    this.#events.log(
      `${model} was not asked about some ${what} (${count}): what must be read of the text is longer than the model takes`,
    );
  }

  forget(note: Note): void {
    this.#runs.get(note)?.abort();
    this.#runs.delete(note);
    this.#visible.delete(note.document.uri);
  }

  /** Lets models that could not be used be tried again. What the others have read stays known. */
  forgetFailures(): void {
    for (const key of this.#unusable) this.#models.delete(key);
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
  #modelsAt(paths: readonly string[], layers: ModelLayers): Promise<Models> {
    const key = JSON.stringify([paths, layers]);
    let models = this.#models.get(key);
    if (models === undefined) {
      models = this.#load(paths, layers, key);
      this.#models.set(key, models);
      models.catch((error: unknown) => {
        if (isEngineDown(error)) this.#models.delete(key);
        else this.#unusable.add(key);
      });
    }
    return models;
  }

  async #load(paths: readonly string[], layers: ModelLayers, key: string): Promise<Models> {
    this.#events.status({ state: 'starting', detail: 'Loading the entity model' });
    const suggesters = await suggestersFor(this.#engine, paths, this.#installation);
    const entities = await this.#usable(key, suggesters.entities, (predictor) =>
      this.#events.loading('Goldspan: loading the entity model', () => predictor.model()),
    );
    if (entities.usable.length === 0) throw entities.failures[0];
    const predictor = together(entities.usable, layers);
    const entityModel = await predictor.model();
    this.#modelName = `${entityModel.name}: ${entityModel.types.join(', ')}`;
    this.#events.log(
      `model ${entityModel.name} loaded from ${paths.join(', ') || this.#installation.entityModel}`,
    );
    return {
      predictor,
      entityModel,
      failures: messagesOf(entities.failures),
      relations: once(async () => {
        const all = suggesters.relations;
        const { usable, failures } = await this.#usable(key, all, (each) => each.types());
        const suggester = relationsTogether(usable);
        return { suggester, types: await suggester.types(), failures: messagesOf(failures) };
      }),
      assertions: once(async () => {
        const all = suggesters.assertions;
        const { usable, failures } = await this.#usable(key, all, (each) => each.load());
        return { suggester: new AssertionSuggester(usable), failures: messagesOf(failures) };
      }),
    };
  }

  /** Those of several models at a key that can be used, and why the others cannot. @throws EngineError where the engine is down. */
  async #usable<Kind>(
    key: string,
    all: readonly Kind[],
    load: (one: Kind) => Promise<unknown>,
  ): Promise<{ usable: Kind[]; failures: EngineError[] }> {
    const usable: Kind[] = [];
    const failures: EngineError[] = [];
    for (const one of all) {
      try {
        await load(one);
        usable.push(one);
      } catch (error) {
        if (!(error instanceof EngineError) || isEngineDown(error)) throw error;
        this.#events.log(error.message);
        this.#unusable.add(key);
        failures.push(error);
      }
    }
    return { usable, failures };
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

/** Loads once; a failure is forgotten, so that what the engine took down with it can be loaded again. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  return () => {
    if (loaded === undefined) {
      loaded = load();
      loaded.catch(() => {
        loaded = undefined;
      });
    }
    return loaded;
  };
}

function messagesOf(failures: readonly EngineError[]): string[] {
  return failures.map(({ message }) => message);
}

function isEngineDown(error: unknown): boolean {
  return error instanceof EngineError && error.code.startsWith('engine/');
}
