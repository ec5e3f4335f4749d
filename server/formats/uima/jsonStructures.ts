/** The feature structures of a CAS JSON file. */
import type { ReadProblem } from '../format.ts';
import { type Cas, type CasStructure, initialView, type Sofa } from './cas.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A feature structure as it stands in the file, with what has to be known to keep it. */
export interface JsonStructure {
  readonly id: string;
  readonly sofa: string | undefined;
  readonly value: JsonObject;
}

export interface JsonCas {
  readonly cas: Cas;
  readonly raw: readonly JsonStructure[];
  readonly types: JsonValue | undefined;
}

const sofaType = 'uima.cas.Sofa';

/** Whether a value is an object, and no list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be a CAS. */
export function isCas(value: JsonValue): value is JsonObject {
  return (
    isObject(value) &&
    typeof value['%FEATURE_STRUCTURES'] === 'object' &&
    value['%FEATURE_STRUCTURES'] !== null
  );
}

/**
 * Takes a CAS apart. Feature structures may be a list, or an object with the ids as names. Names of features are marked:
 * `@` for references, `^` for positions in the text, `#` for numbers that JSON has no notation for.
 */
export function casOf(value: JsonObject, report: (problem: ReadProblem) => void): JsonCas {
  const listed = value['%FEATURE_STRUCTURES'] as JsonValue;
  const entries: [JsonValue | undefined, JsonValue][] = Array.isArray(listed)
    ? listed.map((structure) => [isObject(structure) ? structure['%ID'] : undefined, structure])
    : Object.entries(listed as JsonObject);
  const objects: { readonly id: string; readonly value: JsonObject }[] = [];
  for (const [index, [id, structure]] of entries.entries()) {
    if (isObject(structure) && id !== undefined && typeof structure['%TYPE'] === 'string') {
      objects.push({ id: String(id), value: { '%ID': Number(id), ...structure } });
    } else report(malformed(index));
  }
  const byId = new Map(objects.map(({ id, value: object }) => [id, object]));
  const views = isObject(value['%VIEWS']) ? value['%VIEWS'] : {};
  const viewOf = memberships(views);
  const sofas: Sofa[] = [];
  const structures: CasStructure[] = [];
  const raw: JsonStructure[] = [];
  for (const { id, value: object } of objects) {
    if (object['%TYPE'] === sofaType) {
      const text = object['sofaString'];
      const name = object['sofaID'];
      const mimeType = object['mimeType'];
      sofas.push({
        id,
        name: typeof name === 'string' ? name : initialView,
        ...(typeof mimeType === 'string' && { mimeType }),
        ...(typeof text === 'string' && { text }),
      });
      continue;
    }
    const structure = structureOf(id, object, byId);
    structures.push(structure);
    raw.push({ id, sofa: structure.sofa ?? viewOf.get(id), value: object });
  }
  return { cas: { sofas, structures }, raw, types: value['%TYPES'] };
}

/** The sofas of the views that structures are members of. */
function memberships(views: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const view of Object.values(views)) {
    if (!isObject(view) || !Array.isArray(view['%MEMBERS'])) continue;
    for (const member of view['%MEMBERS']) found.set(String(member), String(view['%SOFA']));
  }
  return found;
}

function structureOf(id: string, object: JsonObject, byId: ReadonlyMap<string, JsonObject>): CasStructure {
  const features = new Map<string, string>();
  const references = new Map<string, readonly string[]>();
  const places: { begin?: number; end?: number } = {};
  let sofa: string | undefined;
  for (const [marked, value] of Object.entries(object)) {
    if (marked.startsWith('%') || value === null) continue;
    const name = marked.replace(/^[@^#]/, '');
    if (marked === '@sofa') sofa = String(value);
    else if (name === 'begin' || name === 'end') places[name] = Number(value);
    else if (marked.startsWith('@')) references.set(name, membersOf(String(value), byId));
    else if (typeof value !== 'object') features.set(name, String(value));
  }
  return {
    id,
    type: object['%TYPE'] as string,
    features,
    references,
    ...places,
    ...(sofa !== undefined && { sofa }),
  };
}

/** Whether a type is one of lists, whose members are ids. */
export function isListOfStructures(type: string): boolean {
  return type === 'uima.cas.FSArray' || (type.endsWith('[]') && !/^uima\.cas\.(?!TOP|FS)/.test(type));
}

/**
 * Without the lists that only structures refer to which are not among these.
 * @param structures all that is to be kept.
 */
export function withoutLooseLists(structures: readonly JsonStructure[]): JsonStructure[] {
  const byId = new Map(structures.map((structure) => [structure.id, structure]));
  const isList = ({ value }: JsonStructure): boolean =>
    /^uima\.cas\.\w*(?:Array|List)$|\[\]$/.test(String(value['%TYPE']));
  const kept = new Set(structures.filter((structure) => !isList(structure)));
  // A set gives what is added to it while it is walked through.
  for (const { value } of kept) {
    for (const [name, id] of Object.entries(value)) {
      const referent = name.startsWith('@') ? byId.get(String(id)) : undefined;
      if (referent !== undefined) kept.add(referent);
    }
  }
  return structures.filter((structure) => kept.has(structure));
}

/** What a reference refers to: the structure, or the members of a list of structures. */
function membersOf(id: string, byId: ReadonlyMap<string, JsonObject>): string[] {
  const type = String(byId.get(id)?.['%TYPE'] ?? '');
  const elements = byId.get(id)?.['%ELEMENTS'];
  if (Array.isArray(elements) && isListOfStructures(type))
    return elements.filter((member) => byId.has(String(member))).map(String);
  if (!type.endsWith('FSList')) return [id];
  const members: string[] = [];
  const seen = new Set<JsonObject>();
  for (let cell = byId.get(id); cell !== undefined && !seen.has(cell); ) {
    seen.add(cell);
    if (cell['@head'] !== undefined) members.push(String(cell['@head']));
    cell = byId.get(String(cell['@tail']));
  }
  return members;
}

function malformed(index: number): ReadProblem {
  return {
    code: 'uima-json/structure',
    severity: 'error',
    message: `Feature structure ${index + 1} has no %ID or no %TYPE. It is left out.`,
  };
}
