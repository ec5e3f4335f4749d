/** Names that Label Studio's tasks and Goldspan's metadata of them have. */

export const taskFields: ReadonlySet<string> = new Set(['data', 'annotations', 'completions', 'predictions']);

/** Metadata of a document: what a task has besides its text and the results that were understood, each as JSON. */
export const metadataNames = {
  /** The fields of the task's data besides the text. */
  data: 'label-studio.data',
  /** The field of the data that is the text, unless it is `text`. */
  text: 'label-studio.text',
  /** The fields of the annotation besides its results. */
  annotation: 'label-studio.annotation',
  /** Results that are neither labels of spans nor relations between them. */
  results: 'label-studio.results',
} as const;

/** The field of the data that has the document's id, where that is no number. */
export const documentId = 'document_id';

/** What results have where a labelling configuration follows the usual names. */
export const usual = { from_name: 'label', to_name: 'text', type: 'labels' } as const;

/** The type of notes, which Label Studio has in the `meta` of a region. */
export const noteType = 'AnnotatorNotes';

export const relationFields: ReadonlySet<string> = new Set(['id', 'type', 'from_id', 'to_id', 'labels']);
export const valueFields: ReadonlySet<string> = new Set(['start', 'end', 'text', 'labels']);
