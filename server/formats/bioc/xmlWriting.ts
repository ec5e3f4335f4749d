/** Writing BioC XML. */
import type { AnnotatedDocument, Metadata } from '../../annotation/document.ts';
import type { FormatWriter, Loss } from '../format.ts';
import type { BiocAnnotation, BiocCollection, BiocDocument, BiocRelation, BiocStretch } from './parts.ts';
import { CollectionWriting } from './writing.ts';

/** Writes a collection. Its source, date, key and infons are those of the first document's metadata. */
export class BiocXmlWriter implements FormatWriter {
  readonly #writing = new CollectionWriting();

  begin(): string {
    return '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n<collection>\n';
  }

  document(document: AnnotatedDocument): { content: string; losses: Loss[] } {
    const { parts, collection, losses: found } = this.#writing.document(document);
    const losses = [...found];
    const lines = collection === undefined ? [] : collectionLines(collection);
    lines.push(...documentLines(parts));
    const content = lines.map((line) => `${line}\n`).join('');
    const legal = content.replace(illegal, '\uFFFD');
    if (legal !== content) {
      const count = content.match(illegal)?.length ?? 0;
      const message = `${count} characters that XML cannot hold, such as control characters, are written as U+FFFD`;
      losses.push({ code: 'bioc-xml/character-replaced', message });
    }
    return { content: legal, losses };
  }

  end(): string {
    const header = this.#writing.begun ? [] : collectionLines({ source: '', date: '', key: '', infons: {} });
    return `${header.map((line) => `${line}\n`).join('')}</collection>\n`;
  }
}

/** What XML 1.0 has no notation for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: These are the characters in question.
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

function collectionLines({ source, date, key, infons }: BiocCollection): string[] {
  return [
    `  <source>${escaped(source)}</source>`,
    `  <date>${escaped(date)}</date>`,
    `  <key>${escaped(key)}</key>`,
    ...infonLines(infons, '  '),
  ];
}

function documentLines({ id, infons, passages, annotations, relations }: BiocDocument): string[] {
  return [
    '  <document>',
    `    <id>${escaped(id)}</id>`,
    ...infonLines(infons, '    '),
    ...passages.flatMap((passage) => [
      '    <passage>',
      ...stretchLines(passage, '      '),
      ...passage.sentences.flatMap((sentence) => [
        '      <sentence>',
        ...stretchLines(sentence, '        '),
        ...listLines(sentence, '        '),
        '      </sentence>',
      ]),
      ...listLines(passage, '      '),
      '    </passage>',
    ]),
    ...listLines({ annotations, relations }, '    '),
    '  </document>',
  ];
}

function stretchLines({ infons, offset, text }: BiocStretch, indent: string): string[] {
  const lines = [...infonLines(infons, indent), `${indent}<offset>${offset}</offset>`];
  if (text !== undefined) lines.push(`${indent}<text>${escaped(text)}</text>`);
  return lines;
}

function listLines(
  { annotations, relations }: Pick<BiocStretch, 'annotations' | 'relations'>,
  indent: string,
): string[] {
  return [
    ...annotations.flatMap((annotation) => annotationLines(annotation, indent)),
    ...relations.flatMap((relation) => relationLines(relation, indent)),
  ];
}

function annotationLines(
  { id = '', infons, locations, text = '' }: BiocAnnotation,
  indent: string,
): string[] {
  return [
    `${indent}<annotation id=${quoted(id)}>`,
    ...infonLines(infons, `${indent}  `),
    ...locations.map(({ offset, length }) => `${indent}  <location offset="${offset}" length="${length}"/>`),
    `${indent}  <text>${escaped(text)}</text>`,
    `${indent}</annotation>`,
  ];
}

function relationLines({ id = '', infons, nodes }: BiocRelation, indent: string): string[] {
  return [
    `${indent}<relation id=${quoted(id)}>`,
    ...infonLines(infons, `${indent}  `),
    ...nodes.map(({ refid, role }) => `${indent}  <node refid=${quoted(refid)} role=${quoted(role)}/>`),
    `${indent}</relation>`,
  ];
}

function infonLines(infons: Metadata, indent: string): string[] {
  return Object.entries(infons).map(
    ([key, value]) => `${indent}<infon key=${quoted(key)}>${escaped(value)}</infon>`,
  );
}

/** A text between tags. A carriage return is written as a reference, as a parser would take it for a line end. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** The value of an attribute in double quotes, in which white space too has to be a reference. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')}"`;
}
