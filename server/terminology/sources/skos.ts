/**
 * Vocabularies in RDF: SKOS, and ontologies in OWL as far as labels and synonyms go, in RDF/XML, Turtle and N-Triples.
 *
 * Statements about one subject stand together in nearly all files. A subject that comes again is stated in pieces, which
 * merging puts together, so that no more than one subject is in memory.
 */
import type { Quad } from 'n3';
import type { ConceptIdentifier, ConceptName, NameKind, SourceConcept } from '../concept.ts';
import { charactersOf, headOf } from './characters.ts';
import { linesOf } from './lines.ts';
import { abstractSystems } from './ontologyTerms.ts';
import type { Choices, SourceFile, Tally, TerminologyFormat } from './source.ts';
import { checkedIdentifier, groupOf, identifierOf, isKnownSystem, systemNamed } from './systems.ts';

export const skos: TerminologyFormat = {
  name: 'skos',
  title: 'SKOS and OWL in RDF/XML, Turtle or N-Triples',
  recognises: (head) => notationOf(head) !== undefined,
  async *read([file], tally, choices) {
    if (file !== undefined) yield* readRdf(file, tally, choices);
  },
};

type Notation = 'xml' | 'turtle' | 'triples';

function notationOf(head: string): Notation | undefined {
  const start = head.trimStart();
  if (/^(?:<\?xml|<!DOCTYPE|<!--|<rdf:RDF)/.test(start)) return /<rdf:RDF\b/.test(head) ? 'xml' : undefined;
  if (/^(?:#[^\n]*\n\s*)*(?:@prefix|@base|PREFIX|BASE)\s/i.test(start)) return 'turtle';
  return /^(?:#[^\n]*\n\s*)*(?:<[^>\s]+>|_:\S+)\s+<[^>\s]+>\s+\S/.test(start) ? 'triples' : undefined;
}

/** A statement, whose parts are addresses or, as the object, words in some language. */
interface Triple {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** Undefined where the object is an address. */
  readonly language?: string;
}

async function* readRdf(file: SourceFile, tally: Tally, choices: Choices): AsyncGenerator<SourceConcept> {
  const languages = [...(choices.languages ?? ['ENG'])].map((language) => language.toLowerCase().slice(0, 2));
  let subject: Subject | undefined;
  for await (const triple of triplesOf(file, tally)) {
    if (triple.subject !== subject?.address) {
      if (subject !== undefined) yield* subject.concepts(tally, choices);
      subject = new Subject(triple.subject, languages);
    }
    subject.take(triple);
  }
  if (subject !== undefined) yield* subject.concepts(tally, choices);
}

async function* triplesOf(file: SourceFile, tally: Tally): AsyncGenerator<Triple> {
  const notation = notationOf(await headOf(file));
  if (notation === 'triples') yield* triplesInLines(file, tally);
  else if (notation === 'turtle') yield* triplesInTurtle(file, tally);
  else yield* triplesInXml(file, tally);
}

/** The parsers are large, and every command would start later if all loaded them. */
async function rdfParsers() {
  const [{ Parser }, { RdfXmlParser }] = await Promise.all([import('n3'), import('rdfxml-streaming-parser')]);
  return { Parser, RdfXmlParser };
}

/** One line a statement, so that a wrong one spoils no other. */
async function* triplesInLines(file: SourceFile, tally: Tally): AsyncGenerator<Triple> {
  const { Parser } = await rdfParsers();
  for await (const { text, number } of linesOf(file, tally)) {
    try {
      for (const quad of new Parser({ format: 'N-Triples' }).parse(text)) yield tripleOf(quad);
    } catch {
      tally.row();
      tally.malformed(file.path, number, 'This line is no statement of N-Triples.');
    }
  }
}

async function* triplesInTurtle(file: SourceFile, tally: Tally): AsyncGenerator<Triple> {
  const { Parser } = await rdfParsers();
  const found: Triple[] = [];
  const failures: Error[] = [];
  const listeners = new Map<string, (argument?: unknown) => void>();
  const input = {
    on: (event: string, listener: (argument?: unknown) => void) => listeners.set(event, listener),
  };
  new Parser({ format: 'Turtle' }).parse(input as never, (error: Error | null, quad: Quad | null) => {
    if (error !== null && error !== undefined) failures.push(error);
    else if (quad) found.push(tripleOf(quad));
  });
  for await (const characters of charactersOf(file, tally)) {
    listeners.get('data')?.(characters);
    yield* found.splice(0);
    if (failures.length > 0) break;
  }
  if (failures.length === 0) listeners.get('end')?.();
  yield* found.splice(0);
  tellEnd(file, failures[0], tally);
}

async function* triplesInXml(file: SourceFile, tally: Tally): AsyncGenerator<Triple> {
  const { RdfXmlParser } = await rdfParsers();
  const found: Triple[] = [];
  const failures: Error[] = [];
  const parser = new RdfXmlParser({ baseIRI: 'urn:goldspan:', trackPosition: true });
  parser.on('data', (quad: Quad) => found.push(tripleOf(quad)));
  parser.on('error', (error: Error) => failures.push(error));
  const ended = new Promise<void>((resolve) => {
    parser.once('end', resolve);
    parser.once('error', () => resolve());
  });
  for await (const characters of charactersOf(file, tally)) {
    await new Promise<void>((resolve) => {
      parser.write(characters, () => resolve());
    });
    yield* found.splice(0);
    if (failures.length > 0) break;
  }
  parser.end();
  await ended;
  yield* found.splice(0);
  tellEnd(file, failures[0], tally);
}

/** Neither notation can be gone on with after an error. */
function tellEnd({ path }: SourceFile, failure: Error | undefined, tally: Tally): void {
  if (failure === undefined) return;
  const line = /\bline (\d+)/i.exec(failure.message)?.[1] ?? (failure as { line?: number }).line;
  const message = `The rest of the file was not read: ${failure.message}`;
  tally.malformed(path, line === undefined ? undefined : Number(line), message);
}

function tripleOf({ subject, predicate, object }: Quad): Triple {
  return {
    subject: subject.termType === 'BlankNode' ? '' : subject.value,
    predicate: predicate.value,
    object: object.value,
    ...(object.termType === 'Literal' && { language: object.language }),
  };
}

/** What is known of one subject. */
class Subject {
  readonly address: string;
  readonly #languages: readonly string[];
  readonly #names: { readonly words: string; readonly kind: NameKind }[] = [];
  readonly #exact: string[] = [];
  readonly #references: string[] = [];
  readonly #replacements: string[] = [];
  readonly #semanticTypes: string[] = [];
  #compact: string | undefined;
  #notation: string | undefined;
  #isRetired = false;

  constructor(address: string, languages: readonly string[]) {
    this.address = address;
    this.#languages = languages;
  }

  take({ predicate, object, language }: Triple): void {
    const kind = nameKindByPredicate[predicate];
    if (kind !== undefined && language !== undefined) {
      const isWanted = language === '' || this.#languages.includes(language.slice(0, 2).toLowerCase());
      if (isWanted) this.#names.push({ words: object, kind });
      return;
    }
    const role = roleByPredicate[predicate];
    if (role === 'exact') this.#exact.push(object);
    else if (role === 'reference') this.#references.push(object);
    else if (role === 'replacement') this.#replacements.push(object);
    else if (role === 'identifier') this.#compact = object;
    else if (role === 'notation') this.#notation ??= object;
    else if (role === 'retired') this.#isRetired ||= object === 'true';
    else if (role === 'cui') this.#exact.push(`UMLS:${object}`);
    else if (role === 'semanticType') this.#semanticTypes.push(object);
  }

  *concepts(tally: Tally, { semanticTypes: wanted }: Choices): Generator<SourceConcept> {
    if (this.address === '' || (this.#names.length === 0 && !this.#isRetired && this.#exact.length === 0))
      return;
    tally.row();
    const id = this.#identifier();
    if (id === undefined || abstractSystems.has(id.system)) {
      tally.skip(id === undefined ? 'no identifier of a known form' : 'abstract term');
      return;
    }
    if (wanted !== undefined && !this.#semanticTypes.some((type) => wanted.has(type))) {
      tally.skip('another semantic type');
      return;
    }
    tally.keep();
    const group = groupOf(id);
    const common = { ...id, semanticTypes: this.#semanticTypes, ...(group !== undefined && { group }) };
    if (this.#isRetired) {
      yield {
        ...common,
        names: [],
        sameAs: [],
        retired: { replacedBy: this.#replacements.flatMap(identifiersIn) },
      };
      return;
    }
    const names = this.#names.map(({ words, kind }): ConceptName => ({ words, kind, source: id.system }));
    // A vocabulary may give a label besides its own preferred one.
    const first = names.find(({ kind }) => kind === 'preferred');
    yield {
      ...common,
      names: names.map((name) =>
        name.kind === 'preferred' && name !== first ? { ...name, kind: 'exact' } : name,
      ),
      sameAs: this.#exact.flatMap(identifiersIn),
      crossReferences: this.#references.flatMap(identifiersIn),
    };
  }

  /** Of the vocabulary's own statement, of the address, or of the notation within what the address begins with. */
  #identifier(): ConceptIdentifier | undefined {
    const known = identifierOf(this.#compact ?? '') ?? identifierOf(this.address);
    if (known !== undefined) return known;
    const [, vocabulary = '', local = ''] = /([A-Za-z][\w.-]*)[/#]([^/#\s]+)$/.exec(this.address) ?? [];
    const system = systemNamed(vocabulary);
    const code = this.#notation ?? decodeURIComponent(local);
    if (code === '' || system === '') return undefined;
    return isKnownSystem(system) ? checkedIdentifier(system, code) : { system, identifier: code };
  }
}

function identifiersIn(text: string): ConceptIdentifier[] {
  const id = identifierOf(text);
  return id === undefined ? [] : [id];
}

const skosCore = 'http://www.w3.org/2004/02/skos/core#';
const oboInOwl = 'http://www.geneontology.org/formats/oboInOwl#';
const umlsOfBioPortal = 'http://bioportal.bioontology.org/ontologies/umls/';

const nameKindByPredicate: Readonly<Record<string, NameKind>> = {
  [`${skosCore}prefLabel`]: 'preferred',
  'http://www.w3.org/2000/01/rdf-schema#label': 'preferred',
  [`${skosCore}altLabel`]: 'exact',
  [`${skosCore}hiddenLabel`]: 'related',
  [`${oboInOwl}hasExactSynonym`]: 'exact',
  [`${oboInOwl}hasNarrowSynonym`]: 'narrow',
  [`${oboInOwl}hasBroadSynonym`]: 'broad',
  [`${oboInOwl}hasRelatedSynonym`]: 'related',
};

type Role =
  | 'cui'
  | 'exact'
  | 'identifier'
  | 'notation'
  | 'reference'
  | 'replacement'
  | 'retired'
  | 'semanticType';

const roleByPredicate: Readonly<Record<string, Role>> = {
  [`${skosCore}exactMatch`]: 'exact',
  'http://www.w3.org/2002/07/owl#sameAs': 'exact',
  [`${skosCore}closeMatch`]: 'reference',
  [`${oboInOwl}hasDbXref`]: 'reference',
  [`${skosCore}notation`]: 'notation',
  [`${oboInOwl}id`]: 'identifier',
  'http://www.w3.org/2002/07/owl#deprecated': 'retired',
  'http://purl.org/dc/terms/isReplacedBy': 'replacement',
  'http://purl.obolibrary.org/obo/IAO_0100001': 'replacement',
  [`${oboInOwl}consider`]: 'replacement',
  [`${umlsOfBioPortal}cui`]: 'cui',
  [`${umlsOfBioPortal}tui`]: 'semanticType',
};
