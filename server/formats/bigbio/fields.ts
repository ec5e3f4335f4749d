/** The fields of BigBIO's `kb` schema, and how ids are made unique. */

export const documentFields: ReadonlySet<string> = new Set([
  'id',
  'document_id',
  'passages',
  'entities',
  'events',
  'coreferences',
  'relations',
]);
export const entityFields: ReadonlySet<string> = new Set(['id', 'type', 'text', 'offsets', 'normalized']);
export const relationFields: ReadonlySet<string> = new Set([
  'id',
  'type',
  'arg1_id',
  'arg2_id',
  'normalized',
]);

/** The type of the one passage of a text that is not divided. */
export const wholeText = 'document';
/** The type of the equivalences that coreferences are. */
export const coreference = 'Coreference';
/** The metadata of the trigger of an event that is listed as an entity too, though nothing else refers to it. */
export const listed = 'bigbio.listed';

/** The id that an annotation of a document has in a file. */
export function globalId(document: string, id: string): string {
  return `${document}_${id}`;
}

/** The id that an annotation has in its document. */
export function localId(document: string, id: string): string {
  return id.startsWith(`${document}_`) && id.length > document.length + 1
    ? id.slice(document.length + 1)
    : id;
}

/** The id of the trigger of an event, which has none in a file. */
export function triggerId(event: string): string {
  return `${event}_trigger`;
}

/** The id of a passage, counted from 1, where it was read with no other. */
export function passageId(document: string, number: number): string {
  return globalId(document, `P${number}`);
}
