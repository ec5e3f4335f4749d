/** WebAnno TSV, the tab-separated format of WebAnno and INCEpTION. Versions 3.0 to 3.3 are read, 3.3 is written. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import { type Characters, type Format, type Read, type ReadProblem, wholeOf } from '../format.ts';
import { interpret } from '../uima/interpretation.ts';
import { readAnnotations } from './annotations.ts';
import { type Block, formatLine, readBlocks } from './blocks.ts';
import { placeText } from './text.ts';
import { visibleTokens } from './tokens.ts';
import { webannoTsvWriter } from './writing.ts';

/**
 * A file holds one document as a rule; another `#FORMAT` line begins another one, whose id ends in `-2`. All layers of
 * spans are read as entities, all layers of relations as relations, chains as equivalences and slots as events; see
 * `interpret` and `layers.ts` for the rules.
 *
 * The metadata `layers` of the document has the header, `sentence-ids` the ids of its sentences.
 */
export const webannoTsv: Format = {
  name: 'webanno-tsv',
  title: 'WebAnno TSV',
  extension: '.tsv',
  offsets: 'UTF-16 code units',
  recognise(head) {
    const [first = ''] = head.split(/\r?\n/, 1);
    if (formatLine.test(first)) return 1;
    return /^\uFEFF?#T_(?:SP|CH|RL)=[\w.]+/.test(first) ? 0.8 : 0;
  },
  read,
  write: webannoTsvWriter,
};

async function* read(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const problems: ReadProblem[] = [];
  const report = (problem: ReadProblem): void => void problems.push(problem);
  const content = await wholeOf(chunks);
  const blocks = readBlocks(content, report);
  for (const problem of problems.splice(0)) yield { kind: 'problem', problem };
  const name = fileName.replace(/\.tsv$/i, '');
  for (const [index, block] of blocks.entries()) {
    const id = index === 0 ? name : `${name}-${index + 1}`;
    const document = readDocument(block, id, report);
    for (const problem of problems.splice(0)) {
      yield { kind: 'problem', problem: { ...problem, document: id } };
    }
    yield { kind: 'document', document };
  }
}

function readDocument(block: Block, id: string, report: (problem: ReadProblem) => void): AnnotatedDocument {
  const placed = placeText(block.sentences, block.version, report);
  const structures = readAnnotations(block, placed, report);
  const counts = { T: 0, R: 0, E: 0 };
  const { annotations } = interpret(placed.text, structures, {
    isEntity: () => true,
    isRelation: () => true,
    id: (_, kind) => {
      counts[kind] += 1;
      return `${kind}${counts[kind]}`;
    },
  });
  const tokens = block.sentences
    .flatMap(({ rows }) => rows)
    .flatMap((row) => (row.isPart ? [] : (placed.rows.get(row) ?? [])));
  const ids = block.sentences.filter(({ rows }) => rows.length > 0).map((sentence) => sentence.id ?? '');
  const metadata = {
    ...(block.header.length > 0 && { layers: block.header.join('\n') }),
    ...(ids.some((sentenceId) => sentenceId !== '') && { 'sentence-ids': JSON.stringify(ids) }),
  };
  return {
    id,
    text: placed.text,
    annotations,
    sentences: placed.sentences,
    tokens: visibleTokens(placed.text, tokens),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
