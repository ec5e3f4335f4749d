import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findDefinitions } from '../../../../server/suggestion/definitions/definitions.ts';
import { anyText } from '../../text/anyText.ts';

/** Checks the definitions of a text, each written `SF: long form`. */
function check(text: string, ...expected: string[]): void {
  test(text.length > 80 ? `${text.slice(0, 80)}…` : text, () => {
    const found = findDefinitions(text).map(
      ({ shortForm, longForm }) =>
        `${text.slice(shortForm.start, shortForm.end)}: ${text.slice(longForm.start, longForm.end)}`,
    );
    assert.deepEqual(found, expected);
  });
}

describe('a long form before its short form in brackets', () => {
  check('');
  check('Treated for acute kidney injury (AKI).', 'AKI: acute kidney injury');
  check('She has a deep vein thrombosis [DVT] on the left.', 'DVT: deep vein thrombosis');
  check('Quality of life (QoL) was good.', 'QoL: Quality of life');
  check(
    'heart failure with preserved ejection fraction (HFpEF)',
    'HFpEF: heart failure with preserved ejection fraction',
  );
  check(
    'Cardiopulmonary bypass (CPB) and triglycerides (TG)',
    'CPB: Cardiopulmonary bypass',
    'TG: triglycerides',
  );
  check('angiotensin II (Ang II)', 'Ang II: angiotensin II');
  check('after interleukin-6 (IL-6)', 'IL-6: interleukin-6');
  check(
    'ST segment elevation myocardial infarction (STEMI)',
    'STEMI: ST segment elevation myocardial infarction',
  );
  check(
    'two implantable cardioverter defibrillators (ICDs)',
    'ICDs: implantable cardioverter defibrillators',
  );
  check('three-dimensional (3D) views', '3D: three-dimensional');
  check('oestrogen receptor positive (ER+)', 'ER+: oestrogen receptor positive');
  check('nitrous oxide (N2O)', 'N2O: nitrous oxide');
  check('They were given 2,4-dinitrophenol (DNP).', 'DNP: 2,4-dinitrophenol');
  check('prostaglandin E(2) (PGE(2))', 'PGE(2): prostaglandin E(2)');
  check('beats per minute (bpm)', 'bpm: beats per minute');
  check('Clostridioides difficile infection (CDI; n = 12)', 'CDI: Clostridioides difficile infection');
  check('visual analogue scale (VAS, 0 to 10)', 'VAS: visual analogue scale');
  check('body mass index (abbreviated as BMI)', 'BMI: body mass index');
  check('a “left bundle branch block” (“LBBB”)', 'LBBB: left bundle branch block');
  check('norepinephrine (NE) and epinephrine (E)', 'NE: norepinephrine', 'E: epinephrine');
  check('an echocardiogram and an electroencephalogram (EEG)', 'EEG: electroencephalogram');
  check('anti-human papillomavirus (HPV) vaccine', 'HPV: human papillomavirus');
  check('sodium/glucose cotransporter 2 (SGLT2)', 'SGLT2: sodium/glucose cotransporter 2');
});

describe('brackets in brackets', () => {
  check('(the vestibulo-ocular reflex (VOR))', 'VOR: vestibulo-ocular reflex');
  check('(angiotensin-converting enzyme [ACE] inhibitors)', 'ACE: angiotensin-converting enzyme');
  check(
    'non-alcoholic fatty liver (and its kin) disease (NAFLD)',
    'NAFLD: non-alcoholic fatty liver (and its kin) disease',
  );
  check('blood pressure (BP] was low (LOW');
});

describe('other ways to define', () => {
  check('An MRI (magnetic resonance imaging) scan', 'MRI: magnetic resonance imaging');
  check('CSF [cerebrospinal fluid, clear] was drawn', 'CSF: cerebrospinal fluid');
  check(
    'BMI = body mass index; CI = confidence interval.',
    'BMI: body mass index',
    'CI: confidence interval',
  );
  check(
    'Abbreviations: ECG, electrocardiogram; LVEF, left ventricular ejection fraction; MI, myocardial infarction.',
    'LVEF: left ventricular ejection fraction',
    'MI: myocardial infarction',
  );
  check(
    'He has chronic obstructive pulmonary disease, or COPD, since 2010.',
    'COPD: chronic obstructive pulmonary disease',
  );
  check('Total parenteral nutrition, abbreviated TPN, was stopped.', 'TPN: Total parenteral nutrition');
});

describe('characters and lines', () => {
  check('pulmonary\nembolism (PE) was seen', 'PE: pulmonary\nembolism');
  check('He has no acute coronary\r\n  syndrome (ACS) and is well.', 'ACS: acute coronary\r\n  syndrome');
  check('😀 tumour necrosis factor 🎉 (TNF)', 'TNF: tumour necrosis factor');
  check('😀tumour necrosis factor (TNF)😀', 'TNF: tumour necrosis factor');
  check('😀 tumour necrosis factor (TNF)😀', 'TNF: tumour necrosis factor');
  check('e\u0301preuve d’effort cardiaque (EEC)', 'EEC: e\u0301preuve d’effort cardiaque');
  check('transforming growth factor β (TGF-β)', 'TGF-β: transforming growth factor β');
  check('transforming growth factor beta (TGFβ)', 'TGFβ: transforming growth factor beta');
  check('Diabète de type 2 （DT2）', 'DT2: Diabète de type 2');
  check('chronic kidney\n\ndisease (CKD)');
});

describe('brackets that define nothing', () => {
  check('Fifty patients (n = 5) improved (p < 0.05).');
  check('nausea (e.g. in the morning) and fatigue (i.e. tiredness)');
  check('A fall in pressure (Fig. 1) and fever (Figure 2A) found in rats (fig. 3)');
  check('as shown before (Smith et al., 2010; Jones 2012) and elsewhere [12, 13]');
  check('tablets of 5 milligrams (5 mg) each and two weeks (2 wk)');
  check('(1) airway, (2) breathing, (a) adults, (b) boys, (ii) infants, (iii) insulin');
  check('The internal carotid artery (A) and the basilar trunk (B).');
  check('male and female mice (males) were mixed (mixed)');
  check('hypertension (see text), edema (Table 2) and rash (yes)');
  check('atorvastatin, candesartan (Atacand) and lisinopril (Zestril)');
  check('the acid 5(S)-hydroxy-7(E),9(E),11(Z)');
  check('The drug was stopped. It (DWS) was restarted (unknown)');
  check('() [] (( )) ([)] (]');
});

describe('for any text', () => {
  const pieces = fc.constantFrom(
    'myocardial',
    'infarction',
    'of',
    'the',
    'and',
    'MI',
    'M',
    'mi',
    'IL-6',
    '2',
    '(',
    ')',
    '[',
    ']',
    '(MI)',
    '[IL-6]',
    ' ',
    ' ',
    ' ',
    ', ',
    '; ',
    ' = ',
    ', or ',
    '\n',
    '\n\n',
    '.',
    '"',
    '😀',
    '\ud83d',
    'β',
    '-',
    '/',
    '--',
    '—',
  );
  const text = fc.oneof(
    anyText,
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  );

  test('spans hold words, do not overlap each other, and repeat', () => {
    fc.assert(
      fc.property(text, (any) => {
        const found = findDefinitions(any);
        let end = 0;
        for (const { shortForm, longForm, confidence } of found) {
          for (const { start, end } of [shortForm, longForm]) {
            const words = any.slice(start, end);
            assert.ok(
              start >= 0 && end <= any.length && /^\S(?:.*\S)?$/su.test(words),
              JSON.stringify(words),
            );
            assert.doesNotMatch(any.slice(start - 1, start + 1), /[\ud800-\udbff][\udc00-\udfff]/);
            assert.doesNotMatch(any.slice(end - 1, end + 1), /[\ud800-\udbff][\udc00-\udfff]/);
            assert.doesNotMatch(words, /\n[^\S\n]*\n/);
          }
          assert.ok(shortForm.end <= longForm.start || longForm.end <= shortForm.start);
          assert.ok(shortForm.start >= end);
          assert.ok(confidence > 0.5 && confidence < 1);
          end = shortForm.end;
        }
        assert.deepEqual(findDefinitions(any), found);
      }),
      { numRuns: 500 },
    );
  });

  test('a definition is found wherever it stands', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const definition = 'left ventricular ejection fraction (LVEF)';
        const any = `${before}\n\n${definition}\n\n${after}`;
        const start = before.length + 2;
        const found = findDefinitions(any).filter(({ longForm }) => longForm.start === start);
        assert.equal(found.length, 1);
        assert.equal(any.slice(found[0]?.shortForm.start, found[0]?.shortForm.end), 'LVEF');
      }),
    );
  });

  for (const [name, piece] of [
    ['brackets', 'acute kidney injury (AKI) and '],
    ['open brackets', '('],
    ['nested brackets', '(a['],
    ['closing brackets', ')'],
    ['entries', 'AKI, acute kidney injury, '],
    ['words', 'a'],
    ['blanks', ' \n '],
  ] as const) {
    test(`${name} on one long line take time in proportion`, () => {
      const time = (length: number): number => {
        const long = piece.repeat(Math.ceil(length / piece.length));
        const started = performance.now();
        findDefinitions(long);
        return performance.now() - started;
      };
      time(20_000);
      const short = time(50_000);
      // Twelve times the text may take forty times as long, and some milliseconds more, on a busy machine.
      assert.ok(time(600_000) < short * 40 + 400);
    });
  }
});
