/** From the JSON of one BioC document to its parts. */
import type { Metadata } from '../../annotation/document.ts';
import type { ReadProblem } from '../format.ts';
import { isObject, type Json, type JsonObject, listOf, shown, textOf } from '../json/values.ts';
import {
  type BiocAnnotation,
  type BiocDocument,
  type BiocPassage,
  type BiocRelation,
  type BiocStretch,
  type Place,
  placed,
} from './parts.ts';

/** The places of objects in the file. */
export interface Places {
  placeOf(object: object): Place | undefined;
}

/** The objects of a document, and what is wrong with them. Values of another kind than expected count as missing. */
export class DocumentObjects {
  readonly problems: ReadProblem[] = [];
  readonly #object: JsonObject;
  readonly #places: Places;
  readonly #id: string;
  readonly #unknown = new Set<string>();

  /** @param fallback the id of a document that has none. */
  constructor(object: JsonObject, fallback: string, places: Places) {
    this.#object = object;
    this.#places = places;
    const id = textOf(object['id']) ?? '';
    this.#id = id === '' ? fallback : id;
    if (id === '')
      this.#problem('id-missing', 'warning', object, `The document has no id; it is named ${fallback}.`);
  }

  document(): BiocDocument {
    const object = this.#object;
    this.#known(object, 'a document', ['id', 'infons', 'passages', 'annotations', 'relations']);
    return {
      id: this.#id,
      infons: this.#infons(object),
      passages: objectsIn(object['passages']).map((each) => this.#passage(each)),
      ...this.#lists(object),
      ...this.#placed(object),
    };
  }

  #passage(object: JsonObject): BiocPassage {
    this.#known(object, 'a passage', [...stretchFields, 'sentences']);
    const sentences = objectsIn(object['sentences']).map((each) => {
      this.#known(each, 'a sentence', stretchFields);
      return this.#stretch(each);
    });
    return { ...this.#stretch(object), sentences };
  }

  #stretch(object: JsonObject): BiocStretch {
    return {
      infons: this.#infons(object),
      offset: this.#number(object, 'offset', false),
      text: textOf(object['text']),
      ...this.#lists(object),
      ...this.#placed(object),
    };
  }

  #lists(object: JsonObject): { annotations: BiocAnnotation[]; relations: BiocRelation[] } {
    return {
      annotations: objectsIn(object['annotations']).map((each) => this.#annotation(each)),
      relations: objectsIn(object['relations']).map((each) => this.#relation(each)),
    };
  }

  #annotation(object: JsonObject): BiocAnnotation {
    this.#known(object, 'an annotation', ['id', 'infons', 'text', 'locations']);
    const locations = objectsIn(object['locations']).flatMap((location) => {
      const offset = this.#number(location, 'offset', true);
      const length = this.#number(location, 'length', true);
      return offset === undefined || length === undefined ? [] : [{ offset, length }];
    });
    return {
      id: textOf(object['id']),
      infons: this.#infons(object),
      locations,
      text: textOf(object['text']),
      ...this.#placed(object),
    };
  }

  #relation(object: JsonObject): BiocRelation {
    this.#known(object, 'a relation', ['id', 'infons', 'nodes']);
    const nodes = objectsIn(object['nodes']).map((each) => ({
      refid: textOf(each['refid']) ?? '',
      role: textOf(each['role']) ?? '',
    }));
    return { id: textOf(object['id']), infons: this.#infons(object), nodes, ...this.#placed(object) };
  }

  #infons(object: JsonObject): Metadata {
    const { infons, converted } = isObject(object['infons']) ? infonsOf(object['infons']) : noInfons;
    if (converted.length > 0) {
      const message = `The infons ${converted.join(', ')} are no texts; they are read as their JSON and will be written as texts.`;
      this.#problem('infon-not-text', 'information', object, message);
    }
    return infons;
  }

  #number(object: JsonObject, name: string, isNeeded: boolean): number | undefined {
    const value = object[name];
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
    if (value !== undefined || isNeeded) {
      this.#problem('number-malformed', 'error', object, `The ${name} ${shown(value)} is no whole number.`);
    }
    return undefined;
  }

  #known(object: JsonObject, what: string, names: readonly string[]): void {
    for (const name of Object.keys(object)) {
      const key = `${what} ${name}`;
      if (names.includes(name) || this.#unknown.has(key)) continue;
      this.#unknown.add(key);
      const message = `The field ${JSON.stringify(name)} of ${what} is no part of BioC; it and its like are left out.`;
      this.#problem('unknown-field', 'information', object, message);
    }
  }

  #placed(object: JsonObject): { place?: Place } {
    const place = this.#places.placeOf(object);
    return place === undefined ? {} : { place };
  }

  #problem(code: string, severity: ReadProblem['severity'], object: JsonObject, message: string): void {
    const place = placed(this.#places.placeOf(object));
    this.problems.push({ code: `bioc/${code}`, severity, message, ...place, document: this.#id });
  }
}

/** Infons as metadata, and the names of those that are no texts and become their JSON. Null counts as absent. */
export function infonsOf(object: JsonObject): { infons: Metadata; converted: string[] } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined && value !== null);
  return {
    infons: Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
    converted: entries.filter(([, value]) => typeof value !== 'string').map(([name]) => name),
  };
}

const noInfons = { infons: {}, converted: [] };
const stretchFields = ['offset', 'infons', 'text', 'annotations', 'relations'];

function objectsIn(value: Json | undefined): JsonObject[] {
  return listOf(value).filter(isObject);
}
