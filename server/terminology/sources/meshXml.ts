/** MeSH as XML: descriptors (`desc2025.xml`) and supplementary concepts (`supp2025.xml`). */
import sax from 'sax';
import type { ConceptIdentifier, ConceptName, NameKind, SemanticGroup, SourceConcept } from '../concept.ts';
import { charactersOf } from './characters.ts';
import { groupOfTree, isMeshIdentifier } from './mesh.ts';
import type { SourceFile, Tally, TerminologyFormat } from './source.ts';
import { checkedIdentifier } from './systems.ts';

export const meshXml: TerminologyFormat = {
  name: 'mesh',
  title: 'MeSH descriptors and supplementary concepts, as XML',
  recognises: (head) => /<(?:DescriptorRecordSet|SupplementalRecordSet)\b/.test(head),
  async *read([file], tally) {
    if (file === undefined) return;
    tally.statement = { name: 'MESH', ...tally.statement };
    const reading = new MeshReading(file, tally);
    for await (const characters of charactersOf(file, tally)) {
      reading.write(characters);
      yield* reading.take();
      if (reading.stopped) return;
    }
    reading.end();
    yield* reading.take();
  },
};

const recordNames: ReadonlySet<string> = new Set(['DescriptorRecord', 'SupplementalRecord']);

/** After how many errors of notation a file is given up. */
const mostErrors = 20;

interface MeshTerm {
  readonly words: string;
  readonly tag: string;
  readonly isPreferred: boolean;
}

/** A concept in the sense of MeSH: a descriptor has one that is its own and may have narrower and related ones. */
interface MeshConcept {
  identifier: string;
  readonly isPreferred: boolean;
  readonly terms: MeshTerm[];
  readonly numbers: string[];
  readonly types: string[];
  readonly relations: { readonly name: string; first: string; second: string }[];
}

interface MeshRecord {
  readonly line: number;
  readonly supplementaryClass: string | undefined;
  identifier: string;
  name: string;
  readonly trees: string[];
  readonly concepts: MeshConcept[];
}

/** The parser of a file, and the records that it has found since it was last asked. */
class MeshReading {
  readonly #parser = sax.parser(true, { position: true });
  readonly #path: string;
  readonly #tally: Tally;
  /** The open elements within the record, with what their tags say. */
  readonly #open: { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] = [];
  #record: MeshRecord | undefined;
  #text = '';
  #found: SourceConcept[] = [];
  #errors = 0;
  stopped = false;

  constructor({ path }: SourceFile, tally: Tally) {
    this.#path = path;
    this.#tally = tally;
    const parser = this.#parser;
    parser.onopentag = ({ name, attributes }) => this.#start(name, attributes as Record<string, string>);
    parser.onclosetag = (name) => this.#end(name);
    parser.ontext = (text) => {
      this.#text += text;
    };
    parser.onerror = (error) => this.#error(error);
  }

  write(characters: string): void {
    this.#parser.write(characters);
  }

  end(): void {
    this.#parser.close();
    if (this.#record !== undefined) this.#malformed('The file ends inside this record.', this.#record.line);
  }

  take(): SourceConcept[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #start(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#text = '';
    if (recordNames.has(name)) {
      this.#open.length = 0;
      const supplementaryClass = name === 'SupplementalRecord' ? (attributes['SCRClass'] ?? '1') : undefined;
      const line = this.#parser.line + 1;
      this.#record = { line, supplementaryClass, identifier: '', name: '', trees: [], concepts: [] };
      return;
    }
    if (this.#record === undefined) return;
    this.#open.push({ name, attributes });
    if (name === 'Concept') {
      const isPreferred = attributes['PreferredConceptYN'] !== 'N';
      this.#record.concepts.push({
        identifier: '',
        isPreferred,
        terms: [],
        numbers: [],
        types: [],
        relations: [],
      });
    } else if (name === 'ConceptRelation') {
      const relation = { name: attributes['RelationName'] ?? '', first: '', second: '' };
      this.#record.concepts.at(-1)?.relations.push(relation);
    }
  }

  #end(name: string): void {
    const record = this.#record;
    if (record === undefined) return;
    if (recordNames.has(name)) {
      this.#record = undefined;
      this.#finish(record);
      return;
    }
    const text = this.#text.trim();
    this.#text = '';
    const path = this.#open.map((element) => element.name).join('/');
    const parent = this.#open.at(-2)?.attributes ?? {};
    this.#open.pop();
    const concept = record.concepts.at(-1);
    if (path === 'DescriptorUI' || path === 'SupplementalRecordUI') record.identifier = text;
    else if (path === 'DescriptorName/String' || path === 'SupplementalRecordName/String') record.name = text;
    else if (path === 'TreeNumberList/TreeNumber') record.trees.push(text);
    if (concept === undefined || !path.startsWith('ConceptList/Concept/')) return;
    const relation = concept.relations.at(-1);
    if (path === 'ConceptList/Concept/ConceptUI') concept.identifier = text;
    else if (name === 'RegistryNumber') concept.numbers.push(text);
    else if (name === 'SemanticTypeUI') concept.types.push(text);
    else if (name === 'Concept1UI' && relation !== undefined) relation.first = text;
    else if (name === 'Concept2UI' && relation !== undefined) relation.second = text;
    else if (path.endsWith('/TermList/Term/String')) {
      const isPreferred = parent['ConceptPreferredTermYN'] === 'Y';
      concept.terms.push({ words: text, tag: parent['LexicalTag'] ?? '', isPreferred });
    }
  }

  #finish(record: MeshRecord): void {
    this.#tally.row();
    if (!isMeshIdentifier(record.identifier) || record.name === '') {
      this.#malformed('This record has no identifier or no name.', record.line);
      return;
    }
    this.#tally.keep();
    this.#found.push(conceptOf(record));
  }

  #error(error: Error): void {
    const [what = ''] = error.message.split('\n');
    this.#malformed(`This is no well-formed XML (${what}).`, this.#parser.line + 1);
    this.#errors += 1;
    // What follows the wrong notation is read again from the next tag on.
    this.#parser.error = null as unknown as Error;
    this.#parser.resume();
    if (this.#errors < mostErrors || this.stopped) return;
    this.stopped = true;
    const message = 'The rest of the file was not read, as there were too many errors. Download it again.';
    this.#tally.problem({ path: this.#path, code: 'terminology/unreadable', severity: 'error', message });
  }

  #malformed(message: string, line: number): void {
    this.#tally.malformed(this.#path, line, message);
  }
}

function conceptOf({ identifier, name, trees, concepts, supplementaryClass }: MeshRecord): SourceConcept {
  const names: ConceptName[] = [{ words: name, kind: 'preferred', source: 'MESH' }];
  const seen = new Set([name]);
  for (const concept of concepts) {
    const kind = concept.isPreferred ? 'exact' : kindOf(concept, concepts);
    for (const { words, tag } of concept.terms) {
      if (words === '' || seen.has(words)) continue;
      seen.add(words);
      names.push({
        words,
        kind: kind === 'exact' && abbreviationTags.has(tag) ? 'abbreviation' : kind,
        source: 'MESH',
      });
    }
  }
  const own = concepts.filter(({ isPreferred }) => isPreferred);
  const numbers = own.flatMap((concept) => concept.numbers).flatMap(registryNumber);
  const group =
    supplementaryClass === undefined ? groupOfTree(trees[0] ?? '') : groupsOfClasses[supplementaryClass];
  return {
    ...{ system: 'MESH', identifier, names },
    semanticTypes: [...new Set(own.flatMap(({ types }) => types))].sort(),
    ...(group !== undefined && { group }),
    ...{ sameAs: [], crossReferences: numbers },
  };
}

/** How a concept under a descriptor stands to the descriptor's own, as the relations of either say it. */
function kindOf({ identifier }: MeshConcept, all: readonly MeshConcept[]): NameKind {
  for (const { relations } of all) {
    for (const { name, first, second } of relations) {
      if (name === 'NRW' && second === identifier) return 'narrow';
      if (name === 'NRW' && first === identifier) return 'broad';
      if (name === 'BRD' && second === identifier) return 'broad';
      if (name === 'BRD' && first === identifier) return 'narrow';
    }
  }
  return 'related';
}

/** Abbreviations, acronyms, and such that are embedded in a longer term. */
const abbreviationTags: ReadonlySet<string> = new Set(['ABB', 'ABX', 'ACR', 'ACX']);

/** Chemicals, protocols of chemotherapy, diseases, organisms, and since 2023 populations and anatomical structures. */
const groupsOfClasses: Readonly<Record<string, SemanticGroup>> = {
  '1': 'CHEM',
  '2': 'PROC',
  '3': 'DISO',
  '4': 'LIVB',
  '5': 'LIVB',
  '6': 'ANAT',
};

/** Registry numbers are numbers of CAS or codes of UNII; what is `0` or an enzyme class names no substance. */
function registryNumber(number: string): ConceptIdentifier[] {
  const found = checkedIdentifier('CAS', number) ?? checkedIdentifier('UNII', number);
  return found === undefined ? [] : [found];
}
