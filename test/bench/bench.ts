/**
 * What Goldspan costs, measured in one run: `npm run bench`. Ratios, curves and percentiles rather than bare times, since
 * machines differ. Everything runs for real: the engine process, the language server over stdio, the command line.
 *
 * Names of subjects after `--` measure these alone, `npm run bench -- spans conversion`; `--long` adds what takes minutes.
 */
import { measureConcepts } from './concepts.ts';
import { measureConversion, measureConversionMemory } from './conversion.ts';
import { measureCorpusLinks } from './corpusLinks.ts';
import { measureEngine } from './engine.ts';
import { type Figure, print } from './figures.ts';
import { measureKeystrokes } from './keystrokes.ts';
import { measureLargeNote } from './largeNote.ts';
import { measureLinking } from './linking.ts';
import { measureOwnModel } from './ownModel.ts';
import { measureSpans } from './spans.ts';
import { measureVectors } from './vectors.ts';
import { measureInWorkbench } from './workbench.ts';

interface Subject {
  readonly heading: string;
  measure(isLong: boolean): Promise<Figure[]>;
}

const subjects: Readonly<Record<string, Subject>> = {
  spans: { heading: 'The span layer', measure: measureSpans },
  conversion: { heading: 'Converting', measure: measureConversion },
  concepts: { heading: 'An index of concepts', measure: measureConcepts },
  vectors: { heading: 'Vectors of names', measure: measureVectors },
  linking: { heading: 'Linking with the terminology in the box', measure: measureLinking },
  'corpus-links': { heading: 'The language server, links of 10,000 notes', measure: measureCorpusLinks },
  engine: { heading: 'The engine', measure: measureEngine },
  'own-model': { heading: 'A model of the size of BERT base, eight bits', measure: measureOwnModel },
  keystrokes: { heading: 'The language server, a 10,000-word note', measure: measureKeystrokes },
  'large-note': { heading: 'The language server, a note of 1 MB', measure: measureLargeNote },
  memory: { heading: 'Memory of a conversion', measure: measureConversionMemory },
  workbench: { heading: 'In VS Code', measure: measureInWorkbench },
};

const given = process.argv.slice(2);
const isLong = given.includes('--long');
const chosen = given.filter((argument) => argument !== '--long');
const unknown = chosen.filter((name) => !(name in subjects));
if (unknown.length > 0) {
  console.error(`There is no subject ${unknown.join(', ')}; there are ${Object.keys(subjects).join(', ')}.`);
  process.exit(2);
}
for (const [name, { heading, measure }] of Object.entries(subjects)) {
  if (chosen.length === 0 || chosen.includes(name)) print(heading, await measure(isLong));
}
