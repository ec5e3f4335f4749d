/** What may be annotated in a note's corpus: the entity types, their labels, colours and keys. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../corpus/configuration.ts';
import type { EntityTypeChoice } from '../protocol.ts';
import { type Palette, paletteOf } from './marks.ts';
import type { Note } from './note.ts';
import { isFileUri } from './notes.ts';

export class Schemas {
  readonly #cache = new Map<string, Promise<Schema>>();
}
