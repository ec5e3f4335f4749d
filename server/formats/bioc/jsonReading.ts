/** Reading BioC JSON, one document after the other. */
import type { Characters, Read, ReadProblem } from '../format.ts';
import { isList, isObject, type JsonObject, textOf } from '../json/values.ts';
import type { OffsetUnit } from '../offsetUnits.ts';
import { DocumentObjects, infonsOf } from './jsonObjects.ts';
import { JsonTokens } from './jsonTokens.ts';
import { collectionMetadata, type Place } from './parts.ts';
import { readDocument } from './reading.ts';

/** Reads BioC JSON. Needs memory for one document, wherever it stands in the file. */
export async function* readBiocJson(
  chunks: Characters,
  fileName: string,
): AsyncGenerator<Read, void, undefined> {
  const reading = new JsonReading(fileName);
  let first = true;
  for await (const chunk of chunks) {
    if (chunk === '') continue;
    const content = first ? chunk.replace(/^\uFEFF/, '') : chunk;
    first = false;
    for (let start = 0; start < content.length; start += pieceLength) {
      reading.tokens.write(content.slice(start, start + pieceLength));
      yield* reading.take();
    }
  }
  reading.end();
  yield* reading.take();
}

/** How much is parsed before the documents in it are handed on. */
const pieceLength = 1 << 16;

class JsonReading {
  readonly tokens: JsonTokens;
  readonly #fileName: string;
  #found: Read[] = [];
  #documents = 0;
  #failed = false;
  #unit: OffsetUnit = 'code points';

  constructor(fileName: string) {
    this.#fileName = fileName;
    this.tokens = new JsonTokens({
      isPart: (object) => isList(object['passages']),
      part: (object, around) => this.#document(object, around),
      closed: (missed, place) => this.#closed(missed, place),
      problem: (code, message, place) => {
        this.#failed = true;
        this.#problem({ code: `bioc-json/${code}`, severity: 'error', message, ...place });
      },
    });
  }

  end(): void {
    this.tokens.end();
    if (this.#documents > 0 || this.#failed) return;
    const message = 'The file has no document: no object in it has a list "passages".';
    this.#problem({ code: 'bioc-json/no-documents', severity: 'error', message });
  }

  take(): Read[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #document(object: JsonObject, around: readonly JsonObject[]): void {
    this.#documents += 1;
    const fallback = `${this.#fileName.replace(/\.[^.]*$/, '')}-${this.#documents}`;
    const objects = new DocumentObjects(object, fallback, this.tokens);
    const holder = around.findLast((each) => isList(each['documents'])) ?? {};
    const collection = collectionMetadata({
      source: textOf(holder['source']) ?? '',
      date: textOf(holder['date']) ?? '',
      key: textOf(holder['key']) ?? '',
      infons: isObject(holder['infons']) ? infonsOf(holder['infons']).infons : {},
    });
    const { document, problems, unit } = readDocument(objects.document(), collection, this.#unit);
    this.#unit = unit;
    for (const problem of [...objects.problems, ...problems]) this.#found.push({ kind: 'problem', problem });
    this.#found.push({ kind: 'document', document });
  }

  /** A collection is over: what it says after its documents came too late for them. */
  #closed(missed: readonly string[], place: Place | undefined): void {
    if (missed.length === 0) return;
    const message = `The fields ${missed.join(', ')} stand after the documents they belong to and are left out.`;
    this.#problem({ code: 'bioc-json/field-after-documents', severity: 'information', message, ...place });
  }

  #problem(problem: ReadProblem): void {
    this.#found.push({ kind: 'problem', problem });
  }
}
