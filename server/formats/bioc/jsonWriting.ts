/** Writing BioC JSON. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { FormatWriter, Loss } from '../format.ts';
import type {
  BiocAnnotation,
  BiocCollection,
  BiocDocument,
  BiocPassage,
  BiocRelation,
  BiocStretch,
} from './parts.ts';
import { CollectionWriting } from './writing.ts';

/** Writes a collection, a document a line. Its source, date, key and infons are those of the first document's metadata. */
export class BiocJsonWriter implements FormatWriter {
  readonly #writing = new CollectionWriting();

  begin(): string {
    return '{';
  }

  document(document: AnnotatedDocument): { content: string; losses: readonly Loss[] } {
    const { parts, collection, losses } = this.#writing.document(document);
    const before = collection === undefined ? ',' : header(collection);
    return { content: `${before}\n${JSON.stringify(documentObject(parts))}`, losses };
  }

  end(): string {
    return `${this.#writing.begun ? '' : header({ source: '', date: '', key: '', infons: {} })}\n]}\n`;
  }
}

/** The fields of a collection up to its documents. */
function header({ source, date, key, infons }: BiocCollection): string {
  const fields = JSON.stringify({ source, date, key, infons });
  return `${fields.slice(1, -1)},"documents":[`;
}

function documentObject({ id, infons, passages, annotations, relations }: BiocDocument) {
  return { id, infons, passages: passages.map(passageObject), ...lists({ annotations, relations }) };
}

function passageObject({ sentences, ...stretch }: BiocPassage) {
  const { infons, offset, text = '' } = stretch;
  return {
    infons,
    offset,
    text,
    sentences: sentences.map((sentence) => ({
      infons: sentence.infons,
      offset: sentence.offset,
      text: sentence.text,
      ...lists(sentence),
    })),
    ...lists(stretch),
  };
}

function lists({ annotations, relations }: Pick<BiocStretch, 'annotations' | 'relations'>) {
  return {
    annotations: annotations.map(({ id, infons, text, locations }: BiocAnnotation) => ({
      id,
      infons,
      text,
      locations,
    })),
    relations: relations.map(({ id, infons, nodes }: BiocRelation) => ({
      id,
      infons,
      nodes: nodes.map(({ refid, role }) => ({ refid, role })),
    })),
  };
}
