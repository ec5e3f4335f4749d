/** UIMA CAS XMI, as INCEpTION, DKPro and cTAKES write it. */
import type { Characters, Format, Read, ReadProblem } from '../format.ts';
import { type Cas, type CasStructure, documentsOf, initialView, type Sofa } from './cas.ts';
import { readXmiElements, type XmiElement } from './xmiElements.ts';
import { referring } from './xmiReferences.ts';
import { uimaXmiWriter } from './xmiWriting.ts';

/**
 * The file says nothing of its types, so features are taken for references by their names, or because all that they
 * could refer to are links with a `target`. Offsets are checked against the text alone, as no words are stored. A list
 * of strings is one value, joined by `, `.
 */
export const uimaXmi: Format = {
  name: 'uima-xmi',
  title: 'UIMA CAS XMI',
  extension: '.xmi',
  offsets: 'UTF-16 code units',
  recognise(head) {
    if (!/<(?:\w+:)?XMI\b/.test(head)) return 0;
    if (head.includes('"http:///uima/cas.ecore"')) return 1;
    return /"http:\/\/\/[\w/]+\.ecore"/.test(head) ? 0.9 : 0;
  },
  read,
  write: uimaXmiWriter,
};

async function* read(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const problems: ReadProblem[] = [];
  const report = (problem: ReadProblem): void => void problems.push(problem);
  const elements = await readXmiElements(chunks, report);
  const documents = documentsOf(casOf(elements), fileName.replace(/\.(?:xmi|xml)$/i, ''), 'uima-xmi', false);
  if (documents.length === 0 && problems.length === 0) {
    report({
      code: 'uima-xmi/no-text',
      severity: 'error',
      message:
        'The file has no text: no element cas:Sofa has a sofaString. Export the document with its text.',
    });
  }
  for (const problem of problems) yield { kind: 'problem', problem };
  for (const { document, problems: found } of documents) {
    for (const problem of found) yield { kind: 'problem', problem };
    yield { kind: 'document', document };
  }
}

function casOf(elements: readonly XmiElement[]): Cas {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const sofas = elements
    .filter(({ type }) => type === 'uima.cas.Sofa')
    .map(({ id, attributes }): Sofa => {
      const text = attributes.get('sofaString');
      return { id, name: attributes.get('sofaID') ?? initialView, ...(text !== undefined && { text }) };
    });
  const structures = elements
    .filter(({ type }) => !ownTypes.has(type))
    .map((element) => structureOf(element, byId));
  return { sofas, structures };
}

const ownTypes: ReadonlySet<string> = new Set([
  'uima.cas.NULL',
  'uima.cas.Sofa',
  'uima.cas.View',
  'uima.cas.FSArray',
  'uima.cas.NonEmptyFSList',
  'uima.cas.EmptyFSList',
]);

function structureOf(
  { id, type, attributes, lists, line }: XmiElement,
  byId: ReadonlyMap<string, XmiElement>,
): CasStructure {
  const features = new Map<string, string>();
  const references = new Map<string, readonly string[]>();
  for (const [name, value] of attributes) {
    if (name === 'sofa' || name === 'begin' || name === 'end') continue;
    const ids = idsOf(value, byId);
    const isReference =
      ids.length > 0 &&
      (referring.has(name) || ids.every((link) => byId.get(link)?.attributes.has('target') ?? false));
    if (isReference) references.set(name, ids);
    else if (!referring.has(name)) features.set(name, value);
  }
  for (const [name, values] of lists) features.set(name, values.join(', '));
  const sofa = attributes.get('sofa');
  const begin = attributes.get('begin');
  const end = attributes.get('end');
  return {
    id,
    type,
    features,
    references,
    line,
    ...(sofa !== undefined && { sofa }),
    ...(begin !== undefined && { begin: Number(begin) }),
    ...(end !== undefined && { end: Number(end) }),
  };
}

/** The ids in a value, those of lists replaced by their members; empty where the value is not made of ids. */
function idsOf(value: string, byId: ReadonlyMap<string, XmiElement>): string[] {
  if (!/^\d+(?: \d+)*$/.test(value)) return [];
  const ids: string[] = [];
  for (const id of value.split(' ')) {
    const element = byId.get(id);
    if (element === undefined) return [];
    if (element.type === 'uima.cas.FSArray') {
      ids.push(...(element.attributes.get('elements') ?? '').split(' ').filter((member) => byId.has(member)));
    } else if (element.type === 'uima.cas.NonEmptyFSList') ids.push(...listMembers(element, byId));
    else if (element.type !== 'uima.cas.EmptyFSList') ids.push(id);
  }
  return ids;
}

function listMembers(first: XmiElement, byId: ReadonlyMap<string, XmiElement>): string[] {
  const members: string[] = [];
  const seen = new Set<XmiElement>();
  for (let cell: XmiElement | undefined = first; cell !== undefined && !seen.has(cell); ) {
    seen.add(cell);
    const head = cell.attributes.get('head');
    if (head !== undefined) members.push(head);
    cell = byId.get(cell.attributes.get('tail') ?? '');
  }
  return members;
}
