/** Texts for properties: pieces that rules and units of text stumble over, in any order, between any characters. */
import fc from 'fast-check';

// biome-ignore format: one line a group
const pieces = [
  'The patient', 'no fever', 'Dr', 'Smith', 'E', 'coli', 'mg', 'p.o', 'Fig', '12', '7.4', 'et al', 'PLAN', 'FH', '[12]',
  '.', '. ', '?', '!', '...', '…', '。', ':', ': ', ',', '-', '(', ')', '"', '’', '*', '#', '## ', '---', '___',
  ' ', '  ', '\t', '\n', '\r\n', '\r', '\n\n', '\f', '\v', '\u00a0', '\u2028', '\u2029', '\ufeff', '\u0085',
  '- ', '• ', '1. ', '2) ', 'a. ', '[ ] ', 'ASSESSMENT:', 'Family History: ', 'Results\n', 'x'.repeat(70),
  '😀', '👩‍⚕️', 'e\u0301', '\u0301', '患者', 'שלום', '\u202e', '\ud800', '\udc00', '\ud83d', 'µ', 'β',
];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map(fromUnits) },
);

/** Any code units at all, lone surrogates among them. */
function fromUnits(units: readonly number[]): string {
  return String.fromCharCode(...units);
}
