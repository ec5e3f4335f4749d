/** Ontologies as JSON: OBO Graphs, and plain lists of terms with `id`, `name`, `synonyms` and `xrefs`. */
import { jsonValues } from '../../formats/json/streams.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../formats/json/values.ts';
import type { ConceptIdentifier, SourceConcept } from '../concept.ts';
import { charactersOf, headOf } from './characters.ts';
import { kindOfSynonym, type OntologyTerm, ontologyTerm } from './ontologyTerms.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { identifierOf } from './systems.ts';

export const oboGraphs: TerminologyFormat = {
  name: 'obographs',
  title: 'OBO Graphs and lists of terms, as JSON',
  recognises: (head) =>
    /^\s*\{\s*"(?:graphs|@context|meta)"/.test(head) ||
    (/^\s*\[\s*\{/.test(head) && /"id"\s*:\s*"/.test(head) && /"(?:synonyms|xrefs)"\s*:/.test(head)),
  async *read([file], tally) {
    if (file !== undefined) yield* readJson(file, tally);
  },
};

/** The edges of a graph are not kept, nor is more than one term at a time. */
const graphPaths = ['$.graphs.*.meta', '$.graphs.*.nodes.*'];
const nodePath = /^graphs\/\d+\/nodes\/\d+$/;
const metaPath = /^graphs\/\d+\/meta$/;
const memberPath = /^\d+$/;

async function* readJson(file: SourceFile, tally: Tally): AsyncGenerator<SourceConcept> {
  const isList = (await headOf(file)).trimStart().startsWith('[');
  for await (const read of jsonValues(
    charactersOf(file, tally),
    isList ? ['$.*'] : graphPaths,
    'terminology',
  )) {
    if (read.kind === 'problem') {
      const { line, message } = read.problem;
      tally.malformed(file.path, line, message);
      continue;
    }
    const place = read.path.join('/');
    const { value, line } = read;
    if (metaPath.test(place)) stateVersion(value, tally);
    if (!nodePath.test(place) && !memberPath.test(place)) continue;
    tally.row();
    if (!isObject(value)) {
      tally.malformed(file.path, line, 'A term has to be an object with an id and a name.');
      continue;
    }
    if (nodePath.test(place) && value['type'] !== undefined && value['type'] !== 'CLASS') {
      tally.skip('no class');
      continue;
    }
    const term = nodePath.test(place) ? nodeTerm(value) : listTerm(value);
    if (term === undefined) tally.skip('no identifier of a known form');
    else yield* ontologyTerm(term, tally);
  }
}

/** The version in the metadata of a graph: `http://…/releases/2026-02-26/mondo.owl`. */
function stateVersion(meta: Json, tally: Tally): void {
  if (!isObject(meta)) return;
  const version = meta['version'];
  if (typeof version !== 'string') return;
  tally.statement = { version: /\d{4}-\d\d-\d\d/.exec(version)?.[0] ?? version, ...tally.statement };
}

function nodeTerm(node: JsonObject): OntologyTerm | undefined {
  const id = identifierOf(textOf(node['id']) ?? '');
  if (id === undefined) return undefined;
  const meta = isObject(node['meta']) ? node['meta'] : {};
  const name = textOf(node['lbl']);
  const synonyms = objectsIn(meta['synonyms']).flatMap((synonym) => {
    const words = textOf(synonym['val']);
    const scope = /^has(\w+)Synonym$/.exec(textOf(synonym['pred']) ?? '')?.[1] ?? '';
    const isAbbreviation = /abbreviation|acronym|OMO_0003000/i.test(textOf(synonym['synonymType']) ?? '');
    return words === undefined ? [] : [{ words, kind: kindOfSynonym(scope, isAbbreviation) }];
  });
  const properties = objectsIn(meta['basicPropertyValues']).map((property) => ({
    predicate: textOf(property['pred']) ?? '',
    value: textOf(property['val']) ?? '',
  }));
  const valuesOf = (predicate: RegExp): ConceptIdentifier[] =>
    identifiersIn(
      properties.filter((property) => predicate.test(property.predicate)).map(({ value }) => value),
    );
  return {
    id,
    ...(name !== undefined && { name }),
    synonyms,
    references: identifiersIn(objectsIn(meta['xrefs']).map((reference) => textOf(reference['val']) ?? '')),
    exactMatches: valuesOf(/[#/]exactMatch$/),
    alternatives: valuesOf(/hasAlternativeId$/),
    replacements: valuesOf(/IAO_0100001$|[#/]consider$/),
    isObsolete: meta['deprecated'] === true,
  };
}

function listTerm(term: JsonObject): OntologyTerm | undefined {
  const id = identifierOf(textOf(term['id']) ?? '');
  if (id === undefined) return undefined;
  const name = textOf(term['name']);
  return {
    id,
    ...(name !== undefined && { name }),
    synonyms: textsIn(term['synonyms']).map(listSynonym),
    references: identifiersIn(textsIn(term['xrefs'])),
    alternatives: identifiersIn(textsIn(term['alt_ids'])),
    replacements: identifiersIn([...textsIn(term['replaced_by']), textOf(term['replaced_by']) ?? '']),
    isObsolete: term['obsolete'] === true || term['is_obsolete'] === true,
  };
}

/** Some lists were made from OBO by cutting at the wrong quotes: `blue heat" BROAD layperson [made:up]`. */
function listSynonym(text: string): OntologyTerm['synonyms'][number] {
  const [, words, scope, type = ''] =
    /^(.*)" (EXACT|NARROW|BROAD|RELATED)(?: ([\w:.-]+))? \[.*$/.exec(text) ?? [];
  if (words === undefined || scope === undefined) return { words: text, kind: 'exact' };
  return { words, kind: kindOfSynonym(scope, /^(?:abbreviation|acronym|OMO:0003000)$/i.test(type)) };
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return listOf(value).filter(isObject);
}

function textsIn(value: Json | undefined): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function identifiersIn(compact: readonly string[]): ConceptIdentifier[] {
  return compact.flatMap((each) => identifierOf(each) ?? []);
}
