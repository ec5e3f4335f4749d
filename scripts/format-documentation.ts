/**
 * Writes FORMATS.md: every format that can be read or written and what a round trip through it keeps, found by taking
 * the samples there and back. `--check` writes nothing and exits with 1 where the page is out of date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../server/annotation/document.ts';
import { entityKey } from '../server/annotation/identity.ts';
import { joinedFragments } from '../server/annotation/words.ts';
import { readCorpus } from '../server/corpus/reading.ts';
import type { Format, Loss } from '../server/formats/format.ts';
import { companionFormats, formats } from '../server/formats/registry.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'FORMATS.md');

/** What is counted, with how to list it of a document in a way that does not depend on ids. */
const kinds: readonly (readonly [name: string, list: (document: AnnotatedDocument) => string[]])[] = [
  [
    'entities',
    (document) => document.annotations.entities.map((entity) => entityKey(normalised(document, entity))),
  ],
  [
    'discontinuous entities',
    (document) =>
      document.annotations.entities
        .map((entity) => normalised(document, entity))
        .filter(({ fragments }) => fragments.length > 1)
        .map(entityKey),
  ],
  [
    'relations',
    ({ annotations, ...document }) =>
      annotations.relations.map(
        ({ type, arguments: filled }) =>
          `${type} ${filled.map(({ target }) => keyOf({ annotations, ...document }, target)).join(' ')}`,
      ),
  ],
  [
    'attributes',
    ({ annotations, ...document }) =>
      annotations.attributes.map(
        ({ type, value, target }) => `${type} ${value} ${keyOf({ annotations, ...document }, target)}`,
      ),
  ],
  [
    'normalisations',
    ({ annotations, ...document }) =>
      annotations.normalisations.map(
        ({ system, identifier, target }) =>
          `${system} ${identifier} ${keyOf({ annotations, ...document }, target)}`,
      ),
  ],
  ['notes', ({ annotations }) => annotations.notes.map(({ text }) => text)],
];

const { documents } = await readCorpus(join(root, 'samples'));
const samples = documents.map(({ id, text, annotations }): AnnotatedDocument => ({ id, text, annotations }));
const content = await render();
if (process.argv.includes('--check')) {
  if ((await readFile(page, 'utf8').catch(() => '')) !== content) {
    console.error('FORMATS.md is out of date; run: npm run documentation');
    process.exitCode = 1;
  }
} else {
  await writeFile(page, content);
}

async function render(): Promise<string> {
  const companions = companionFormats.map(({ name, title, offsets, isWritten }) =>
    row(`\`${name}\``, title, offsets, 'yes', isWritten ? 'yes' : ''),
  );
  const rows = [...companions, ...formats.map(formatRow)];
  const trips = [];
  for (const format of formats) if (format.write) trips.push(await roundTrip(format));
  return `# Formats

This page is written by \`npm run documentation\`. A name is what \`--from\` and \`--to\` take; without \`--from\` a file's
format is recognised by its content.

| name | format | offsets count | read | written |
|---|---|---|---|---|
${rows.join('\n')}

## What a round trip keeps

The ${samples.length} samples, written and read again: how many of each kind are the same afterwards, and whether writing what was
read gives the same bytes. Everything else is listed by \`goldspan convert\`, under the codes in the last column.

| name | ${kinds.map(([name]) => name).join(' | ')} | text | bytes | losses by code |
|---|${kinds.map(() => '---').join('|')}|---|---|---|
${trips.join('\n')}
`;
}

function formatRow({ name, title, offsets, write }: Format): string {
  return row(`\`${name}\``, title, offsets, 'yes', write ? 'yes' : '');
}

async function roundTrip(format: Format): Promise<string> {
  const { written, losses } = write(format, samples);
  const reread: AnnotatedDocument[] = [];
  for await (const read of format.read([written], `samples${format.extension}`)) {
    if (read.kind === 'document') reread.push(read.document);
  }
  const counts = kinds.map(([, list]) => {
    const before = samples.map(list);
    const kept = before.map((keys, index) => common(keys, reread[index] ? list(reread[index]) : []));
    return `${sum(kept)} of ${sum(before.map(({ length }) => length))}`;
  });
  const sameText = samples.every(({ text }, index) => reread[index]?.text === text);
  const sameBytes = write(format, reread).written === written;
  const codes = new Map<string, number>();
  for (const { code } of losses) codes.set(code, (codes.get(code) ?? 0) + 1);
  const lost = [...codes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, count]) => `\`${code}\` ${count}`);
  return row(
    `\`${format.name}\``,
    ...counts,
    sameText ? 'same' : 'differs',
    sameBytes ? 'same' : 'differ',
    lost.join(', '),
  );
}

function write(format: Format, all: readonly AnnotatedDocument[]): { written: string; losses: Loss[] } {
  const writer = format.write?.();
  if (writer === undefined) return { written: '', losses: [] };
  const losses: Loss[] = [];
  const parts = all.map((document) => {
    const { content: part, losses: its } = writer.document(document);
    losses.push(...its);
    return part;
  });
  return { written: [writer.begin(), ...parts, writer.end()].join(''), losses };
}

function normalised<E extends AnnotatedDocument['annotations']['entities'][number]>(
  { text }: AnnotatedDocument,
  entity: E,
): E {
  return { ...entity, fragments: joinedFragments(text, entity.fragments) };
}

function keyOf(document: AnnotatedDocument, target: string): string {
  const entity = document.annotations.entities.find(({ id }) => id === target);
  return entity ? entityKey(normalised(document, entity)) : target;
}

/** How many of some keys are among others, each counted as often as it occurs. */
function common(keys: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const key of others) left.set(key, (left.get(key) ?? 0) + 1);
  return keys.filter((key) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  }).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
