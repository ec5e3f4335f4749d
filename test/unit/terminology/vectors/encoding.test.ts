import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Concept, SemanticGroup } from '../../../../server/terminology/concept.ts';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/opening.ts';
import { partialPathOf } from '../../../../server/terminology/index/stretches.ts';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import {
  EncodingInterrupted,
  type EncodingOptions,
  encodeIndex,
  type NamesEncoder,
} from '../../../../server/terminology/vectors/encoding.ts';
import { chosenGroups } from '../../../../server/terminology/vectors/layout.ts';
import { openVectors } from '../../../../server/terminology/vectors/opening.ts';
import { concept, inFolder } from '../index/indexes.ts';
import { encoder as statement } from './vectorFiles.ts';

const dimensions = 24;
const all: EncodingOptions = { coding: 'int8', choice: { groups: chosenGroups, without: [] } };

/** A vector that depends on the letters of a name alone; of zeros for one without any. */
function vectorOf(words: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [at, letter] of [...words.replaceAll('-', '')].entries()) {
    const place = (7 * at + (letter.codePointAt(0) ?? 0)) % dimensions;
    vector[place] = (vector[place] as number) + Math.sin(at + 1);
  }
  return vector;
}

interface Counting extends NamesEncoder {
  /** The names of each call. */
  readonly calls: string[][];
}

/** @param failsAt the call that fails. */
function encoderOf(failsAt = Number.POSITIVE_INFINITY, fingerprint = statement.fingerprint): Counting {
  const calls: string[][] = [];
  return {
    ...{ statement: { ...statement, fingerprint }, dimensions, calls },
    encode: async (names) => {
      if (calls.length >= failsAt) throw new Error('The engine ended.');
      calls.push([...names]);
      return names.map(vectorOf);
    },
  };
}

async function withIndex<T>(
  concepts: readonly Concept[],
  use: (index: TerminologyIndex, out: string, folder: string) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts, retired: [], sources: [] });
    const index = openIndex(path);
    try {
      return await use(index, join(folder, 'terms.vectors'), folder);
    } finally {
      index.close();
    }
  });
}

/** More than two stretches of names, one or two for a concept, in several groups. */
const many: Concept[] = Array.from({ length: 1900 }, (_, place) =>
  concept(`X:${place}`, place % 2 === 0 ? [`one ${place}`] : [`first ${place}`, `second ${place * place}`], {
    group: (['DISO', 'CHEM', 'ANAT'] as const)[place % 3] as SemanticGroup,
  }),
);
const nameCount = many.reduce((sum, { names }) => sum + names.length, 0);

describe('encoding the names of an index', () => {
  it('encodes the first name of each wording that is chosen, and counts the others', () =>
    withIndex(
      [
        concept('MESH:1', ['blue fever', 'Blue Fever', 'fièvre bleue'], { group: 'DISO' }),
        concept('MESH:2', [], { group: 'DISO' }),
        concept('NCBIGene:3', ['BLF1', 'BLF2'], { group: 'GENE' }),
        concept('ICD10CM:4', ['heat, blue'], { group: 'DISO' }),
        concept('ICD10CM:5', ['red heat'], {
          group: 'DISO',
          identifiers: [
            { system: 'ICD10CM', identifier: '5' },
            { system: 'MESH', identifier: '5' },
          ],
        }),
        concept('MESH:6', ['no group']),
        concept('MESH:7', ['--'], { group: 'CHEM' }),
      ],
      async (index, out, folder) => {
        const encoder = encoderOf();
        const choice = { groups: ['none', 'DISO', 'CHEM'], without: ['ICD10CM'] } as const;
        const progress: number[] = [];
        const options = {
          coding: 'int8',
          choice,
          onProgress: (wordings: number) => progress.push(wordings),
        } as const;
        const { bytes, ...report } = await encodeIndex(index, out, encoder, options);
        assert.deepEqual(encoder.calls[0], ['blue fever', 'fièvre bleue', 'red heat', 'no group', '--']);
        assert.deepEqual(report, { encoded: 4, kept: 0, leftOut: { group: 2, systems: 1, token: 1 } });
        assert.equal(
          progress.reduce((sum, each) => sum + each),
          8,
        );
        assert.equal(readFileSync(out).length, bytes);
        const vectors = openVectors(out, index);
        vectors.verify();
        assert.deepEqual(vectors.statement.choice, choice);
        assert.ok(vectors.statement.scale.same > 0.99);
        assert.ok(vectors.statement.scale.unrelated < 0.7);
        for (const { number, names } of index.wordings()) {
          const words = names[0]?.words ?? '';
          if (!encoder.calls.flat().includes(words) || words === '--') continue;
          assert.equal(vectors.nearest(vectorOf(words), 1)[0]?.wording, number);
        }
        vectors.close();
        assert.deepEqual(readdirSync(folder).sort(), ['terms.index', 'terms.vectors']);
      },
    ));

  it('goes on behind what is done, wherever it was interrupted, and writes the same file', () =>
    withIndex(many, async (index, out, folder) => {
      const whole = encoderOf();
      await encodeIndex(index, out, whole, all);
      const expected = readFileSync(out);
      // Behind all names come some of them again, by which similarities are gauged.
      assert.ok(whole.calls.length > 3);
      assert.equal(whole.calls.slice(0, -1).flat().length, nameCount);
      for (let done = 0; done < whole.calls.length; done += 1) {
        const again = join(folder, `${done}.vectors`);
        const encoded = Math.min(whole.calls.slice(0, done).flat().length, nameCount);
        await assert.rejects(encodeIndex(index, again, encoderOf(done), all), (error) => {
          assert.ok(error instanceof EncodingInterrupted);
          assert.equal(
            error.message,
            `The engine ended. ${encoded} names are encoded and kept; the same command goes on from there.`,
          );
          return true;
        });
        assert.ok(!readdirSync(folder).includes(`${done}.vectors`));
        const rest = encoderOf();
        const report = await encodeIndex(index, again, rest, all);
        assert.deepEqual([report.kept, report.encoded], [encoded, nameCount]);
        assert.deepEqual(rest.calls, whole.calls.slice(done));
        assert.deepEqual(readFileSync(again), expected);
        assert.ok(!readdirSync(folder).some((name) => name.startsWith('.')));
      }
    }));

  it('goes on with what is complete of a file that was cut off or damaged', () =>
    withIndex(many, async (index, out) => {
      await encodeIndex(index, out, encoderOf(), all);
      const expected = readFileSync(out);
      await assert.rejects(encodeIndex(index, out, encoderOf(2), all), EncodingInterrupted);
      const partial = readFileSync(partialPathOf(out));
      await fc.assert(
        fc.asyncProperty(fc.nat(partial.length), fc.boolean(), async (length, isCut) => {
          writeFileSync(partialPathOf(out), partial);
          if (isCut) truncateSync(partialPathOf(out), length);
          else {
            const damaged = Buffer.from(partial);
            damaged[length] = ~(damaged[length] ?? 0);
            writeFileSync(partialPathOf(out), damaged);
          }
          const { encoded } = await encodeIndex(index, out, encoderOf(), all);
          assert.equal(encoded, nameCount);
          assert.deepEqual(readFileSync(out), expected);
        }),
        { numRuns: 25 },
      );
    }));

  it('begins anew for another encoder, coding or choice', () =>
    withIndex(many, async (index, out) => {
      const others: [EncodingOptions, NamesEncoder][] = [
        [{ ...all, coding: 'binary' }, encoderOf()],
        [{ ...all, choice: { groups: ['DISO'], without: [] } }, encoderOf()],
        [all, encoderOf(undefined, 'another')],
      ];
      for (const [options, encoder] of others) {
        await assert.rejects(encodeIndex(index, out, encoderOf(1), all), EncodingInterrupted);
        const { kept } = await encodeIndex(index, out, encoder, options);
        assert.equal(kept, 0);
        const vectors = openVectors(out, index);
        vectors.verify();
        assert.equal(vectors.statement.coding, options.coding);
        vectors.close();
      }
    }));

  it('ends where it is told to, for that reason, and keeps an older file', () =>
    withIndex(many, async (index, out) => {
      writeFileSync(out, 'older');
      const stop = new AbortController();
      const encoder = encoderOf();
      const onProgress = (): void => {
        if (encoder.calls.length === 1) stop.abort(new Error('Enough.'));
      };
      const encoding = encodeIndex(index, out, encoder, { ...all, signal: stop.signal, onProgress });
      await assert.rejects(encoding, /^EncodingInterrupted: Enough\. \d+ names are encoded and kept/);
      assert.equal(encoder.calls.length, 1);
      assert.equal(readFileSync(out, 'utf8'), 'older');
    }));
});
