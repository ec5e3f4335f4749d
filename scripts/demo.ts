/**
 * Shows what Goldspan does on samples/: suggests, compares with the gold annotations and exports, and says where the
 * files are and how to open them in VS Code.
 *
 *     node scripts/demo.ts [DOCUMENT]
 *
 * DOCUMENT is the sample that is shown in full, for example `telehealth-chat`. Needs dist/, which `npm run demo` builds.
 */
import { rm } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { coloursOf } from '../server/commands/colours.ts';
import type { CompareOutput } from '../server/commands/compare.ts';
import { type Row, renderTable } from '../server/commands/table.ts';
import { counted, firstOf } from '../server/commands/wording.ts';
import { align } from '../server/comparison/alignment.ts';
import { formatFileProblem } from '../server/corpus/fileProblems.ts';
import { type CorpusDocument, readCorpus } from '../server/corpus/reading.ts';
import type { LossReport } from '../server/export/lossReport.ts';
import { CommandFailed, commandLine, goldspan, wrapCommand } from './demo/goldspan.ts';
import { colourOf, type Finder, marks, mentionsOf, readableWidth, renderNote } from './demo/note.ts';
