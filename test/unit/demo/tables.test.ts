import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pc from 'picocolors';
import { commandLine, wrapCommand } from '../../../scripts/demo/goldspan.ts';
import { renderLosses, renderScores, renderTags } from '../../../scripts/demo/tables.ts';
import { compareDocuments } from '../../../server/comparison/report.ts';
import { span } from '../../../server/text/positions.ts';

const colours = pc.createColors(false);
const mention = (type: string, start: number, end: number) =>
  ({ id: `${type}${start}`, type, fragments: [span(start, end)], words: '' }) as const;

describe('renderScores', () => {
  it('shows strict scores with the partial F1 beside them', () => {
    const document = {
      id: 'note',
      text: 'aspirin for leg pain',
      gold: [mention('Chemical', 0, 7), mention('Disease', 12, 20)],
      predicted: [mention('Chemical', 0, 7), mention('Disease', 16, 20)],
    };
    const table = renderScores(compareDocuments([document], { modes: ['strict', 'partial'] }), colours);
    assert.deepEqual(table.split('\n'), [
      '                   gold  suggested  precision  recall      F1  partial F1',
      'Chemical              1          1     1.0000  1.0000  1.0000      1.0000',
      'Disease               1          1     0.0000  0.0000  0.0000      0.5000',
      'all                   2          2     0.5000  0.5000  0.5000      0.7500',
      'mean of documents                      0.5000  0.5000  0.5000      0.7500',
      '',
    ]);
  });
  it('shows a dash for a score that nothing stands behind', () => {
    const report = compareDocuments(
      [{ id: 'a', text: 'a', gold: [], predicted: [mention('Disease', 0, 1)] }],
      {
        modes: ['strict', 'partial'],
      },
    );
    assert.match(renderScores(report, colours), /^Disease +0 +1 +0\.0000 +– +0\.0000/m);
  });
});

describe('renderTags', () => {
  const check = (content: string, expected: readonly string[]): void =>
    assert.deepEqual(renderTags(content, { width: 80, colours }).split('\n').slice(0, -1), expected);

  it('shows the head up to the end of the first sentence', () => {
    check('-DOCSTART-\tO\n\nNo\tO\nfever\tB-Disease\n\nWell\tO\n', [
      '  -DOCSTART-  O',
      '',
      '  No          O',
      '  fever       B-Disease',
    ]);
  });
  it('stops in a long sentence', () => {
    const rows = renderTags(`-DOCSTART-\tO\n\n${'word\tO\n'.repeat(100)}\n`, { width: 80, colours });
    assert.equal(rows.split('\n').length, 22);
  });
});

describe('renderLosses', () => {
  it('counts and names each kind', () => {
    const places = [] as const;
    const kinds = [
      { kind: 'hull', effect: 'altered', meaning: 'discontinuous; written whole', count: 2, places },
    ] as const;
    assert.deepEqual(
      renderLosses(
        { offsets: 'code points', mentions: { kept: 1000, altered: 2, lost: 0 }, kinds },
        'bio/loss.json',
      ),
      [
        '1,002 mentions: 1,000 written as annotated, 2 altered, 0 left out.',
        '  2: discontinuous; written whole',
        'Every place is in bio/loss.json.',
      ],
    );
  });
  it('points to no places where nothing was lost', () => {
    const losses = { offsets: 'code points', mentions: { kept: 3, altered: 0, lost: 0 }, kinds: [] } as const;
    assert.deepEqual(renderLosses(losses, 'loss.json'), [
      '3 mentions: 3 written as annotated, 0 altered, 0 left out.',
    ]);
  });
});

describe('a shown command', () => {
  const command = commandLine(['export', 'my notes', '--scheme', 'bio', '--out', 'out/bio']);
  it('can be typed as it is', () => {
    assert.equal(command, 'npx goldspan export "my notes" --scheme bio --out out/bio');
  });
  it('is broken before options, in a way that a shell understands', () => {
    assert.deepEqual(wrapCommand(command, 80), [command]);
    assert.deepEqual(wrapCommand(command, 50), [
      'npx goldspan export "my notes" --scheme bio \\',
      '    --out out/bio',
    ]);
    assert.deepEqual(wrapCommand(command, 10), [
      'npx goldspan export "my notes" \\',
      '    --scheme bio \\',
      '    --out out/bio',
    ]);
  });
});
