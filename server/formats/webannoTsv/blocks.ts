/** The lines of WebAnno TSV: documents with their layers, sentences and rows, before anything is made of them. */
import type { ReadProblem } from '../format.ts';
import { unescapeText } from './escaping.ts';
import { type Layer, readLayer } from './header.ts';

/** What stands under one `#FORMAT` line. */
export interface Block {
  readonly version: string;
  /** The line of its `#FORMAT`, counted from 1. */
  readonly line: number;
  readonly layers: Layer[];
  /** The lines that declare the layers. */
  readonly header: string[];
  readonly sentences: Sentence[];
}

export interface Sentence {
  readonly line: number;
  id?: string;
  /** The lines of its text, without escapes. */
  readonly texts: string[];
  readonly rows: Row[];
}

/** A token, or a part of a token. */
export interface Row {
  readonly line: number;
  /** As the row has it, for example `1-3` or `1-3.1`. */
  readonly id: string;
  /** Its sentence and token, `1-3`. */
  readonly token: string;
  readonly isPart: boolean;
  readonly begin: number;
  readonly end: number;
  readonly words: string;
  /** The cells of the columns, in their order over all layers. */
  readonly cells: readonly string[];
}

export const formatLine = /^\uFEFF?#FORMAT=WebAnno TSV (\d+\.\d+)\s*$/;

const rowStart = /^(\d+-\d+)(\.\d+)?\t(\d+)-(\d+)\t/;

/** Reads the lines of a file. A file has one document as a rule; another `#FORMAT` line begins another one. */
export function readBlocks(content: string, report: (problem: ReadProblem) => void): Block[] {
  const blocks: Block[] = [];
  let block: Block | undefined;
  let sentence: Sentence | undefined;
  let width = 0;
  const open = (line: number): Sentence => {
    if (sentence === undefined || sentence.rows.length > 0) {
      sentence = { line, texts: [], rows: [] };
      block?.sentences.push(sentence);
    }
    return sentence;
  };
  content.split(/\r?\n/).forEach((text, index) => {
    const line = index + 1;
    const format = formatLine.exec(text);
    if (format !== null) {
      block = { version: format[1] as string, line, layers: [], header: [], sentences: [] };
      sentence = undefined;
      width = 0;
      if (/^3\.[0-3]$/.test(block.version)) blocks.push(block);
      else report(unreadableVersion(block.version, line));
      return;
    }
    if (text === '') {
      sentence = undefined;
      return;
    }
    if (block === undefined) {
      report(missingFormat(line));
      block = { version: '3.3', line, layers: [], header: [], sentences: [] };
      blocks.push(block);
    }
    if (text.startsWith('#T_') && block.sentences.length === 0) {
      const layer = readLayer(text);
      if (layer === undefined) report(malformedLayer(text, line));
      else {
        block.layers.push(layer);
        block.header.push(text);
        width += layer.columns.length;
      }
    } else if (text.startsWith('#Text=')) {
      open(line).texts.push(unescapeText(text.slice('#Text='.length), block.version));
    } else if (text.startsWith('#Sentence.id=')) {
      open(line).id = unescapeText(text.slice('#Sentence.id='.length), block.version);
    } else if (!text.startsWith('#')) {
      const row = readRow(text, line, width);
      if (row === undefined) report(malformedRow(text, line, width));
      else if (sentence === undefined) report(rowWithoutSentence(row));
      else sentence.rows.push(row);
    }
  });
  return blocks;
}

function readRow(text: string, line: number, width: number): Row | undefined {
  const start = rowStart.exec(text);
  if (start === null) return undefined;
  const [words = '', ...cells] = text.slice(start[0].length).split('\t');
  // Rows end in a tab. Some writers leave it out.
  if (cells.length < width) return undefined;
  return {
    line,
    id: `${start[1]}${start[2] ?? ''}`,
    token: start[1] as string,
    isPart: start[2] !== undefined,
    begin: Number(start[3]),
    end: Number(start[4]),
    words,
    cells,
  };
}

function unreadableVersion(version: string, line: number): ReadProblem {
  return {
    code: 'webanno-tsv/version',
    severity: 'error',
    message: `WebAnno TSV ${version} cannot be read. Export the document as WebAnno TSV 3.3.`,
    line,
  };
}

function missingFormat(line: number): ReadProblem {
  return {
    code: 'webanno-tsv/missing-format',
    severity: 'warning',
    message: 'The file does not begin with #FORMAT=WebAnno TSV 3.3. It is read as that.',
    line,
  };
}

function malformedLayer(text: string, line: number): ReadProblem {
  return {
    code: 'webanno-tsv/malformed-layer',
    severity: 'error',
    message: `${text} declares no layer. Write #T_SP=, #T_CH= or #T_RL=, the type, and its features after a | each.`,
    line,
  };
}

function malformedRow(text: string, line: number, width: number): ReadProblem {
  const columns = Math.max(0, text.split('\t').length - 3);
  const reason = rowStart.test(text)
    ? `The row has ${columns} columns of annotations; the header declares ${width}.`
    : 'The line is no row.';
  return {
    code: 'webanno-tsv/malformed-row',
    severity: 'error',
    message: `${reason} A row has sentence-token, begin-end, the token and a column for each feature, divided by tabs. It is left out.`,
    line,
  };
}

function rowWithoutSentence({ line, id }: Row): ReadProblem {
  return {
    code: 'webanno-tsv/row-without-sentence',
    severity: 'error',
    message: `Row ${id} stands under no #Text= line, so there is no text for it. Write the sentence's #Text= before it. The row is left out.`,
    line,
  };
}
