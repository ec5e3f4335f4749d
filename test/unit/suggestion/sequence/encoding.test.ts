import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hull } from '../../../../server/annotation/document.ts';
import { encodedFinding, encodedPair } from '../../../../server/suggestion/sequence/encoding.ts';
import type { Encoding } from '../../../../server/suggestion/sequence/rules.ts';
import { span } from '../../../../server/text/positions.ts';
import { marked } from '../relations/example.ts';

const masks = { Chemical: '@CHEMICAL$', Disease: '@DISEASE$' };
const mask: Encoding = { kind: 'mask', head: masks, tail: masks };
const markers: Encoding = { kind: 'markers', head: ['[E1] ', ' [/E1]'], tail: ['[E2] ', ' [/E2]'] };

/** The first entity is the head. @param expected the text with what must be kept in `«»`, and the second text. */
function check(content: string, encoding: Encoding, expected: string, template?: string): void {
  const { text, entities } = marked(content);
  const [head, tail] = entities.map((entity) => ({ place: hull(entity), type: entity.type }));
  assert.ok(head && tail);
  const input = encodedPair(text, span(0, text.length), { head, tail }, encoding, template);
  const { start, end } = input.kept;
  const shown = `${input.text.slice(0, start)}«${input.text.slice(start, end)}»${input.text.slice(end)}`;
  assert.equal(input.second === undefined ? shown : `${shown} | ${input.second}`, expected);
}

describe('the text of a pair', () => {
  it('has masks in the place of the entities', () =>
    check(
      'After [cis-platin|Chemical]-induced [renal failure|Disease] 😀.',
      mask,
      'After «@CHEMICAL$-induced @DISEASE$» 😀.',
    ));
  it('has a mask for each of them where the model tells them apart so', () =>
    check(
      '[Warfarin|Chemical] with [aspirin|Chemical]',
      { kind: 'mask', head: { Chemical: 'DRUG1' }, tail: { Chemical: 'DRUG2' } },
      '«DRUG1 with DRUG2»',
    ));
  it('has markers around them', () =>
    check(
      '[Fever|Disease] after [aspirin|Chemical].',
      markers,
      '«[E1] Fever [/E1] after [E2] aspirin [/E2]».',
    ));
  it('has markers for the types of the entities', () =>
    check(
      '[Aspirin|Chemical] for [fever|Disease]',
      { kind: 'markers', head: ['<S:{TYPE}>', '</S>'], tail: ['<O:{type}>', '</O>'] },
      '«<S:CHEMICAL>Aspirin</S> for <O:Disease>fever</O>»',
    ));
  it('is on one line', () =>
    check(
      'For\r\n[renal\r\n failure|Disease]:\n\n[aspirin|Chemical]\n',
      markers,
      'For «[E1] renal failure [/E1]: [E2] aspirin [/E2]» ',
    ));
  it('stands beside a second text that names them', () =>
    check(
      '[Renal\nfailure|Disease] after [cisplatin|Chemical]',
      { kind: 'second', template: '{tail} and {head}' },
      '«Renal failure after cisplatin» | cisplatin and Renal failure',
    ));
  it('stands beside a hypothesis', () =>
    check(
      '[$&|Chemical] caused [fever|Disease]',
      { kind: 'hypotheses' },
      '«$& caused fever» | $& causes fever.',
      '{head} causes {tail}.',
    ));
});

describe('the text of a finding', () => {
  it('has markers around it', () => {
    const { text, entities } = marked('Denies [chest pain|Problem].');
    const finding = { place: hull(entities[0] as (typeof entities)[number]), type: 'Problem' };
    assert.deepEqual(
      encodedFinding(text, span(0, text.length), finding, {
        kind: 'finding',
        finding: ['[entity] ', ' [entity]'],
      }),
      { text: 'Denies [entity] chest pain [entity].', kept: span(7, 35) },
    );
  });
});

describe('what must be kept of a text', () => {
  it('is what stands in the place of the entities and between them, whatever the text', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(part, part, part, part, part, (before, first, between, second, after) => {
        const text = [before, first, between, second, after].join('');
        const head = { place: span(before.length, before.length + first.length), type: 'Chemical' };
        const tailStart = head.place.end + between.length;
        const tail = { place: span(tailStart, tailStart + second.length), type: 'Disease' };
        const { text: written, kept } = encodedPair(text, span(0, text.length), { head, tail }, mask);
        const oneLine = (content: string): string => content.replace(/\s+/g, ' ');
        assert.equal(written.slice(0, kept.start), oneLine(before));
        assert.equal(written.slice(kept.start, kept.end), `@CHEMICAL$${oneLine(between)}@DISEASE$`);
        assert.equal(written.slice(kept.end), oneLine(after));
      }),
    );
  });
});
