/** What the corpora of texts declare, for one text after another. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type AnnotationConfiguration, annotatableTypes } from '../formats/brat/annotationConfiguration.ts';
import { isPermittedEntity, lineageOf } from '../formats/brat/permittedTargets.ts';
import type { RelationScheme } from '../suggestion/relations/selection.ts';
import { readConfiguration } from './configuration.ts';
import { normalizersFor } from './normalizers.ts';
import { type Recording, recordAll, recordingOf } from './recording.ts';
import type { Source } from './sources.ts';

/** What a corpus declares of its annotations. */
export interface CorpusSchema {
  /** The types that may be annotated, in the order of `annotation.conf`; none where there is no such file. */
  readonly types: readonly string[];
  readonly recording: Recording;
  /** The types of relations, in the same order. */
  readonly relationTypes: readonly string[];
  readonly relationScheme: RelationScheme;
  /** The roles of head and tail of a relation type. */
  readonly rolesOf: (relationType: string) => readonly [string, string];
  /** The terminologies that its mentions are linked to, as `tools.conf` names them. */
  readonly normalizers: readonly string[];
}

const usualRoles = ['Arg1', 'Arg2'] as const;

export const nothingDeclared: CorpusSchema = {
  types: [],
  recording: recordAll,
  relationTypes: [],
  relationScheme: () => true,
  rolesOf: () => usualRoles,
  normalizers: [],
};

/** What an `annotation.conf` declares. @param normalizers of the `tools.conf` beside it. */
export function schemaOf(
  annotation: AnnotationConfiguration,
  normalizers: readonly string[] = [],
): CorpusSchema {
  return {
    normalizers,
    types: annotatableTypes(annotation).map(({ name }) => name),
    recording: recordingOf(annotation),
    relationTypes: [...new Set(annotation.relations.map(({ name }) => name))],
    relationScheme: relationSchemeOf(annotation),
    rolesOf: (type) => {
      const [head, tail] = annotation.relations.find(({ name }) => name === type)?.roles ?? [];
      return head === undefined || tail === undefined ? usualRoles : [head.role, tail.role];
    },
  };
}

/** Reads each configuration once. */
export class CorpusSchemas {
  readonly #byFolder = new Map<string, Promise<CorpusSchema>>();

  /**
   * What `annotation.conf` and `tools.conf` declare for a text with files beside it; nothing for files of other formats. Never rejects.
   * @param path what the source was found in. Where it is a folder, nothing above it counts.
   */
  async of({ paths }: Source, path: string): Promise<CorpusSchema> {
    if (paths === undefined) return nothingDeclared;
    const folder = dirname(paths.textPath);
    let schema = this.#byFolder.get(folder);
    if (schema === undefined) {
      schema = read(folder, path);
      this.#byFolder.set(folder, schema);
    }
    return schema;
  }
}

async function read(folder: string, path: string): Promise<CorpusSchema> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const root = isFolder ? resolve(path) : undefined;
  const { annotation } = await readConfiguration(folder, root);
  const normalizers = await normalizersFor(folder, root);
  return annotation === undefined ? { ...nothingDeclared, normalizers } : schemaOf(annotation, normalizers);
}

/** A relation may be defined more than once, with other types in its roles. */
function relationSchemeOf(configuration: AnnotationConfiguration): RelationScheme {
  const lineage = lineageOf(configuration);
  return (type, head, tail) =>
    configuration.relations
      .filter(({ name }) => name === type)
      .some(({ roles: [first, second] }) =>
        [
          [first, head],
          [second, tail],
        ].every(
          ([role, entityType]) =>
            typeof role === 'object' && isPermittedEntity(role.types, entityType as string, lineage),
        ),
      );
}
