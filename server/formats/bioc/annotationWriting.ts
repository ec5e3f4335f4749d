/** The annotations and relations of a document as BioC has them. */
import type {
  AnnotatedDocument,
  Argument,
  Entity,
  Metadata,
  Normalisation,
  PredictedEntity,
  Relation,
} from '../../annotation/document.ts';
import { verifySpans } from '../../annotation/verification.ts';
import { compareWords } from '../../annotation/words.ts';
import type { Span } from '../../text/positions.ts';
import { ConceptMentions } from '../conceptRelations.ts';
import { conceptCell, parseConcepts, sameConcepts, spellConcept } from '../concepts.ts';
import type { Loss } from '../format.ts';
import { wordsLosses } from '../losses.ts';
import { type OffsetUnit, toUnit } from '../offsetUnits.ts';
import { type Level, Levels } from './levels.ts';
import { type BiocAnnotation, type BiocRelation, conceptKeys, infonNames, layoutNames } from './parts.ts';
import { type Lists, relative, type WrittenPassage } from './writing.ts';

export interface WrittenAnnotations {
  readonly own: Lists;
  readonly byPassage: readonly Lists[];
  readonly bySentence: readonly (readonly Lists[])[];
}

/** Sorts annotations and relations into the passages; adds to the losses what cannot be said. */
export function writeAnnotations(
  document: AnnotatedDocument,
  passages: readonly WrittenPassage[],
  unit: OffsetUnit,
  losses: Loss[],
): WrittenAnnotations {
  return new AnnotationWriting(document, passages, unit, losses).result();
}

/** An attribute or a note as an infon. */
interface Mark {
  readonly id: string;
  readonly kind: 'attribute' | 'note';
  readonly key: string;
  readonly value: string;
}

class AnnotationWriting {
  readonly #document: AnnotatedDocument;
  readonly #passages: readonly WrittenPassage[];
  readonly #spans: readonly Span[];
  readonly #levels: Levels;
  readonly #concepts = new Map<string, Normalisation[]>();
  readonly #unit: OffsetUnit;
  readonly #losses: Loss[];
  readonly #written: WrittenAnnotations;
  /** The first fragment of every entity that is written. */
  readonly #places = new Map<string, Span>();
  readonly #marks = new Map<string, Mark[]>();

  constructor(
    document: AnnotatedDocument,
    passages: readonly WrittenPassage[],
    unit: OffsetUnit,
    losses: Loss[],
  ) {
    this.#document = document;
    this.#passages = passages;
    this.#spans = passages.map(({ span }) => span);
    const sentences = passages.flatMap((passage) => passage.sentences);
    this.#levels = new Levels(document.text, this.#spans, sentences);
    for (const normalisation of document.annotations.normalisations) {
      const own = this.#concepts.get(normalisation.target) ?? [];
      this.#concepts.set(normalisation.target, [...own, normalisation]);
    }
    this.#unit = unit;
    this.#losses = losses;
    const empty = (): Lists => ({ annotations: [], relations: [] });
    this.#written = {
      own: empty(),
      byPassage: passages.map(empty),
      bySentence: passages.map(({ sentences }) => sentences.map(empty)),
    };
  }

  result(): WrittenAnnotations {
    const { annotations, text } = this.#document;
    this.#collectMarks();
    const broken = new Map(
      verifySpans(text, annotations.entities)
        .filter(({ fault }) => unwritable.has(fault))
        .map(({ entity, message }) => [entity, message]),
    );
    for (const entity of annotations.entities) {
      const reason = broken.get(entity);
      if (reason === undefined) this.#entity(entity);
      else this.#lose('span-unwritable', reason, entity.id);
    }
    const entities = annotations.entities.filter(({ id }) => this.#places.has(id));
    const mentions = new ConceptMentions({ entities, normalisations: annotations.normalisations });
    for (const { id, type, trigger, arguments: given } of annotations.events) {
      const infons = { [infonNames.type]: type, [infonNames.kind]: 'event' };
      const nodes = [{ role: 'Trigger', target: trigger }, ...given];
      this.#list({ id, infons: this.#withMarks(infons, id), nodes: nodes.map(node) }, undefined, nodes);
    }
    for (const relation of annotations.relations) this.#relation(relation, mentions);
    for (const [index, { type, members }] of annotations.equivalences.entries()) {
      const infons = { [infonNames.type]: type, [infonNames.kind]: 'equivalence' };
      const nodes = members.map((refid) => ({ refid, role: 'Member' }));
      this.#written.own.relations.push({ id: this.#freshId(index), infons, nodes });
    }
    for (const [target, concepts] of this.#concepts) {
      if (this.#places.has(target)) continue;
      for (const concept of concepts) {
        this.#lose(
          'concept-dropped',
          `${spellConcept(concept)} of ${target}, which is no annotation that is written`,
          concept.id,
        );
      }
    }
    for (const [target, marks] of this.#marks) {
      for (const { id, key, kind } of marks)
        this.#lose(`${kind}-dropped`, `${key} of ${target}, which is not written`, id);
    }
    return this.#written;
  }

  #lose(code: string, message: string, id?: string): void {
    this.#losses.push({ code: `bioc/${code}`, ...(id !== undefined && { id }), message });
  }

  /** Attributes and notes, by their target, as the infons that they become. */
  #collectMarks(): void {
    const { attributes, notes, normalisations } = this.#document.annotations;
    for (const { id, type, target, value } of attributes) {
      if (value === '') this.#lose('empty-value', `${type} of ${target} is read as without a value`, id);
      this.#mark({ id, target, key: infonNames.attribute + type, value: value ?? '', kind: 'attribute' });
    }
    for (const { id, type, target, text } of notes) {
      this.#mark({ id, target, key: infonNames.note + type, value: text, kind: 'note' });
    }
    this.#numbering('A', attributes);
    this.#numbering('#', notes);
    this.#numbering('N', normalisations);
  }

  #mark(mark: Mark & { target: string }): void {
    const own = this.#marks.get(mark.target) ?? [];
    this.#marks.set(mark.target, own);
    if (own.some(({ key }) => key === mark.key)) {
      const message = `${mark.key} = ${JSON.stringify(mark.value)} of ${mark.target}, which has another one of this type`;
      this.#lose(`${mark.kind}-dropped`, message, mark.id);
    } else own.push(mark);
  }

  #numbering(prefix: string, numbered: readonly { readonly id: string }[]): void {
    const renamed = numbered.filter(({ id }, index) => id !== `${prefix}${index + 1}`).length;
    if (renamed > 0)
      this.#lose(
        'ids-dropped',
        `the ids of ${renamed} attributes, concepts or notes, which BioC does not have`,
      );
  }

  #withMarks(infons: Metadata, id: string): Metadata {
    const marks = this.#marks.get(id) ?? [];
    this.#marks.delete(id);
    return { ...infons, ...Object.fromEntries(marks.map(({ key, value }) => [key, value])) };
  }

  #entity(entity: Entity): void {
    const { id, fragments, metadata = {} } = entity;
    const { text } = this.#document;
    if (this.#places.has(id)) {
      this.#lose('duplicate-id', `a second annotation with the id ${id}`, id);
      return;
    }
    const locations = fragments.map((fragment) => this.#location(fragment));
    if (locations.some((location) => location === undefined)) {
      this.#lose('span-unwritable', `${id} reaches over passages whose offsets do not follow each other`, id);
      return;
    }
    this.#places.set(id, fragments[0]);
    const words =
      compareWords(text, fragments, entity.words) === 'missing' ? this.#words(entity) : entity.words;
    const annotation: BiocAnnotation = {
      id,
      infons: this.#withMarks(this.#infons(entity), id),
      locations: locations as { offset: number; length: number }[],
      text: words,
    };
    this.#losses.push(...wordsLosses('bioc', text, entity));
    const usual = this.#levels.usual(fragments);
    const level = metadata[layoutNames.level] ?? usual.level;
    this.#listAt(level, fragments[0], usual).annotations.push(annotation);
  }

  #words({ fragments }: Entity): string {
    return fragments.map(({ start, end }) => this.#document.text.slice(start, end)).join(' ');
  }

  #infons(entity: Entity): Metadata {
    const { id, type, metadata = {} } = entity;
    const {
      [infonNames.identifier]: raw,
      [layoutNames.conceptKey]: conceptKey,
      [layoutNames.level]: _level,
      ...rest
    } = metadata;
    const infons: [string, string][] = [[infonNames.type, type]];
    const concepts = this.#concepts.get(id) ?? [];
    const cell = conceptCell(concepts, raw);
    if (!sameConcepts(parseConcepts(cell), concepts)) {
      this.#lose(
        'concept-changed',
        `${concepts.map(spellConcept).join(', ')} of ${id}, which is read as ${cell}`,
        id,
      );
    }
    if (concepts.length > 0 || cell === raw) infons.push([conceptKey ?? infonNames.identifier, cell]);
    else if (raw !== undefined)
      this.#lose('metadata-dropped', `identifier = ${JSON.stringify(raw)} of ${id}`, id);
    const names = concepts.map(({ name }) => name ?? '');
    if (names.some((name) => name !== '')) {
      if (names.length === 1 || names.every((name) => !name.includes('|')))
        infons.push([infonNames.name, names.join('|')]);
      else {
        for (const { id: own, name } of concepts) {
          if (name !== undefined)
            this.#lose('concept-name-dropped', `name ${JSON.stringify(name)} of ${id}`, own);
        }
      }
    }
    if ('score' in entity) {
      const { score, model } = entity as PredictedEntity;
      infons.push([infonNames.score, String(score)], [infonNames.model, model]);
    }
    return this.#joined(infons, rest, id);
  }

  /** Infons and metadata; metadata under a name that is taken is lost. */
  #joined(infons: [string, string][], metadata: Metadata, id: string): Metadata {
    const taken = new Set(infons.map(([key]) => key));
    // Without a concept of its own, an annotation must not have an infon that is read as one.
    for (const key of [...conceptKeys, infonNames.type]) taken.add(key);
    for (const [key, value] of Object.entries(metadata)) {
      const isMark = key.startsWith(infonNames.attribute) || key.startsWith(infonNames.note);
      const other =
        conceptKeys.includes(key) && infons.some(([own]) => conceptKeys.includes(own) && own !== key);
      if (!isMark && (!taken.has(key) || other)) infons.push([key, value]);
      else this.#lose('metadata-dropped', `${key} = ${JSON.stringify(value)} of ${id}`, id);
    }
    return Object.fromEntries(infons);
  }

  #relation(relation: Relation, mentions: ConceptMentions): void {
    const { id, type, arguments: given } = relation;
    const { [layoutNames.level]: level, ...metadata } = relation.metadata ?? {};
    const infons = this.#joined([[infonNames.type, type]], metadata, id);
    const isConceptual = mentions.isConceptRelation(relation);
    const nodes = isConceptual ? [] : given.map(node);
    this.#list({ id, infons: this.#withMarks(infons, id), nodes }, level, given);
  }

  #list(relation: BiocRelation, level: string | undefined, given: readonly Argument[]): void {
    const place = given.map(({ target }) => this.#places.get(target)).find((found) => found !== undefined);
    const lists = place === undefined ? this.#written.own : this.#listAt(level ?? 'document', place);
    lists.relations.push(relation);
  }

  #listAt(level: string, place: Span, usual: Level = this.#levels.usual([place])): Lists {
    const { passage, sentence } = usual;
    const index = passage ?? this.#spans.findIndex(({ end }) => place.start <= end);
    const inSentence = sentence === undefined ? undefined : this.#written.bySentence[index]?.[sentence];
    const inPassage = this.#written.byPassage[index];
    if (level === 'sentence' && inSentence !== undefined) return inSentence;
    return (level === 'document' ? undefined : inPassage) ?? this.#written.own;
  }

  #location({ start, end }: Span): { offset: number; length: number } | undefined {
    const inside = this.#spans.findIndex((passage) => passage.start <= start && passage.end >= end);
    const from = this.#fileOffset(start, inside);
    const to = this.#fileOffset(end, inside);
    if (from === undefined || to === undefined) return undefined;
    const followed = this.#passages.slice(from.passage + 1, to.passage + 1).every(({ regular }) => regular);
    return followed ? { offset: from.offset, length: to.offset - from.offset } : undefined;
  }

  #fileOffset(place: number, inside: number): { offset: number; passage: number } | undefined {
    const passage = inside >= 0 ? inside : this.#spans.findLastIndex(({ start }) => start <= place);
    const own = this.#passages[passage];
    if (own === undefined) return undefined;
    const { span, offsets, offset } = own;
    const within = toUnit(offsets, this.#unit, relative(Math.min(place, span.end), own));
    if (within === undefined) return undefined;
    const beyond = Math.max(0, place - span.end);
    if (beyond > 0 && this.#passages[passage + 1]?.regular !== true) return undefined;
    return { offset: offset + within + beyond, passage };
  }

  #freshId(index: number): string {
    const { entities, relations, events } = this.#document.annotations;
    const taken = new Set([...entities, ...relations, ...events].map(({ id }) => id));
    let id = `Equiv${index + 1}`;
    while (taken.has(id)) id = `${id}-`;
    return id;
  }
}

function node({ role, target }: Argument): { role: string; refid: string } {
  return { role, refid: target };
}

const unwritable: ReadonlySet<string> = new Set(['outside', 'inverted', 'inside-character', 'disordered']);
