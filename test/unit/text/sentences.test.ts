import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sentences } from '../../../server/text/sentences.ts';
import { anyText } from './anyText.ts';

/** Checks the sentences of a text in which every `¦` marks the end of one. */
function check(marked: string): void {
  test(JSON.stringify(marked), () => {
    const text = marked.replaceAll('¦', '');
    const expected = marked.split('¦').map((sentence) => sentence.trim());
    assert.deepEqual(
      sentences(text).map(({ start, end }) => text.slice(start, end)),
      expected.filter((sentence) => sentence !== ''),
    );
  });
}

describe('plain prose', () => {
  check('');
  check(' \n\t\r\n');
  check('Fever.');
  check('No stop at all');
  check('He has fever.¦ She does not.¦ It resolved');
  check('Is it cancer?¦ No!¦ Really?!¦ Yes.');
  check('He said "I am fine."¦ Then he left.');
  check('The pain went (it had been severe).¦ He left.');
  check('Improved overall.)¦ He left.');
  check('“It hurts.”¦ He pointed to the knee.');
  check('Wait...¦ The result came.');
  check('Wait... and see.¦ The result came…¦ Nothing followed… until later.');
  check('The first line¦\n\nThe second');
});

describe('titles, initials and names', () => {
  check('She was seen by Dr. Smith.¦ Mr. Jones and Mrs. Roe agreed with Prof. Doe.');
  check('Seen at St. Mary’s by J. A. Smith.¦ He agreed.');
  check('The slides of J. Smith, M.D. were lost.¦ The rest was kept.');
  check('The letter of Dr. Y. Roe was lost.¦ Dr. X.¦ The next.');
  check('The kit came from Sigma Inc. and was used.¦ Another came from Roche Inc.¦ The third did not.');
  check('It is sold in the U.S.¦ The price is high.');
  check('The U.S. Food and Drug Administration agreed.');
  check('She has MS.¦ The lesions are old.');
});

describe('abbreviations', () => {
  check('Antibiotics, e.g. penicillin, i.e. a drug, vs. placebo in approx. 5 cases.¦ None helped.');
  check('See Fig. 2 and Figs. 3A–C, ref. 4 and No. 5.¦ The rest is in Suppl. Table 1.');
  check('The answer was no.¦ The patient left.');
  check('As shown by Smith et al. (2004) and Roe et al. [12], it works.¦ Doe et al. found the same.');
  check('This was shown by Smith et al.¦ The effect was small.');
  check('On Jan. 5 and Feb. 7 he was well.');
  check('Temp. 38.2, resp. rate 20.¦ No distress.');
});

describe('doses, times and units', () => {
  check('Lasix 40 mg p.o. q.d. and Lopressor 25 mg b.i.d. were given.¦ He improved.');
  check('Take 40 mg p.o. b.i.d.¦ Zestril was stopped.');
  check('He is on p.o. Bactrim.¦ No fever.');
  check('Tylenol p.r.n. pain, insulin q.6 h. as needed.');
  check('It began at 7 a.m.¦ The patient called at 8 p.m. on Sunday.');
  check('Insulin 5 units at 7 a.m. and 6 p.m. daily.');
  check('Temperature 98.6 and .5 mg of the drug.¦ Weight 139 lb.¦ Height 5 ft. 11 in.');
  check('Kept at 4 °C.¦ Washed for 24 h.¦ Spun for 500 ms.¦ Dried.');
});

describe('species, letters and genes', () => {
  check('E. coli and S. aureus grew.¦ C. elegans did not.');
  check('He has hepatitis C.¦ Vitamin D was low in group A.¦ Others had less vitamin D.');
  check('Digested with proteinase K.¦ Lysates were kept.¦ Cleaved by DNase I.¦ Salt was added.');
  check('See panels E and F.¦ Arrows point left.');
  check('The work of Watson and F. Crick was read.');
  check('Mice lacking GluR-B.¦ Receptors were lost.');
  check('We added RNase to the treatment.¦ cDNA was made.¦ p53 was lost.');
  check('The variant p.Arg242Cys and c.724C>T were found.');
});

describe('notes and panels of figures', () => {
  check('Survival was shorter (log-rank test).¦ *, p < 0.05; **, p < 0.01.');
  check('Bars show the mean.¦ †, not done.');
  check('Compared with 5 mg vs. *, the marked dose.');
  check('a: Overview of the cochlea; bar = 100 μm.¦ b-f: Detail of the wall.');
  check('We found: 1). The first thing; 2). The second thing.');
  check('Anna Roe, Ph. D., and Tom Doe, Ph. D., helped.');
});

describe('lower case after a stop', () => {
  check('no meningismus.¦ no cranial bruits.¦ he is ok.¦ denies pain');
  check(
    'Alert, A&O.¦ Moves all limbs.¦ Lungs clear to A&P.¦ Heart regular, R>L.¦ Vancomycin 1 g was given p.o.¦ Discontinue it.',
  );
  check('Seen by Dr. X.¦ Unfortunately he left.¦ Referred by Dr. X. Smith.');
  check('Abd. soft and nontender.¦ neck supple');
});

describe('citations after the stop', () => {
  check('It was shown before.[12]¦ Then it failed.');
  check('It was shown before. [12].¦ Then it failed.');
  check('It was shown before.¹²¦ Then it failed.');
  check('It was shown before.12,13¦ Then it failed.');
  check('It was shown before [12].¦ Then it failed.');
});

describe('a missing space after the stop', () => {
  check('He had no antibody.¦Then he fell.');
  check('The pH was 7.4.¦Then it fell.');
  check('See www.BMSstudy.Com and data.frame for more');
  check('the file is readme.txt and node.js');
});

describe('question marks of doubt', () => {
  check('Chest film: ? pneumonia.¦ Repeat.');
  check('A large ? scalp incision was made.');
});

describe('lists', () => {
  check('1. Aspirin 81 mg daily¦\n2. Metoprolol 25 mg b.i.d.¦\n3. Colace');
  check('IMPRESSION: 1. Pneumonia.¦ 2. Renal failure.¦\n3. Anemia.');
  check('DIAGNOSES: A. Wedge biopsy.¦ B. Lymph node.¦\nPLAN,1. Aspirin; 2. Colace.');
  check('Temperature: 98.2.¦ Pulse: 80.¦ Respirations: 16.¦ Blood pressure: 96/64.');
  check('- fever¦\n- cough¦\n• chills¦\n* rash¦\n[ ] call family¦\n[x] labs');
  check('a. first¦\nb. second¦\n(c) third');
  check('-aspirin¦\n-metoprolol');
  check('1.Normal appendix.¦\n2.Moderate stool.');
  check('aspirin 81 mg daily¦\nmetoprolol 25 mg bid¦\nlisinopril 10 mg daily');
  check('Hgb 12.1¦\nPlt 200¦\nWBC 10.2');
  check('#1 Sepsis, on antibiotics¦\n#2 Diabetes');
});

describe('headings', () => {
  check('HISTORY OF PRESENT ILLNESS:¦\nThe patient is well.¦ No pain.');
  check('FH: mother with breast cancer¦\nSH: lives alone');
  check('ASSESSMENT AND PLAN¦\nContinue the drug.');
  check('## Meds¦\naspirin');
  check('Plan¦\n----¦\nGo home.');
  check('Doctor: how are you¦\nPatient: fine');
});

describe('wrapped lines', () => {
  check(
    'The patient is a 58-year-old man who was admitted with chest pain and\nshortness of breath.¦ He was seen by Dr.\nSmith and started on aspirin.',
  );
  check(
    'The patient is a 58-year-old man who was admitted with chest pain, a\nNSTEMI and shortness of breath, and who was then sent to the lab where\nMultivessel disease was found on the angiogram.¦ He will have surgery.',
  );
  check(
    '1. Aspirin 81 mg by mouth daily for the prevention of any further heart\n   attacks¦\n2. Metoprolol 25 mg by mouth twice daily',
  );
  check('She was treated with\nheparin');
  check('He has an anti-\ninflammatory effect');
  check('A line of prose that goes on for as long as the lines of prose do\r\nbefore it is cut');
  check(
    'Mother had breast cancer at the age of 50 years¦\nFather had colon cancer at 60¦\nBrother is well and lives in another town',
  );
});

describe('other scripts and marks', () => {
  check('患者は発熱した。¦咳もあった！¦薬は？¦ない');
  check('He felt fine 😀.¦ Then 🤒 he did not.¦ 😀 again.');
  check('Été chaud.¦ Ça va.');
  check('Caf\u0065\u0301 was closed.¦ \u00c9t\u00e9.');
  check('First page.¦\fsecond page');
  check('完了！\ufe0f¦次');
  check('. alone at the start');
  check('Lone \ud800. half.¦ Other \udc00.');
});

test('an abstract: the title and its sentences', () => {
  const text =
    'Effects of aspirin on the heart\nAspirin is old. BACKGROUND: It is used (e.g. daily). RESULTS: p < 0.05. CONCLUSIONS: It works.';
  assert.deepEqual(
    sentences(text).map(({ start, end }) => text.slice(start, end)),
    [
      'Effects of aspirin on the heart',
      'Aspirin is old.',
      'BACKGROUND: It is used (e.g. daily).',
      'RESULTS: p < 0.05.',
      'CONCLUSIONS: It works.',
    ],
  );
});

describe('for any text', () => {
  test('sentences are ascending, disjoint and trimmed, and hold every character that is not white space', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let previousEnd = 0;
        for (const { start, end } of sentences(text)) {
          assert.ok(start >= previousEnd && end > start && end <= text.length);
          assert.match(text.slice(previousEnd, start), /^\s*$/);
          assert.equal(text.slice(start, end), text.slice(start, end).trim());
          previousEnd = end;
        }
        assert.match(text.slice(previousEnd), /^\s*$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('no boundary splits a surrogate pair or a CRLF', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { start, end } of sentences(text)) {
          for (const offset of [start, end]) {
            const around = text.slice(Math.max(0, offset - 1), offset + 1);
            assert.doesNotMatch(around, /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no sentence crosses a blank line, and what stands before and after one has no influence on the other', () => {
    fc.assert(
      fc.property(anyText, anyText, (first, second) => {
        const gap = '\n\n';
        const shift = first.length + gap.length;
        const expected = [
          ...sentences(first),
          ...sentences(second).map(({ start, end }) => ({ start: start + shift, end: end + shift })),
        ];
        assert.deepEqual(sentences(first + gap + second), expected);
      }),
      { numRuns: 2000 },
    );
  });
});

test('time grows with the length of the text, not with its square', () => {
  const unit = [
    'a',
    '.',
    '. ',
    'A. ',
    'a.A',
    '.)',
    '. (((',
    '? ',
    '.[1,2,',
    'A: ',
    '1. ',
    '.\u0301',
    '。',
    '#',
    '\n',
    'a\n',
    'A.\n',
  ];
  for (const repeated of unit) {
    const text = repeated.repeat(200_000 / repeated.length);
    const started = performance.now();
    sentences(text);
    // A quadratic step over 200,000 characters takes minutes.
    assert.ok(performance.now() - started < 5000, JSON.stringify(repeated));
  }
});
