/** The public corpora that the models in the box are measured on, and whose training splits they have seen. */
import type { TypeNames } from './entityScores.ts';

export interface Corpus {
  readonly name: string;
  /** Below the data folder. */
  readonly dev: string;
  readonly train: string;
  readonly types: TypeNames;
  /** The strict F1 to reach over all types. */
  readonly floor: number;
}

export const corpora: readonly Corpus[] = [
  {
    name: 'BC5CDR',
    dev: 'corpora/bc5cdr/dev.pubtator',
    train: 'corpora/bc5cdr/train.pubtator',
    types: { Disease: 'Disease', Chemical: 'Chemical' },
    floor: 0.86,
  },
  {
    name: 'NCBI disease',
    dev: 'corpora/ncbi-disease/dev.pubtator',
    train: 'corpora/ncbi-disease/train.pubtator',
    types: {
      SpecificDisease: 'Disease',
      Modifier: 'Disease',
      DiseaseClass: 'Disease',
      CompositeMention: 'Disease',
    },
    floor: 0.825,
  },
  {
    name: 'BioRED (diseases and chemicals)',
    dev: 'corpora/biored/dev.pubtator',
    train: 'corpora/biored/train.pubtator',
    types: { DiseaseOrPhenotypicFeature: 'Disease', ChemicalEntity: 'Chemical' },
    floor: 0.8,
  },
];
