/** What the text of a note says of the spans over it: assertions with the words that carry them, and abbreviations. */
import type { Entity } from '../annotation/document.ts';
import { entityKey } from '../annotation/identity.ts';
import { isFindingType, isLikely } from '../suggestion/assertion/assertedAttributes.ts';
import type { Assertion } from '../suggestion/assertion/assertion.ts';
import { assertionsOf } from '../suggestion/assertion/assertionsOf.ts';
import { type ModelAnswers, noAnswers, withModelAnswers } from '../suggestion/assertion/modelAnswers.ts';
import type { Definition } from '../suggestion/definitions/adjacentForms.ts';
import { findDefinitions } from '../suggestion/definitions/definitions.ts';
import { findUses, type Use } from '../suggestion/definitions/uses.ts';
import type { Span } from '../text/positions.ts';
import { type Section, sections } from '../text/sections.ts';
import { sentences } from '../text/sentences.ts';

/** Of one text and the entities over it at one time. Everything is found when it is first asked for. */
export class Evidence {
  readonly #text: string;
  readonly #findings: readonly Entity[];
  readonly #answers: ModelAnswers;
  #assertions: ReadonlyMap<Entity, readonly Assertion[]> | undefined;
  #sentences: readonly Span[] | undefined;
  #sections: readonly Section[] | undefined;
  #definitions: readonly Definition[] | undefined;
  #uses: readonly Use[] | undefined;

  /**
   * @param entities of all layers; those whose type names no finding are left out.
   * @param answers what models say of entities, also of others than findings.
   */
  constructor(text: string, entities: readonly Entity[], answers: ModelAnswers = noAnswers) {
    this.#text = text;
    this.#answers = answers;
    this.#findings = entities.filter(
      (entity) => isFindingType(entity.type) || answers.has(entityKey(entity)),
    );
  }

  /** What the text asserts of an entity, as far as that is more likely right than wrong. */
  assertionsOf(entity: Entity): readonly Assertion[] {
    this.#assertions ??= this.#findAssertions();
    return this.#assertions.get(entity) ?? [];
  }

  /** The abbreviations that the text defines, in text order. */
  get definitions(): readonly Definition[] {
    this.#definitions ??= findDefinitions(this.#text, this.#allSentences);
    return this.#definitions;
  }

  /** Where the text uses them, in text order; the definitions themselves are no uses. */
  get uses(): readonly Use[] {
    this.#uses ??= findUses(this.#text, this.definitions);
    return this.#uses;
  }

  /** The definition of the short form at a place, which may be the place of the definition itself. */
  definitionAt(offset: number): Use | undefined {
    const holds = ({ start, end }: Span): boolean => start <= offset && offset <= end;
    const definition = this.definitions.find(({ shortForm }) => holds(shortForm));
    if (definition !== undefined) return { span: definition.shortForm, definition };
    return this.uses.find(({ span }) => holds(span));
  }

  #findAssertions(): ReadonlyMap<Entity, readonly Assertion[]> {
    // Ids of different layers may be equal, so that a place in the list stands for each entity.
    const findings = this.#findings.map(({ fragments }, index) => ({ id: String(index), fragments }));
    this.#sections ??= sections(this.#text);
    const structure = { sentences: this.#allSentences, sections: this.#sections };
    const found = assertionsOf(this.#text, findings, structure);
    return new Map(
      this.#findings.map((entity, index) => {
        const byTrigger = (found.get(String(index)) ?? []).filter(isLikely);
        return [entity, withModelAnswers(byTrigger, this.#answers.get(entityKey(entity)) ?? [])];
      }),
    );
  }

  get #allSentences(): readonly Span[] {
    this.#sentences ??= sentences(this.#text);
    return this.#sentences;
  }
}
