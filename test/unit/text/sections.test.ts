import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type SectionKind, sections } from '../../../server/text/sections.ts';
import { anyText } from './anyText.ts';

/** A section as its kind, its title, its heading as written and its body; a dash where there is none. */
type Row = readonly [kind: SectionKind | '-', title: string, heading: string, body: string];

function check(name: string, text: string, expected: readonly Row[]): void {
  test(name, () => {
    const rows = sections(text).map(({ kind, title, heading, body }) => [
      kind ?? '-',
      title ?? '-',
      heading ? text.slice(heading.start, heading.end) : '-',
      text.slice(body.start, body.end),
    ]);
    assert.deepEqual(rows, expected);
  });
}

const paragraph =
  `We studied 212 women who took the drug for six months. ${'It was well tolerated in most of them. '.repeat(6)}`.trim();

describe('clinical notes', () => {
  check('an empty text has no section', ' \n\r\n', []);
  check('a text without headings is one section', 'Feels well.\n\nNo pain.', [
    ['-', '-', '-', 'Feels well.\n\nNo pain.'],
  ]);
  check(
    'headings in capitals',
    'HISTORY OF PRESENT ILLNESS:\nChest pain.\nFAMILY HISTORY: Noncontributory.\nNo cancer.',
    [
      ['history', 'history of present illness', 'HISTORY OF PRESENT ILLNESS:', 'Chest pain.'],
      ['family history', 'family history', 'FAMILY HISTORY:', 'Noncontributory.\nNo cancer.'],
    ],
  );
  check(
    'short forms and the text on their line',
    'CC: cough\nFH: mother with breast cancer\r\nsh: lives alone',
    [
      ['chief complaint', 'cc', 'CC:', 'cough'],
      ['family history', 'fh', 'FH:', 'mother with breast cancer'],
      ['social history', 'sh', 'sh:', 'lives alone'],
    ],
  );
  check(
    'a heading alone, with and without a colon',
    'Visit of Monday.\n\nASSESSMENT AND PLAN\nGo home.\n\nMedications:\n- aspirin',
    [
      ['-', '-', '-', 'Visit of Monday.'],
      ['assessment and plan', 'assessment and plan', 'ASSESSMENT AND PLAN', 'Go home.'],
      ['medications', 'medications', 'Medications:', '- aspirin'],
    ],
  );
  check(
    'markup and underlines',
    '## Meds\naspirin\n\n**Allergies**\nnone\n\nSocial History\n--------------\nSmokes.',
    [
      ['medications', 'meds', '## Meds', 'aspirin'],
      ['allergies', 'allergies', '**Allergies**', 'none'],
      ['social history', 'social history', 'Social History\n--------------', 'Smokes.'],
    ],
  );
  check('a heading with nothing under it', 'PHYSICAL EXAMINATION:\nVITAL SIGNS: BP 120/80\nPLAN:', [
    ['physical examination', 'physical examination', 'PHYSICAL EXAMINATION:', ''],
    ['physical examination', 'vital signs', 'VITAL SIGNS:', 'BP 120/80'],
    ['plan', 'plan', 'PLAN:', ''],
  ]);
  check(
    'body systems belong to the review or the examination before them',
    'ROS:\nHEENT: no sore throat\nEXAM:\nHEENT: clear',
    [
      ['review of systems', 'ros', 'ROS:', ''],
      ['review of systems', 'heent', 'HEENT:', 'no sore throat'],
      ['physical examination', 'exam', 'EXAM:', ''],
      ['physical examination', 'heent', 'HEENT:', 'clear'],
    ],
  );
  check(
    'relatives, speakers and values are no headings',
    'FAMILY HISTORY:\nMother: cancer\nFATHER: died at 60\nWBC: 10.2\nP: 84',
    [
      [
        'family history',
        'family history',
        'FAMILY HISTORY:',
        'Mother: cancer\nFATHER: died at 60\nWBC: 10.2\nP: 84',
      ],
    ],
  );
  check(
    'an unknown heading in capitals is one without a kind, and words in it may tell the kind',
    'TOURNIQUET TIME: None.\nMEDICATIONS PRIOR TO TRANSFER: None.',
    [
      ['-', 'tourniquet time', 'TOURNIQUET TIME:', 'None.'],
      ['medications', 'medications prior to transfer', 'MEDICATIONS PRIOR TO TRANSFER:', 'None.'],
    ],
  );
  check('numbered headings and counted items', '1. HISTORY: Fine.\nIMPRESSION: 1. Pneumonia.\n2. Anaemia.', [
    ['history', 'history', '1. HISTORY:', 'Fine.'],
    ['assessment', 'impression', 'IMPRESSION:', '1. Pneumonia.\n2. Anaemia.'],
  ]);
  check('a note all in capitals', 'ALLERGIES\nNO KNOWN DRUG ALLERGIES\nHE DENIES PAIN.', [
    ['allergies', 'allergies', 'ALLERGIES', 'NO KNOWN DRUG ALLERGIES\nHE DENIES PAIN.'],
  ]);
  check('emoji and combining marks', '😀 Notes\n\nPLAN:\nCafe\u0301 😀', [
    ['-', '-', '-', '😀 Notes'],
    ['plan', 'plan', 'PLAN:', 'Cafe\u0301 😀'],
  ]);
  check('the objective part of a visit', 'S: Tired.\nO: Pale.\nA: Anaemia.\nP: Iron.', [
    ['history', 's', 'S:', 'Tired.'],
    ['physical examination', 'o', 'O:', 'Pale.'],
    ['assessment', 'a', 'A:', 'Anaemia.'],
    ['plan', 'p', 'P:', 'Iron.'],
  ]);
});

describe('abstracts', () => {
  check('a title and an abstract', `Drug and heart: a cohort study.\n${paragraph}`, [
    ['title', '-', '-', 'Drug and heart: a cohort study.'],
    ['abstract', '-', '-', paragraph],
  ]);
  check(
    'a title, a blank line and an abstract; what follows has no name',
    `[Drug and heart].\n\n${paragraph}\n\nCorrespondence to A. Roe.`,
    [
      ['title', '-', '-', '[Drug and heart].'],
      ['abstract', '-', '-', paragraph],
      ['-', '-', '-', 'Correspondence to A. Roe.'],
    ],
  );
  check(
    'a structured abstract',
    'Drug and heart\nOBJECTIVE: To compare two drugs.\nMethods: We asked.\nRESULTS\nIt works.\nConclusions: Use it.',
    [
      ['title', '-', '-', 'Drug and heart'],
      ['objective', 'objective', 'OBJECTIVE:', 'To compare two drugs.'],
      ['methods', 'methods', 'Methods:', 'We asked.'],
      ['results', 'results', 'RESULTS', 'It works.'],
      ['conclusion', 'conclusions', 'Conclusions:', 'Use it.'],
    ],
  );
  check('the first line of a note is no title', `The patient is a woman of 40.\n${paragraph}`, [
    ['-', '-', '-', `The patient is a woman of 40.\n${paragraph}`],
  ]);
  check('a dialogue has no title', `Doctor: Do you smoke?\n${paragraph}`, [
    ['-', '-', '-', `Doctor: Do you smoke?\n${paragraph}`],
  ]);
});

test('sections tile any text: each character that is not white space is in one heading or one body', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let previousEnd = 0;
      for (const { heading, body, title } of sections(text)) {
        assert.equal(heading === undefined, title === undefined);
        for (const span of heading ? [heading, body] : [body]) {
          assert.ok(span.start >= previousEnd && span.end >= span.start && span.end <= text.length);
          assert.match(text.slice(previousEnd, span.start), /^\s*$/);
          assert.equal(text.slice(span.start, span.end), text.slice(span.start, span.end).trim());
          previousEnd = span.end;
        }
        assert.ok(heading !== undefined || body.end > body.start);
      }
      assert.match(text.slice(previousEnd), /^\s*$/);
    }),
    { numRuns: 3000 },
  );
});
