/** The user's settings, per document. Never global: folders of one workspace may differ. */
import type { Connection } from 'vscode-languageserver';
import { type ExecutionProvider, executionProviders } from '../inference/messages.ts';
import { type ModelLayers, modelLayers } from '../suggestion/agreement.ts';
import type { Wishes } from '../suggestion/selection.ts';

export interface DocumentSettings {
  readonly enable: 'corpus' | 'always' | 'never';
  readonly suggestions: boolean;
  /** Model folders and dictionaries that suggest entities, from the folder of the corpus; none for the model in the box. */
  readonly models: readonly string[];
  /** What becomes of the suggestions of several models. */
  readonly modelLayers: ModelLayers;
  /** What models run on. */
  readonly executionProvider: ExecutionProvider;
  /** Types to suggest, by their names in the corpus; empty to leave it to corpus and model, `*` for all. */
  readonly types: readonly string[];
  readonly relations: boolean;
  /** What the corpus calls types of the model. */
  readonly typeNames: Readonly<Record<string, string>>;
  /** The lowest confidence to suggest, by the corpus's names; `*` speaks of all others. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** What stands behind each mention: a short label of its type, the whole type, or nothing. */
  readonly labels: 'short' | 'full' | 'none';
  /** Whether concepts are shown, and whether accepting a suggestion writes its concept, too. */
  readonly concepts: 'off' | 'show' | 'accept';
  /** An index of concepts, from the folder of the corpus; empty for the one in the box. */
  readonly terminology: string;
  /** The folder of the encoder of its vectors, from the folder of the corpus; empty for the one in the box. */
  readonly conceptEncoder: string;
  /** The folder of the cross-encoder that re-ranks candidates, from the folder of the corpus; empty for none. */
  readonly conceptReranker: string;
  /** Systems whose identifiers are written where a concept has one, the first before all. */
  readonly conceptSystems: readonly string[];
  /** Whether the identifier of its concept stands behind each mention. */
  readonly conceptHints: boolean;
}

const defaults: DocumentSettings = {
  enable: 'corpus',
  suggestions: true,
  models: [],
  modelLayers: 'merged',
  executionProvider: 'cpu',
  types: [],
  relations: true,
  typeNames: {},
  thresholds: {},
  labels: 'short',
  concepts: 'show',
  terminology: '',
  conceptEncoder: '',
  conceptReranker: '',
  conceptSystems: [],
  conceptHints: false,
};

export class Settings {
  readonly #connection: Connection;
  readonly #cache = new Map<string, Promise<DocumentSettings>>();
  /** For clients that cannot be asked: what they sent when they started. */
  #fallback: DocumentSettings = defaults;
  #canAsk = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialise(canAsk: boolean, options: unknown): void {
    this.#canAsk = canAsk;
    this.#fallback = merged(options);
  }

  of(uri: string): Promise<DocumentSettings> {
    if (!this.#canAsk) return Promise.resolve(this.#fallback);
    let settings = this.#cache.get(uri);
    if (settings === undefined) {
      settings = this.#connection.workspace
        .getConfiguration({ scopeUri: uri, section: 'goldspan' })
        .then(merged, () => this.#fallback);
      this.#cache.set(uri, settings);
    }
    return settings;
  }

  changed(settings: unknown): void {
    this.#cache.clear();
    if (!this.#canAsk) this.#fallback = merged(settings);
  }

  forget(uri: string): void {
    this.#cache.delete(uri);
  }
}

/** What the settings ask of suggestions. */
export function wishesOf({ types, typeNames, thresholds }: DocumentSettings): Wishes {
  const numbers = Object.entries(thresholds).filter(([, threshold]) => typeof threshold === 'number');
  const names = Object.entries(typeNames).filter(([, name]) => typeof name === 'string' && name !== '');
  return { types, names: new Map(names), thresholds: new Map(numbers) };
}

function merged(settings: unknown): DocumentSettings {
  const given =
    typeof settings === 'object' && settings !== null ? (settings as Partial<DocumentSettings>) : {};
  return {
    enable: given.enable ?? defaults.enable,
    suggestions: given.suggestions ?? defaults.suggestions,
    models: stringsOf(given.models) ?? defaults.models,
    modelLayers: modelLayers.find((each) => each === given.modelLayers) ?? defaults.modelLayers,
    executionProvider:
      executionProviders.find((each) => each === given.executionProvider) ?? defaults.executionProvider,
    types: stringsOf(given.types) ?? defaults.types,
    relations: given.relations ?? defaults.relations,
    typeNames: given.typeNames ?? defaults.typeNames,
    thresholds: given.thresholds ?? defaults.thresholds,
    labels: given.labels ?? defaults.labels,
    concepts: given.concepts ?? defaults.concepts,
    terminology: typeof given.terminology === 'string' ? given.terminology : defaults.terminology,
    conceptEncoder: typeof given.conceptEncoder === 'string' ? given.conceptEncoder : defaults.conceptEncoder,
    conceptReranker:
      typeof given.conceptReranker === 'string' ? given.conceptReranker : defaults.conceptReranker,
    conceptSystems: stringsOf(given.conceptSystems) ?? defaults.conceptSystems,
    conceptHints: given.conceptHints ?? defaults.conceptHints,
  };
}

/** A list of strings; undefined where a person gave something else. */
function stringsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
