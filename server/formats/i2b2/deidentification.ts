/** Reading the XML files of the i2b2/UTHealth challenge of 2014: a text and tags with offsets into it. */
import sax from 'sax';
import { type Entity, type Metadata, noAnnotations } from '../../annotation/document.ts';
import { OffsetConverter } from '../../text/positions.ts';
import { type Characters, type Format, type Read, type ReadProblem, wholeOf } from '../format.ts';
import { fromUnit, type OffsetUnit, offsetUnits, unitTitles } from '../offsetUnits.ts';
import { checkWords, whereElse } from '../storedWords.ts';

/**
 * `<deIdi2b2><TEXT><![CDATA[…]]></TEXT><TAGS><NAME id="P0" start="16" end="20" text="Lund" TYPE="DOCTOR" comment=""/>`:
 * one document a file, named by it. The type of an entity is the attribute `TYPE`, or the tag's name where there is
 * none; the name and further attributes are metadata. Line ends are single line feeds, as XML has it, and so they count
 * in offsets.
 */
export const i2b2Xml: Format = {
  name: 'i2b2-xml',
  title: 'i2b2 2014 XML',
  extension: '.xml',
  offsets: 'code points; files in other units are recognised by trial',
  recognise: (head) => (/^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*<deIdi2b2[\s>]/.test(head) ? 1 : 0),
  read,
};

async function* read(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const id = fileName.replace(/(?<=.)\.[^.]*$/, '');
  const { text, tags, problems } = parse(
    (await wholeOf(chunks)).replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'),
  );
  const found: ReadProblem[] = [...problems];
  const entities = text === undefined ? [] : entitiesOf(text, tags, found);
  for (const problem of found) yield { kind: 'problem', problem: { ...problem, document: id } };
  if (text !== undefined)
    yield { kind: 'document', document: { id, text, annotations: { ...noAnnotations, entities } } };
}

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
}

interface Contents {
  /** Absent where the file has no element `TEXT`. */
  readonly text: string | undefined;
  readonly tags: readonly Tag[];
  readonly problems: readonly ReadProblem[];
}

/** The text and the tags; of a file that is not well-formed, what can be understood, with the first error. */
function parse(content: string): Contents {
  const tags: Tag[] = [];
  const problems: ReadProblem[] = [];
  const open: string[] = [];
  let text: string | undefined;
  const parser = sax.parser(true);
  let line = 1;
  const add = (piece: string): void => {
    if (open.at(-1) === 'TEXT') text = (text ?? '') + piece;
  };
  parser.onopentagstart = () => {
    line = parser.line + 1;
  };
  parser.onopentag = ({ name, attributes }) => {
    if (open.includes('TAGS')) tags.push({ name, attributes: attributes as Record<string, string>, line });
    if (name === 'TEXT') text ??= '';
    open.push(name);
  };
  parser.onclosetag = () => open.pop();
  parser.ontext = add;
  parser.oncdata = add;
  parser.onerror = ({ message }) => {
    if (problems.length > 0) return;
    const [what = ''] = message.split('\n');
    const consequence = 'What comes after it was read as far as it can be understood; mend the file.';
    problems.push({
      code: 'i2b2-xml/malformed',
      severity: 'error',
      message: `The file is no well-formed XML here: ${what}. ${consequence}`,
      line: parser.line + 1,
      column: parser.column + 1,
    });
  };
  try {
    parser.write(content).close();
  } catch {
    // An error that was reported is thrown again at the end.
  }
  if (text === undefined && problems.length === 0) {
    const message = 'The file has no element TEXT, so that there is no document in it.';
    problems.push({ code: 'i2b2-xml/no-text', severity: 'error', message, line: 1 });
  }
  return { text, tags, problems };
}

const knownAttributes = new Set(['id', 'start', 'end', 'text', 'TYPE']);

function entitiesOf(text: string, tags: readonly Tag[], problems: ReadProblem[]): Entity[] {
  const offsets = new OffsetConverter(text);
  const unit = unitOf(text, offsets, tags);
  if (unit !== 'code points') {
    const message = `The offsets count ${unitTitles[unit]}, as the words of the tags show.`;
    problems.push({ code: 'i2b2-xml/offset-unit', severity: 'information', message });
  }
  const taken = new Set(tags.map(({ attributes }) => attributes['id']));
  const given = new Set<string>();
  const newId = (): string => {
    let number = 1;
    while (taken.has(`T${number}`)) number += 1;
    taken.add(`T${number}`);
    return `T${number}`;
  };
  return tags.flatMap(({ name, attributes, line }): Entity[] => {
    const report = (severity: ReadProblem['severity'], code: string, message: string): void => {
      problems.push({ code: `i2b2-xml/${code}`, severity, message, line });
    };
    const start = numberOf(attributes['start']);
    const end = numberOf(attributes['end']);
    const shown = `${name} ${attributes['id'] ?? ''}`.trim();
    if (start === undefined || end === undefined || (start === -1 && end === -1)) {
      report('information', 'no-span', `${shown} has no span of the text; it was left out.`);
      return [];
    }
    const from = fromUnit(offsets, unit, start);
    const to = fromUnit(offsets, unit, end);
    if (from === undefined || to === undefined || from > to) {
      const message = `${shown} has the offsets ${start} and ${end}, which are no span of the text; it was left out. Mend the offsets.`;
      report('error', 'bad-offset', message);
      return [];
    }
    const fragments = [{ start: from, end: to }] as const;
    const { words, finding } = checkWords(text, fragments, attributes['text']);
    if (finding?.code === 'words-differ') {
      const elsewhere = whereElse(text, offsets, unit, start, end, attributes['text'] ?? '');
      report('error', finding.code, `${shown}: ${finding.message}${elsewhere}`);
    } else if (finding !== undefined) {
      report(finding.severity, finding.code, `${shown}: ${finding.message}`);
    }
    const own = attributes['id'];
    const isNew = own !== undefined && own !== '' && !given.has(own);
    if (own !== undefined && given.has(own)) {
      report('warning', 'duplicate-id', `The id ${own} is given twice; the second tag gets a new one.`);
    }
    const id = isNew ? own : newId();
    given.add(id);
    const metadata: Metadata = {
      tag: name,
      ...Object.fromEntries(
        Object.entries(attributes).filter(([key, value]) => !knownAttributes.has(key) && value !== ''),
      ),
    };
    return [{ id, type: attributes['TYPE'] || name, fragments, words, metadata }];
  });
}

/** The unit in which most tags have their words, code points where several are equal. */
function unitOf(text: string, offsets: OffsetConverter, tags: readonly Tag[]): OffsetUnit {
  const agreeing = (unit: OffsetUnit): number =>
    tags.filter(({ attributes }) => {
      const from = fromUnit(offsets, unit, numberOf(attributes['start']) ?? -1);
      const to = fromUnit(offsets, unit, numberOf(attributes['end']) ?? -1);
      return from !== undefined && to !== undefined && text.slice(from, to) === attributes['text'];
    }).length;
  const counts = offsetUnits.map((unit) => ({ unit, count: agreeing(unit) }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).unit;
}

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d+$/.test(value.trim()) ? Number(value) : undefined;
}
