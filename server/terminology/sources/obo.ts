/**
 * Ontologies in the OBO format 1.2 and 1.4: terms with the scopes of their synonyms, cross-references, alternative
 * identifiers, and what obsolete terms are replaced by.
 */
import type { ConceptIdentifier, ConceptName, NameKind, SourceConcept } from '../concept.ts';
import { linesOf } from './lines.ts';
import { kindOfSynonym, ontologyTerm } from './ontologyTerms.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { identifierOf } from './systems.ts';

export const obo: TerminologyFormat = {
  name: 'obo',
  title: 'OBO ontologies',
  recognises: (head) => /^format-version:/m.test(head) || /^\[Term\]\s*$/m.test(head),
  async *read([file], tally) {
    if (file !== undefined) yield* readObo(file, tally);
  },
};

interface Stanza {
  readonly line: number;
  readonly tags: { readonly tag: string; readonly value: string; readonly line: number }[];
}

async function* readObo(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  const abbreviations = new Set<string>();
  let stanza: Stanza | undefined;
  let isHeader = true;
  for await (const { text, number } of linesOf(file, tally)) {
    const kind = /^\[(\w+)\]\s*$/.exec(text)?.[1];
    if (kind !== undefined) {
      if (stanza !== undefined) yield* conceptsOf(stanza, abbreviations, file, tally);
      isHeader = false;
      stanza = kind === 'Term' ? { line: number, tags: [] } : undefined;
      continue;
    }
    const [, tag, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? [];
    if (tag === undefined || value === undefined) {
      const isBlank = text.trim() === '' || text.startsWith('!');
      if (!isBlank && stanza !== undefined)
        tally.malformed(file.path, number, 'This line is no tag with a value.');
      continue;
    }
    if (isHeader) header(tag, value, tally, abbreviations);
    else stanza?.tags.push({ tag, value, line: number });
  }
  if (stanza !== undefined) yield* conceptsOf(stanza, abbreviations, file, tally);
}

function header(tag: string, value: string, tally: Tally, abbreviations: Set<string>): void {
  const state = (what: 'version' | 'licence', text: string | undefined): void => {
    if (text !== undefined && tally.statement[what] === undefined)
      tally.statement = { ...tally.statement, [what]: text };
  };
  if (tag === 'data-version') state('version', /\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? value);
  if (tag === 'ontology') tally.statement = { name: systemOfOntology(value), ...tally.statement };
  const [, property, quoted] = /^(\S+)\s+"?([^"]*?)"?(?:\s+xsd:\w+)?$/.exec(value) ?? [];
  if (tag === 'property_value' && property?.endsWith('versionInfo')) state('version', quoted);
  if (tag === 'property_value' && property?.endsWith('license')) state('licence', quoted);
  if (tag === 'synonymtypedef' && /abbreviation|acronym/i.test(value))
    abbreviations.add(value.split(' ')[0] ?? '');
}

/** `uberon/basic` is about the system UBERON. */
function systemOfOntology(name: string): string {
  return (name.split('/')[0] ?? name).replace(/\.(?:obo|owl)$/, '').toUpperCase();
}

function* conceptsOf(
  { tags, line }: Stanza,
  abbreviations: ReadonlySet<string>,
  { path }: SourceFile,
  tally: Tally,
): Generator<SourceConcept> {
  tally.row();
  const firstOf = (wanted: string): string | undefined => tags.find(({ tag }) => tag === wanted)?.value;
  const id = identifierOf(withoutTrailer(firstOf('id') ?? ''));
  if (id === undefined) {
    if (firstOf('id') === undefined) tally.malformed(path, line, 'This term has no id.');
    else tally.skip('no identifier of a known form');
    return;
  }
  const name = firstOf('name');
  const synonyms: Omit<ConceptName, 'source'>[] = [];
  const references: ConceptIdentifier[] = [];
  const alternatives: ConceptIdentifier[] = [];
  const replacements: ConceptIdentifier[] = [];
  for (const { tag, value, line: place } of tags) {
    if (tag === 'synonym' || /^(?:exact|narrow|broad|related)_synonym$/.test(tag)) {
      const synonym = synonymOf(tag, value, abbreviations);
      if (synonym === undefined) tally.malformed(path, place, 'This synonym is not in double quotes.');
      else if (synonym.words !== '') synonyms.push(synonym);
    } else if (tag === 'xref' || tag === 'xref_analog') {
      const reference = identifierOf(withoutTrailer(value));
      if (reference !== undefined) references.push(reference);
    } else if (tag === 'alt_id') {
      const alternative = identifierOf(withoutTrailer(value));
      if (alternative !== undefined) alternatives.push(alternative);
    } else if (tag === 'replaced_by' || tag === 'consider') {
      const replacement = identifierOf(withoutTrailer(value));
      if (replacement !== undefined) replacements.push(replacement);
    }
  }
  yield* ontologyTerm(
    {
      id,
      ...(name !== undefined && { name: unescaped(withoutTrailer(name)) }),
      synonyms,
      ...{ references, alternatives, replacements },
      isObsolete: firstOf('is_obsolete')?.startsWith('true') === true,
    },
    tally,
  );
}

/** `"words" EXACT ABBREVIATION [source] {trailing}`, or as in OBO 1.0, with the scope in the tag. */
function synonymOf(
  tag: string,
  value: string,
  abbreviations: ReadonlySet<string>,
): { words: string; kind: NameKind } | undefined {
  const [, words, rest] = /^"((?:[^"\\]|\\.)*)"\s*(.*)$/.exec(value) ?? [];
  if (words === undefined || rest === undefined) return undefined;
  const [first = '', second = ''] = rest.replace(/\[.*$/, '').trim().split(/\s+/);
  const scope = tag === 'synonym' ? first : (tag.split('_')[0] ?? '');
  return {
    words: unescaped(words),
    kind: kindOfSynonym(scope, abbreviations.has(second) || second === 'OMO:0003000'),
  };
}

/** A value without a comment (` ! name`) and trailing modifiers (` {source="…"}`), and without a description in quotes. */
function withoutTrailer(value: string): string {
  return value.replace(/\s+(?:!\s.*|\{[^}]*\}\s*(?:!.*)?|"[^"]*"\s*(?:\{.*)?)$/, '').trim();
}

function unescaped(text: string): string {
  return text
    .replace(/\\([\s\S])/g, (_, character: string) =>
      character === 'n' || character === 'W' || character === 't' ? ' ' : character,
    )
    .trim();
}
