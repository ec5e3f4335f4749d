/** The fields of doccano's examples; every other field is metadata. */

/** Where the spans of an example are. */
export type Shape = 'entities' | 'annotations' | 'label' | 'labels';

/** In the order in which they are looked for. */
export const shapes: readonly Shape[] = ['entities', 'annotations', 'label', 'labels'];

/** The metadata of a document that has its {@link Shape}; without it a document is written with `entities`. */
export const shapeName = 'doccano.shape';

export function exampleFields(shape: Shape): ReadonlySet<string> {
  return new Set(['id', 'text', shape, ...(shape === 'entities' ? ['relations'] : [])]);
}
export const entityFields: ReadonlySet<string> = new Set(['id', 'label', 'start_offset', 'end_offset']);
export const relationFields: ReadonlySet<string> = new Set(['id', 'from_id', 'to_id', 'type']);
