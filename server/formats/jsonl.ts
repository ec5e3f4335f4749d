/**
 * Goldspan's own line format: one document a line, offsets in code points, half-open. It is meant for pipes:
 * `{"id","text","entities":[{"id","type","spans":[[start,end]],"text","score","model","concepts":[{"system","id",
 * "name"}],"attributes":{}}],"relations":[{"id","type","head","tail"}]}`.
 *
 * Fields that most documents do not need follow only where there is something in them: `events`, `notes`,
 * `equivalences`, `passages`, `sentences` and `tokens`; `attributes` and `concepts` of other annotations than entities,
 * where the `key` of a concept is the id of the annotation; `roles` of a relation other than Arg1 and Arg2, and its
 * `arguments` where there are more than two. Any other field of a document, an entity or a relation is metadata.
 */
import type { Format } from './format.ts';
import { hasAll, jsonPaths } from './json/head.ts';
import { readDocument } from './json/ownReading.ts';
import { composeDocument } from './json/ownWriting.ts';
import { readRecords } from './json/reading.ts';
import { jsonLines } from './json/streams.ts';
import { lineWriter } from './json/writing.ts';

const beginning = /^\uFEFF?\s*\{\s*"id"\s*:\s*"[^"\\]*"\s*,\s*"text"\s*:\s*"/;

/**
 * Scores and models of predicted entities are kept. Ids of attributes and concepts are not, unless something refers to
 * them. Files that this format wrote are written back byte for byte.
 */
export const jsonl: Format = {
  name: 'jsonl',
  title: 'Goldspan JSON lines',
  extension: '.jsonl',
  offsets: 'code points',
  recognise(head) {
    const paths = jsonPaths(head);
    if (hasAll(paths, 'text', 'entities[].spans')) return 1;
    const isForeign = Array.from(paths).some((path) =>
      /^(?:\[\]|entities\[\]|labels?$|annotations|denotations|spans|passages|data)/.test(path),
    );
    if (!hasAll(paths, 'id', 'text') || isForeign) return 0;
    // Where the entities are seen, the list is empty. A long text hides them: then it counts that the record begins as
    // this format writes it, with an id that is a string.
    return hasAll(paths, 'entities', 'relations') || beginning.test(head) ? 0.6 : 0.3;
  },
  read: (chunks, fileName) =>
    readRecords(jsonLines(chunks, 'jsonl'), 'jsonl', (record, line, number) =>
      readDocument(record, line, fileName, number),
    ),
  write: () => lineWriter(composeDocument),
};
