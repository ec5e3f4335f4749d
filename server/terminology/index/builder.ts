/**
 * Builds the file of an index. Concepts are taken one at a time; what is kept of them in memory are numbers, the distinct stems
 * and the identifiers: about 2 GB for the 7.4 million names of UMLS. The same concepts in the same order give the same
 * bytes, as long as they are compressed by the same version of zlib.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Concept, RetiredIdentifier, SourceStatement } from '../concept.ts';
import { normalisationVersion } from '../normalisation/normalisation.ts';
import { ByteWriter } from './binary.ts';
import { encodeConcept, RecordCodes } from './conceptRecords.ts';
import { gramBucketCount, gramsOf } from './grams.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { IdentifierList, identifierKey } from './identifierList.ts';
import { hashOf, keyBucket, keyBucketCount } from './keys.ts';
import { bytesOf, type Counts, firstOfConcept, groupCode, kindShift, type SectionName } from './layout.ts';
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

/** Compressed together; more compress better, and take longer to read one of. */
const blockLength = 8 * 1024;

/** Postings up to this number stand beside their stem. */
export const mostInlinePostings = 4;

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

  const blocks = new BlockWriter(file);
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

/** Puts concepts into blocks. */
class BlockWriter {
  /** Where the next concept is written to. */
  readonly record = new ByteWriter();
  readonly #block = new ByteWriter(2 * blockLength);
  readonly #file: SectionWriter;
  readonly #start: number;
  readonly #starts = new GrowingNumbers();
  #concepts = 0;
  #wordings = 0;

  constructor(file: SectionWriter) {
    this.#file = file;
    this.#start = file.position;
    this.#begin();
  }

  /** Ends a concept of a number of wordings. */
  end(wordings: number): void {
    this.#block.number(this.record.length);
    this.#block.bytes(this.record.written());
    this.record.clear();
    this.#concepts += 1;
    this.#wordings += wordings;
    if (this.#block.length >= blockLength) this.flush();
  }

  flush(): void {
    if (this.#block.length === 0) return;
    this.#file.append(deflateRawSync(this.#block.written(), { level: 9 }));
    this.#block.clear();
    this.#begin();
  }

  /** Of every block: where it begins in the section, its first concept, its first wording. The last one is the end of all. */
  starts(): Uint32Array {
    return this.#starts.values();
  }

  #begin(): void {
    this.#starts.push(this.#file.position - this.#start);
    this.#starts.push(this.#concepts);
    this.#starts.push(this.#wordings);
  }
}

function writeKeys(file: SectionWriter, hashes: Uint32Array): void {
  const buckets = keyBucketCount(hashes.length);
  const starts = new Uint32Array(buckets + 1);
  for (const hash of hashes) {
    const bucket = keyBucket(hash, buckets);
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  const next = starts.slice();
  const wordings = new Uint32Array(hashes.length);
  for (const [wording, hash] of hashes.entries()) {
    const bucket = keyBucket(hash, buckets);
    const place = next[bucket] as number;
    wordings[place] = wording;
    next[bucket] = place + 1;
  }
  const offsets = new Uint32Array(buckets + 1);
  const entries = new ByteWriter();
  file.section('keys', () => {
    const start = file.position;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      offsets[bucket] = file.position - start;
      const own = wordings.subarray(starts[bucket], starts[bucket + 1]);
      own.sort((a, b) => (hashes[a] as number) - (hashes[b] as number) || a - b);
      entries.clear();
      let previous = Math.ceil(bucket * (2 ** 32 / buckets));
      for (const wording of own) {
        const hash = hashes[wording] as number;
        entries.number(hash - previous);
        entries.number(wording);
        previous = hash;
      }
      file.append(entries.written());
    }
    offsets[buckets] = file.position - start;
  });
  file.section('keyBuckets', () => file.append(bytesOf(offsets)));
}

/** Writes the table of stems, their postings, and the lists of runs of letters. @returns the number of stems. */
function writeStems(file: SectionWriter, stems: WordingStems): number {
  const postings = new ByteWriter(2 ** 20);
  const list = new ByteWriter();
  const hashes = new GrowingNumbers();
  const owners = new GrowingNumbers();
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
      for (const gram of gramsOf(stem)) {
        hashes.push(gram);
        owners.push(count);
      }
      count += 1;
      yield stem;
    }
  });
  file.section('postings', () => file.append(postings.written()));
  writeGrams(file, gramBucketCount(count), hashes.values(), owners.values());
  return count;
}

/** @param owners the stem of each run of letters, ascending. */
function writeGrams(file: SectionWriter, buckets: number, hashes: Uint32Array, owners: Uint32Array): void {
  const starts = new Uint32Array(buckets + 1);
  for (const hash of hashes) {
    const bucket = hash % buckets;
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  const next = starts.slice();
  const byBucket = new Uint32Array(owners.length);
  for (const [index, hash] of hashes.entries()) {
    const place = next[hash % buckets] as number;
    byBucket[place] = owners[index] as number;
    next[hash % buckets] = place + 1;
  }
  const offsets = new Uint32Array(buckets + 1);
  const list = new ByteWriter();
  file.section('grams', () => {
    const start = file.position;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      offsets[bucket] = file.position - start;
      const own = byBucket.subarray(starts[bucket], starts[bucket + 1]);
      list.clear();
      list.ascending(own.filter((stem, index) => index === 0 || stem !== own[index - 1]));
      file.append(list.written());
    }
    offsets[buckets] = file.position - start;
  });
  file.section('gramBuckets', () => file.append(bytesOf(offsets)));
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
