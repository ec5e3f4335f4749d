/** What may be annotated in a note's corpus: the entity types, their labels, colours and keys. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../annotation/problems.ts';
import { type CorpusConfiguration, readConfiguration } from '../corpus/configuration.ts';
import { normalizersFor } from '../corpus/normalizers.ts';
import { type CorpusSchema, nothingDeclared, schemaOf } from '../corpus/schemas.ts';
import { annotatableTypes } from '../formats/brat/annotationConfiguration.ts';
import { overlapProblems } from '../formats/brat/overlapChecking.ts';
import { typeProblems } from '../formats/brat/typeChecking.ts';
import { labelOf } from '../formats/brat/visualConfiguration.ts';
import type { EntityTypeChoice } from '../protocol.ts';
import { type Palette, paletteOf } from './marks.ts';
import type { Note } from './note.ts';
import { isFileUri, type Notes } from './notes.ts';

/** The longest label that still stands well beside a mention. */
const shortLabel = 4;

export class Schemas {
  readonly #notes: Notes;
  readonly #byFolder = new Map<string, Promise<CorpusConfiguration>>();
  readonly #normalizers = new Map<string, Promise<readonly string[]>>();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /**
   * The types that a note may be annotated with, in the order of `annotation.conf`. Where there is none, anything may
   * be annotated: then these are the types that occur in the note and those that its model suggests.
   */
  async types(note: Note): Promise<EntityTypeChoice[]> {
    const configuration = await this.configuration(note.document.uri);
    const keys = new Map([...configuration.shortcuts].map(([key, type]) => [type, key]));
    return this.#typeNames(note, configuration).map((type) => {
      const key = keys.get(type);
      return { type, label: labelOf(configuration.visual, type), ...(key !== undefined && { key }) };
    });
  }

  /** What the note's `annotation.conf` declares. */
  async schema(note: Note): Promise<CorpusSchema> {
    const { annotation } = await this.configuration(note.document.uri);
    return annotation === undefined ? nothingDeclared : schemaOf(annotation);
  }

  async palette(note: Note): Promise<Palette> {
    const configuration = await this.configuration(note.document.uri);
    const labels = [...configuration.visual.labels].flatMap(([type, names]): [string, string][] => {
      const short = names.find((name) => name.length <= shortLabel);
      return short === undefined ? [] : [[type, short]];
    });
    const known = configuration.annotation ? this.#typeNames(note, configuration) : [];
    return paletteOf(known, new Map(labels));
  }

  /** Where a note's annotations are not what `annotation.conf` allows. */
  async problems(note: Note): Promise<Problem[]> {
    const { annotation } = await this.configuration(note.document.uri);
    if (annotation === undefined) return [];
    return [...typeProblems(note.gold.file, annotation), ...overlapProblems(note.gold.file, annotation)];
  }

  /** The configuration of the folder that a file is in; as it is on disk. */
  configuration(uri: string): Promise<CorpusConfiguration> {
    const folder = isFileUri(uri) ? dirname(fileURLToPath(uri)) : '';
    let configuration = this.#byFolder.get(folder);
    if (configuration === undefined) {
      configuration = readConfiguration(folder, this.#notes.rootOf(folder));
      this.#byFolder.set(folder, configuration);
    }
    return configuration;
  }

  /** The terminologies that a note's corpus is linked to, as its `tools.conf` names them. */
  normalizers({ document: { uri } }: Note): Promise<readonly string[]> {
    const folder = isFileUri(uri) ? dirname(fileURLToPath(uri)) : '';
    let normalizers = this.#normalizers.get(folder);
    if (normalizers === undefined) {
      normalizers = normalizersFor(folder, this.#notes.rootOf(folder));
      this.#normalizers.set(folder, normalizers);
    }
    return normalizers;
  }

  /** Reads the files again the next time, after they have changed. */
  forget(): void {
    this.#byFolder.clear();
    this.#normalizers.clear();
  }

  #typeNames(note: Note, { annotation }: CorpusConfiguration): string[] {
    if (annotation) return annotatableTypes(annotation).map(({ name }) => name);
    const occurring = [...note.gold.annotations.entities, ...(note.predicted?.entities ?? [])];
    return [...new Set(occurring.map(({ type }) => type))].sort();
  }
}
