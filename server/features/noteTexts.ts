/** Which open documents may be notes: the server also folds documents that are none. */
import { type Event, type TextDocumentChangeEvent, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The languages besides notes and annotation files, by the ids of the extension. */
export type Language = 'brat-configuration' | 'pubtator' | 'conll';

/**
 * The language of a document that is neither a note nor an annotation file; `undefined` for those. An editor says it,
 * or the name of the file does.
 */
export function languageOf({
  languageId,
  uri,
}: Pick<TextDocument, 'languageId' | 'uri'>): Language | undefined {
  if (languageId === 'brat-configuration' || languageId === 'pubtator' || languageId === 'conll')
    return languageId;
  if (/\/(?:annotation|visual|kb_shortcuts|tools)\.conf$/.test(uri)) return 'brat-configuration';
  if (uri.endsWith('.pubtator')) return 'pubtator';
  return /\.(?:conll|bio|iob2?)$/.test(uri) ? 'conll' : undefined;
}

/** The open documents without those of other languages. */
export class NoteTexts extends TextDocuments<TextDocument> {
  readonly #all: TextDocuments<TextDocument>;

  constructor(all: TextDocuments<TextDocument>) {
    super(TextDocument);
    this.#all = all;
  }

  override get onDidOpen(): Event<TextDocumentChangeEvent<TextDocument>> {
    return onlyNotes(this.#all.onDidOpen);
  }

  override get onDidChangeContent(): Event<TextDocumentChangeEvent<TextDocument>> {
    return onlyNotes(this.#all.onDidChangeContent);
  }

  override get onDidClose(): Event<TextDocumentChangeEvent<TextDocument>> {
    return onlyNotes(this.#all.onDidClose);
  }

  override get(uri: string): TextDocument | undefined {
    const document = this.#all.get(uri);
    return document !== undefined && languageOf(document) === undefined ? document : undefined;
  }

  override all(): TextDocument[] {
    return this.#all.all().filter((document) => languageOf(document) === undefined);
  }

  override keys(): string[] {
    return this.all().map(({ uri }) => uri);
  }
}

function onlyNotes(
  event: Event<TextDocumentChangeEvent<TextDocument>>,
): Event<TextDocumentChangeEvent<TextDocument>> {
  return (listener, context, disposables) =>
    event(
      (change) => {
        if (languageOf(change.document) === undefined) listener.call(context, change);
      },
      undefined,
      disposables,
    );
}
