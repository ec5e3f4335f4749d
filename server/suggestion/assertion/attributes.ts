/** Assertions as brat attributes. */
import { type AssertionKind, assertionKinds } from './assertion.ts';

/** An attribute as `annotation.conf` declares it: binary without a value. */
export interface AssertionAttribute {
  readonly type: string;
  readonly value?: string;
}

/**
 * The attribute that records each kind, under the names of the samples' `annotation.conf`. Two kinds of `Certainty` on
 * one entity ("possibly a history of gout") are two attributes of one type; a scheme that allows one keeps the first
 * in the order of `assertionKinds`.
 */
export const attributeOf: Readonly<Record<AssertionKind, AssertionAttribute>> = {
  negated: { type: 'Negation' },
  uncertain: { type: 'Certainty', value: 'Uncertain' },
  historical: { type: 'Certainty', value: 'Historical' },
  hypothetical: { type: 'Certainty', value: 'Hypothetical' },
  family: { type: 'FamilyHistory' },
};

/** An attribute that a corpus declares; binary where it has no values. */
export interface DeclaredAttribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** What annotation schemes call each kind, as a value or as an attribute of its own; letters alone count. */
const schemeNames: Readonly<Record<AssertionKind, RegExp>> = {
  negated: /^(?:(?:is)?negat(?:ed|ion|ive)|neg|absent|absence|polarityneg)$/,
  uncertain: /^(?:(?:is)?uncertain(?:ty)?|possible|possibility|speculat(?:ed|ion)|hedged?|probable)$/,
  historical: /^(?:(?:is)?histor(?:y|ic|ical)|past|pasthistory)$/,
  hypothetical: /^(?:(?:is)?hypothetical|conditional|future)$/,
  family:
    /^(?:family(?:history|member)?|(?:is)?relative|other(?:experiencer)?|someoneelse|associatedwithsomeoneelse)$/,
};

/**
 * The attributes by which a corpus records each kind: those of {@link attributeOf} where it declares them, else a value or
 * a binary attribute that is named for the kind, such as `POLARITY` with the value `Negated`. A kind that the corpus has
 * no name for is left out.
 */
export function attributesIn(declared: readonly DeclaredAttribute[]): Map<AssertionKind, AssertionAttribute> {
  const found = new Map<AssertionKind, AssertionAttribute>();
  for (const kind of assertionKinds) {
    const attribute = attributeOf[kind];
    const own = declared.some(
      ({ name, values }) =>
        name === attribute.type &&
        (attribute.value === undefined ? values.length === 0 : values.includes(attribute.value)),
    );
    const named = own ? attribute : namedFor(kind, declared);
    if (named !== undefined) found.set(kind, named);
  }
  return found;
}

function namedFor(
  kind: AssertionKind,
  declared: readonly DeclaredAttribute[],
): AssertionAttribute | undefined {
  for (const { name: type, values } of declared) {
    const value = values.find((each) => schemeNames[kind].test(lettersOf(each)));
    if (value !== undefined) return { type, value };
  }
  const binary = declared.find(
    ({ name, values }) => values.length === 0 && schemeNames[kind].test(lettersOf(name)),
  );
  return binary && { type: binary.name };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
