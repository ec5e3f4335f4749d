/** The fields of Goldspan's own line format; every other field is metadata. */

export const documentFields: ReadonlySet<string> = new Set([
  'id',
  'text',
  'entities',
  'relations',
  'events',
  'attributes',
  'concepts',
  'notes',
  'equivalences',
  'passages',
  'sentences',
  'tokens',
]);

export const entityFields: ReadonlySet<string> = new Set([
  'id',
  'type',
  'spans',
  'text',
  'score',
  'model',
  'concepts',
  'attributes',
]);

export const relationFields: ReadonlySet<string> = new Set([
  'id',
  'type',
  'head',
  'tail',
  'roles',
  'arguments',
]);
