/** Reading sources from memory. */
import assert from 'node:assert/strict';
import type { ConceptIdentifier, SourceConcept } from '../../../../server/terminology/concept.ts';
import { formats } from '../../../../server/terminology/sources/registry.ts';
import {
  type Choices,
  type SourceFile,
  Tally,
  type TerminologyFormat,
} from '../../../../server/terminology/sources/source.ts';

/** A file with this content, whose bytes come in pieces of some length. */
export function fileOf(path: string, content: string | Uint8Array, pieceLength = 7): SourceFile {
  const bytes = Buffer.from(content as string);
  return {
    path,
    async *bytes() {
      for (let start = 0; start < bytes.length; start += pieceLength) {
        yield bytes.subarray(start, start + pieceLength);
      }
    },
  };
}

export interface ReadSource {
  readonly concepts: SourceConcept[];
  readonly tally: Tally;
}

/** What a format reads from files, by their names. The format has to recognise the first. */
export async function read(
  format: TerminologyFormat,
  contents: Readonly<Record<string, string>>,
  choices: Choices = {},
): Promise<ReadSource> {
  const files = Object.entries(contents).map(([path, content]) => fileOf(path, content));
  const [[name = '', first = ''] = []] = Object.entries(contents);
  const byContent = formats.find((each) => each.recognises(first.replace(/^\uFEFF/, '')));
  assert.equal(format.belongs?.(name) === true ? format : byContent, format, 'the format that is recognised');
  const tally = new Tally();
  const concepts: SourceConcept[] = [];
  for await (const concept of format.read(files, tally, choices)) concepts.push(concept);
  return { concepts, tally };
}

/** A concept in a few lines: identifier, names with their kinds, references. */
export function told({ concepts }: ReadSource): string[] {
  return concepts.map((concept) => {
    const { names, semanticTypes, group, sameAs, crossReferences = [], retired } = concept;
    const parts = [
      compact(concept),
      ...names.map(({ words, kind }) => `${kind}: ${words}`),
      ...(semanticTypes.length > 0 ? [semanticTypes.join(' ')] : []),
      ...(group === undefined ? [] : [group]),
      ...sameAs.map((id) => `= ${compact(id)}`),
      ...crossReferences.map((id) => `~ ${compact(id)}`),
      ...(retired === undefined ? [] : [`→ ${retired.replacedBy.map(compact).join(' ')}`.trim()]),
    ];
    return parts.join(' | ');
  });
}

function compact({ system, identifier }: ConceptIdentifier): string {
  return `${system}:${identifier}`;
}

/** The problems with their lines. */
export function problems({ tally }: ReadSource): string[] {
  return tally.problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}
