/**
 * The JSON lines of PHEE, a corpus of pharmacovigilance events (Sun et al., EMNLP 2022): a sentence a line as
 * `context`, with events whose arguments have arguments of their own. Offsets are those of Python, code points.
 */
import type { Format } from '../format.ts';
import { hasAll, recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { jsonRecords } from '../json/streams.ts';
import { readSentence } from './reading.ts';

/**
 * Only imported.
 * - A trigger is an entity of the event's type. An argument is an entity of the type of its role, and an argument of an
 *   argument one of both roles, for example `Treatment_Drug`; all are arguments of the event.
 * - A combination of drugs is an event of its own and an argument of the event it stands in.
 * - The `value` of an argument, such as the degree of a severity, is an attribute `Value` of its entities.
 */
export const phee: Format = {
  name: 'phee',
  title: 'PHEE events',
  extension: '.jsonl',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    return hasAll(paths, 'context', 'annotations[].events[].event_type') ? 1 : 0;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'phee'), 'phee', (record, line, number) =>
      readSentence(record, line, fileName, number),
    ),
};
