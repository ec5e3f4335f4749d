/** Where the programs and models of this installation are. Every program is a bundle in `dist/`, beside `models/`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Installation {
  readonly engineScript: string;
  /** The folder of the entity model in the box. */
  readonly entityModel: string;
  /** The folders of the relation models in the box, which know different relations. */
  readonly relationModels: readonly string[];
  /** The folder of the encoder of names in the box. */
  readonly nameEncoder: string;
  /** The index of concepts in the box. */
  readonly terminology: string;
}

/** @param program the URL of the running bundle. */
export function installationOf(program: string): Installation {
  const dist = dirname(fileURLToPath(program));
  const models = join(dist, '..', 'models');
  return {
    engineScript: join(dist, 'engine.cjs'),
    entityModel: join(models, 'entities'),
    relationModels: ['relations', 'chemical-protein'].map((name) => join(models, name)),
    nameEncoder: join(models, 'concepts'),
    terminology: join(models, 'terminology', 'concepts.index'),
  };
}
