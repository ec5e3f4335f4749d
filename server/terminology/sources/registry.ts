/** All formats of terminologies, in the order in which a file is tried. */
import { chebi } from './chebi.ts';
import { drugbank } from './drugbank.ts';
import { geneInfo, hgnc } from './genes.ts';
import { icd9cm, icd10cm } from './icd.ts';
import { meshTables } from './meshTables.ts';
import { meshXml } from './meshXml.ts';
import { names, sapbert } from './nameTables.ts';
import { obo } from './obo.ts';
import { oboGraphs } from './oboGraphs.ts';
import { ontologyTables } from './ontologyTables.ts';
import { rxnorm } from './rxnorm.ts';
import { skos } from './skos.ts';
import { snomed } from './snomed.ts';
import type { TerminologyFormat } from './source.ts';
import { sssom } from './sssom.ts';
import { umls } from './umls.ts';

export const formats: readonly TerminologyFormat[] = [
  umls,
  rxnorm,
  snomed,
  obo,
  oboGraphs,
  meshXml,
  skos,
  sssom,
  ontologyTables,
  meshTables,
  chebi,
  drugbank,
  hgnc,
  geneInfo,
  icd10cm,
  icd9cm,
  sapbert,
  names,
];

/** The format of this name; undefined where there is none. */
export function formatNamed(name: string): TerminologyFormat | undefined {
  return formats.find((format) => format.name === name);
}
