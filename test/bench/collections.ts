/** Collections of synthetic documents of any size, written as they are made. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type AnnotatedDocument, type Entity, noAnnotations } from '../../server/annotation/document.ts';
import { formatNamed } from '../../server/formats/registry.ts';
import { span } from '../../server/text/positions.ts';

/** Writes a file of a format, of a number of bytes or a document more. */
export async function writeCollection(path: string, format: string, bytes: number): Promise<void> {
  const writer = formatNamed(format)?.write?.();
  if (writer === undefined) throw new Error(`${format} is no format that can be written.`);
  const file = createWriteStream(path);
  let written = 0;
  const write = async (content: string): Promise<void> => {
    written += Buffer.byteLength(content);
    if (!file.write(content)) await once(file, 'drain');
  };
  await write(writer.begin());
  for (let number = 1; written < bytes; number += 1) await write(writer.document(abstract(number)).content);
  await write(writer.end());
  file.end();
  await once(file, 'finish');
}

/** About as long as an abstract, with about as many mentions; some characters are beyond ASCII. */
function abstract(number: number): AnnotatedDocument {
  const title = `Tolerance of metoprolol in ${number} patients with asthma`;
  const parts = [`${title}\n`];
  const entities: Entity[] = [];
  let length = title.length + 1;
  const add = (words: string, type?: string): void => {
    if (type !== undefined) {
      const place = span(length, length + words.length);
      entities.push({ id: `T${entities.length + 1}`, type, fragments: [place], words });
    }
    parts.push(words);
    length += words.length;
  };
  for (let sentence = 0; sentence < 9; sentence += 1) {
    add('In the ');
    add(['naïve', 'second', 'β-blocker'][(number + sentence) % 3] as string);
    add(` arm, ${number % (7 + sentence)} of ${number} participants reported `);
    add(['nausea', 'headache', 'dyspnœa'][(number * sentence) % 3] as string, 'Disease');
    add(' within two weeks after ');
    add(['metoprolol', 'aspirin'][(number + sentence) % 2] as string, 'Chemical');
    add(' had been started, and most of them completed the study as planned. ');
  }
  const text = parts.join('').trimEnd();
  return {
    id: String(number),
    text,
    annotations: { ...noAnnotations, entities },
    passages: [
      { span: span(0, title.length), metadata: { type: 'title' } },
      { span: span(title.length + 1, text.length), metadata: { type: 'abstract' } },
    ],
  };
}
