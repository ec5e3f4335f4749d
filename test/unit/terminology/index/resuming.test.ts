/** Builds of indexes that are interrupted, by a failure in the program in place of the end of the process. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Concept, RetiredIdentifier } from '../../../../server/terminology/concept.ts';
import {
  BuildInterrupted,
  type BuildOptions,
  buildIndex,
} from '../../../../server/terminology/index/builder.ts';
import { partialPathOf } from '../../../../server/terminology/index/stretches.ts';
import { anyConcept, concept, indexFile, inFolder } from './indexes.ts';

const purpose = { of: 'a test' };
const sources = [{ name: 'A', version: '1', licence: 'none' }];
const retired: RetiredIdentifier[] = [{ system: 'MESH', identifier: 'D9', replacedBy: [] }];

/** Enough for eight stretches, since their names hardly compress, and some of every kind. */
const concepts: Concept[] = Array.from({ length: 4000 }, (_, number) => {
  const digits = Array.from({ length: 40 }, (__, place) => Math.imul(40 * number + place, 0x9e3779b1) >>> 0);
  return concept(`X:${number}`, [`name ${digits.join('')}`]);
});
for (const [place, any] of fc.sample(anyConcept, { numRuns: 600, seed: 1 }).entries())
  concepts.splice(6 * place, 1, any);

/** The concepts up to one, where it fails; then also the withdrawn identifiers, which are asked for in the last part. */
function contentsUpTo(failsAt: number, all: readonly Concept[] = concepts): Parameters<typeof buildIndex>[1] {
  return {
    concepts: {
      *[Symbol.iterator]() {
        yield* all.slice(0, failsAt);
        if (failsAt < all.length) throw new Error('The power failed');
      },
    },
    get retired() {
      if (failsAt === all.length) throw new Error('The power failed');
      return retired;
    },
    sources,
  };
}

/** @returns how many concepts an earlier run had done. */
async function build(
  path: string,
  all: readonly Concept[] = concepts,
  options: BuildOptions = { purpose },
): Promise<number> {
  let kept = -1;
  await buildIndex(path, contentsUpTo(Number.POSITIVE_INFINITY, all), {
    ...options,
    onBegin: (begin) => {
      kept = begin.kept;
    },
  });
  return kept;
}

async function interrupt(path: string, failsAt: number): Promise<void> {
  await assert.rejects(buildIndex(path, contentsUpTo(failsAt), { purpose }), /^(?:\w+: )?The power failed/);
}

const whole = indexFile(concepts, { retired, sources });

async function checkWhole(folder: string, path: string): Promise<void> {
  assert.ok(readFileSync(path).equals(await whole), 'the file is the same as without an interruption');
  assert.deepEqual(readdirSync(folder), ['terms.index']);
}

describe('building an index with a purpose', () => {
  it('goes on wherever it was interrupted, and gives the same file', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      const places = fc.array(fc.nat(concepts.length), { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(places, async (interruptions) => {
          for (const place of interruptions) await interrupt(path, place);
          assert.ok(!existsSync(path));
          const kept = await build(path);
          const furthest = Math.max(...interruptions);
          assert.ok(kept <= furthest && (kept > 0 || furthest < 1000), `${kept} of ${furthest} are kept`);
          await checkWhole(folder, path);
          rmSync(path);
        }),
        { numRuns: 8, examples: [[[concepts.length]], [[3000, 3]], [[1000, 2000, 3900]]] },
      );
    }));

  it('goes on with what is complete of what was kept, whatever became of the rest', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      await interrupt(path, concepts.length);
      const partial = readFileSync(partialPathOf(path));
      const longest = await build(path);
      await fc.assert(
        fc.asyncProperty(fc.nat(partial.length - 1), fc.boolean(), async (length, isCut) => {
          const damaged = Buffer.from(isCut ? partial.subarray(0, length) : partial);
          if (!isCut) damaged[length] = ~(damaged[length] ?? 0);
          writeFileSync(partialPathOf(path), damaged);
          assert.ok((await build(path)) < longest);
          await checkWhole(folder, path);
        }),
        { numRuns: 8 },
      );
    }));

  it('says what it has kept, and of which other purpose it did not', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      const begins: unknown[] = [];
      const onBegin = (begin: unknown): unknown => begins.push(begin);
      await assert.rejects(
        buildIndex(path, contentsUpTo(3900), { purpose, onBegin }),
        (error: Error) =>
          error instanceof BuildInterrupted &&
          /^The power failed\. \d+ concepts are kept in .*\.terms\.index\.partial; the same command goes on from there\.$/.test(
            error.message,
          ),
      );
      const other = { of: 'another test' };
      await assert.rejects(
        buildIndex(path, contentsUpTo(100), { purpose: other, onBegin }),
        /^Error: The power failed$/,
      );
      assert.deepEqual(begins, [{ kept: 0 }, { kept: 0, replaced: purpose }]);
      assert.deepEqual(readdirSync(folder), [], 'nothing is left where nothing is kept');
    }));

  it('gives up what is kept where the concepts are others all the same', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      writeFileSync(path, 'old');
      const others: Concept[][] = [
        concepts.toSpliced(4, 1),
        concepts.with(5, { ...(concepts[5] as Concept), names: [] }),
        concepts.slice(0, 100),
      ];
      for (const all of others) {
        await interrupt(path, 3900);
        await assert.rejects(build(path, all), /the sources are not what they were .* begins anew\.$/);
        assert.deepEqual(readdirSync(folder), ['terms.index']);
      }
      assert.equal(readFileSync(path, 'utf8'), 'old');
    }));

  it('hears that it is to end in every part', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      for (const at of ['concepts', 'words', 'identifiers'] as const) {
        const stop = new AbortController();
        const onProgress = (part: string): void => {
          if (part === at) stop.abort(new Error('Enough.'));
        };
        await assert.rejects(
          buildIndex(path, contentsUpTo(Number.POSITIVE_INFINITY), {
            purpose,
            signal: stop.signal,
            onProgress,
          }),
          /Enough\./,
        );
        assert.ok(readdirSync(folder).every((name) => name === '.terms.index.partial'));
      }
      await build(path);
      await checkWhole(folder, path);
    }));
});
