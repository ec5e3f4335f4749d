import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Normalisation } from '../../../../server/annotation/document.ts';
import { conceptsOf } from '../../../../server/suggestion/relations/concepts.ts';
import { marked } from './example.ts';

/**
 * @param identifiers of entities, as `T1 MESH D1`.
 * @param expected the concepts of each entity, in the order of the text.
 */
function check(
  content: string,
  identifiers: readonly string[],
  expected: readonly (readonly string[])[],
): void {
  const { text, entities } = marked(content);
  const normalisations = identifiers.map((line, index): Normalisation => {
    const [target = '', system = '', identifier = ''] = line.split(' ');
    return { id: `N${index + 1}`, target, system, identifier };
  });
  const concepts = conceptsOf(text, { entities, normalisations });
  assert.deepEqual(
    entities.map(({ id }) => concepts.get(id)),
    expected,
  );
}

describe('the concepts of entities', () => {
  it('are their identifiers, several of a composite mention', () => {
    check('[ovarian and breast cancer|Disease]', ['T1 MESH D1', 'T1 MESH D2'], [['MESH:D1', 'MESH:D2']]);
  });

  it('are else their words, whatever their case and white space', () => {
    check(
      '[Lung\r\n cancer|Disease] or [lung cancer|Disease]',
      [],
      [['Disease:lung cancer'], ['Disease:lung cancer']],
    );
  });

  it('are others where the types differ', () => {
    check('[lead|Chemical] [Lead|Gene]', [], [['Chemical:lead'], ['Gene:lead']]);
  });

  it('are those of the long form where the text defines an abbreviation', () => {
    const name = ['Disease:chronic renal failure'];
    check('[chronic renal failure|Disease] ([CRF|Disease]). 😀 Later [CRF|Disease].', [], [name, name, name]);
  });

  it('keep the words of an abbreviation that the text does not define', () => {
    check('[CRF|Disease] is common.', [], [['Disease:crf']]);
  });
});
