import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Entity, noAnnotations, wordsAt } from '../../../server/annotation/document.ts';
import { writeJsonLine } from '../../../server/formats/jsonl.ts';
import { span } from '../../../server/text/positions.ts';

const text = '😀 breast and ovarian cancer\n';

function entityOf(id: string, type: string, fragments: Entity['fragments']): Entity {
  return { id, type, fragments, words: wordsAt(text, fragments) };
}

describe('writeJsonLine', () => {
  it('counts in code points and keeps fragments, concepts, attributes and relations', () => {
    const line = writeJsonLine({
      id: 'note',
      text,
      annotations: {
        ...noAnnotations,
        entities: [
          entityOf('T1', 'Disease', [span(3, 9), span(22, 28)]),
          entityOf('T2', 'Anatomy', [span(3, 9)]),
        ],
        relations: [
          {
            id: 'R1',
            type: 'In',
            arguments: [
              { role: 'Arg1', target: 'T1' },
              { role: 'Arg2', target: 'T2' },
            ],
          },
        ],
        attributes: [
          { id: 'A1', type: 'Negation', target: 'T1' },
          { id: 'A2', type: 'Certainty', target: 'T1', value: 'Low' },
        ],
        normalisations: [
          { id: 'N1', target: 'T1', system: 'MESH', identifier: 'D001943', name: 'Breast Neoplasms' },
        ],
      },
    });
    assert.ok(line.endsWith('}\n'));
    assert.equal(line.indexOf('\n'), line.length - 1);
    assert.deepEqual(JSON.parse(line), {
      id: 'note',
      text,
      entities: [
        {
          id: 'T1',
          type: 'Disease',
          spans: [
            [2, 8],
            [21, 27],
          ],
          text: 'breast cancer',
          concepts: [{ system: 'MESH', id: 'D001943', name: 'Breast Neoplasms' }],
          attributes: { Negation: true, Certainty: 'Low' },
        },
        { id: 'T2', type: 'Anatomy', spans: [[2, 8]], text: 'breast', concepts: [], attributes: {} },
      ],
      relations: [{ id: 'R1', type: 'In', head: 'T1', tail: 'T2' }],
    });
  });
  it('refuses a span inside a character', () => {
    const broken = {
      id: 'note',
      text,
      annotations: { ...noAnnotations, entities: [entityOf('T1', 'Disease', [span(1, 9)])] },
    };
    assert.throws(() => writeJsonLine(broken), /note: offset 1 is not a character boundary/);
  });
});
