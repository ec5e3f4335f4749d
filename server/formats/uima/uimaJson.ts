/** UIMA CAS JSON 0.4, which INCEpTION and dkpro-cassis exchange: a CAS together with its type system. */
import { type Characters, type Format, type Read, type ReadProblem, wholeOf } from '../format.ts';
import { type JsonFailure, jsonFailure } from '../json/failure.ts';
import { documentsOf, initialView } from './cas.ts';
import { casOf, isCas, type JsonStructure, type JsonValue, withoutLooseLists } from './jsonStructures.ts';
import { uimaJsonWriter } from './jsonWriting.ts';

/**
 * A file is one CAS; a file of several has one on each line. What the model has no place for is kept as JSON in the
 * metadata of the document, as far as it is the document's: `types` (the type system), `structures` (the other feature
 * structures), `view` and `mimeType` (of the view, unless they are the usual ones).
 */
export const uimaJson: Format = {
  name: 'uima-json',
  title: 'UIMA CAS JSON',
  extension: '.json',
  offsets: 'UTF-16 code units',
  recognise(head) {
    if (!/^\uFEFF?\s*\{/.test(head)) return 0;
    if (/"%(?:FEATURE_STRUCTURES|VIEWS)"\s*:/.test(head)) return 1;
    return /^\uFEFF?\s*\{\s*"%TYPES"\s*:/.test(head) ? 1 : 0;
  },
  read,
  write: uimaJsonWriter,
};

async function* read(chunks: Characters, fileName: string): AsyncGenerator<Read> {
  const content = (await wholeOf(chunks)).replace(/^\uFEFF/, '');
  const name = fileName.replace(/\.json$/i, '');
  const whole = parsed(content);
  const lines = 'value' in whole ? [] : content.split('\n').filter((line) => line.trim() !== '');
  const all = lines.length > 1 && 'value' in parsed(lines[0] as string) ? lines.map(parsed) : [whole];
  for (const [index, one] of all.entries()) {
    const line = all.length > 1 ? { line: index + 1 } : {};
    if (!('value' in one)) {
      yield { kind: 'problem', problem: { ...notJson(one.failure), ...line } };
      continue;
    }
    if (!isCas(one.value)) {
      yield { kind: 'problem', problem: { ...noCas, ...line } };
      continue;
    }
    yield* readCas(one.value, index === 0 ? name : `${name}-${index + 1}`);
  }
}

function* readCas(value: { readonly [name: string]: JsonValue }, name: string): Generator<Read> {
  const problems: ReadProblem[] = [];
  const { cas, raw, types } = casOf(value, (problem) => void problems.push(problem));
  const documents = documentsOf(cas, name, 'uima-json', true);
  if (documents.length === 0) problems.push(noText);
  for (const problem of problems) yield { kind: 'problem', problem: { ...problem, document: name } };
  const text = documents.map(({ sofa }) => sofa.id);
  for (const { document, sofa, problems: found, read: said } of documents) {
    for (const problem of found) yield { kind: 'problem', problem };
    const others = withoutLooseLists(
      raw.filter(({ id, sofa: of }) => !said.has(id) && isOf(of, sofa.id, text)),
    );
    const metadata = {
      ...document.metadata,
      ...(types !== undefined && { types: JSON.stringify(types) }),
      ...(others.length > 0 && { structures: JSON.stringify(others.map((structure) => structure.value)) }),
      ...(sofa.name !== initialView && { view: sofa.name }),
      ...(sofa.mimeType !== undefined && sofa.mimeType !== 'text' && { mimeType: sofa.mimeType }),
    };
    yield {
      kind: 'document',
      document: Object.keys(metadata).length > 0 ? { ...document, metadata } : document,
    };
  }
}

/** Whether a structure belongs to the document of a view; what is in no view belongs to the first one. */
function isOf(sofa: JsonStructure['sofa'], id: string, withText: readonly string[]): boolean {
  return sofa === undefined || !withText.includes(sofa) ? id === withText[0] : sofa === id;
}

function parsed(content: string): { readonly value: JsonValue } | { readonly failure: JsonFailure } {
  try {
    return { value: JSON.parse(content) as JsonValue };
  } catch (error) {
    return { failure: jsonFailure(error, content) };
  }
}

function notJson({ reason, line }: JsonFailure): ReadProblem {
  return {
    code: 'uima-json/json',
    severity: 'error',
    message: `This is no JSON: ${reason}. Nothing of it was read.`,
    ...(line !== undefined && { line }),
  };
}

const noCas: ReadProblem = {
  code: 'uima-json/cas',
  severity: 'error',
  message: 'This is no CAS: there is no list %FEATURE_STRUCTURES. Nothing of it was read.',
};

const noText: ReadProblem = {
  code: 'uima-json/no-text',
  severity: 'error',
  message:
    'The CAS has no text: no feature structure uima.cas.Sofa has a sofaString. Export the document with its text.',
};
