/**
 * Label Studio's JSON (https://labelstud.io/guide/task_format): a list of tasks, each with annotations and predictions,
 * each of these with results. Offsets count code points; older versions counted UTF-16 code units, which is found out
 * by the words that are stored with each region.
 */
import type { Format } from '../format.ts';
import { hasAll, recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { jsonRecords } from '../json/streams.ts';
import { listWriter } from '../json/writing.ts';
import { readTask } from './reading.ts';
import { composeTask } from './writing.ts';

/**
 * - Of several annotations of a task the first one counts that is marked as ground truth, or else the first that was
 *   not cancelled; the others are reported. Predictions count where there is no such annotation; their regions are
 *   predicted entities with the score and the model version.
 * - Regions with labels are entities, one for each label. Choices, texts, ratings and numbers for a region are its
 *   attributes, named by `from_name`; they are written as choices. Texts in the `meta` of a region are notes.
 * - Everything else in the results is kept as metadata and written back: regions of other kinds, results for the whole
 *   text. So are other fields of tasks, of their data and of the annotation.
 * - A document whose id is no number has it in the field `document_id` of the task's data.
 * - Files are not written back byte for byte: spacing, the order of fields and the annotations that do not count are lost.
 */
export const labelStudio: Format = {
  name: 'label-studio',
  title: 'Label Studio JSON',
  extension: '.json',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    const areTasks = ['annotations', 'completions', 'predictions'].some((list) =>
      paths.has(`${list}[].result`),
    );
    if (areTasks) return 1;
    if (!hasAll(paths, 'data.text')) return 0;
    return ['annotations', 'predictions', 'completions', 'id'].some((name) => paths.has(name)) ? 0.8 : 0.6;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'label-studio'), 'label-studio', (record, line, number) =>
      readTask(record, line, fileName, number),
    ),
  write: () => listWriter(composeTask),
};
