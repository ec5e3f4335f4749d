/** What the links of a corpus of many small notes cost in the editor: knowing them, following them, linking all at once, the list. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SeededRandom } from '../../scripts/samples/random.ts';
import { conceptsRequest, serverCommands } from '../../server/protocol.ts';
import { Editor } from '../server/editor.ts';
import { atMost, type Figure, median, megabytes, milliseconds, quantile, seconds } from './figures.ts';
import { residentMemory } from './residentMemory.ts';

const notes = 10_000;
const mentionsPerNote = 12;
/** Of as many words as a corpus of the size has, a few of which are in every second note. */
const words = 2_000;

/** Names that the terminology in the box has. */
const known = [
  'pneumonia',
  'diabetes mellitus',
  'asthma',
  'hypertension',
  'breast cancer',
  'cold',
  'seizure',
  'anemia',
];

export async function measureCorpusLinks(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  try {
    await writeCorpus(folder);
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<Figure[]> {
  const editor = await Editor.start(folder, {
    settings: { models: ['names.tsv'], types: ['*'], relations: false },
    choose: ({ choices }) => choices.flatMap(({ picked }, index) => (picked ? [index] : [])),
  });
  const uri = await editor.open(join(folder, '00/0.txt'));
  await editor.layers(uri);
  const pid = editor.server.pid as number;
  const memoryBefore = await residentMemory(pid);
  // The editor asks for diagnostics by itself; the answer does not wait for the corpus.
  const begun = performance.now();
  await editor.diagnostics(uri);
  const first = performance.now() - begun;
  const isKnown = (): boolean => editor.log.some((line) => line.startsWith('links of'));
  const waits: number[] = [];
  while (!isKnown()) {
    const asked = performance.now();
    await editor.symbols(uri);
    waits.push(performance.now() - asked);
    // Somebody else asks now and then; asking without a pause would be what keeps the server from reading.
    await setTimeout(1);
  }
  const reading = performance.now() - begun;
  const memoryAfter = await residentMemory(pid);
  const again = performance.now();
  const found = await editor.diagnostics(uri);
  const diagnosing = performance.now() - again;
  const differences = found.filter(({ code }) => code === 'concept/differs').length;
  const following = await follow(editor, folder, uri);
  const choosing = await list(editor, uri);
  const linking = await linkAll(editor, folder, uri);
  await editor.stop();
  const grown =
    memoryBefore !== undefined && memoryAfter !== undefined ? memoryAfter - memoryBefore : undefined;
  return [
    { name: 'first diagnostics, which begin to read the corpus', value: milliseconds(first) },
    atMost(`reading the links of ${notes.toLocaleString('en')} notes`, reading, 10_000, seconds),
    atMost('longest answer to something else meanwhile', Math.max(...waits), 100, milliseconds),
    {
      name: 'resident memory more',
      value: grown === undefined ? 'not known on this system' : megabytes(grown),
    },
    atMost(`diagnostics of a note then (${differences} differences)`, diagnosing, 50, milliseconds),
    atMost('a changed file on disk to a new diagnostic, median', median(following), 200, milliseconds),
    ...choosing,
    ...linking,
  ];
}

/** Changes a file on disk again and again, and waits until the note is told. */
async function follow(editor: Editor, folder: string, uri: string): Promise<number[]> {
  const path = join(folder, '00/1.ann');
  const content = await readFile(path, 'utf8');
  const times: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const number = 1000 + turn;
    await writeFile(path, `${content}T900\tDisease 0 4\tpneumonia\nN900\tReference T900 LOCAL:${number}\n`);
    const refreshes = editor.refreshes;
    const begun = performance.now();
    await editor.filesChanged(path);
    await editor.until(() => (editor.refreshes > refreshes ? true : undefined));
    await editor.diagnostics(uri);
    times.push(performance.now() - begun);
  }
  return times;
}

/** The list of concepts as it opens and while somebody types. */
async function list(editor: Editor, uri: string): Promise<Figure[]> {
  const ask = async (range: ReturnType<Editor['rangeOf']>, typed: string): Promise<number> => {
    const begun = performance.now();
    await editor.request(conceptsRequest, { uri, range, typed });
    return performance.now() - begun;
  };
  const opening: number[] = [];
  for (const name of known) opening.push(await ask(editor.rangeOf(uri, name), ''));
  const typing: number[] = [];
  const range = editor.rangeOf(uri, 'cold');
  for (const name of [
    ...known,
    'chem: aspirin',
    'mesh:d0031',
    'acute myocardial infarction',
    'non-small cell lung',
  ]) {
    for (let end = 1; end <= name.length; end += 1) typing.push(await ask(range, name.slice(0, end)));
  }
  return [
    { name: 'list of concepts: opening the first time', value: milliseconds(opening[0] as number) },
    {
      name: 'list of concepts: opening then, the slowest',
      value: milliseconds(Math.max(...opening.slice(1))),
    },
    { name: `list of concepts: ${typing.length} keys, median`, value: milliseconds(median(typing)) },
    atMost('list of concepts: a key, p95', quantile(typing, 0.95), 50, milliseconds),
    { name: 'list of concepts: a key, the slowest', value: milliseconds(Math.max(...typing)) },
  ];
}

/** Links the words that every tenth note has, and takes that back. */
async function linkAll(editor: Editor, folder: string, uri: string): Promise<Figure[]> {
  const concepts = [{ system: 'LOCAL', identifier: '7', name: 'Everywhere' }];
  const range = editor.rangeOf(uri, 'everywhere');
  const before = await readFile(join(folder, '00/10.ann'), 'utf8');
  const begun = performance.now();
  const { message } = await editor.act(serverCommands.linkCorpus, { uri, range, concepts });
  const linked = performance.now();
  await editor.act(serverCommands.undo, { uri, range });
  const undone = performance.now();
  if ((await readFile(join(folder, '00/10.ann'), 'utf8')) !== before)
    throw new Error('it was not taken back');
  return [
    { name: `looking through all notes and linking: ${message}`, value: seconds(linked - begun) },
    { name: 'taking that back', value: seconds(undone - linked) },
  ];
}

async function writeCorpus(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'annotation.conf'),
    '[entities]\nDisease\n[relations]\n[events]\n[attributes]\n',
  );
  await writeFile(join(folder, 'names.tsv'), 'xyzzy\tDisease\n');
  const random = new SeededRandom(20261121);
  for (let number = 0; number < notes; number += 1) {
    const folderOfNote = join(folder, String(Math.floor(number / 1000)).padStart(2, '0'));
    if (number % 1000 === 0) await mkdir(folderOfNote, { recursive: true });
    const mentions = Array.from({ length: mentionsPerNote }, (_, index) => {
      if (number === 0 && index < known.length) return known[index] as string;
      const isFrequent = random.next() < 0.3;
      return isFrequent
        ? (known[random.integer(0, known.length - 1)] as string)
        : `finding ${random.integer(0, words)}`;
    });
    if (number % 10 === 0) mentions[mentionsPerNote - 1] = 'everywhere';
    let text = '';
    let lines = '';
    for (const [index, mention] of mentions.entries()) {
      text += 'The patient had ';
      lines += `T${index + 1}\tDisease ${text.length} ${text.length + mention.length}\t${mention}\n`;
      // A link in a hundred is a slip.
      const isSlip = random.next() < 0.01 || (number === 0 && index === 0);
      const concept = isSlip ? 'LOCAL:99' : `LOCAL:${mention.length}`;
      if (mention !== 'everywhere')
        lines += `N${index + 1}\tReference T${index + 1} ${concept}\t${mention}\n`;
      text += `${mention}, which was treated.\n`;
    }
    const path = join(folderOfNote, String(number % 1000));
    await writeFile(`${path}.txt`, text);
    await writeFile(`${path}.ann`, lines);
  }
}
