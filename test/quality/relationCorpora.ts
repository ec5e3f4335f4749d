/** The corpora with relations, as the relation model names types and relations. */
import { readFile } from 'node:fs/promises';
import {
  type AnnotatedDocument,
  type Entity,
  noAnnotations,
  type Relation,
  wordsAt,
} from '../../server/annotation/document.ts';
import { span } from '../../server/text/positions.ts';
import { readAnnotated } from './annotated.ts';
import { foldOf } from './folds.ts';

/** Which entities the relations are looked for among: those of the corpus, or those that are found first. */
export type EntitySource = 'gold' | 'suggested';

export interface RelationCorpus {
  readonly name: string;
  /** Below the data folder. */
  readonly path: string;
  readonly read: (path: string) => Promise<AnnotatedDocument[]>;
  /** The relations that the corpus annotates. */
  readonly types: readonly string[];
  /** Those that are taken for one of them where a model has learnt another corpus: then only pairs can be compared. */
  readonly suggested?: readonly string[];
  /** Whether relations join the concepts of a document, or two mentions. */
  readonly between: 'concepts' | 'mentions';
  /** Which entities it can be measured with; both where this is left out. */
  readonly sources?: readonly EntitySource[];
  readonly hasDirection?: boolean;
  readonly hasNovelty?: boolean;
}

const bioRed = [
  ...['Association', 'Positive_Correlation', 'Negative_Correlation', 'Bind', 'Cotreatment', 'Comparison'],
  ...['Drug_Interaction', 'Conversion'],
];
const chemProt = ['Upregulator', 'Downregulator', 'Agonist', 'Antagonist', 'Substrate'];

export const relationCorpora: readonly RelationCorpus[] = [
  {
    name: 'BC5CDR',
    path: 'corpora/bc5cdr/dev.pubtator',
    read: async (path) => (await readAnnotated(path)).map((document) => renamed(document, () => cid)),
    types: ['ChemicalInducedDisease'],
    between: 'concepts',
  },
  {
    name: 'BioRED',
    path: 'corpora/biored/dev.pubtator',
    read: readAnnotated,
    types: bioRed,
    between: 'concepts',
    hasDirection: false,
    hasNovelty: true,
  },
  {
    name: 'ChemProt (327 documents)',
    path: 'relations/chemprot/dev-327docs.json',
    read: readChemProt,
    types: chemProt,
    between: 'mentions',
  },
  {
    name: 'BioRED, chemicals and genes',
    path: 'corpora/biored/dev.pubtator',
    read: async (path) => (await readAnnotated(path)).map(chemicalsAndGenes),
    types: bioRed,
    suggested: chemProt,
    between: 'concepts',
    hasDirection: false,
  },
  {
    name: 'PHEE',
    path: 'corpora/phee/dev.jsonl',
    read: async (path) => (await readAnnotated(path)).map(drugsAndEffects),
    types: ['AdverseEffect', 'TherapeuticEffect'],
    between: 'mentions',
  },
  {
    // The relation model has not seen this fold; the entity model has, so that its entities say nothing here.
    name: 'MACCROBAT (fold 0)',
    sources: ['gold'],
    path: 'corpora/maccrobat',
    read: async (path) =>
      (await readAnnotated(path)).filter((document) => foldOf(document) === 0).map(clinicalRelations),
    types: ['MODIFY', 'BEFORE', 'AFTER', 'OVERLAP', 'CAUSE', 'SUB_PROCEDURE', 'IDENTICAL'],
    between: 'mentions',
  },
];

const cid = 'ChemicalInducedDisease';

function renamed(document: AnnotatedDocument, name: (type: string) => string): AnnotatedDocument {
  const relations = document.annotations.relations.map((relation) => ({
    ...relation,
    type: name(relation.type),
  }));
  return { ...document, annotations: { ...document.annotations, relations } };
}

/** With the relations between a chemical and a gene alone. */
function chemicalsAndGenes(document: AnnotatedDocument): AnnotatedDocument {
  const typeOf = new Map(document.annotations.entities.map(({ id, type }) => [id, type]));
  const relations = document.annotations.relations.filter(({ arguments: ends }) => {
    const types = ends.map(({ target }) => typeOf.get(target));
    return types.includes('ChemicalEntity') && types.includes('GeneOrGeneProduct');
  });
  return { ...document, annotations: { ...document.annotations, relations } };
}

function entityOf(text: string, id: string, type: string, start: number, end: number): Entity {
  const fragments = [span(start, end)] as const;
  return { id, type, fragments, words: wordsAt(text, fragments) };
}

function relationOf(index: number, type: string, head: string, tail: string): Relation {
  return {
    id: `R${index + 1}`,
    type,
    arguments: [
      { role: 'Arg1', target: head },
      { role: 'Arg2', target: tail },
    ],
  };
}

const chemProtGroups: Readonly<Record<string, string>> = {
  'CPR:3': 'Upregulator',
  'CPR:4': 'Downregulator',
  'CPR:5': 'Agonist',
  'CPR:6': 'Antagonist',
  'CPR:9': 'Substrate',
};

interface TokenisedDocument {
  readonly doc_key: string;
  readonly sentences: readonly (readonly string[])[];
  readonly ner: readonly (readonly [number, number, string][])[];
  readonly relations: readonly (readonly [number, number, number, number, string][])[];
}

/** Tokens in sentences, with inclusive token indices that run over the whole document. */
async function readChemProt(path: string): Promise<AnnotatedDocument[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { doc_key: id, sentences, ner, relations } = JSON.parse(line) as TokenisedDocument;
    const text = sentences.map((tokens) => tokens.join(' ')).join('\n');
    const starts: number[] = [];
    let reached = 0;
    for (const token of sentences.flat()) {
      starts.push(reached);
      reached += token.length + 1;
    }
    const words = sentences.flat();
    const name = (first: number, last: number): string => `T${first}-${last}`;
    const entities = ner
      .flat()
      .map(([first, last, type]) =>
        entityOf(
          text,
          name(first, last),
          type === 'GENE' ? 'Gene' : 'Chemical',
          starts[first] as number,
          (starts[last] as number) + (words[last] as string).length,
        ),
      );
    const gold = relations
      .flat()
      .map(([a, b, c, d, group], index) =>
        relationOf(index, chemProtGroups[group] ?? group, name(a, b), name(c, d)),
      );
    return { id, text, annotations: { ...noAnnotations, entities, relations: gold } };
  });
}

/** PHEE's events as relations: each drug of a treatment with each effect of the same event. */
function drugsAndEffects(document: AnnotatedDocument): AnnotatedDocument {
  const { entities, events } = document.annotations;
  const kinds = new Map(entities.map(({ id, type }) => [id, type]));
  const pairs = new Map<string, readonly [string, string, string]>();
  for (const { type, arguments: filled } of events) {
    const of = (kind: string): string[] =>
      filled.map(({ target }) => target).filter((target) => kinds.get(target) === kind);
    const name = type === 'Adverse_event' ? 'AdverseEffect' : 'TherapeuticEffect';
    for (const drug of of('Treatment_Drug')) {
      for (const effect of of('Effect')) pairs.set(`${drug} ${effect}`, [name, drug, effect]);
    }
  }
  const names: Readonly<Record<string, string>> = { Treatment_Drug: 'Chemical', Effect: 'Disease' };
  return {
    ...document,
    annotations: {
      ...noAnnotations,
      entities: entities.flatMap((entity) => {
        const type = names[entity.type];
        return type === undefined ? [] : [{ ...entity, type }];
      }),
      relations: [...pairs.values()].map(([type, head, tail], index) => relationOf(index, type, head, tail)),
    },
  };
}

/** Relations between mentions, also where the files join the events that mirror them, and pairs of equivalent mentions. */
function clinicalRelations(document: AnnotatedDocument): AnnotatedDocument {
  const { entities, relations, events, equivalences } = document.annotations;
  const trigger = new Map(events.map(({ id, trigger: entity }) => [id, entity]));
  const start = new Map(entities.map(({ id, fragments }) => [id, fragments[0].start]));
  const mention = (target: string): string => trigger.get(target) ?? target;
  const pairs = new Map<string, readonly [string, string, string]>();
  const add = (type: string, head: string, tail: string): void => {
    if (start.has(head) && start.has(tail)) pairs.set(`${head} ${tail}`, [type, head, tail]);
  };
  for (const { type, arguments: filled } of relations) {
    add(type, mention(filled[0].target), mention(filled[1].target));
  }
  for (const { type, members } of equivalences) {
    const [first, second] = members.map(mention).sort((a, b) => (start.get(a) ?? 0) - (start.get(b) ?? 0));
    if (first !== undefined && second !== undefined) add(type, first, second);
  }
  return {
    ...document,
    annotations: {
      ...noAnnotations,
      entities,
      relations: [...pairs.values()].map(([type, head, tail], index) => relationOf(index, type, head, tail)),
    },
  };
}
