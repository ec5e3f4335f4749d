import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Concept } from '../../../../server/terminology/concept.ts';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/files.ts';
import { UnusableIndex } from '../../../../server/terminology/index/layout.ts';
import { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import { normalise, stemsKey } from '../../../../server/terminology/normalisation/normalisation.ts';
import { anyConcept, concept, indexFile, indexOf, inFolder, inMemory, manyConcepts } from './indexes.ts';

const asthma = concept('MESH:D001249', ['Asthma', 'Bronchial asthma', 'asthma'], {
  identifiers: [
    { system: 'MESH', identifier: 'D001249' },
    { system: 'UMLS', identifier: 'C0004096' },
  ],
  semanticTypes: ['T047'],
  group: 'DISO',
});
const gene = concept('NCBIGene:6317', ['SERPINB3', 'squamous cell carcinoma antigen 1'], { group: 'GENE' });
const bare = concept('X:1', []);
const sources = [{ name: 'MESH', version: '2019', licence: 'NLM, with attribution' }];

describe('an index of concepts', () => {
  it('gives back what was put into it', async () => {
    const index = await indexOf([asthma, gene, bare], { sources });
    assert.deepEqual([...index.concepts()], [asthma, gene, bare]);
    assert.deepEqual(index.concept(1), gene);
    assert.deepEqual(index.sources, sources);
    const { concepts, names, wordings } = index.counts;
    assert.deepEqual({ concepts, names, wordings }, { concepts: 3, names: 5, wordings: 5 });
  });
  it('gives back any concepts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyConcept, { maxLength: 40 }), async (concepts) => {
        const index = await indexOf(concepts);
        assert.deepEqual([...index.concepts()], concepts);
        for (const [number, { identifiers }] of concepts.entries()) {
          assert.deepEqual(index.concept(number), concepts[number]);
          for (const identifier of identifiers)
            assert.ok(index.conceptsWith(identifier).includes(number), identifier.identifier);
        }
        for (const { number, concept: of, names } of index.wordings()) {
          assert.equal(index.conceptOf(number), of);
          assert.deepEqual(index.wording(number).names, names);
          for (const { words } of names) {
            const key = stemsKey(normalise(words));
            if (key === '') continue;
            assert.ok(index.wordingsWithKey(key).includes(number), words);
            for (const stem of normalise(words).stems)
              assert.ok(postings(index, stem).includes(number), stem);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
  it('finds a concept by each of its identifiers, whatever their case', async () => {
    const index = await indexOf([gene, asthma]);
    assert.deepEqual(index.conceptsWith({ system: 'UMLS', identifier: 'c0004096' }), [1]);
    assert.deepEqual(index.conceptsWith({ system: 'ncbigene', identifier: '6317' }), [0]);
    assert.deepEqual(index.conceptsWith({ system: 'MESH', identifier: 'C0004096' }), []);
    assert.deepEqual([...index.identifiersFrom('d00')], [{ system: 'MESH', key: 'd001249', concept: 1 }]);
  });
  it('tells what an identifier was replaced by', async () => {
    const withdrawn = {
      system: 'MESH',
      identifier: 'C0815',
      replacedBy: [{ system: 'MESH', identifier: 'D001249' }],
    };
    const gone = { system: 'HP', identifier: '0000057', replacedBy: [] };
    const index = await indexOf([asthma], { retired: [withdrawn, gone] });
    assert.deepEqual(index.retired({ system: 'mesh', identifier: 'c0815' }), withdrawn);
    assert.deepEqual(index.retired({ system: 'HP', identifier: '0000057' }), gone);
    assert.equal(index.retired({ system: 'HP', identifier: 'C0815' }), undefined);
    assert.equal(index.retired({ system: 'MESH', identifier: 'D001249' }), undefined);
  });
  it('counts names of a concept once that differ in case and spelling alone', async () => {
    const index = await indexOf([concept('X:1', ['Tumour', 'tumor', 'tumors'])]);
    assert.deepEqual(
      [...index.wordings()].map(({ names }) => names.map(({ words }) => words)),
      [['Tumour', 'tumor'], ['tumors']],
    );
  });
  it('knows no concept beyond its last', async () => {
    const index = await indexOf([asthma]);
    assert.throws(() => index.concept(1), RangeError);
    assert.throws(() => index.concept(-1), RangeError);
  });
  it('may be empty', async () => {
    const index = await indexOf([]);
    assert.deepEqual([...index.concepts()], []);
    assert.deepEqual(index.wordingsWithKey('asthma'), []);
    assert.equal(index.stem('asthma'), undefined);
    index.verify();
  });
});

describe('opening an index', () => {
  it('reads a small part of the file, and as little of a larger one', async () => {
    const read = async (count: number): Promise<{ readonly read: number; readonly of: number }> => {
      const file = await indexFile(manyConcepts(count));
      let sum = 0;
      new TerminologyIndex(
        inMemory(file, (length) => {
          sum += length;
        }),
      );
      return { read: sum, of: file.length };
    };
    const [small, large] = [await read(3000), await read(12_000)];
    assert.ok(large.of > 3 * small.of);
    assert.ok(large.read < 0.05 * large.of, `${large.read} of ${large.of} bytes`);
  });
  it('keeps no more pages than it may, and still gives every concept', async () => {
    const concepts = manyConcepts(3000);
    const file = await indexFile(concepts);
    const index = new TerminologyIndex(inMemory(file), 2 * 16 * 1024);
    for (const [number, expected] of concepts.entries()) assert.deepEqual(index.concept(number), expected);
  });
  it('refuses what is no index, and says what to do', () => {
    assert.throws(
      () => new TerminologyIndex(inMemory(Buffer.from('{"concepts": []}'.repeat(40)))),
      (error: Error) =>
        error instanceof UnusableIndex && /terms\.index .*goldspan terminology build/.test(error.message),
    );
    assert.throws(() => new TerminologyIndex(inMemory(Buffer.alloc(0))), UnusableIndex);
  });
});

describe('a damaged index', () => {
  it('is refused wherever it was cut off', async () => {
    const file = await indexFile([asthma, gene, ...manyConcepts(600)]);
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        assert.throws(() => new TerminologyIndex(inMemory(file.subarray(0, length))), UnusableIndex);
      }),
    );
  });
  it('is found out wherever a bit is wrong', async () => {
    const file = await indexFile([asthma, gene, ...manyConcepts(600)]);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), (at, bit) => {
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        assert.throws(() => new TerminologyIndex(inMemory(damaged)).verify(), UnusableIndex);
      }),
    );
  });
  it('gives no wrong concept, but says where the damage is', async () => {
    const file = await indexFile([asthma]);
    // The concepts are the first section.
    file[70] = (file[70] as number) ^ 1;
    assert.throws(
      () => new TerminologyIndex(inMemory(file)).concept(0),
      (error: Error) => error instanceof UnusableIndex && /bytes from 64 on/.test(error.message),
    );
  });
});

describe('building an index', () => {
  it('gives the same bytes for the same concepts', async () => {
    const concepts = [gene, asthma, ...manyConcepts(500)];
    assert.ok((await indexFile(concepts)).equals(await indexFile(concepts)));
  });
  it('takes concepts as they come, and what is known only behind them', async () => {
    const retired: { system: string; identifier: string; replacedBy: [] }[] = [];
    async function* concepts(): AsyncGenerator<Concept> {
      yield asthma;
      retired.push({ system: 'HP', identifier: '1', replacedBy: [] });
    }
    await inFolder(async (folder) => {
      const path = join(folder, 'deeper', 'terms.index');
      const parts: string[] = [];
      const counts = await buildIndex(
        path,
        { concepts: concepts(), retired, sources },
        { onProgress: (part) => parts.push(part) },
      );
      assert.equal(counts.retired, 1);
      assert.deepEqual(parts, ['words', 'identifiers']);
      const index = openIndex(path);
      assert.deepEqual(index.concept(0), asthma);
      index.close();
    });
  });
  it('leaves the old file and nothing else where it fails', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      writeFileSync(path, 'as it was');
      function* failing(): Generator<Concept> {
        yield asthma;
        throw new Error('The source ended.');
      }
      await assert.rejects(
        buildIndex(path, { concepts: failing(), retired: [], sources }),
        /The source ended/,
      );
      const signal = AbortSignal.abort(new Error('Enough.'));
      await assert.rejects(
        buildIndex(path, { concepts: manyConcepts(2000), retired: [], sources }, { signal }),
        /Enough/,
      );
      assert.equal(readFileSync(path, 'utf8'), 'as it was');
      assert.deepEqual(readdirSync(folder), ['terms.index']);
    });
  });
  it('puts the new file in the place of the old one', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      await buildIndex(path, { concepts: [asthma], retired: [], sources });
      const open = openIndex(path);
      await buildIndex(path, { concepts: [gene], retired: [], sources });
      const again = openIndex(path);
      assert.deepEqual([...again.concepts()], [gene]);
      // Who has the old one open goes on reading it, where the system lets files be replaced that are open.
      if (process.platform !== 'win32') assert.deepEqual([...open.concepts()], [asthma]);
      open.close();
      again.close();
      assert.ok(existsSync(path));
    });
  });
});

function postings(index: TerminologyIndex, stem: string): number[] {
  const found: number[] = [];
  index.stem(stem)?.postings((wording) => found.push(wording));
  return found;
}
