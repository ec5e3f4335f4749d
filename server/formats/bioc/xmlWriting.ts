/** Writing BioC XML. */
import type { AnnotatedDocument, Metadata } from '../../annotation/document.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { escapedText, legalXml, quotedValue } from '../xmlText.ts';
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
    const lines = collection === undefined ? [] : collectionLines(collection);
    lines.push(...documentLines(parts));
    const { content, losses } = legalXml(lines.map((line) => `${line}\n`).join(''), 'bioc-xml');
    return { content, losses: [...found, ...losses] };
  }

  end(): string {
    const header = this.#writing.begun ? [] : collectionLines({ source: '', date: '', key: '', infons: {} });
    return `${header.map((line) => `${line}\n`).join('')}</collection>\n`;
  }
}

function collectionLines({ source, date, key, infons }: BiocCollection): string[] {
  return [
    `  <source>${escapedText(source)}</source>`,
    `  <date>${escapedText(date)}</date>`,
    `  <key>${escapedText(key)}</key>`,
    ...infonLines(infons, '  '),
  ];
}

function documentLines({ id, infons, passages, annotations, relations }: BiocDocument): string[] {
  return [
    '  <document>',
    `    <id>${escapedText(id)}</id>`,
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
  if (text !== undefined) lines.push(`${indent}<text>${escapedText(text)}</text>`);
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
    `${indent}<annotation id=${quotedValue(id)}>`,
    ...infonLines(infons, `${indent}  `),
    ...locations.map(({ offset, length }) => `${indent}  <location offset="${offset}" length="${length}"/>`),
    `${indent}  <text>${escapedText(text)}</text>`,
    `${indent}</annotation>`,
  ];
}

function relationLines({ id = '', infons, nodes }: BiocRelation, indent: string): string[] {
  return [
    `${indent}<relation id=${quotedValue(id)}>`,
    ...infonLines(infons, `${indent}  `),
    ...nodes.map(
      ({ refid, role }) => `${indent}  <node refid=${quotedValue(refid)} role=${quotedValue(role)}/>`,
    ),
    `${indent}</relation>`,
  ];
}

function infonLines(infons: Metadata, indent: string): string[] {
  return Object.entries(infons).map(
    ([key, value]) => `${indent}<infon key=${quotedValue(key)}>${escapedText(value)}</infon>`,
  );
}
