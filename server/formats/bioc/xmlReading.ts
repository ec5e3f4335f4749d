/** Reading BioC XML, one document after the other. */
import sax from 'sax';
import type { Metadata } from '../../annotation/document.ts';
import type { Characters, Read, ReadProblem } from '../format.ts';
import type { OffsetUnit } from '../offsetUnits.ts';
import { collectionMetadata } from './parts.ts';
import { readDocument } from './reading.ts';
import { DocumentElements, type Element } from './xmlElements.ts';

/**
 * Reads BioC XML. Files that are not well-formed are read as far as they can be understood. Needs memory for one
 * document.
 */
export async function* readBiocXml(
  chunks: Characters,
  fileName: string,
): AsyncGenerator<Read, void, undefined> {
  const reading = new XmlReading(fileName);
  for await (const chunk of normalisedLines(chunks)) {
    for (let start = 0; start < chunk.length; start += pieceLength) {
      reading.write(chunk.slice(start, start + pieceLength));
      yield* reading.take();
      if (reading.stopped) return;
    }
  }
  reading.end();
  yield* reading.take();
}

/** How much is parsed before the documents in it are handed on. */
const pieceLength = 1 << 16;

/** How many errors of notation are reported before a file is given up. */
const mostErrors = 20;

/** Line ends as a single line feed, which is how XML wants them to be read. */
async function* normalisedLines(chunks: Characters): AsyncGenerator<string, void, undefined> {
  let held = '';
  let first = true;
  for await (const chunk of chunks) {
    if (chunk === '') continue;
    const whole = held + (first ? chunk.replace(/^\uFEFF/, '') : chunk);
    first = false;
    held = whole.endsWith('\r') ? '\r' : '';
    yield whole.slice(0, whole.length - held.length).replace(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}

/** The parser of a file, and what it has found since it was last asked. */
class XmlReading {
  readonly #parser = sax.parser(true, { position: true });
  readonly #fileName: string;
  readonly #open: Element[] = [];
  readonly #collection: { source: string; date: string; key: string; infons: Record<string, string> } = {
    source: '',
    date: '',
    key: '',
    infons: {},
  };
  #found: Read[] = [];
  /** How many elements are open around the document that is being read. */
  #depth = 0;
  #inDocument = false;
  #documents = 0;
  #errors = 0;
  #unit: OffsetUnit = 'code points';
  stopped = false;

  constructor(fileName: string) {
    this.#fileName = fileName;
    const parser = this.#parser;
    parser.onopentag = ({ name, attributes }) => this.#start(name, attributes as Record<string, string>);
    parser.onclosetag = () => this.#end();
    parser.ontext = (text) => this.#text(text);
    parser.oncdata = (text) => this.#text(text);
    parser.onerror = (error) => this.#error(error);
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  end(): void {
    const cut = this.#open.length > 0;
    if (this.#inDocument) {
      const id = this.#open.flatMap(({ children }) => children).find(({ name }) => name === 'id')?.text;
      const name = id === undefined ? 'a document' : `document ${id.trim()}`;
      this.#problem('bioc-xml/cut-off', 'error', `The file ends inside ${name}, which is left out.`);
    } else if (cut) {
      this.#problem('bioc-xml/cut-off', 'error', 'The file ends before its last element does.');
    } else {
      this.#parser.close();
    }
    if (this.#documents === 0 && !cut && this.#errors === 0) {
      this.#problem('bioc-xml/no-documents', 'error', 'The file has no element <document>.');
    }
  }

  take(): Read[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #start(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!this.#inDocument) {
      this.#depth = this.#open.length;
      this.#inDocument = name === 'document';
    }
    const place = { line: this.#parser.line + 1, column: this.#startColumn() };
    const element: Element = { name, attributes, children: [], text: '', place };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    if (!this.#inDocument) this.#collectionField(element);
    else if (this.#open.length === this.#depth) {
      this.#inDocument = false;
      this.#forgetIn(this.#open.at(-1));
      this.#document(element);
    }
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  #collectionField({ name, attributes, text }: Element): void {
    const parent = this.#open.at(-1);
    parent?.children.pop();
    if (parent?.name !== 'collection') return;
    if (name === 'source' || name === 'date' || name === 'key') this.#collection[name] = text;
    else if (name === 'infon') {
      this.#collection.infons = {
        ...this.#collection.infons,
        ...Object.fromEntries([[attributes['key'] ?? '', text]]),
      };
    } else
      this.#problem(
        'bioc-xml/unknown-element',
        'information',
        `The collection has an element <${name}>, which is left out.`,
      );
    // A parent collects text too, which nobody asks for.
    parent.text = '';
  }

  /** Takes a document out of the element around it, with the white space before it, which would add up. */
  #forgetIn(parent: Element | undefined): void {
    if (parent === undefined) return;
    parent.children.pop();
    parent.text = '';
  }

  #document(element: Element): void {
    this.#documents += 1;
    const elements = new DocumentElements(
      element,
      `${this.#fileName.replace(/\.[^.]*$/, '')}-${this.#documents}`,
    );
    const collection: Metadata = collectionMetadata(this.#collection);
    const { document, problems, unit } = readDocument(elements.document(), collection, this.#unit);
    this.#unit = unit;
    for (const problem of [...elements.problems, ...problems]) this.#found.push({ kind: 'problem', problem });
    this.#found.push({ kind: 'document', document });
  }

  #error({ message }: Error): void {
    this.#parser.resume();
    this.#errors += 1;
    if (this.stopped) return;
    const [what = ''] = message.split('\n');
    this.#problem('bioc-xml/malformed', 'error', `The file is no well-formed XML here: ${what}.`);
    if (this.#errors < mostErrors) return;
    this.stopped = true;
    this.#problem(
      'bioc-xml/given-up',
      'error',
      'There are too many errors of notation; the rest of the file is not read.',
    );
  }

  #problem(code: string, severity: ReadProblem['severity'], message: string): void {
    const { line, column } = this.#parser;
    this.#found.push({
      kind: 'problem',
      problem: { code, severity, message, line: line + 1, column: column + 1 },
    });
  }

  /** The column of the tag that has just been read. */
  #startColumn(): number {
    const { column, position, startTagPosition } = this.#parser;
    return Math.max(1, column - (position - startTagPosition));
  }
}
