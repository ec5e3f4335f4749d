/** Reads the lines of a CoNLL file into documents. */
import { type AnnotatedDocument, noAnnotations } from '../../annotation/document.ts';
import type { TaggedSentence } from '../../annotation/tagging/tagging.ts';
import type { Read, ReadProblem } from '../format.ts';
import type { StreamLine } from '../lineStream.ts';
import { type OffsetUnit, unitTitles } from '../offsetUnits.ts';
import { sentenceSpans, TagReading, unnamedDocument } from '../taggedTokens/reading.ts';
import { joinTokens, placeTokens, type RebuiltText } from '../taggedTokens/text.ts';
import { type Columns, isTag } from './columns.ts';
import { readLine } from './lines.ts';
import { checkOffsets, type LocatedToken } from './offsets.ts';

interface Row extends LocatedToken {
  readonly tags: readonly string[];
}

/** Takes the lines of one file in their order and gives documents and problems. Holds one document at a time. */
export class ConllReading {
  readonly #fileName: string;
  readonly #columns: Columns | undefined;
  readonly #tags = new TagReading('conll');
  #reads: Read[] = [];
  #document: { readonly id: string; readonly line: number } | undefined;
  /** Sentences of the open document. The last one is open while it is not empty. */
  #sentences: Row[][] = [[]];
  #documents = 0;
  #comments = { count: 0, line: 0 };
  #unit: OffsetUnit = 'code points';
  #saidOthers = false;

  /** @param columns undefined where the file has no tokens. */
  constructor(fileName: string, columns: Columns | undefined) {
    this.#fileName = fileName;
    this.#columns = columns;
  }

  /** What the line completes. */
  line({ text, number }: StreamLine): readonly Read[] {
    const line = readLine(text, this.#columns);
    switch (line.kind) {
      case 'blank':
        this.#closeSentence();
        break;
      case 'comment':
        if (this.#comments.count === 0) this.#comments.line = number;
        this.#comments.count += 1;
        break;
      case 'document':
        this.#closeDocument();
        this.#openDocument(number, line.id);
        break;
      case 'token':
        if (this.#columns !== undefined) this.#token(line.cells, this.#columns, number);
        break;
    }
    return this.#reads.splice(0);
  }

  /** What is left at the end of the file. */
  end(): readonly Read[] {
    this.#closeDocument();
    const { count, line } = this.#comments;
    if (count > 0) {
      const message = `${count} comments were left out; a document has no place for them.`;
      this.#report({ code: 'conll/comments-dropped', severity: 'information', message, line });
    }
    for (const problem of this.#tags.problems) this.#report(problem);
    return this.#reads.splice(0);
  }

  #report(problem: ReadProblem): void {
    this.#reads.push({ kind: 'problem', problem });
  }

  #openDocument(line: number, id: string | undefined): { readonly id: string } {
    this.#documents += 1;
    this.#document = { id: id ?? unnamedDocument(this.#fileName, this.#documents), line };
    return this.#document;
  }

  #token(cells: readonly string[], columns: Columns, line: number): void {
    if (this.#restarts(cells, columns)) {
      const message = 'The offsets begin anew here, so that this was read as another document.';
      this.#closeDocument();
      const { id } = this.#openDocument(line, undefined);
      this.#report({ code: 'conll/document-inferred', severity: 'information', message, line, document: id });
    }
    const { id: document } = this.#document ?? this.#openDocument(line, undefined);
    const further = cells.slice(columns.count);
    const hasLevels = columns.tags.includes(columns.count - 1) && further.every(isTag);
    if (cells.length < columns.count || (further.length > 0 && !hasLevels)) {
      const message = `The line has ${cells.length} columns where the file has ${columns.count}. What is missing was taken for O, what is too much was left out; mend the line.`;
      this.#report({ code: 'conll/malformed-line', severity: 'error', message, line, document });
    }
    this.#reportOthers(cells, columns, line);
    const words = cells[columns.token] ?? '';
    if (words.trim() === '') {
      const message = 'The token is empty; the line was left out.';
      this.#report({ code: 'conll/empty-token', severity: 'warning', message, line, document });
      return;
    }
    const levels = columns.tags.map((column) => (cells[column] ?? 'O').trim());
    const tags = hasLevels ? [...levels, ...further] : levels;
    const [start, end] = columns.offsets?.map((column) => numberOf(cells[column])) ?? [];
    this.#sentences.at(-1)?.push({ words, start: start ?? 0, end: end ?? 0, tags, line });
  }

  /** Whether a sentence begins before the one above ends, as the next document does in files without marks. */
  #restarts(cells: readonly string[], { offsets }: Columns): boolean {
    const above = this.#sentences.at(-2)?.at(-1);
    if (offsets === undefined || above === undefined || this.#sentences.at(-1)?.length !== 0) return false;
    return numberOf(cells[offsets[0]]) < above.end;
  }

  #reportOthers(cells: readonly string[], { others }: Columns, line: number): void {
    if (this.#saidOthers || others.length === 0) return;
    this.#saidOthers = true;
    const named = others.map((column) => `${column + 1} (${cells[column] ?? ''})`).join(', ');
    const message = `A document has no place for what is in these columns, which were left out: ${named}.`;
    this.#report({ code: 'conll/columns-dropped', severity: 'information', message, line });
  }

  #closeSentence(): void {
    if (this.#sentences.at(-1)?.length !== 0) this.#sentences.push([]);
  }

  #closeDocument(): void {
    const opened = this.#document;
    const sentences = this.#sentences.filter(({ length }) => length > 0);
    this.#document = undefined;
    this.#sentences = [[]];
    if (opened === undefined) return;
    const { id } = opened;
    const { text, sentences: spans } = this.#rebuild(sentences, id);
    const tagged = sentences.map((rows, index): TaggedSentence => {
      const levels = Math.max(...rows.map(({ tags }) => tags.length));
      const columns = Array.from({ length: levels }, (_, level) =>
        rows.map(({ tags }) => tags[level] ?? 'O'),
      );
      return { tokens: spans[index] ?? [], columns };
    });
    const lineOf = (sentence: number, token: number): number =>
      sentences[sentence]?.[token]?.line ?? opened.line;
    const { entities, problems } = this.#tags.entities(text, tagged, (sentence, token) => ({
      line: lineOf(sentence, token),
      document: id,
    }));
    for (const problem of problems) this.#report(problem);
    const document: AnnotatedDocument = {
      id,
      text,
      annotations: { ...noAnnotations, entities },
      sentences: sentenceSpans(spans),
      tokens: spans.flat(),
    };
    this.#reads.push({ kind: 'document', document });
  }

  #rebuild(sentences: readonly (readonly Row[])[], document: string): RebuiltText {
    const joined = (): RebuiltText => joinTokens(sentences.map((rows) => rows.map(({ words }) => words)));
    if (this.#columns?.offsets === undefined) return joined();
    const finding = checkOffsets(sentences);
    if (finding.fault !== undefined) {
      const { fault, line } = finding;
      const message = `The offsets of this token cannot be right: ${fault}. The text of the document was put together with single spaces instead, so that its offsets are not those of the file. Mend the offsets or take the text from its source.`;
      this.#report({ code: 'conll/bad-offsets', severity: 'error', message, line, document });
      return joined();
    }
    if (finding.unit !== this.#unit) {
      this.#unit = finding.unit;
      const message = `The offsets count ${unitTitles[finding.unit]}, as the lengths of the tokens show.`;
      this.#report({ code: 'conll/offset-unit', severity: 'information', message, document });
    }
    return placeTokens(sentences);
  }
}

function numberOf(cell: string | undefined): number {
  return /^\d+$/.test(cell ?? '') ? Number(cell) : Number.NaN;
}
