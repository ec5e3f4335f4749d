import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spellConcepts } from '../../../server/formats/concepts.ts';
import { parseHomonyms, withHomonym } from '../../../server/formats/homonyms.ts';

const links = ['A:1', 'B:2|B:3'].map((spelled) =>
  spelled.split('|').map((each) => {
    const [system = '', identifier = ''] = each.split(':');
    return { system, identifier };
  }),
);
const heading = '# Type, words, and every concept that they may be linked to, with tabs between them.\n';

describe('a file of homonyms', () => {
  const check = (name: string, content: string, expected: string): void =>
    void it(name, () => {
      const written = withHomonym(content, { type: 'Sign', words: ' Cold\n sore ' }, links);
      assert.equal(written, expected);
      const { homonyms } = parseHomonyms(written);
      assert.ok(homonyms.allow('Sign\tcold sore', 'A:1', 'B:2|B:3', spellConcepts));
      assert.ok(!homonyms.allow('Sign\tcold sore', 'A:1', 'A:7', spellConcepts));
      assert.ok(!homonyms.allow('Disease\tcold sore', 'A:1', 'B:2|B:3', spellConcepts));
      assert.equal(withHomonym(written, { type: 'Sign', words: 'cold sore' }, links), written);
    });
  check('is begun with what its lines are', '', `${heading}Sign\tCold sore\tA:1\tB:2|B:3\n`);
  check(
    'gets a line more',
    'Sign\tfever\tA:1\tA:2',
    'Sign\tfever\tA:1\tA:2\nSign\tCold sore\tA:1\tB:2|B:3\n',
  );
  check('keeps its line ends', 'x\r\n', 'x\r\nSign\tCold sore\tA:1\tB:2|B:3\r\n');
  check(
    'gets what is missing in the line of the words',
    '#Sign\tcold sore\tA:1\r\nSign\tcold sore\tA:8\tA:1\r\n😀\t\r\n',
    '#Sign\tcold sore\tA:1\r\nSign\tcold sore\tA:8\tA:1\tB:2|B:3\r\n😀\t\r\n',
  );

  it('says which lines cannot be read', () => {
    const { problems } = parseHomonyms('# fine\n\nSign\tcold\tA:1\nSign\tcold\tA:1\tA:2\n\tcold\tA:1\tA:2\n');
    assert.deepEqual(
      problems.map(({ code, place }) => `${code} ${place.start}`),
      ['homonyms/malformed-line 8', 'homonyms/malformed-line 40'],
    );
  });
});
