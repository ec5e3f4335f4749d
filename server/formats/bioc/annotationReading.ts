/** The annotations and relations of a BioC document. */
import type {
  Annotations,
  Attribute,
  Entity,
  Equivalence,
  Event,
  Metadata,
  Normalisation,
  Note,
  PredictedEntity,
  Relation,
} from '../../annotation/document.ts';
import { OffsetConverter, type Span } from '../../text/positions.ts';
import { ConceptMentions } from '../conceptRelations.ts';
import { parseConcepts, spellConcepts } from '../concepts.ts';
import type { ReadProblem } from '../format.ts';
import { checkWords, whereElse } from '../storedWords.ts';
import { fragmentsOf, type Layout, type Listed, listed } from './layout.ts';
import { Levels } from './levels.ts';
import {
  type BiocAnnotation,
  type BiocDocument,
  type BiocRelation,
  conceptKeys,
  infonNames,
  layoutNames,
  placed,
} from './parts.ts';

/** Everything that is annotated in a document, and what is wrong with it. */
export function readAnnotations(
  document: BiocDocument,
  layout: Layout,
  sentences: readonly Span[],
): { annotations: Annotations; problems: ReadProblem[] } {
  return new AnnotationReading(document, layout, sentences).result();
}

class AnnotationReading {
  readonly #document: BiocDocument;
  readonly #layout: Layout;
  readonly #levels: Levels;
  readonly #problems: ReadProblem[] = [];
  readonly #entities: Entity[] = [];
  readonly #relations: Relation[] = [];
  readonly #events: Event[] = [];
  readonly #attributes: Attribute[] = [];
  readonly #normalisations: Normalisation[] = [];
  readonly #notes: Note[] = [];
  readonly #equivalences: Equivalence[] = [];
  /** Every id that the file gives. */
  readonly #given = new Set<string>();
  readonly #used = new Set<string>();
  #converter: OffsetConverter | undefined;

  constructor(document: BiocDocument, layout: Layout, sentences: readonly Span[]) {
    this.#document = document;
    this.#layout = layout;
    const passages = layout.passages.map(({ span }) => span);
    this.#levels = new Levels(layout.text, passages, sentences);
  }

  result(): { annotations: Annotations; problems: ReadProblem[] } {
    const annotations = [...listed(this.#document, this.#layout, 'annotations')];
    const relations = [...listed(this.#document, this.#layout, 'relations')];
    for (const { part } of [...annotations, ...relations]) if (part.id) this.#given.add(part.id);
    for (const each of annotations) this.#annotation(each);
    this.#used.clear();
    const ids = new Set([
      ...this.#entities.map(({ id }) => id),
      ...relations.flatMap(({ part }) => part.id ?? []),
    ]);
    const mentions = new ConceptMentions({ entities: this.#entities, normalisations: this.#normalisations });
    for (const each of relations) this.#relation(each, ids, mentions);
    return {
      annotations: {
        entities: this.#entities,
        relations: this.#relations,
        events: this.#events,
        attributes: this.#attributes,
        normalisations: this.#normalisations,
        notes: this.#notes,
        equivalences: this.#equivalences,
      },
      problems: this.#problems,
    };
  }

  #annotation({ part, owner, level }: Listed<BiocAnnotation>): void {
    const { text } = this.#layout;
    const name = part.id === undefined ? 'an annotation' : `annotation ${part.id}`;
    if (part.locations.length === 0) {
      this.#problem(
        'annotation-without-location',
        'information',
        part,
        `${name} has no location and is left out.`,
      );
      return;
    }
    const fragments = fragmentsOf(this.#layout, owner, part);
    const numbers = part.locations.map(({ offset, length }) => `${offset} to ${offset + length}`).join(', ');
    if (fragments === undefined) {
      const message = `${name} is at ${numbers}, which is no stretch of the text. It is left out.${this.#elsewhere(part)}`;
      this.#problem('offset-outside-text', 'error', part, message);
      return;
    }
    if (fragments.some(({ start }, index) => start < (fragments[index - 1]?.end ?? 0))) {
      const message = `The locations of ${name}, ${numbers}, overlap. It is left out.`;
      this.#problem('locations-overlap', 'error', part, message);
      return;
    }
    const { words, finding } = checkWords(text, fragments, part.text);
    const id = this.#ownId(part, 'T');
    if (finding !== undefined) {
      const hint = finding.code === 'words-differ' ? this.#elsewhere(part) : '';
      this.#problem(finding.code, finding.severity, part, `${name} at ${numbers}: ${finding.message}${hint}`);
    }
    const usual = this.#levels.usual(fragments as [Span, ...Span[]]);
    const { type, metadata, prediction } = this.#annotationInfons(part, id);
    if (usual.level !== level) metadata[layoutNames.level] = level;
    const entity: Entity | PredictedEntity = {
      id,
      type: type ?? this.#withoutType(part, name, 'Annotation'),
      fragments: fragments as [Span, ...Span[]],
      words,
      ...(Object.keys(metadata).length > 0 && { metadata }),
      ...prediction,
    };
    this.#entities.push(entity);
  }

  #annotationInfons(part: BiocAnnotation, id: string) {
    const metadata = this.#takeMarks(part.infons, id);
    const take = (key: string) => {
      const value = metadata[key];
      delete metadata[key];
      return value;
    };
    const type = take(infonNames.type);
    const key = conceptKeys.find((each) => Object.hasOwn(metadata, each));
    const cell = key === undefined ? undefined : take(key);
    if (cell !== undefined) {
      const concepts = parseConcepts(cell);
      if (spellConcepts(concepts) !== cell || concepts.length === 0) metadata[infonNames.identifier] = cell;
      if (key !== undefined && key !== infonNames.identifier) metadata[layoutNames.conceptKey] = key;
      const named = metadata[infonNames.name];
      const names = concepts.length === 1 ? [named] : named?.split('|');
      const fits = named !== undefined && names?.length === concepts.length;
      if (fits) delete metadata[infonNames.name];
      for (const [index, concept] of concepts.entries()) {
        const conceptName = fits ? names?.[index] : undefined;
        this.#normalisations.push({
          id: `N${this.#normalisations.length + 1}`,
          target: id,
          ...concept,
          ...(conceptName && { name: conceptName }),
        });
      }
    }
    const { score, model } = metadata;
    let prediction: Pick<PredictedEntity, 'score' | 'model'> | undefined;
    if (score !== undefined && model !== undefined && /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(score)) {
      prediction = { score: Number(score), model };
      delete metadata['score'];
      delete metadata['model'];
    }
    return { type, metadata, prediction };
  }

  /** Attributes and notes out of infons, and the other infons. */
  #takeMarks(infons: Metadata, target: string): Record<string, string> {
    const rest: [string, string][] = [];
    for (const [key, value] of Object.entries(infons)) {
      if (key.startsWith(infonNames.attribute)) {
        const id = `A${this.#attributes.length + 1}`;
        const type = key.slice(infonNames.attribute.length);
        this.#attributes.push({ id, type, target, ...(value !== '' && { value }) });
      } else if (key.startsWith(infonNames.note)) {
        const id = `#${this.#notes.length + 1}`;
        this.#notes.push({ id, type: key.slice(infonNames.note.length), target, text: value });
      } else {
        rest.push([key, value]);
      }
    }
    return Object.fromEntries(rest);
  }

  #relation(
    { part, level }: Listed<BiocRelation>,
    ids: ReadonlySet<string>,
    mentions: ConceptMentions,
  ): void {
    const { nodes, infons } = part;
    const name = part.id === undefined ? 'a relation' : `relation ${part.id}`;
    const { entity1, entity2, kind } = infons;
    const isConceptual = nodes.length === 0 && entity1 !== undefined && entity2 !== undefined;
    for (const { refid } of nodes) {
      if (ids.has(refid)) continue;
      this.#problem(
        'reference-missing',
        'warning',
        part,
        `${name} refers to ${refid}, which is no annotation of the document.`,
      );
    }
    const trigger = nodes[0]?.role === 'Trigger' && kind === 'event' ? nodes[0].refid : undefined;
    if (kind === 'equivalence' && nodes.every(({ role }) => role === 'Member')) {
      const type = infons[infonNames.type] ?? this.#withoutType(part, name, 'Equiv');
      this.#equivalences.push({ type, members: nodes.map(({ refid }) => refid) });
      this.#leftOut(part, name, infons);
      return;
    }
    if (trigger === undefined && !isConceptual && nodes.length < 2) {
      const message = `${name} has ${nodes.length === 0 ? 'no nodes' : 'one node'}, so that there is nothing to relate. It is left out.`;
      this.#problem('relation-incomplete', 'error', part, message);
      return;
    }
    const id = this.#ownId(part, 'R');
    const metadata = this.#takeMarks(infons, id);
    const type = metadata[infonNames.type] ?? this.#withoutType(part, name, 'Relation');
    delete metadata[infonNames.type];
    const rest = nodes.map(({ role, refid }) => ({ role, target: refid }));
    if (trigger !== undefined) {
      this.#events.push({ id, type, trigger, arguments: rest.slice(1) });
      this.#leftOut(part, name, metadata);
      return;
    }
    if (level !== 'document') metadata[layoutNames.level] = level;
    if (isConceptual) {
      for (const concept of new Set([entity1, entity2])) {
        if (mentions.mentionOf(concept) !== undefined) continue;
        this.#problem(
          'concept-not-mentioned',
          'warning',
          part,
          `${name} names ${JSON.stringify(concept)}, which no annotation of the document has as its identifier.`,
        );
      }
    }
    this.#relations.push({
      id,
      type,
      arguments: isConceptual
        ? mentions.argumentsOf(entity1, entity2)
        : (rest as unknown as Relation['arguments']),
      ...(Object.keys(metadata).length > 0 && { metadata }),
    });
  }

  /** The id in the file, or another one where it is missing or taken. */
  #ownId(part: BiocAnnotation | BiocRelation, prefix: string): string {
    let id = part.id ?? '';
    if (id === '' || this.#used.has(id)) {
      const stem = id === '' ? prefix : `${id}-`;
      let number = id === '' ? 1 : 2;
      while (this.#given.has(`${stem}${number}`) || this.#used.has(`${stem}${number}`)) number += 1;
      const fresh = `${stem}${number}`;
      if (id !== '') {
        this.#problem(
          'duplicate-id',
          'warning',
          part,
          `The id ${id} occurs twice in the document; the second one is read as ${fresh}.`,
        );
      }
      id = fresh;
    }
    this.#used.add(id);
    return id;
  }

  #withoutType(part: BiocAnnotation | BiocRelation, name: string, type: string): string {
    this.#problem('type-missing', 'information', part, `${name} has no infon "type"; it is read as ${type}.`);
    return type;
  }

  /** Infons of what the document model gives no metadata. */
  #leftOut(part: BiocRelation, name: string, infons: Metadata): void {
    const keys = Object.keys(infons).filter((key) => key !== infonNames.type && key !== infonNames.kind);
    if (keys.length > 0)
      this.#problem(
        'infon-left-out',
        'information',
        part,
        `${name} has the infons ${keys.join(', ')}, which are left out.`,
      );
  }

  #elsewhere({ locations, text }: BiocAnnotation): string {
    const [first] = locations;
    // With passages that do not follow each other, offsets of the file are not those of the text.
    if (locations.length !== 1 || first === undefined || text === undefined) return '';
    if (this.#layout.passages.some(({ regular }) => !regular)) return '';
    this.#converter ??= new OffsetConverter(this.#layout.text);
    const { offset, length } = first;
    return whereElse(this.#layout.text, this.#converter, this.#layout.unit, offset, offset + length, text);
  }

  #problem(
    code: string,
    severity: ReadProblem['severity'],
    part: BiocAnnotation | BiocRelation,
    message: string,
  ): void {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    this.#problems.push({ code: `bioc/${code}`, severity, message: sentence, ...placed(part.place) });
  }
}
