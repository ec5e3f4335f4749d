import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldOf } from '../../quality/folds.ts';
import { documentOf } from './documents.ts';

describe('foldOf', () => {
  const check = (id: string, fold: number): void => assert.equal(foldOf({ ...documentOf('', []), id }), fold);

  // What the training computes for them: the SHA-1 of `maccrobat-` and the name, as a number, modulo 5.
  it('divides documents as the training does', () => {
    check('16778410', 1);
    check('18416479', 0);
    check('26670309', 2);
  });
  it('takes the name without folders', () => check('cases/16778410', 1));
});
