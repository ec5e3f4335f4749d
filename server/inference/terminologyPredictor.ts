/** Entities that a terminology finds in a text: an index of concepts takes the place of a model. */
import { basename, extname } from 'node:path';
import type { PredictedEntity } from '../annotation/document.ts';
import { withoutHeadings } from '../suggestion/headings.ts';
import type { SemanticGroup } from '../terminology/concept.ts';
import { UnusableFile } from '../terminology/index/header.ts';
import { openIndex } from '../terminology/index/opening.ts';
import type { TerminologyIndex } from '../terminology/index/terminologyIndex.ts';
import { typeOfGroup } from '../terminology/linking/typeGroups.ts';
import { namesIn } from '../terminology/search/namesInText.ts';
import { EngineError } from './engineHost.ts';
import type { EntityModel, EntityPredictor } from './entityPredictor.ts';

/** Names of other groups are not looked for: they are words of every text. */
const groups = Object.keys(typeOfGroup) as SemanticGroup[];

export class TerminologyPredictor implements EntityPredictor {
  readonly #file: string;
  #index: TerminologyIndex | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  get #name(): string {
    return basename(this.#file, extname(this.#file));
  }

  async model(): Promise<EntityModel> {
    this.#open();
    return { name: this.#name, types: Object.values(typeOfGroup).sort(), optionalTypes: [] };
  }

  async predict(text: string): Promise<PredictedEntity[]> {
    const found = namesIn(text, this.#open(), groups).flatMap((name) =>
      name.groups.map((group) => ({ type: typeOfGroup[group] as string, span: name.span })),
    );
    const entities = found.map(
      ({ type, span: { start, end } }): PredictedEntity => ({
        ...{ id: '', type, fragments: [{ start, end }], words: text.slice(start, end) },
        ...{ score: 1, model: this.#name },
      }),
    );
    return withoutHeadings(text, entities).map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
  }

  /** @throws EngineError where the file is no index that can be used. */
  #open(): TerminologyIndex {
    try {
      this.#index ??= openIndex(this.#file);
      return this.#index;
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      throw new EngineError({ code: 'model/invalid-terminology', message: error.message });
    }
  }
}
