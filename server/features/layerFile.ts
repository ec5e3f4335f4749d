/**
 * A layer of annotations that lives in a brat standoff file while its text is being edited. The file's offsets refer to
 * a base text; edits since then move the entities here, and {@link LayerFile.settled} writes the moved offsets.
 */
import { type Annotations, type Entity, wordsAt } from '../annotation/document.ts';
import { applyEdits } from '../annotation/edits.ts';
import { type LostEntity, moveEntities } from '../annotation/movement.ts';
import type { TextEdit } from '../annotation/problems.ts';
import { moving } from '../formats/brat/editing.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';

export class LayerFile {
  /** The file's content; undefined where there is no file. */
  readonly content: string | undefined;
  /** The file as read against the base text. */
  readonly file: StandoffFile;
  #entities: readonly Entity[];
  #lost: readonly LostEntity[] = [];
  #text: string;
  #isMoved = false;

  constructor(content: string | undefined, base: string) {
    this.content = content;
    this.file = parseStandoff(content ?? '', base);
    this.#text = base;
    this.#entities = this.file.annotations.entities;
  }

  /** The annotations over the text as it is now. */
  get annotations(): Annotations {
    return { ...this.file.annotations, entities: this.#entities };
  }

  /** Entities of the file that have no text left; the file keeps them at their offsets in the base text. */
  get lost(): readonly LostEntity[] {
    return this.#lost;
  }

  /**
   * Moves the entities along. Where an entity's words agreed with its offsets they go on doing so; where they did not,
   * the stored words are kept, so that the disagreement stays visible.
   * @param edits each in offsets of the text that the one before left.
   * @param text the text after them.
   */
  move(edits: readonly TextEdit[], text: string): void {
    const { moved, touched, lost } = moveEntities(this.#entities, edits);
    const gone = new Set(lost.map(({ entity }) => entity.id));
    this.#entities = this.#entities.flatMap((entity) => {
      if (gone.has(entity.id)) return [];
      const fragments = moved.get(entity.id) ?? entity.fragments;
      if (fragments === entity.fragments && !touched.has(entity.id)) return [entity];
      const agreed = entity.words === wordsAt(this.#text, entity.fragments);
      return [{ ...entity, fragments, words: agreed ? wordsAt(text, fragments) : entity.words }];
    });
    this.#lost = [...this.#lost, ...lost];
    this.#text = text;
    this.#isMoved = true;
  }

  /** The file's content with the offsets and words of the text as it is now; everything else byte for byte. */
  settled(): string | undefined {
    if (this.content === undefined || !this.#isMoved) return this.content;
    // All of them: where an edit keeps the length in one unit it may still shift what follows in another.
    const fragments = new Map(this.#entities.map((entity) => [entity.id, entity.fragments]));
    return applyEdits(this.content, moving(this.file, this.#text, fragments));
  }
}
