/** A CAS: the texts of a UIMA file with everything said of them, and the documents that it makes. */
import type { AnnotatedDocument, Metadata } from '../../annotation/document.ts';
import { OffsetConverter, type Span, utf16 } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';
import { conceptList } from './clinical.ts';
import { interpret } from './interpretation.ts';
import { isEntityLayer, isLinguistic, isSentence, isToken, labelFeatures, shortName } from './layers.ts';
import type { Structure } from './structures.ts';

/** A subject of analysis: a view with its text. */
export interface Sofa {
  readonly id: string;
  readonly name: string;
  readonly mimeType?: string;
  /** Absent where the view is of something else than a text in the file. */
  readonly text?: string;
}

/** A feature structure as a file has it. */
export interface CasStructure {
  readonly id: string;
  readonly type: string;
  /** The sofa of an annotation. */
  readonly sofa?: string;
  readonly begin?: number;
  readonly end?: number;
  readonly features: ReadonlyMap<string, string>;
  readonly references: ReadonlyMap<string, readonly string[]>;
  readonly line?: number;
}

export interface Cas {
  readonly sofas: readonly Sofa[];
  readonly structures: readonly CasStructure[];
}

export interface CasDocument {
  readonly document: AnnotatedDocument;
  readonly sofa: Sofa;
  readonly problems: readonly ReadProblem[];
  /** The ids of the structures that the document says all of. */
  readonly read: ReadonlySet<string>;
}

/** The view that a CAS has if nothing else is said. */
export const initialView = '_InitialView';

/**
 * One document for each view with a text; the ids of further views have the view's name after a dot.
 *
 * Entities are the annotations of the layers that people make (`custom.`, `webanno.custom.`), of named entities, of the
 * findings of cTAKES, and of other layers whose annotations have a `label` or a `value`, except those of linguistic
 * analysis. The other annotations are counted in one problem.
 *
 * @param isKept whether the reader keeps what is no entity some other way.
 */
export function documentsOf(cas: Cas, name: string, format: string, isKept: boolean): CasDocument[] {
  const withText = cas.sofas.filter(({ text }) => text !== undefined);
  return withText.map((sofa, index) => {
    const id = index === 0 ? name : `${name}.${sofa.name}`;
    return documentOf(cas, sofa, id, { format, isKept });
  });
}

function documentOf(
  cas: Cas,
  sofa: Sofa,
  id: string,
  { format, isKept }: { readonly format: string; readonly isKept: boolean },
): CasDocument {
  const text = sofa.text as string;
  const problems: ReadProblem[] = [];
  const converter = new OffsetConverter(text);
  const report = (problem: Omit<ReadProblem, 'document'>): void =>
    void problems.push({ ...problem, document: id });
  const structures = cas.structures.flatMap((structure): Structure[] => {
    const { begin, end } = structure;
    if (structure.sofa !== undefined && structure.sofa !== sofa.id) return [];
    if (begin === undefined || end === undefined) return [structure];
    const isPlace =
      begin <= end &&
      converter.toCodePoint(utf16(begin)) !== undefined &&
      converter.toCodePoint(utf16(end)) !== undefined;
    if (isPlace) return [{ ...structure, span: { start: utf16(begin), end: utf16(end) } }];
    report({
      code: `${format}/offset`,
      severity: 'error',
      message: `${shortName(structure.type)} ${structure.id}: ${begin} to ${end} is no place in the text of ${text.length} UTF-16 code units. It is left out; correct begin and end.`,
      ...(structure.line !== undefined && { line: structure.line }),
    });
    return [];
  });

  const labelled = new Set(
    structures
      .filter(({ features }) => labelFeatures.some((feature) => features.has(feature)))
      .map(({ type }) => type),
  );
  const { annotations, read, unread } = interpret(text, structures, {
    isEntity: ({ type, references }) =>
      isEntityLayer(type) ||
      references.has(conceptList) ||
      (labelled.has(type) && !isLinguistic(type) && !isOther(type)),
    isRelation: ({ type }) => !isLinguistic(type),
    id: (structure, kind) => `${kind}${structure.id}`,
  });

  const leftOut = new Map<string, number>();
  for (const { id: structureId, type, span } of structures) {
    if (span === undefined || read.has(structureId) || isSentence(type) || isToken(type) || isOther(type))
      continue;
    leftOut.set(type, (leftOut.get(type) ?? 0) + 1);
  }
  const kept = isKept ? 'They are kept in the document’s metadata.' : 'They are left out.';
  if (leftOut.size > 0) {
    report({
      code: `${format}/annotations`,
      severity: 'information',
      message: `${sum(leftOut)} annotations are no entities, as their layers are of linguistic analysis or have no label: ${counted(leftOut)}. ${kept}`,
    });
  }
  if (unread.size > 0) {
    report({
      code: `${format}/features`,
      severity: 'information',
      message: `${sum(unread)} values of features were left out: ${counted(unread)}.`,
    });
  }
  const sentences = spansOf(structures, isSentence);
  const tokens = spansOf(structures, isToken);
  const metadata = metadataOf(structures);
  const document: AnnotatedDocument = {
    id,
    text,
    annotations,
    ...(sentences.length > 0 && { sentences }),
    ...(tokens.length > 0 && { tokens }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
  return { document, sofa, problems, read };
}

/** Types that describe the document rather than something in it. */
function isOther(type: string): boolean {
  return /^uima\.(?:tcas\.DocumentAnnotation$|cas\.)|^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.metadata\./.test(
    type,
  );
}

/** What the file calls the document, and its language. */
function metadataOf(structures: readonly Structure[]): Metadata {
  const found: Record<string, string> = {};
  for (const { type, features } of structures) {
    if (!isOther(type) && !/\.DocumentID$/.test(type)) continue;
    for (const name of ['documentId', 'documentID', 'documentTitle', 'language']) {
      const value = features.get(name);
      if (value !== undefined && value !== 'x-unspecified') found[name] ??= value;
    }
  }
  return found;
}

/** The places of the annotations of some types: ascending and disjoint. */
function spansOf(structures: readonly Structure[], isOf: (type: string) => boolean): Span[] {
  const spans = structures
    .flatMap(({ type, span }) => (span !== undefined && isOf(type) ? [span] : []))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return spans.filter((span) => {
    if (span.start < end || span.start === span.end) return false;
    end = span.end;
    return true;
  });
}

function sum(counts: ReadonlyMap<string, number>): number {
  return Array.from(counts.values()).reduce((total, count) => total + count, 0);
}

function counted(counts: ReadonlyMap<string, number>): string {
  return Array.from(counts, ([name, count]) => `${name} (${count})`)
    .sort()
    .join(', ');
}
