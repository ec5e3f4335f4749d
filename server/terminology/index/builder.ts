/**
 * Builds the file of an index. Concepts are taken one at a time; what is kept of them in memory are numbers, the
 * distinct stems and the identifiers: about 1.5 GB for the 7.4 million names of UMLS. The same concepts in the same
 * order give the same bytes, as long as they are compressed by the same version of zlib.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Concept, RetiredIdentifier, SourceStatement } from '../concept.ts';
import { normalisationVersion } from '../normalisation/normalisation.ts';
import { ByteWriter } from './binary.ts';
import { ConceptBlockWriter } from './conceptBlocks.ts';
import { encodeConcept, RecordCodes } from './conceptRecords.ts';
import { GramList } from './grams.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { bytesOf } from './header.ts';
import { IdentifierList, identifierKey } from './identifierList.ts';
import { hashOf, writeKeys } from './keys.ts';
import {
  type Counts,
  firstOfConcept,
  groupCode,
  kindShift,
  mostInlinePostings,
  type SectionName,
} from './layout.ts';
import { SectionWriter } from './sectionWriter.ts';
import { SortedTableWriter } from './sortedTable.ts';
import { WordingStems } from './wordingStems.ts';

export interface IndexContents {
  readonly concepts: AsyncIterable<Concept> | Iterable<Concept>;
  /** Asked for after all concepts have been taken, and so may be collected meanwhile. */
  readonly retired: Iterable<RetiredIdentifier>;
  /** Likewise. */
  readonly sources: readonly SourceStatement[];
}

export interface BuildOptions {
  /** Called after every thousand concepts, and when another part begins. */
  readonly onProgress?: (part: 'concepts' | 'words' | 'identifiers', concepts: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes an index beside `path` and renames it when it is complete. Folders that are missing are made.
 * @throws what the concepts throw, the reason of the signal, the file system's error; there is then no new file.
 */
export async function buildIndex(
  path: string,
  contents: IndexContents,
  options: BuildOptions = {},
): Promise<Counts> {
  mkdirSync(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const file = new SectionWriter(beside);
  try {
    const counts = await write(file, contents, options);
    renameSync(beside, path);
    return counts;
  } catch (error) {
    file.close();
    rmSync(beside, { force: true });
    throw error;
  }
}

async function write(file: SectionWriter, contents: IndexContents, options: BuildOptions): Promise<Counts> {
  const codes = new RecordCodes();
  const stems = new WordingStems();
  const identifiers = new IdentifierList();
  const flags = new GrowingNumbers();
  const hashes = new GrowingNumbers();
  let names = 0;
  let concepts = 0;

  const blocks = new ConceptBlockWriter(file);
  await file.sectionOf('concepts', async () => {
    for await (const concept of contents.concepts) {
      const wordings = encodeConcept(concept, codes, blocks.record);
      for (const identifier of concept.identifiers)
        identifiers.add(identifier, codes.systems.codeOf(identifier.system), concepts);
      const group = groupCode(concept.group);
      for (const [index, { kind, stems: ownStems, key }] of wordings.entries()) {
        stems.add(ownStems);
        flags.push(group | (kind << kindShift) | (index === 0 ? firstOfConcept : 0));
        hashes.push(hashOf(key));
      }
      if (wordings.length === 0) {
        // Takes a number all the same, so that concepts can be counted by their first wordings.
        stems.add([]);
        flags.push(group | firstOfConcept);
        hashes.push(hashOf(''));
      }
      blocks.end(Math.max(1, wordings.length));
      concepts += 1;
      names += concept.names.length;
      if (concepts % 1000 === 0) {
        options.signal?.throwIfAborted();
        options.onProgress?.('concepts', concepts);
      }
    }
    blocks.flush();
  });
  file.section('conceptBlocks', () => file.append(bytesOf(blocks.starts())));
  file.section('wordingFlags', () => file.append(Uint8Array.from(flags.values())));
  file.section('wordingNorms', () => file.append(stems.norms()));
  writeKeys(file, hashes.values());
  options.onProgress?.('words', concepts);
  const stemCount = writeStems(file, stems);
  options.onProgress?.('identifiers', concepts);
  writeTable(file, 'identifiers', 'identifierBlocks', function* (payload) {
    for (const { key, of } of identifiers.sorted()) {
      for (const { system, concept } of of) {
        payload.number(system);
        payload.number(concept);
      }
      yield key;
    }
  });
  const retired = writeRetired(file, contents.retired, codes);
  const counts = {
    concepts,
    names,
    wordings: flags.length,
    stems: stemCount,
    identifiers: identifiers.length,
    retired,
  };
  file.finish({
    normalisation: normalisationVersion,
    counts,
    sources: contents.sources,
    systems: codes.systems.texts(),
    namings: codes.namings(),
    semanticTypes: codes.semanticTypes.texts(),
  });
  return counts;
}

/** Writes the table of stems, their postings, and the lists of runs of letters. @returns the number of stems. */
function writeStems(file: SectionWriter, stems: WordingStems): number {
  const postings = new ByteWriter(2 ** 20);
  const list = new ByteWriter();
  const grams = new GramList();
  let count = 0;
  writeTable(file, 'vocabulary', 'vocabularyBlocks', function* (payload) {
    for (const { stem, wordings } of stems.inverted()) {
      payload.number(wordings.length);
      if (wordings.length <= mostInlinePostings) payload.ascending(wordings);
      else {
        list.clear();
        list.ascending(wordings);
        payload.number(postings.length);
        payload.number(list.length);
        postings.bytes(list.written());
      }
      grams.add(stem, count);
      count += 1;
      yield stem;
    }
  });
  file.section('postings', () => file.append(postings.written()));
  grams.write(file, count);
  return count;
}

/** Withdrawn identifiers by their keys, each with its system and what it is replaced by. @returns how many. */
function writeRetired(file: SectionWriter, retired: Iterable<RetiredIdentifier>, codes: RecordCodes): number {
  const byKey = new Map<string, RetiredIdentifier[]>();
  let count = 0;
  for (const one of retired) {
    const key = identifierKey(one.identifier);
    const same = byKey.get(key);
    if (same) same.push(one);
    else byKey.set(key, [one]);
    count += 1;
  }
  writeTable(file, 'retired', 'retiredBlocks', function* (payload) {
    for (const key of [...byKey.keys()].sort()) {
      for (const { system, identifier, replacedBy } of byKey.get(key) ?? []) {
        payload.number(codes.systems.codeOf(system));
        payload.string(identifier);
        payload.number(replacedBy.length);
        for (const replacement of replacedBy) {
          payload.number(codes.systems.codeOf(replacement.system));
          payload.string(replacement.identifier);
        }
      }
      yield key;
    }
  });
  return count;
}

/** Writes a table; `keys` fills the payload, which is empty for each, before it yields the key. */
function writeTable(
  file: SectionWriter,
  entries: SectionName,
  blocks: SectionName,
  keys: (payload: ByteWriter) => Generator<string>,
): void {
  const payload = new ByteWriter();
  const table = new SortedTableWriter((bytes) => file.append(bytes));
  file.section(entries, () => {
    for (const key of keys(payload)) {
      table.add(key, payload.written());
      payload.clear();
    }
  });
  file.section(blocks, () => file.append(bytesOf(table.blocks())));
}
