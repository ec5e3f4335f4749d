/** Every format. Those of several files a document are only named here; `corpus/` finds their files and reads them. */
import { bigbio } from './bigbio/bigbio.ts';
import { biocJson } from './bioc/json.ts';
import { biocXml } from './bioc/xml.ts';
import { conll } from './conll/conll.ts';
import { doccano } from './doccano/doccano.ts';
import type { Format } from './format.ts';
import { huggingFace } from './huggingFace.ts';
import { i2b2Xml } from './i2b2/deidentification.ts';
import { jsonl } from './jsonl.ts';
import { labelStudio } from './labelStudio/labelStudio.ts';
import { medcat } from './medcat/medcat.ts';
import { phee } from './phee/phee.ts';
import { presidio } from './presidio.ts';
import { prodigy } from './prodigy/prodigy.ts';
import { pubAnnotation } from './pubAnnotation/pubAnnotation.ts';
import { pubtator } from './pubtator/pubtator.ts';
import { uimaJson } from './uima/uimaJson.ts';
import { uimaXmi } from './uima/uimaXmi.ts';
import { webannoTsv } from './webannoTsv/webannoTsv.ts';

export const formats: readonly Format[] = [
  jsonl,
  biocXml,
  biocJson,
  pubtator,
  conll,
  huggingFace,
  pubAnnotation,
  prodigy,
  doccano,
  labelStudio,
  bigbio,
  medcat,
  webannoTsv,
  uimaXmi,
  uimaJson,
  i2b2Xml,
  presidio,
  phee,
];

/** A format whose annotations lie in files beside the text. */
export interface CompanionFormat extends Pick<Format, 'name' | 'title' | 'offsets'> {
  readonly name: 'brat' | 'i2b2-2010' | 'gene-mention';
  readonly isWritten: boolean;
}

export const companionFormats: readonly CompanionFormat[] = [
  {
    name: 'brat',
    title: 'brat standoff: `.txt` with `.ann`, or with `.a1`, `.a2`, `.co` and `.rel`, which are only read',
    offsets: 'code points',
    isWritten: true,
  },
  {
    name: 'i2b2-2010',
    title: 'i2b2/VA 2010: `.txt` with `.con`, `.ast` and `.rel`',
    offsets: 'none; lines from 1 and tokens from 0',
    isWritten: false,
  },
  {
    name: 'gene-mention',
    title: 'BioCreative gene mentions: sentences in `.in`, mentions in `.eval`',
    offsets: 'characters without blanks; the end is inclusive',
    isWritten: false,
  },
];

/** The names of all formats that can be read, and of those that can be written, as the command line takes them. */
export const readableNames: readonly string[] = [...companionFormats, ...formats].map(({ name }) => name);
export const writableNames: readonly string[] = [
  ...companionFormats.filter(({ isWritten }) => isWritten),
  ...formats.filter(({ write }) => write !== undefined),
].map(({ name }) => name);

export function formatNamed(name: string): Format | undefined {
  return formats.find((format) => format.name === name);
}

/** How well a file's head must fit a format to be taken for it. */
const threshold = 0.5;

/** The format that fits a file best, by its content; undefined where none fits. Equal fits go to the earlier format. */
export function recogniseFormat(head: string, fileName: string): Format | undefined {
  let best: Format | undefined;
  let bestFit = threshold;
  for (const format of formats) {
    const fit = format.recognise(head, fileName);
    if (fit > bestFit || (fit === bestFit && best === undefined)) {
      best = format;
      bestFit = fit;
    }
  }
  return best;
}
