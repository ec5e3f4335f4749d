/** Entities that a dictionary finds in a text: a file of names takes the place of a model. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { PredictedEntity } from '../annotation/document.ts';
import { Dictionary } from '../suggestion/dictionary/dictionary.ts';
import { readDictionaryTable } from '../suggestion/dictionary/dictionaryTable.ts';
import { EngineError } from './engineHost.ts';
import type { EntityModel, EntityPredictor } from './entityPredictor.ts';

/** Problems of a file that are listed; it may have as many as lines. */
const listed = 5;

export class DictionaryPredictor implements EntityPredictor {
  readonly #file: string;
  #loaded: Promise<Dictionary> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  get #name(): string {
    return basename(this.#file, extname(this.#file));
  }

  async model(): Promise<EntityModel> {
    this.#loaded ??= load(this.#file);
    const { types } = await this.#loaded;
    return { name: this.#name, types, optionalTypes: [] };
  }

  async predict(text: string): Promise<PredictedEntity[]> {
    this.#loaded ??= load(this.#file);
    const dictionary = await this.#loaded;
    return dictionary.mentions(text).map(({ span: { start, end }, type, score }, index) => ({
      id: `T${index + 1}`,
      type,
      fragments: [{ start, end }],
      words: text.slice(start, end),
      score,
      model: this.#name,
    }));
  }
}

async function load(file: string): Promise<Dictionary> {
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError({
      code: 'model/missing-file',
      message: `${file}: the dictionary cannot be read (${reason}). It is UTF-8 text.`,
    });
  }
  const { entries, problems } = readDictionaryTable(content);
  if (problems.length > 0) {
    const places = problems.slice(0, listed).map(({ line, message }) => `${file}:${line}: ${message}`);
    const more = problems.length > listed ? `; ${problems.length - listed} more lines like these` : '';
    throw new EngineError({
      code: 'model/invalid-dictionary',
      message: `${places.join('; ')}${more}. Every line is a name, a tab and a type.`,
    });
  }
  if (entries.length === 0) {
    throw new EngineError({
      code: 'model/invalid-dictionary',
      message: `${file}: there is no name in it. Every line is a name, a tab and a type.`,
    });
  }
  return new Dictionary(entries);
}
