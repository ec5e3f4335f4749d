/**
 * A layer of annotations that lives in a brat standoff file while its text is being edited. The file's offsets refer to
 * a base text; edits since then move the entities here, and {@link LayerFile.settled} writes the moved offsets.
 */
import { type Annotations, wordsAt } from '../annotation/document.ts';
import { applyEdits } from '../annotation/edits.ts';
import { type LostEntity, MovingEntities } from '../annotation/movingEntities.ts';
import type { TextEdit } from '../annotation/problems.ts';
import { moving } from '../formats/brat/editing.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';

export class LayerFile {
  /** The file's content; undefined where there is no file. */
  readonly content: string | undefined;
  /** The file as read against the base text. */
  readonly file: StandoffFile;
  readonly #base: string;
  /** Made before anything moves, so that the first edit costs no more than another. */
  #moving: MovingEntities;
  #isMoved = false;
  #text: string;
  /** Kept until the next edit. */
  #annotations: Annotations | undefined;

  constructor(content: string | undefined, base: string) {
    this.content = content;
    this.file = parseStandoff(content ?? '', base);
    this.#base = base;
    this.#text = base;
    this.#moving = new MovingEntities(this.file.annotations.entities);
  }

  /** The annotations over the text as it is now. The first time after an edit costs a step for each entity. */
  get annotations(): Annotations {
    this.#annotations ??= this.#isMoved
      ? { ...this.file.annotations, entities: this.#entities() }
      : this.file.annotations;
    return this.#annotations;
  }

  /** Entities of the file that have no text left; the file keeps them at their offsets in the base text. */
  get lost(): readonly LostEntity[] {
    return this.#moving.lost();
  }

  /**
   * Moves the entities along. Where an entity's words agreed with its offsets in the base text they go on doing so;
   * where they did not, the stored words are kept, so that the disagreement stays visible. Costs next to nothing for
   * entities that the edits do not meet.
   * @param edits each in offsets of the text that the one before left.
   * @param text the text after them.
   */
  move(edits: readonly TextEdit[], text: string): void {
    this.#moving.move(edits);
    this.#isMoved = true;
    this.#text = text;
    this.#annotations = undefined;
  }

  /** Puts every entity back where it was in the base text, which is the text again. */
  restore(): void {
    this.#moving = new MovingEntities(this.file.annotations.entities);
    this.#isMoved = false;
    this.#text = this.#base;
    this.#annotations = undefined;
  }

  /** The file's content with the offsets and words of the text as it is now; everything else byte for byte. */
  settled(): string | undefined {
    if (this.content === undefined || !this.#isMoved) return this.content;
    // All of them: where an edit keeps the length in one unit it may still shift what follows in another.
    const fragments = new Map(this.#moving.moved().map((moved) => [moved.entity.id, moved.fragments]));
    return applyEdits(this.content, moving(this.file, this.#text, fragments));
  }

  #entities(): Annotations['entities'] {
    return this.#moving.moved().map(({ entity, fragments, isTouched }) => {
      if (fragments === entity.fragments) return entity;
      const agreed = isTouched && entity.words === wordsAt(this.#base, entity.fragments);
      return { ...entity, fragments, words: agreed ? wordsAt(this.#text, fragments) : entity.words };
    });
  }
}
