import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Entity, PredictedRelation } from '../../server/annotation/document.ts';
import { EngineError, EngineHost } from '../../server/inference/engineHost.ts';
import { RelationPredictor } from '../../server/inference/relationPredictor.ts';
import type { RelationInput } from '../../server/suggestion/relations/model.ts';
import { marked } from '../unit/suggestion/relations/example.ts';
import { folderWith } from './corpus.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const relationModel = path('../../models/relations');
const chemicalProtein = path('../../models/chemical-protein');

function startEngine(test: TestContext): EngineHost {
  const engine = new EngineHost({
    script: path('../../dist/engine.cjs'),
    onState: () => undefined,
    firstDelay: 1,
  });
  test.after(() => engine.stop());
  return engine;
}

const report = marked(
  '[Haloperidol|Chemical]-induced [catalepsy|Disease]. 😀\r\n' +
    'Two patients developed [catalepsy|Disease] after [haloperidol|Chemical] was started. ' +
    'No patient had [asthma|Disease].',
);

/** What is said, by the words of head and tail. */
function shown(relations: readonly PredictedRelation[], entities: readonly Entity[]): string[] {
  const words = new Map(entities.map((entity) => [entity.id, entity.words.toLowerCase()]));
  return relations.map(
    ({ type, arguments: [head, tail] }) => `${words.get(head.target)} ${type} ${words.get(tail.target)}`,
  );
}

/** One pair of one-token mentions in the first of some texts. */
function inputFor(types: readonly (readonly number[])[], featureCount: number): RelationInput {
  return {
    types: types.map((row) => Uint8Array.from(row)),
    mentions: Int32Array.of(0, 0, 1, 0, 2, 3),
    pairs: Int32Array.of(0, 1),
    features: new Float32Array(featureCount),
    featureCount,
    bounds: Int32Array.of(1, 2, 1, 2),
  };
}

describe('the relation model', () => {
  it('finds what a chemical induces, and nothing between what is unrelated', async (test) => {
    const predictor = new RelationPredictor(startEngine(test), relationModel);
    const { text, entities } = report;
    const found = await predictor.predict(text, { entities, normalisations: [] });
    assert.ok(found);
    const said = shown(found, entities);
    assert.ok(said.includes('haloperidol ChemicalInducedDisease catalepsy'), said.join('; '));
    assert.ok(
      !said.some((line) => line.startsWith('haloperidol ChemicalInducedDisease asthma')),
      said.join('; '),
    );
    const { columns, heads, name } = await predictor.model();
    for (const { score, model } of found) {
      assert.ok(score > 0 && score <= 1, `${score}`);
      assert.equal(model, name);
    }
    assert.ok(heads.every((head) => head.columns[1] <= columns));
    assert.deepEqual(await predictor.predict(text, { entities, normalisations: [] }), found);
  });

  it('leaves out what is done for unwanted types alone', async (test) => {
    const predictor = new RelationPredictor(startEngine(test), relationModel);
    const { text, entities } = report;
    const source = { entities, normalisations: [] };
    const wanted = (type: string): boolean => type === 'Substrate';
    assert.deepEqual(await predictor.predict(text, source, { wanted }), []);
    // What is known of one question does not answer another.
    const all = (await predictor.predict(text, source)) ?? [];
    assert.ok(all.some(({ type }) => type === 'ChemicalInducedDisease'));
  });

  it('says nothing of a text with fewer than two entities that it knows', async (test) => {
    const predictor = new RelationPredictor(startEngine(test), relationModel);
    for (const content of ['', '[Aspirin|Chemical] helps.', '[Aspirin|Chemical] for [Ann|Person].']) {
      const { text, entities } = marked(content);
      assert.deepEqual(await predictor.predict(text, { entities, normalisations: [] }), []);
    }
  });

  it('stops when it is cancelled', async (test) => {
    const predictor = new RelationPredictor(startEngine(test), relationModel);
    const { text, entities } = report;
    const found = await predictor.predict(
      text,
      { entities, normalisations: [] },
      { signal: AbortSignal.abort() },
    );
    assert.equal(found, undefined);
  });

  it('finds what a chemical does to a protein, whatever the two are called', async (test) => {
    const predictor = new RelationPredictor(startEngine(test), chemicalProtein);
    const found = async (chemical: string, gene: string): Promise<readonly PredictedRelation[]> => {
      const { text, entities } = marked(
        `[${chemical}|Chemical] is a selective inhibitor of [${gene}|Gene] 😀.\r\n` +
          `Nobody has [pain|Disease]. [Rosiglitazone|Chemical] is a full agonist of [PPAR gamma|Protein].`,
      );
      const relations = (await predictor.predict(text, { entities, normalisations: [] })) ?? [];
      assert.deepEqual(shown(relations, entities), [
        `${chemical.toLowerCase()} Downregulator ${gene.toLowerCase()}`,
        'rosiglitazone Agonist ppar gamma',
      ]);
      return relations;
    };
    const one = await found('Gefitinib', 'EGFR');
    assert.deepEqual(await found('N-(3-chlorophenyl)-β-alanine', 'the receptor of 5-HT'), one);
  });

  it('refuses words for types that it does not know', async (test) => {
    const folder = await folderWith(test, {});
    await cp(chemicalProtein, folder, { recursive: true });
    const file = join(folder, 'goldspan.json');
    const settings = JSON.parse(await readFile(file, 'utf8')) as object;
    for (const masks of [{ Disease: 'disease' }, { Gene: 'a gene' }, { Gene: null }, {}, 'gene']) {
      await writeFile(file, JSON.stringify({ ...settings, masks }));
      await assert.rejects(
        startEngine(test).loadRelations(folder),
        (error: unknown) => error instanceof EngineError && error.message.includes('"masks"'),
      );
    }
  });

  it('gives the same logits whatever is read with a text', async (test) => {
    const engine = startEngine(test);
    await engine.loadRelations(relationModel);
    const short = 'Aspirin relieves headache.';
    const alone = await engine.relate(relationModel, [short], inputFor([[2, 0, 1, 0]], 10));
    const long = `${'A much longer sentence about nothing of interest, '.repeat(5)}end.`;
    const [places] = await engine.tokenise(relationModel, [long]);
    const others = Array.from(places?.starts ?? [], () => 0);
    const together = await engine.relate(relationModel, [short, long], inputFor([[2, 0, 1, 0], others], 10));
    assert.equal(together.length, alone.length);
    alone.forEach((value, index) => {
      assert.ok(Math.abs(value - (together[index] as number)) < 1e-4, `${value} and ${together[index]}`);
    });
  });

  it('refuses a folder that holds another kind of model, and one that holds none', async (test) => {
    const engine = startEngine(test);
    const isRefusal = (code: string) => (error: unknown) =>
      error instanceof EngineError && error.code === code;
    await assert.rejects(
      engine.loadRelations(path('../../models/entities')),
      isRefusal('model/no-relations'),
    );
    await assert.rejects(engine.loadRelations(await folderWith(test, {})), isRefusal('model/missing-file'));
  });
});
