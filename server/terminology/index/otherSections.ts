/** The sections of an index behind its concepts, which are made when all concepts are there. */
import type { RetiredIdentifier, SourceStatement } from '../concept.ts';
import { normalisationVersion } from '../normalisation/normalisation.ts';
import { ByteWriter } from './binary.ts';
import type { RecordCodes } from './conceptRecords.ts';
import type { ConceptSection } from './conceptSection.ts';
import { GramList } from './grams.ts';
import { bytesOf } from './header.ts';
import { identifierKey } from './identifierList.ts';
import { writeKeys } from './keys.ts';
import { type Counts, mostInlinePostings, type SectionName } from './layout.ts';
import type { SectionWriter } from './sectionWriter.ts';
import { SortedTableWriter } from './sortedTable.ts';
import type { WordingStems } from './wordingStems.ts';

/** What is asked for after all concepts have been taken, and so may be collected meanwhile. */
export interface KnownAtTheEnd {
  readonly retired: Iterable<RetiredIdentifier>;
  readonly sources: readonly SourceStatement[];
}

/** Writes the sections and completes the file. @param onPart is waited for before each of two long parts. */
export async function writeOtherSections(
  file: SectionWriter,
  section: ConceptSection,
  known: KnownAtTheEnd,
  onPart: (part: 'words' | 'identifiers') => Promise<void>,
): Promise<Counts> {
  const { concepts, names, codes, stems, identifiers, flags, hashes } = section;
  file.section('conceptBlocks', () => file.append(bytesOf(section.blockStarts())));
  file.section('wordingFlags', () => file.append(Uint8Array.from(flags.values())));
  file.section('wordingNorms', () => file.append(stems.norms()));
  writeKeys(file, hashes.values());
  await onPart('words');
  const stemCount = writeStems(file, stems);
  await onPart('identifiers');
  writeTable(file, 'identifiers', 'identifierBlocks', function* (payload) {
    for (const { key, of } of identifiers.sorted()) {
      for (const { system, concept } of of) {
        payload.number(system);
        payload.number(concept);
      }
      yield key;
    }
  });
  const retired = writeRetired(file, known.retired, codes);
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
    sources: known.sources,
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
