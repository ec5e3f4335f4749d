/**
 * SNOMED CT in release format 2: the snapshots of concepts and descriptions, and where they are there those of the language
 * reference sets, by which one of the synonyms is preferred, and of the historical associations.
 *
 * The files are sorted by their own components and not by concept, so that the descriptions of all concepts are held until
 * they are read: some hundred megabytes for the international edition.
 */
import type { ConceptIdentifier, ConceptName, SemanticGroup, SourceConcept } from '../concept.ts';
import { allNamed } from './releaseFiles.ts';
import { plainRows, recordsOf } from './rows.ts';
import type { Choices, SourceFile, Tally, TerminologyFormat } from './source.ts';

export const snomed: TerminologyFormat = {
  name: 'snomed',
  title: 'SNOMED CT in release format 2',
  recognises: (head) => /^id\teffectiveTime\tactive\tmoduleId\tconceptId\t/.test(head),
  belongs: (name) =>
    /^x?(?:sct2_(?:Concept|Description)_Snapshot|der2_cRefset_(?:Language|Association).*Snapshot).*\.txt$/i.test(
      name,
    ),
  async *read(files, tally, choices) {
    const [first] = descriptionFiles(files);
    const version = /_(\d{4})(\d\d)(\d\d)(?:T\d+Z?)?\.txt/
      .exec(first?.path ?? '')
      ?.slice(1)
      .join('-');
    tally.statement = {
      name: 'SNOMEDCT',
      ...(version && { version }),
      ...tally.statement,
    };
    const inactive = await inactiveConcepts(allNamed(files, /^x?sct2_Concept_Snapshot.*\.txt$/i), tally);
    const acceptable = await acceptability(
      allNamed(files, /^x?der2_cRefset_Language.*Snapshot.*\.txt$/i),
      tally,
    );
    yield* concepts(await descriptions(descriptionFiles(files), tally, choices), inactive, acceptable);
    yield* retired(
      inactive,
      await associations(allNamed(files, /^x?der2_cRefset_Association.*Snapshot.*\.txt$/i), tally),
    );
  },
};

const fullySpecified = '900000000000003001';
const preferred = '900000000000548007';
/** The reference set of American English, whose choice stands where several sets are released together. */
const americanEnglish = '900000000000509007';

/** Associations by which a concept names what to use in its place, the surest first. */
const replacements: readonly string[] = [
  '900000000000527005', // same as
  '900000000000526001', // replaced by
  '900000000000524003', // moved to
  '900000000000523009', // possibly equivalent to
  '1186924009', // partially equivalent to
  '900000000000528000', // was a
];

interface Description {
  readonly id: string;
  readonly term: string;
  readonly isFullySpecified: boolean;
}

function descriptionFiles(files: readonly SourceFile[]): SourceFile[] {
  return allNamed(files, /^x?sct2_Description_Snapshot.*\.txt$/i);
}

async function inactiveConcepts(files: readonly SourceFile[], tally: Tally): Promise<Set<string>> {
  const found = new Set<string>();
  for (const file of files) {
    const uncounted = tally.rows;
    for await (const { cells } of recordsOf(file, plainRows(file, tally), tally, ['id', 'active'])) {
      if (cells.active === '0') found.add(cells.id);
    }
    tally.rows = uncounted;
  }
  return found;
}

async function descriptions(
  files: readonly SourceFile[],
  tally: Tally,
  { languages }: Choices,
): Promise<Map<string, Description[]>> {
  const wanted = new Set([...(languages ?? ['en'])].map((language) => language.toLowerCase().slice(0, 2)));
  const byConcept = new Map<string, Description[]>();
  for (const file of files) {
    const rows = recordsOf(file, plainRows(file, tally), tally, [
      'id',
      'active',
      'conceptId',
      'languageCode',
      'typeId',
      'term',
    ]);
    for await (const { cells } of rows) {
      if (cells.active !== '1') {
        tally.skip('inactive');
      } else if (!wanted.has(cells.languageCode.slice(0, 2))) {
        tally.skip('another language');
      } else {
        tally.keep();
        const description = {
          id: cells.id,
          term: cells.term,
          isFullySpecified: cells.typeId === fullySpecified,
        };
        const known = byConcept.get(cells.conceptId);
        if (known === undefined) byConcept.set(cells.conceptId, [description]);
        else known.push(description);
      }
    }
  }
  return byConcept;
}

/** The preferred descriptions: of American English where it is there, of any language set otherwise. */
async function acceptability(files: readonly SourceFile[], tally: Tally): Promise<ReadonlySet<string>> {
  const american = new Set<string>();
  const any = new Set<string>();
  for (const file of files) {
    const uncounted = tally.rows;
    const rows = recordsOf(file, plainRows(file, tally), tally, [
      'active',
      'refsetId',
      'referencedComponentId',
      'acceptabilityId',
    ]);
    for await (const { cells } of rows) {
      if (cells.active !== '1' || cells.acceptabilityId !== preferred) continue;
      any.add(cells.referencedComponentId);
      if (cells.refsetId === americanEnglish) american.add(cells.referencedComponentId);
    }
    tally.rows = uncounted;
  }
  return american.size > 0 ? american : any;
}

function* concepts(
  byConcept: ReadonlyMap<string, readonly Description[]>,
  inactive: ReadonlySet<string>,
  acceptable: ReadonlySet<string>,
): Generator<SourceConcept> {
  for (const [identifier, all] of byConcept) {
    if (inactive.has(identifier)) continue;
    const full = all.find(({ isFullySpecified }) => isFullySpecified)?.term;
    const tag = / \(([^()]+)\)$/.exec(full ?? '')?.[1];
    const group = tag === undefined ? undefined : groups[tag];
    const synonyms = all.filter(({ isFullySpecified }) => !isFullySpecified);
    // Without a language set the fully specified name says best what is meant; its tag is left out when it is merged.
    const chosen = synonyms.find(({ id }) => acceptable.has(id))?.term ?? full ?? synonyms[0]?.term ?? '';
    const words = new Set([
      chosen,
      ...synonyms.map(({ term }) => term),
      ...(full === undefined ? [] : [full]),
    ]);
    const names = [...words].map(
      (each): ConceptName => ({
        words: each,
        kind: each === chosen ? 'preferred' : 'exact',
        source: 'SNOMEDCT',
      }),
    );
    yield {
      system: 'SNOMEDCT',
      identifier,
      names,
      semanticTypes: [],
      ...(group !== undefined && { group }),
      sameAs: [],
    };
  }
}

async function associations(
  files: readonly SourceFile[],
  tally: Tally,
): Promise<Map<string, Map<string, string[]>>> {
  const found = new Map<string, Map<string, string[]>>();
  for (const file of files) {
    const uncounted = tally.rows;
    const rows = recordsOf(file, plainRows(file, tally), tally, [
      'active',
      'refsetId',
      'referencedComponentId',
      'targetComponentId',
    ]);
    for await (const { cells } of rows) {
      if (cells.active !== '1' || !replacements.includes(cells.refsetId)) continue;
      const byKind = found.get(cells.referencedComponentId) ?? new Map<string, string[]>();
      found.set(cells.referencedComponentId, byKind);
      byKind.set(cells.refsetId, [...(byKind.get(cells.refsetId) ?? []), cells.targetComponentId]);
    }
    tally.rows = uncounted;
  }
  return found;
}

function* retired(
  inactive: ReadonlySet<string>,
  associated: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): Generator<SourceConcept> {
  for (const identifier of inactive) {
    const byKind = associated.get(identifier);
    const kind = replacements.find((each) => byKind?.has(each));
    const targets = (kind === undefined ? undefined : byKind?.get(kind)) ?? [];
    const replacedBy = targets.map(
      (target): ConceptIdentifier => ({ system: 'SNOMEDCT', identifier: target }),
    );
    yield {
      system: 'SNOMEDCT',
      identifier,
      names: [],
      semanticTypes: [],
      sameAs: [],
      retired: { replacedBy },
    };
  }
}

/** By the semantic tags of fully specified names. */
const groups: Readonly<Record<string, SemanticGroup>> = {
  disorder: 'DISO',
  finding: 'DISO',
  situation: 'DISO',
  event: 'DISO',
  'morphologic abnormality': 'DISO',
  'tumor staging': 'DISO',
  procedure: 'PROC',
  'regime/therapy': 'PROC',
  'body structure': 'ANAT',
  'cell structure': 'ANAT',
  cell: 'ANAT',
  substance: 'CHEM',
  product: 'CHEM',
  'medicinal product': 'CHEM',
  'medicinal product form': 'CHEM',
  'clinical drug': 'CHEM',
  organism: 'LIVB',
  person: 'LIVB',
  occupation: 'LIVB',
  'physical object': 'DEVI',
  specimen: 'ANAT',
  'observable entity': 'PHYS',
  'physical force': 'PHEN',
  environment: 'GEOG',
  'geographic location': 'GEOG',
  'qualifier value': 'CONC',
  'social concept': 'CONC',
  'record artifact': 'CONC',
  'assessment scale': 'CONC',
  'staging scale': 'CONC',
};
