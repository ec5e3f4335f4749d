/** Every format but brat standoff, which is two files a document and is read by `corpus/`. */
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
