/** Writing PubTator. */
import type { AnnotatedDocument, Entity, Normalisation, Relation } from '../../annotation/document.ts';
import { verifySpans } from '../../annotation/verification.ts';
import { compareWords } from '../../annotation/words.ts';
import { OffsetConverter, type Span } from '../../text/positions.ts';
import { ConceptMentions } from '../conceptRelations.ts';
import { conceptCell, parseConcepts, sameConcepts, spellConcept } from '../concepts.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { metadataLosses, structureLosses, wordsLosses } from '../losses.ts';
import { isMentionRow } from './rows.ts';

export class PubtatorWriter implements FormatWriter {
  begin(): string {
    return '';
  }

  /** The lines of a document and the blank line after it; lines end in a line feed. */
  document(document: AnnotatedDocument): { content: string; losses: Loss[] } {
    return new DocumentWriting(document).result();
  }

  end(): string {
    return '';
  }
}

class DocumentWriting {
  readonly #document: AnnotatedDocument;
  readonly #id: string;
  readonly #offsets: OffsetConverter;
  readonly #losses: Loss[] = [];
  /** The text as it will be read, as long as the document's. */
  #written = '';
  readonly #concepts = new Map<string, Normalisation[]>();

  constructor(document: AnnotatedDocument) {
    this.#document = document;
    this.#id = document.id.replace(/[|\t\r\n\uFEFF]/g, '_').trim() || '-';
    this.#offsets = new OffsetConverter(document.text);
    const entities = new Set(document.annotations.entities.map(({ id }) => id));
    for (const normalisation of document.annotations.normalisations) {
      const { id, target, name } = normalisation;
      if (!entities.has(target)) {
        this.#lose('concept-dropped', `${spellConcept(normalisation)} of ${target}, which is no mention`, id);
        continue;
      }
      this.#concepts.set(target, [...(this.#concepts.get(target) ?? []), normalisation]);
      if (name !== undefined)
        this.#lose('concept-name-dropped', `name ${JSON.stringify(name)} of ${target}`, id);
    }
  }

  result(): { content: string; losses: Loss[] } {
    const { id, annotations, sentences, tokens, metadata } = this.#document;
    if (this.#id !== id) this.#lose('document-id-changed', `${JSON.stringify(id)} is written as ${this.#id}`);
    const lines = this.#text();
    const { mentions, places } = this.#mentions();
    lines.push(...mentions);
    lines.push(...this.#relations(places));
    this.#losses.push(...structureLosses('pubtator', annotations));
    this.#losses.push(...metadataLosses('pubtator', metadata, none, { id, name: 'the document' }));
    if (sentences?.length) this.#lose('sentences-dropped', `${sentences.length} sentence boundaries`);
    if (tokens?.length) this.#lose('tokens-dropped', `${tokens.length} tokens`);
    return { content: `${lines.join('\n')}\n\n`, losses: this.#losses };
  }

  #lose(code: string, message: string, id?: string): void {
    this.#losses.push({ code: `pubtator/${code}`, ...(id !== undefined && { id }), message });
  }

  /** The title and the abstract. Every character stays one character, so that offsets hold. */
  #text(): string[] {
    const { text, passages = [] } = this.#document;
    const cut = this.#titleEnd();
    const title = lineOf(cut === undefined ? text : text.slice(0, cut));
    const abstract = cut === undefined ? undefined : lineOf(text.slice(cut + 1));
    const written = abstract === undefined ? title : `${title}\n${abstract}`;
    this.#written = written;
    const replaced = written.split('').filter((unit, index) => unit !== text[index]).length;
    if (replaced > 0) {
      this.#lose(
        'line-breaks-replaced',
        `${replaced} line breaks or other white space of the text, by spaces or a line feed`,
      );
    }
    const expected: readonly Span[] = spansOfParts(title, abstract);
    const same =
      passages.length === expected.length &&
      passages.every(
        ({ span }, index) => span.start === expected[index]?.start && span.end === expected[index]?.end,
      );
    if (passages.length > 0 && !same) {
      this.#lose('passages-dropped', `${passages.length} passages, which become ${expected.length}`);
    }
    for (const [index, { metadata }] of passages.entries()) {
      const kept = same && metadata['type'] === partTypes[index] ? typeOnly : none;
      this.#losses.push(...metadataLosses('pubtator', metadata, kept, { name: `passage ${index + 1}` }));
    }
    const lines = [`${this.#id}|t|${title}`];
    if (abstract !== undefined) lines.push(`${this.#id}|a|${abstract}`);
    return lines;
  }

  /** Where the title ends: after the first of two passages, or else at the first line feed. */
  #titleEnd(): number | undefined {
    const { text, passages } = this.#document;
    const [first, second] = passages ?? [];
    if (first?.span.start === 0 && second?.span.start === first.span.end + 1) {
      if (/\s/.test(text.charAt(first.span.end))) return first.span.end;
    }
    const feed = text.indexOf('\n');
    return feed < 0 ? undefined : feed;
  }

  #mentions(): { mentions: string[]; places: Map<string, string> } {
    const { text, annotations } = this.#document;
    const broken = new Map(
      verifySpans(text, annotations.entities)
        .filter(({ fault }) => unwritable.has(fault))
        .map(({ entity, message }) => [entity, message]),
    );
    const mentions: string[] = [];
    const places = new Map<string, string>();
    let renamed = 0;
    for (const entity of annotations.entities) {
      const message = broken.get(entity);
      if (message !== undefined) {
        this.#lose('span-unwritable', message, entity.id);
        continue;
      }
      const place = `T${mentions.length + 1}`;
      if (place !== entity.id) renamed += 1;
      if (!places.has(entity.id)) places.set(entity.id, place);
      mentions.push(...this.#rows(entity));
    }
    if (renamed > 0)
      this.#lose('ids-dropped', `the ids of ${renamed} mentions, which PubTator does not have`);
    return { mentions, places };
  }

  #rows(entity: Entity): string[] {
    const { id, metadata = {} } = entity;
    const { text } = this.#document;
    const concepts = this.#concepts.get(id) ?? [];
    const raw = metadata['identifier'];
    const cell = flat(conceptCell(concepts, raw));
    if (!sameConcepts(parseConcepts(cell), concepts)) {
      this.#lose(
        'concept-changed',
        `${concepts.map(spellConcept).join(', ')} of ${id}, which is read as ${cell}`,
        id,
      );
    }
    const mentions = metadata['mentions'];
    const type = flat(entity.type);
    if (type !== entity.type)
      this.#lose('type-changed', `type ${JSON.stringify(entity.type)} is written as ${type}`, id);
    const hasCell = concepts.length > 0 || mentions !== undefined || cell === raw;
    const tail = [type, ...(hasCell ? [cell] : []), ...(mentions === undefined ? [] : [lineOf(mentions)])];
    if (entity.fragments.length > 1) {
      this.#lose(
        'fragments-divided',
        `${id} has ${entity.fragments.length} fragments, written as mentions of their own`,
        id,
      );
    } else this.#losses.push(...wordsLosses('pubtator', text, entity));
    if ('score' in entity) this.#lose('score-dropped', `score ${entity.score} of ${id}`, id);
    this.#losses.push(
      ...metadataLosses('pubtator', metadata, cell === raw ? keptOfMention : mentionsOnly, { id, name: id }),
    );
    const stored =
      entity.fragments.length === 1 && compareWords(text, entity.fragments, entity.words) === 'different'
        ? entity.words
        : undefined;
    return entity.fragments.map(({ start, end }) =>
      [
        this.#id,
        this.#offsets.toCodePoint(start),
        this.#offsets.toCodePoint(end),
        flat(stored ?? this.#written.slice(start, end)),
        ...tail,
      ].join('\t'),
    );
  }

  #relations(places: ReadonlyMap<string, string>): string[] {
    const { annotations } = this.#document;
    const written = { ...annotations, entities: annotations.entities.filter(({ id }) => places.has(id)) };
    const mentions = new ConceptMentions(written);
    const rows: string[] = [];
    const between = new Set<string>();
    let renamed = 0;
    for (const relation of annotations.relations) {
      const { id, metadata = {} } = relation;
      const byConcept = mentions.isConceptRelation(relation);
      const row = byConcept ? conceptRow(this.#id, relation) : this.#mentionRow(relation);
      if (row === undefined) continue;
      if (isMentionRow(row.split('\t'))) {
        this.#lose('relation-dropped', `${relation.type}, which would be read as a mention`, id);
        continue;
      }
      if (!byConcept) {
        if (between.has(row)) {
          this.#lose('relation-dropped', `${relation.type}, as another one joins the same concepts`, id);
          continue;
        }
        between.add(row);
        this.#lose('relation-between-concepts', `${relation.type} joins concepts, no longer mentions`, id);
      }
      const kept = byConcept ? keptOfRelation : none;
      this.#losses.push(...metadataLosses('pubtator', metadata, kept, { id, name: id }));
      if (relation.id !== `R${rows.length + 1}`) renamed += 1;
      rows.push(row);
    }
    if (renamed > 0)
      this.#lose('ids-dropped', `the ids of ${renamed} relations, which PubTator does not have`);
    return rows;
  }

  /** The row for a relation between mentions: between the first concepts that they have. */
  #mentionRow({ id, type, arguments: given }: Relation): string | undefined {
    const concepts = given.map(({ target }) => this.#concepts.get(target)?.[0]);
    const [first, second] = concepts;
    if (given.length !== 2 || first === undefined || second === undefined) {
      const reason =
        given.length === 2 ? 'not both of its mentions have a concept' : `it has ${given.length} arguments`;
      this.#lose(
        'relation-dropped',
        `${type} of ${given.map(({ target }) => target).join(', ')}: ${reason}`,
        id,
      );
      return undefined;
    }
    return [this.#id, flat(type), flat(spellConcept(first)), flat(spellConcept(second))].join('\t');
  }
}

function conceptRow(document: string, { type, metadata = {} }: Relation): string {
  const { entity1 = '', entity2 = '', novel } = metadata;
  return [document, type, entity1, entity2, ...(novel === undefined ? [] : [novel])].map(flat).join('\t');
}

function spansOfParts(title: string, abstract: string | undefined): Span[] {
  const parts = [{ start: 0, end: title.length }];
  if (abstract !== undefined)
    parts.push({ start: title.length + 1, end: title.length + 1 + abstract.length });
  return parts as unknown as Span[];
}

/** A text without what divides lines and columns; as long as it was. */
function flat(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}

function lineOf(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}

const partTypes = ['title', 'abstract'];
const none: ReadonlySet<string> = new Set();
const typeOnly: ReadonlySet<string> = new Set(['type']);
const mentionsOnly: ReadonlySet<string> = new Set(['mentions']);
const keptOfMention: ReadonlySet<string> = new Set(['mentions', 'identifier']);
const keptOfRelation: ReadonlySet<string> = new Set(['entity1', 'entity2', 'novel']);
const unwritable: ReadonlySet<string> = new Set(['outside', 'inverted', 'inside-character', 'disordered']);
