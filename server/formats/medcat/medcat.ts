/**
 * The export of MedCATtrainer: projects of documents of annotations, each of which a person has called correct, an
 * alternative, deleted or killed, or nothing yet. Offsets count code points; those of annotations that were added by
 * hand may count UTF-16 code units, which is found out by the words that are stored with them.
 */
import type { Characters, Format, Read } from '../format.ts';
import { recordPaths } from '../json/head.ts';
import { noDocument } from '../json/reading.ts';
import { jsonValues } from '../json/streams.ts';
import { isObject, textOf } from '../json/values.ts';
import { readDocument } from './reading.ts';

/**
 * Only imported.
 * - Annotations that are correct or an alternative, and neither deleted nor killed, are entities of the type `Concept`
 *   with the concept as their normalisation: of UMLS, where it is written as one, else of no named system. How many
 *   were left out, a problem says.
 * - Meta-annotations are attributes, comments are notes. The other fields are metadata.
 * - A document is named by its project and its name, as projects share documents.
 */
export const medcat: Format = {
  name: 'medcat',
  title: 'MedCATtrainer export',
  extension: '.json',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    if (paths.has('projects[].documents[].annotations[].cui')) return 1;
    return paths.has('projects[].documents') && paths.has('projects[].cuis') ? 0.9 : 0;
  },
  read: readExport,
};

async function* readExport(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const names = new Map<string | undefined, string>();
  let number = 0;
  const paths = ['$.projects.*.name', '$.projects.*.documents.*'];
  for await (const record of jsonValues(chunks, paths, 'medcat')) {
    if (record.kind === 'problem') {
      yield record;
      continue;
    }
    const { value, line, path } = record;
    const [, project, field] = path;
    if (field === 'name') {
      // The one before it is complete, and so is of no more use.
      names.clear();
      names.set(project, textOf(value) ?? '');
      continue;
    }
    number += 1;
    if (isObject(value)) yield* readDocument(value, { line, fileName, number, project: names.get(project) });
    else yield noDocument('medcat', line, 'it is no JSON object');
  }
}
