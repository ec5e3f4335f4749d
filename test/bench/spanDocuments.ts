/** A large synthetic note with annotations, made the same every time. */

export interface SpanDocument {
  readonly text: string;
  /** Its annotation file, whose every line is right. */
  readonly content: string;
}

/** Sentences of the kinds that notes have: with characters beyond ASCII and beyond sixteen bits, and with headings. */
const sentences = [
  'The patient takes aspirin 100 mg daily for chest pain on exertion.',
  'Naïve to β-blockers; metoprolol 25 mg was started on day 3.',
  'MRI of the left knee shows a small effusion, otherwise unremarkable.\n',
  'Mood improved 😀 since sertraline was increased from 50 to 75 µg.',
  'PAST MEDICAL HISTORY:\nAsthma, type 2 diabetes mellitus, no known allergies.\n',
  'Follow-up in 6 weeks, earlier if fever or shortness of breath occur.\n\n',
];

/** A text of a length, in UTF-16 code units or a sentence more, with a number of mentions spread evenly over its words. */
export function spanDocument(length: number, mentions: number): SpanDocument {
  const text = textOf(length);
  const words = Array.from(text.matchAll(/[\p{L}\p{N}]+/gu));
  const lines: string[] = [];
  let read = 0;
  let codePoints = 0;
  for (let mention = 0; mention < mentions; mention += 1) {
    const { 0: word, index } = words[Math.floor((mention * words.length) / mentions)] as RegExpExecArray;
    codePoints += countOf(text.slice(read, index));
    read = index;
    const type = ['Disease', 'Chemical', 'Dose'][mention % 3];
    lines.push(`T${mention + 1}\t${type} ${codePoints} ${codePoints + countOf(word)}\t${word}\n`);
  }
  return { text, content: lines.join('') };
}

function textOf(length: number): string {
  const parts: string[] = [];
  for (let written = 0, index = 0; written < length; index += 1) {
    // The number makes every sentence one of its own, as they are in a real note.
    const part = `${sentences[index % sentences.length]} (${index}) `;
    parts.push(part);
    written += part.length;
  }
  return parts.join('');
}

function countOf(text: string): number {
  return Array.from(text).length;
}
