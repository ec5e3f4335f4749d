import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { noAnnotations, wordsAt } from '../../../server/annotation/document.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { Note } from '../../../server/features/note.ts';
import { parseStandoff } from '../../../server/formats/brat/standoff.ts';
import { writeAnnotations } from '../../../server/formats/brat/writing.ts';
import { span } from '../../../server/text/positions.ts';
import { editOf, fragmentsIn, texts } from '../annotation/arbitraries.ts';

/** An open note whose annotation file has an entity for each list of fragments. */
function noteOf(text: string, mentions: readonly Parameters<typeof wordsAt>[1][]): Note {
  const entities = mentions.map(([first, ...rest], index) => {
    if (first === undefined) throw new Error('a mention has a fragment');
    const fragments: [typeof first, ...(typeof first)[]] = [first, ...rest];
    return { id: `T${index + 1}`, type: 'Disease', fragments, words: wordsAt(text, fragments) };
  });
  const gold = writeAnnotations({ ...noAnnotations, entities }, text);
  const document = TextDocument.create('file:///note.txt', 'plaintext', 1, text);
  return new Note(document, 'file:///note.ann', { gold, rejected: undefined }, text, []);
}

/** Edits the document as an editor does and tells the note. */
function edit(note: Note, { span: { start, end }, newText }: TextEdit): void {
  const { document } = note;
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  // Positions cannot stand between CR and LF, so the edit is told as it was really made.
  const real = span(document.offsetAt(range.start), document.offsetAt(range.end));
  TextDocument.update(document, [{ range, text: newText }], document.version + 1);
  note.edit([{ span: real, newText }]);
}

const edited = texts
  .filter((text) => text.trim() !== '')
  .chain((text) =>
    fc.record({ text: fc.constant(text), mentions: fc.array(fragmentsIn(text), { maxLength: 4 }) }),
  );

describe('a note whose text is edited', () => {
  it('writes offsets and words that agree with the text, whatever was edited', () => {
    fc.assert(
      fc.property(edited, fc.gen(), ({ text, mentions }, draw) => {
        const note = noteOf(text, mentions);
        const before = parseStandoff(note.gold.content ?? '', text).annotations.entities;
        const count = draw(fc.nat, { max: 4 });
        for (let step = 0; step < count; step++) edit(note, draw(editOf, note.text));
        const { annotations, lost } = note.gold;
        for (const { words, fragments } of annotations.entities)
          assert.equal(words, wordsAt(note.text, fragments));
        assert.equal(annotations.entities.length + lost.length, before.length);
        const settled = parseStandoff(note.settled().gold ?? '', note.text);
        const kept = new Set(lost.map(({ entity }) => entity.id));
        const wrong = settled.problems.filter(({ severity }) => severity === 'error');
        assert.ok(wrong.length <= kept.size, JSON.stringify(wrong));
      }),
    );
  });

  it('has every byte of its file back when the edits are undone', () => {
    fc.assert(
      fc.property(edited, fc.gen(), ({ text, mentions }, draw) => {
        const note = noteOf(text, mentions);
        const { content } = note.gold;
        const inverses: TextEdit[] = [];
        for (let step = 0; step < 3; step++) {
          const before = note.text;
          const made = draw(editOf, before);
          edit(note, made);
          // What an editor's undo does at the least: the whole text is what it was.
          inverses.unshift({ span: span(0, note.text.length), newText: before });
        }
        for (const inverse of inverses) edit(note, { ...inverse, span: span(0, note.text.length) });
        assert.equal(note.text, text);
        assert.equal(note.settled().gold, content);
        assert.deepEqual(note.gold.lost, []);
      }),
    );
  });
});

describe('a note whose annotation file changes', () => {
  const text = 'She has asthma.\n';
  const line = (start: number, end: number): string => `T1\tDisease ${start} ${end}\tasthma\n`;

  it('takes what it announced as written for the text of then', () => {
    const note = noteOf(text, []);
    edit(note, { span: span(0, 3), newText: 'Today she' });
    const files = { gold: line(14, 20), rejected: undefined };
    note.announce(files);
    edit(note, { span: span(0, 0), newText: '- ' });
    note.reread(files);
    assert.deepEqual(note.gold.annotations.entities[0]?.fragments, [span(16, 22)]);
  });

  it('goes back to the text on disk after what it announced was refused', () => {
    const note = noteOf(text, [[span(8, 14)]]);
    const { content } = note.gold;
    edit(note, { span: span(0, 15), newText: '' });
    note.announce(note.settled());
    note.withdraw();
    edit(note, { span: span(0, 0), newText: text.slice(0, 15) });
    assert.equal(note.isMoved, false);
    assert.equal(note.settled().gold, content);
    assert.deepEqual(note.gold.lost, []);
  });

  it('takes anything else as written for the text on disk', () => {
    const note = noteOf(text, []);
    edit(note, { span: span(0, 3), newText: 'Today she' });
    note.reread({ gold: line(8, 14), rejected: undefined });
    assert.deepEqual(note.gold.annotations.entities[0]?.fragments, [span(14, 20)]);
  });
});
