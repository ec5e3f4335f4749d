/** Gold mentions with their concepts, as linking is measured on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { hull } from '../../server/annotation/document.ts';
import { spellConcept } from '../../server/formats/concepts.ts';
import { findDefinitions } from '../../server/suggestion/definitions/definitions.ts';
import { findUses } from '../../server/suggestion/definitions/uses.ts';
import type { ConceptIdentifier } from '../../server/terminology/concept.ts';
import { readAnnotated } from './annotated.ts';

export interface LinkedMention {
  readonly words: string;
  readonly type: string;
  /** `MESH:D003409`, at least one; of several, the mention names all, or the corpus does not decide between them. */
  readonly concepts: readonly string[];
  /** The words with abbreviations that the document defines written out. */
  readonly expanded: string;
}

export interface LinkingCorpus {
  readonly key: string;
  readonly name: string;
  readonly folder: string;
  /** The entity types that are measured, and the semantic group of their concepts. */
  readonly types: readonly string[];
  readonly group: 'DISO' | 'CHEM';
  /** What the model in the box calls them. */
  readonly type: 'Disease' | 'Chemical';
  /** Accuracy at 1 and at 5 to reach under the protocol of SapBERT. */
  readonly floors: readonly [number, number];
}

export const linkingCorpora: readonly LinkingCorpus[] = [
  {
    key: 'ncbi-disease',
    name: 'NCBI disease',
    folder: 'corpora/ncbi-disease',
    types: ['SpecificDisease', 'Modifier', 'DiseaseClass', 'CompositeMention'],
    group: 'DISO',
    type: 'Disease',
    floors: [0.88, 0.94],
  },
  {
    key: 'bc5cdr-disease',
    name: 'BC5CDR disease',
    folder: 'corpora/bc5cdr',
    types: ['Disease'],
    group: 'DISO',
    type: 'Disease',
    floors: [0.9, 0.945],
  },
  {
    key: 'bc5cdr-chemical',
    name: 'BC5CDR chemical',
    folder: 'corpora/bc5cdr',
    types: ['Chemical'],
    group: 'CHEM',
    type: 'Chemical',
    floors: [0.94, 0.965],
  },
];

/**
 * The mentions of a split that have a concept, and how many have none. Documents of the training split that standard
 * test splits hold out are left out.
 * @param limit how many documents are read at most.
 */
export async function readMentions(
  data: string,
  corpus: LinkingCorpus,
  split: 'train' | 'dev',
  limit = Number.POSITIVE_INFINITY,
): Promise<{ readonly mentions: LinkedMention[]; readonly without: number }> {
  const heldOut = new Set(readFileSync(join(data, 'heldout-pmids.txt'), 'utf8').split(/\s+/));
  const mentions: LinkedMention[] = [];
  let without = 0;
  const documents = await readAnnotated(join(data, corpus.folder, `${split}.pubtator`));
  for (const document of documents.slice(0, limit)) {
    if (split === 'train' && heldOut.has(document.id)) continue;
    const expanded = expansions(document);
    for (const entity of document.annotations.entities) {
      if (!corpus.types.includes(entity.type)) continue;
      const concepts = document.annotations.normalisations
        .filter(({ target }) => target === entity.id)
        .map((link) => spellConcept(identifierOf(link)));
      if (concepts.length === 0) without += 1;
      else {
        const words = entity.words.trim();
        mentions.push({ words, type: entity.type, concepts, expanded: expanded(hull(entity).start, words) });
      }
    }
  }
  return { mentions, without };
}

/** An identifier of the corpora, which leave out the system where its form tells it. */
export function identifierOf({ system, identifier }: ConceptIdentifier): ConceptIdentifier {
  if (system !== '') return { system, identifier };
  return { system: /^[CD]\d+$/.test(identifier) ? 'MESH' : 'OMIM', identifier };
}

/** Writes out the abbreviations that a document defines, wherever they stand, also before their definition. */
function expansions({ text }: AnnotatedDocument): (start: number, words: string) => string {
  const definitions = findDefinitions(text);
  const longForms = new Map<string, string>();
  for (const { shortForm, longForm } of definitions) {
    const short = text.slice(shortForm.start, shortForm.end);
    if (!longForms.has(short)) longForms.set(short, text.slice(longForm.start, longForm.end));
  }
  const uses = findUses(text, definitions);
  return (start, words) => {
    let expanded = '';
    let written = start;
    const end = start + words.length;
    for (const { span, definition } of uses) {
      if (span.start < written || span.end > end) continue;
      expanded += text.slice(written, span.start);
      expanded += text.slice(definition.longForm.start, definition.longForm.end);
      written = span.end;
    }
    expanded += text.slice(written, end);
    if (expanded !== words) return expanded;
    // A mention may hold the definition itself, or stand before it.
    const withoutDefinitions = words.replace(/\s*\(([^()]+)\)/g, (all, inside: string) =>
      longForms.has(inside) ? '' : all,
    );
    if (withoutDefinitions !== words) return withoutDefinitions;
    return words.replaceAll(
      /[\p{L}\p{N}][\p{L}\p{N}-]*/gu,
      (word) => longForms.get(word) ?? longForms.get(word.replace(/s$/, '')) ?? word,
    );
  };
}
