/** Reads the fields of a JSON object and says of each that is wrong where it stands and what it should be. */

/** What is wrong with a field; the place is its path, such as `pairs[0].head`. */
export interface FieldProblem {
  readonly place: string;
  readonly message: string;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The fields of one object. Every method that reads a field gives its value, or undefined after noting a problem; so a
 * reader goes on to the end and all problems are known at once.
 */
export class Fields {
  readonly #values: Values;
  readonly #place: string;
  readonly #problems: FieldProblem[];
  readonly #read = new Set<string>();

  constructor(values: Values, problems: FieldProblem[], place = '') {
    this.#values = values;
    this.#problems = problems;
    this.#place = place;
  }

  /** The path of a field; of the object itself without a name. */
  placeOf(name = ''): string {
    return [this.#place, name].filter((part) => part !== '').join('.');
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The value as it is; a field that nothing has looked at is a problem in the end, see {@link refuseOthers}. */
  value(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  problem(name: string, message: string): undefined {
    this.#problems.push({ place: this.placeOf(name), message });
    return undefined;
  }

  /** A text that is not empty. */
  text(name: string): string | undefined {
    const value = this.value(name);
    return isText(value) ? value : this.#refuse(name, 'a text');
  }

  choice<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback?: Choice,
  ): Choice | undefined {
    const value = this.value(name) ?? fallback;
    return choices.find((each) => each === value) ?? this.#refuse(name, oneOf(choices));
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    return typeof value === 'boolean' ? value : (this.#refuse(name, 'true or false') ?? fallback);
  }

  /** A number from 0 to 1. */
  part(name: string, fallback: number): number {
    const value = this.value(name) ?? fallback;
    const isPart = typeof value === 'number' && value >= 0 && value <= 1;
    return isPart ? value : (this.#refuse(name, 'a number from 0 to 1') ?? fallback);
  }

  /** A list of texts with at least one in it; of exactly `count` where that is given. */
  texts(name: string, count?: number): string[] | undefined {
    const value = this.value(name);
    const isList = Array.isArray(value) && value.length > 0 && value.every(isText);
    if (isList && (count === undefined || value.length === count)) return value;
    return this.#refuse(name, count === undefined ? 'a list of texts' : `a list of ${count} texts`);
  }

  object(name: string): Fields | undefined {
    const value = this.value(name);
    if (isObject(value)) return new Fields(value, this.#problems, this.placeOf(name));
    return this.#refuse(name, 'an object');
  }

  /** A list of objects with at least one in it. */
  objects(name: string): Fields[] {
    const value = this.value(name);
    if (!Array.isArray(value) || value.length === 0) return this.#refuse(name, 'a list of objects') ?? [];
    return value.flatMap((each: unknown, index) => {
      const own = `${name}[${index}]`;
      if (isObject(each)) return [new Fields(each, this.#problems, this.placeOf(own))];
      this.#problems.push({ place: this.placeOf(own), message: expected('an object', each) });
      return [];
    });
  }

  /** The names in the object, all of which count as looked at. */
  names(): string[] {
    const names = Object.keys(this.#values);
    for (const name of names) this.#read.add(name);
    return names;
  }

  /** Notes every field that nobody has looked at: a misspelt name would else be a setting without effect. */
  refuseOthers(): void {
    const others = Object.keys(this.#values).filter((name) => !this.#read.has(name));
    for (const name of others) {
      this.problem(name, `there is no such field here; there are ${[...this.#read].sort().join(', ')}`);
    }
  }

  #refuse(name: string, wanted: string): undefined {
    return this.problem(name, expected(wanted, this.value(name)));
  }
}

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** What should stand in a field, and what does. */
export function expected(wanted: string, value: unknown): string {
  return value === undefined
    ? `is missing; it should be ${wanted}`
    : `should be ${wanted} and is ${JSON.stringify(value)}`;
}

export function oneOf(choices: readonly string[]): string {
  const quoted = choices.map((choice) => JSON.stringify(choice));
  return quoted.length === 1 ? (quoted[0] as string) : `one of ${quoted.join(', ')}`;
}
