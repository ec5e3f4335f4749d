/** The type system of a CAS JSON file: what it declares, and what is added to it. */
import { isObject, type JsonObject, type JsonValue } from './jsonStructures.ts';

export class TypeSystem {
  readonly #types: Map<string, JsonObject>;

  constructor(declared: JsonObject) {
    this.#types = new Map(
      Object.entries(declared).filter((entry): entry is [string, JsonObject] => isObject(entry[1])),
    );
  }

  all(): JsonObject {
    return Object.fromEntries(this.#types);
  }

  /** The features of a declared type, with those that it inherits; undefined for another type. */
  features(type: string): string[] | undefined {
    return this.#types.has(type) ? [...this.#ranges(type).keys()] : undefined;
  }

  /** Declares a type, unless it is, and those of the features that it has not. */
  declare(
    type: string,
    superType: string,
    features: readonly (readonly [name: string, range: string])[],
  ): void {
    const known = this.#types.get(type) ?? { '%NAME': type, '%SUPER_TYPE': superType };
    const ranges = this.#ranges(type);
    const added = features
      .filter(([name]) => !ranges.has(name))
      .map(([name, range]) => [name, { '%NAME': name, '%RANGE': range }]);
    this.#types.set(type, { ...known, ...(Object.fromEntries(added) as JsonObject) });
  }

  /** The type of the links of a slot: what is declared, or a name made of the layer's and the feature's. */
  linkType(layer: string, feature: string): string {
    const declared = this.#ranges(layer).get(feature);
    const member = declared?.range.endsWith('[]') ? declared.range.slice(0, -2) : declared?.element;
    return member ?? `${layer}${feature.charAt(0).toUpperCase()}${feature.slice(1)}Link`;
  }

  /** Values as their ranges ask for them. What is no value of the range stays text. */
  values(layer: string, features: ReadonlyMap<string, string | undefined>): JsonObject {
    const ranges = this.#ranges(layer);
    const values: Record<string, JsonValue> = {};
    for (const [feature, value] of features) {
      if (value !== undefined) values[feature] = typed(value, ranges.get(feature)?.range ?? '');
    }
    return values;
  }

  /** The ranges of the features of a type, those that it inherits included. */
  #ranges(type: string): Map<string, { readonly range: string; readonly element: string | undefined }> {
    const found = new Map<string, { readonly range: string; readonly element: string | undefined }>();
    const seen = new Set<string>();
    for (let name = type; this.#types.has(name) && !seen.has(name); ) {
      seen.add(name);
      const declared = this.#types.get(name) as JsonObject;
      for (const [feature, description] of Object.entries(declared)) {
        if (feature.startsWith('%') || !isObject(description) || found.has(feature)) continue;
        const element = description['%ELEMENT_TYPE'];
        found.set(feature, {
          range: String(description['%RANGE'] ?? ''),
          element: typeof element === 'string' ? element : undefined,
        });
      }
      name = String(declared['%SUPER_TYPE'] ?? '');
    }
    return found;
  }
}

function typed(value: string, range: string): JsonValue {
  if (range === 'uima.cas.Boolean' && (value === 'true' || value === 'false')) return value === 'true';
  const isNumber = /^uima\.cas\.(?:Byte|Short|Integer|Long|Float|Double)$/.test(range);
  return isNumber && value.trim() !== '' && String(Number(value)) === value ? Number(value) : value;
}
