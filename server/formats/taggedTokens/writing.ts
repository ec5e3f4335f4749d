/** What writers of tagged tokens share: tags for a document, and what they do not say of it. */
import { type AnnotatedDocument, type PredictedEntity, wordsAt } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import { lossKinds } from '../../annotation/tagging/losses.ts';
import { type TaggedDocument, tagDocument } from '../../annotation/tagging/tagging.ts';
import { entitiesOfTags } from '../../annotation/tagging/tagReading.ts';
import { joinedFragments } from '../../annotation/words.ts';
import { OffsetConverter, type Span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { metadataLosses, structureLosses } from '../losses.ts';
import { sentenceSpans } from './reading.ts';

/** The writing of one document as tagged tokens. */
export class TagWriting {
  readonly losses: Loss[] = [];
  /**
   * Tagged as `goldspan export` does without options: IOB2, the longest of overlapping mentions, discontinuous ones
   * from their first token to their last, cut tokens taken in. The document's own tokens and sentences are kept where a
   * line of tokens can hold them.
   */
  readonly tagged: TaggedDocument;
  readonly #format: string;
  readonly #document: AnnotatedDocument;

  /**
   * Tags a document and lists what the tags do not say of its annotations and tokens; what the format keeps of its id,
   * sentences, white space and metadata is for the format to say.
   * @param format begins the codes of losses.
   */
  constructor(format: string, document: AnnotatedDocument) {
    this.#format = format;
    this.#document = document;
    const tokens = writableTokens(document);
    this.tagged = tagDocument(document, {
      scheme: 'bio',
      overlap: 'longest',
      discontinuous: 'hull',
      misaligned: 'expand',
      ...(tokens !== undefined && { tokens }),
      ...(document.sentences !== undefined && { sentences: document.sentences }),
    });
    const changed = this.#loseChanges();
    this.#loseEntityDetails(changed);
    this.#loseIds(changed);
    const { annotations, passages = [] } = document;
    for (const { id, type, arguments: all } of annotations.relations) {
      this.lose('relation-dropped', id, `${type} of ${all.map(({ target }) => target).join(', ')}`);
    }
    for (const { id, target, system, identifier } of annotations.normalisations) {
      this.lose('concept-dropped', id, `${system}:${identifier} of ${target}`);
    }
    this.losses.push(...structureLosses(format, annotations));
    if (passages.length > 0) {
      this.lose('passages-dropped', undefined, `the boundaries of ${passages.length} passages`);
    }
    const written = this.tagged.sentences.flatMap((sentence) => sentence.tokens);
    this.#loseBoundaries('tokens', written);
  }

  lose(code: string, id: string | undefined, message: string): void {
    this.losses.push({ code: `${this.#format}/${code}`, ...(id !== undefined && { id }), message });
  }

  /** Lists the document's sentences where those that are written differ. */
  loseSentences(): void {
    this.#loseBoundaries('sentences', sentenceSpans(this.tagged.sentences.map(({ tokens }) => tokens)));
  }

  /** Lists mentions that are not written as they are; gives their ids. */
  #loseChanges(): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const { kind, entity, written } of this.tagged.losses) {
      // That words are not written is listed for all entities together.
      if (kind === 'words-differ') continue;
      const { effect, meaning } = lossKinds[kind];
      if (effect !== 'layout') changed.add(entity.id);
      const instead = effect === 'altered' ? `: ${shown(wordsAt(this.tagged.text, written))}` : '';
      this.lose(kind, entity.id, `${entity.id}, ${entity.type} ${shown(entity.words)}: ${meaning}${instead}`);
    }
    return changed;
  }

  #loseEntityDetails(changed: ReadonlySet<string>): void {
    const { text, annotations } = this.#document;
    for (const entity of annotations.entities) {
      const { id, fragments, words, metadata } = entity;
      if ('score' in entity) {
        const { score, model } = entity as PredictedEntity;
        this.lose('score-dropped', id, `the score ${score} of ${id} by ${model}`);
      }
      this.losses.push(...metadataLosses(this.#format, metadata, new Set(), { id, name: id }));
      if (changed.has(id)) continue;
      if (joinedFragments(text, fragments).length < fragments.length) {
        this.lose('fragments-joined', id, `the boundaries inside ${id}, ${shown(words)}, at white space`);
      } else if (words !== wordsAt(text, fragments)) {
        this.lose('words-dropped', id, `the words ${shown(words)} of ${id}, which differ from the text`);
      }
    }
  }

  /** Readers number entities in the order of the text, so that only ids given in the same way come back. */
  #loseIds(changed: ReadonlySet<string>): void {
    const { text, annotations } = this.#document;
    const read = new Map(
      entitiesOfTags(text, this.tagged.sentences).map((entity) => [entityKey(entity), entity.id]),
    );
    const renumbered = annotations.entities.filter(({ id, type, fragments }) => {
      if (changed.has(id)) return false;
      return read.get(entityKey({ type, fragments: joinedFragments(text, fragments) })) !== id;
    });
    if (renumbered.length === 0) return;
    const ids = renumbered.map(({ id }) => id);
    const message = `the ids of ${ids.length} entities, ${firstOf(ids)}; readers number them in the order of the text`;
    this.lose('ids-dropped', undefined, message);
  }

  #loseBoundaries(part: 'tokens' | 'sentences', written: readonly Span[]): void {
    const own = this.#document[part];
    if (own === undefined || sameSpans(own, written)) return;
    const message = `the boundaries of ${own.length} ${part}; ${written.length} with other boundaries are written`;
    this.lose(`${part}-changed`, undefined, message);
  }
}

function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ start, end }, index) => start === b[index]?.start && end === b[index]?.end)
  );
}

/**
 * The document's own tokens; undefined where there are none, or where a line cannot hold one of them or the text is more
 * than they and white space.
 */
function writableTokens({ text, tokens }: AnnotatedDocument): readonly Span[] | undefined {
  if (tokens === undefined) return undefined;
  const offsets = new OffsetConverter(text);
  let reached = 0;
  for (const { start, end } of tokens) {
    const isInside = offsets.toCodePoint(start) !== undefined && offsets.toCodePoint(end) !== undefined;
    if (!isInside || start < reached || end <= start) return undefined;
    if (hasVisible(text.slice(reached, start))) return undefined;
    const words = text.slice(start, end);
    if (/[\s\p{Cc}]/u.test(words) || words === '-DOCSTART-') return undefined;
    reached = end;
  }
  return hasVisible(text.slice(reached)) ? undefined : tokens;
}

function hasVisible(text: string): boolean {
  return /[^\s\p{Cc}]/u.test(text);
}

function firstOf(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(', ')}, …` : ids.join(', ');
}

/** Words in a message, without line breaks and not too many. */
function shown(words: string): string {
  const quoted = JSON.stringify(words);
  return quoted.length > 80 ? `${quoted.slice(0, 79)}…` : quoted;
}
