import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import type { SemanticGroup } from '../../../../server/terminology/concept.ts';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/opening.ts';
import { UnusableVectors, vectorsPathOf } from '../../../../server/terminology/vectors/layout.ts';
import { NameVectors } from '../../../../server/terminology/vectors/nameVectors.ts';
import { openVectors } from '../../../../server/terminology/vectors/opening.ts';
import { type VectorRow, writeVectors } from '../../../../server/terminology/vectors/writing.ts';
import { concept, inFolder } from '../index/indexes.ts';
import { bytesInMemory, choice, encoder, indexFor, type Named, scale, withVectors } from './vectorFiles.ts';

const some: Named[] = Array.from({ length: 40 }, (_, place) => ({
  ...(place % 3 > 0 && { group: (['DISO', 'CHEM'] as const)[place % 2] as SemanticGroup }),
  ...(place % 5 > 0 && { vector: Float32Array.from({ length: 16 }, (_, at) => Math.sin(place + at * at)) }),
}));

/** Refused with a message that names the file, what is wrong and the command. */
function assertRefused(use: () => void, problem: RegExp): void {
  assert.throws(use, (error) => {
    assert.ok(error instanceof UnusableVectors, String(error));
    assert.match(error.message, problem);
    assert.match(
      error.message,
      /^\S*terms\.vectors .*\. Make it again with `goldspan terminology encode \S+\.index( --\w+ \S+)*`\.$/,
    );
    return true;
  });
}

describe('a file of vectors', () => {
  it('stands beside its index', () => {
    assert.equal(vectorsPathOf('a/terms.index'), 'a/terms.vectors');
    assert.equal(vectorsPathOf('a/terms'), 'a/terms.vectors');
  });

  it('says what it holds', () =>
    withVectors(some, 'int8', ({ index, vectors, folder }) => {
      assert.deepEqual(vectors.statement, {
        ...{ index: index.identity, encoder, dimensions: 16, coding: 'int8', choice, scale },
        rows: some.filter(({ vector }) => vector).length,
      });
      vectors.verify();
      assert.deepEqual(readdirSync(folder).sort(), ['terms.index', 'terms.vectors']);
    }));

  it('is opened by its beginning and its end, and searched by the rows of the groups', () =>
    withVectors(some, 'binary', ({ folder, index }) => {
      const read: [number, number][] = [];
      const bytes = bytesInMemory(join(folder, 'terms.vectors'), undefined, (...each) => read.push(each));
      const vectors = new NameVectors(bytes, index);
      assert.equal(read.length, 2);
      const query = new Float32Array(16).fill(1);
      vectors.nearest(query, 1, { groups: ['CHEM'] });
      assert.equal(read.length, 4);
      const rowCount = some.filter(({ group, vector }) => group === 'CHEM' && vector).length;
      assert.deepEqual(read.at(-1)?.[1], 16 * rowCount);
      vectors.nearest(query, 1, { groups: ['CHEM'] });
      assert.equal(read.length, 4);
    }));

  it('may have no rows', () =>
    withVectors([{}, {}], 'binary', ({ vectors }) => {
      vectors.verify();
      assert.equal(vectors.statement.rows, 0);
      assert.deepEqual(vectors.nearest(new Float32Array(vectors.statement.dimensions).fill(1), 3), []);
    }));

  it('is refused wherever a byte is another one', () =>
    withVectors(some, 'binary', ({ folder, index }) => {
      const path = join(folder, 'terms.vectors');
      const whole = readFileSync(path);
      for (let at = 0; at < whole.length; at += 1) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
        assertRefused(
          () => new NameVectors(bytesInMemory(path, damaged), index).verify(),
          /is damaged|is no file of vectors/,
        );
      }
    }));

  it('is refused wherever it is cut off', () =>
    withVectors(some, 'int8', ({ folder, index }) => {
      const path = join(folder, 'terms.vectors');
      const whole = readFileSync(path);
      for (let length = 0; length < whole.length; length += 7)
        assertRefused(
          () => new NameVectors(bytesInMemory(path, whole.subarray(0, length)), index),
          length < 64 ? /is no file of vectors/ : /is \d+ bytes long where its header says \d+/,
        );
    }));

  it('is refused, when it is searched, where it was damaged or cut off meanwhile, and read where it is mended', () =>
    withVectors(some, 'binary', ({ folder, index }) => {
      const path = join(folder, 'terms.vectors');
      const bytes = readFileSync(path);
      const vectors = new NameVectors(bytesInMemory(path, bytes), index);
      const query = new Float32Array(16).fill(1);
      const damage = (): void => {
        bytes[70] = (bytes[70] as number) ^ 1;
      };
      damage();
      assertRefused(() => vectors.nearest(query, 1), /the bytes from 64 on/);
      damage();
      assert.equal(vectors.nearest(query, 1).length, 1);
    }));

  it('is refused for another index, another encoder, another version, and where there is none', () =>
    withVectors(some, 'binary', async ({ folder, index, vectors }) => {
      const path = join(folder, 'terms.vectors');
      vectors.requireEncoder(encoder);
      assertRefused(
        () => vectors.requireEncoder({ name: 'theirs', fingerprint: 'f', folder: 'their/folder' }),
        /of the encoder ours \(0123456789abcdef\), not of theirs \(f\)\. .* --encoder their\/folder`/,
      );
      await inFolder(async (other) => {
        const theirs = await indexFor(other, some.slice(1));
        assertRefused(() => openVectors(path, theirs), /belongs to another index/);
        theirs.close();
      });
      const bytes = readFileSync(path);
      bytes.writeUInt32LE(99, 24);
      bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
      assertRefused(() => new NameVectors(bytesInMemory(path, bytes), index), /version 99 of the format/);
      assertRefused(() => openVectors(join(folder, 'no', 'terms.vectors'), index), /cannot be read \(ENOENT/);
    }));

  it('names the file to write where that is not beside the index', () => {
    assert.match(
      new UnusableVectors('b.vectors', 'is damaged.', 'a.index').message,
      /`goldspan terminology encode a\.index --out b\.vectors`/,
    );
  });
});

describe('the identity of an index', () => {
  it('changes with its content, and with nothing else', () =>
    inFolder(async (folder) => {
      const identityOf = async (names: string[]): Promise<string> => {
        const path = join(folder, 'terms.index');
        await buildIndex(path, { concepts: [concept('X:1', names)], retired: [], sources: [] });
        const index = openIndex(path);
        index.close();
        return index.identity;
      };
      const first = await identityOf(['blue fever']);
      assert.match(first, /^[0-9a-f]{32}$/);
      assert.notEqual(await identityOf(['glue fever']), first);
      assert.equal(await identityOf(['blue fever']), first);
    }));
});

describe('writing vectors', () => {
  it('refuses rows that do not fit, and leaves nothing behind', () =>
    inFolder(async (folder) => {
      const index = await indexFor(folder, [{}, {}, {}]);
      const path = join(folder, 'terms.vectors');
      const about = { encoder, dimensions: 8, coding: 'binary', choice, scale } as const;
      const row = new Uint8Array(16);
      const refused: readonly VectorRow[][] = [
        [{ wording: 0, row: new Uint8Array(15) }],
        [
          { wording: 1, row },
          { wording: 1, row },
        ],
        [{ wording: 3, row }],
      ];
      for (const rows of refused)
        assert.throws(() => writeVectors(path, index, about, () => rows), RangeError);
      assert.throws(
        () =>
          writeVectors(path, index, about, function* () {
            yield { wording: 0, row };
            throw new Error('no more');
          }),
        /no more/,
      );
      assert.deepEqual(readdirSync(folder), ['terms.index']);
      assert.equal(
        writeVectors(path, index, about, () => [{ wording: 2, row }]),
        1,
      );
      assert.deepEqual(readdirSync(folder).sort(), ['terms.index', 'terms.vectors']);
      index.close();
    }));
});
