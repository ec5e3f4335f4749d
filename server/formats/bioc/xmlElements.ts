/** From the elements of one BioC document to its parts. */
import type { Metadata } from '../../annotation/document.ts';
import type { ReadProblem } from '../format.ts';
import {
  type BiocAnnotation,
  type BiocDocument,
  type BiocPassage,
  type BiocRelation,
  type BiocStretch,
  type Place,
  placed,
} from './parts.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** All text directly inside. */
  text: string;
  readonly place: Place;
}

/** The elements of a document, and what is wrong with them. Both versions of the DTD are understood. */
export class DocumentElements {
  readonly problems: ReadProblem[] = [];
  readonly #element: Element;
  readonly #id: string;
  readonly #unknown = new Set<string>();

  /** @param fallback the id of a document that has none. */
  constructor(element: Element, fallback: string) {
    this.#element = element;
    const id = childText(element, 'id') ?? element.attributes['id'] ?? '';
    this.#id = id === '' ? fallback : id;
    if (id === '')
      this.#problem('id-missing', 'warning', element, `The document has no id; it is named ${fallback}.`);
  }

  document(): BiocDocument {
    const element = this.#element;
    this.#known(element, ['id', 'infon', 'passage', 'annotation', 'relation', 'text', 'sentence']);
    const passages = element.children
      .filter(({ name }) => name === 'passage')
      .map((each) => this.#passage(each));
    // Version 2 lets a document have its text without passages.
    if (
      passages.length === 0 &&
      element.children.some(({ name }) => name === 'text' || name === 'sentence')
    ) {
      passages.push({ ...this.#passage(element), offset: 0, infons: {}, annotations: [], relations: [] });
    }
    return {
      id: this.#id,
      infons: this.#infons(element),
      passages,
      ...this.#lists(element),
      place: element.place,
    };
  }

  #passage(element: Element): BiocPassage {
    const sentences = element.children
      .filter(({ name }) => name === 'sentence')
      .map((each) => this.#stretch(each));
    return { ...this.#stretch(element), sentences };
  }

  #stretch(element: Element): BiocStretch {
    if (element !== this.#element) {
      this.#known(element, ['infon', 'offset', 'text', 'annotation', 'relation', 'sentence']);
    }
    return {
      infons: this.#infons(element),
      offset: this.#number(element, childText(element, 'offset') ?? element.attributes['offset'], 'offset'),
      text: childText(element, 'text'),
      ...this.#lists(element),
      place: element.place,
    };
  }

  #lists(element: Element): { annotations: BiocAnnotation[]; relations: BiocRelation[] } {
    const named = (wanted: string) => element.children.filter(({ name }) => name === wanted);
    return {
      annotations: named('annotation').map((each) => this.#annotation(each)),
      relations: named('relation').map((each) => this.#relation(each)),
    };
  }

  #annotation(element: Element): BiocAnnotation {
    this.#known(element, ['infon', 'location', 'text']);
    const locations = element.children
      .filter(({ name }) => name === 'location')
      .flatMap((location) => {
        const offset = this.#number(location, location.attributes['offset'], 'offset');
        const length = this.#number(location, location.attributes['length'], 'length');
        return offset === undefined || length === undefined ? [] : [{ offset, length }];
      });
    return {
      id: element.attributes['id'],
      infons: this.#infons(element),
      locations,
      text: childText(element, 'text'),
      place: element.place,
    };
  }

  #relation(element: Element): BiocRelation {
    this.#known(element, ['infon', 'node']);
    const nodes = element.children
      .filter(({ name }) => name === 'node')
      .map(({ attributes }) => ({ refid: attributes['refid'] ?? '', role: attributes['role'] ?? '' }));
    return { id: element.attributes['id'], infons: this.#infons(element), nodes, place: element.place };
  }

  #infons(element: Element): Metadata {
    const infons = new Map<string, string>();
    for (const child of element.children) {
      if (child.name !== 'infon') continue;
      const key = child.attributes['key'] ?? '';
      if (infons.has(key)) {
        const message = `The infon ${JSON.stringify(key)} occurs twice; the second, ${JSON.stringify(child.text)}, is left out.`;
        this.#problem('infon-repeated', 'error', child, message);
      } else infons.set(key, child.text);
    }
    return Object.fromEntries(infons);
  }

  #number(element: Element, text: string | undefined, name: string): number | undefined {
    if (text !== undefined && /^\s*\d+\s*$/.test(text)) return Number(text);
    if (text !== undefined || element.name === 'location') {
      this.#problem(
        'number-malformed',
        'error',
        element,
        `The ${name} ${JSON.stringify(text ?? '')} is no whole number.`,
      );
    }
    return undefined;
  }

  #known(element: Element, names: readonly string[]): void {
    for (const child of element.children) {
      if (names.includes(child.name) || this.#unknown.has(child.name)) continue;
      this.#unknown.add(child.name);
      const message = `An element <${child.name}> in <${element.name}> is no part of BioC; it and its like are left out.`;
      this.#problem('unknown-element', 'information', child, message);
    }
  }

  #problem(code: string, severity: ReadProblem['severity'], { place }: Element, message: string): void {
    this.problems.push({ code: `bioc/${code}`, severity, message, ...placed(place), document: this.#id });
  }
}

function childText({ children }: Element, wanted: string): string | undefined {
  return children.find(({ name }) => name === wanted)?.text;
}
