import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDefinitions } from '../../../../server/suggestion/definitions/definitions.ts';
import { findUses } from '../../../../server/suggestion/definitions/uses.ts';
import { anyText } from '../../text/anyText.ts';

/** Checks the uses in a text, each written `words = long form`. */
function check(name: string, text: string, ...expected: string[]): void {
  test(name, () => {
    const found = findUses(text, findDefinitions(text)).map(
      ({ span: { start, end }, definition: { longForm } }) =>
        `${text.slice(start, end)} = ${text.slice(longForm.start, longForm.end)}`,
    );
    assert.deepEqual(found, expected);
  });
}

check('no text', '');
check('no definition', 'The MI was large.');
check(
  'later uses',
  'Acute kidney injury (AKI). AKI resolved, no AKI.',
  'AKI = Acute kidney injury',
  'AKI = Acute kidney injury',
);
check('nothing before its definition', 'AKI was seen. Acute kidney injury (AKI) is bad.');
check('case counts', 'Acute kidney injury (AKI) is not Aki or aki.');
check('letters and digits bound a word', 'heart rate (HR): HR2, CHR, xHR, HRx, HRé, 2HR.');
check(
  'marks do not',
  'heart rate (HR): (HR), HR-based, peak-HR/HR, HR.',
  ...Array(5).fill('HR = heart rate'),
);
check('a plural', 'deep vein thrombosis (DVT): DVTs, DVTS.', 'DVTs = deep vein thrombosis');
check(
  'a plural in the definition',
  'dendritic cells (DCs): a DC, two DCs.',
  'DC = dendritic cells',
  'DCs = dendritic cells',
);
check(
  'the nearest definition',
  'multiple sclerosis (MS): MS. Then mitral stenosis (MS): MS.',
  'MS = multiple sclerosis',
  'MS = mitral stenosis',
);
check(
  'the longer short form',
  'tumour growth factor (TGF) and tumour growth factor beta (TGF-beta): TGF-beta and TGF and TGF-alpha.',
  'TGF-beta = tumour growth factor beta',
  'TGF = tumour growth factor',
  'TGF = tumour growth factor',
);
check('brackets in it', 'prostaglandin E(2) (PGE(2)): PGE(2), PGE.', 'PGE(2) = prostaglandin E(2)');
check('a sign in it', 'oestrogen receptor positive (ER+): ER+, ER.', 'ER+ = oestrogen receptor positive');
check('a single letter', 'Given epinephrine (E): E. coli, E-selectin, E(2), more E now.', 'E = epinephrine');
check('emoji', 'heart rate (HR) 😀HR😀', 'HR = heart rate');

test('in any text, uses are in order, disjoint and after their definitions', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      const text = `${one}\n\nheart rate (HR), blood pressure (BP) HR${other} BP, HRs and IL-6${one}`;
      const definitions = findDefinitions(text);
      let last = 0;
      for (const { span, definition } of findUses(text, definitions)) {
        assert.ok(span.start >= last && span.end > span.start);
        assert.ok(span.start >= definition.shortForm.end && span.start >= definition.longForm.end);
        const words = text.slice(definition.shortForm.start, definition.shortForm.end);
        assert.equal(text.slice(span.start, span.end).replace(/s$/, ''), words.replace(/s$/, ''));
        last = span.end;
      }
    }),
  );
});

test('many definitions in a long text take time in proportion', () => {
  const time = (count: number): number => {
    let text = '';
    for (let index = 0; index < count; index += 1) {
      const name = String.fromCharCode(
        65 + (index % 26),
        65 + ((index / 26) % 26),
        65 + ((index / 676) % 26),
      );
      text += `${[...name].map((letter) => `${letter}ong`).join(' ')} (${name}) ${name} ${name}. `;
    }
    const definitions = findDefinitions(text);
    assert.ok(definitions.length > count / 2);
    const started = performance.now();
    assert.ok(findUses(text, definitions).length > count);
    return performance.now() - started;
  };
  time(500);
  const short = time(1000);
  assert.ok(time(12_000) < short * 40 + 400);
});
