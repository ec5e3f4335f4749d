import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertionKinds } from '../../../../server/suggestion/assertion/assertion.ts';
import { assertionsOf, type Finding } from '../../../../server/suggestion/assertion/assertionsOf.ts';
import { span } from '../../../../server/text/positions.ts';

describe('assertionsOf, what always holds', () => {
  const words = fc.constantFrom(
    'no',
    'denies',
    'possible',
    'if',
    'mother',
    'history of',
    'but',
    'was ruled out',
    'cannot be excluded',
    '?',
    ',',
    '.',
    ':',
    ';',
    '(',
    ')',
    '-',
    '\n',
    '\r\n',
    '\n\n',
    '😷',
    'e\u0301',
    'and',
    'or',
    'FAMILY HISTORY:\n',
    '2019',
  );
  const pieces = fc.array(
    fc.oneof(
      words.map((text) => ({ text, finding: false })),
      fc.constantFrom('fever', 'pain', 'no rash', 'Ménière 😵').map((text) => ({ text, finding: true })),
    ),
    { maxLength: 40 },
  );

  function built(parts: readonly { text: string; finding: boolean }[]): {
    text: string;
    findings: Finding[];
  } {
    const findings: Finding[] = [];
    let text = '';
    for (const part of parts) {
      if (part.finding) {
        const fragments: Finding['fragments'] = [span(text.length, text.length + part.text.length)];
        findings.push({ id: `T${findings.length + 1}`, fragments });
      }
      text += `${part.text} `;
    }
    return { text, findings };
  }

  it('gives triggers of the text, outside the finding, each kind once and in order', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const { text, findings } = built(parts);
        const found = assertionsOf(text, findings);
        for (const [id, assertions] of found) {
          const finding = findings.find((each) => each.id === id);
          assert.ok(finding && assertions.length > 0);
          const order = assertions.map(({ kind }) => assertionKinds.indexOf(kind));
          assert.deepEqual(
            order,
            [...new Set(order)].sort((a, b) => a - b),
          );
          for (const { trigger, confidence } of assertions) {
            const { start, end } = trigger.span;
            assert.ok(start >= 0 && start < end && end <= text.length);
            assert.equal(text.slice(start, end), trigger.words);
            assert.ok(confidence > 0 && confidence <= 1);
            assert.ok(finding.fragments.every((fragment) => end <= fragment.start || start >= fragment.end));
          }
        }
      }),
    );
  });

  it('gives the same for findings in another order', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const { text, findings } = built(parts);
        const sorted = (found: ReturnType<typeof assertionsOf>) => new Map([...found].sort());
        assert.deepEqual(
          sorted(assertionsOf(text, findings.toReversed())),
          sorted(assertionsOf(text, findings)),
        );
      }),
    );
  });
});
