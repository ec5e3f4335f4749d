/**
 * Annotations of one text in several standoff files, as the BioNLP Shared Tasks have them: `.a1` holds the given
 * entities, `.a2` and `.rel` what refers to them, `.co` coreference.
 */
import type { Annotations } from '../annotation/document.ts';
import type { Problem } from '../annotation/problems.ts';
import { readLine } from '../formats/brat/lineGrammar.ts';
import { idOf, splitLines } from '../formats/brat/lines.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';
import { type FileProblem, standoffFileProblems } from './fileProblems.ts';
import { readText } from './textFiles.ts';

export interface AnnotationFile {
  readonly path: string;
  readonly standoff: StandoffFile;
}

/**
 * Reads the parts against the text and puts them together. References lead across the files. Of two annotations with
 * one id the first is read, and the second is a problem, as within one file. A file that cannot be read is returned as
 * the problem. Never rejects.
 */
export async function readParts(
  paths: readonly string[],
  text: string,
): Promise<
  | {
      readonly annotations: Annotations;
      readonly files: readonly AnnotationFile[];
      readonly problems: readonly FileProblem[];
    }
  | FileProblem
> {
  const contents: string[] = [];
  for (const path of paths) {
    const content = await readText(path);
    if (typeof content !== 'string') return content;
    contents.push(content);
  }
  const ids = contents.map((content) => splitLines(content).flatMap((line) => idOf(readLine(line)) ?? []));
  const files = contents.map((content, index): AnnotationFile => {
    const definedElsewhere = new Set(ids.filter((_, other) => other !== index).flat());
    return { path: paths[index] as string, standoff: parseStandoff(content, text, { definedElsewhere }) };
  });
  const problems = files.flatMap(({ path, standoff }, index) => {
    const clashing = clashes(standoff, new Set(ids.slice(0, index).flat()));
    return standoffFileProblems(path, { ...standoff, problems: [...standoff.problems, ...clashing] });
  });
  return { annotations: together(files), files, problems };
}

/** @param earlier the ids of the files before this one. */
function clashes({ lineById }: StandoffFile, earlier: ReadonlySet<string>): Problem[] {
  return Array.from(lineById)
    .filter(([id]) => earlier.has(id))
    .map(([id, { span: place }]) => ({
      code: 'brat/duplicate-id',
      severity: 'error',
      message: `${id} is the id of another annotation in a file beside this one; the line is not read. Give one of the two another id.`,
      place,
    }));
}

function together(files: readonly AnnotationFile[]): Annotations {
  const taken = new Set<string>();
  const parts = files.map(({ standoff: { annotations, lineById } }) => {
    const isNew = ({ id }: { readonly id: string }): boolean => !taken.has(id);
    const part: Annotations = {
      entities: annotations.entities.filter(isNew),
      relations: annotations.relations.filter(isNew),
      events: annotations.events.filter(isNew),
      attributes: annotations.attributes.filter(isNew),
      normalisations: annotations.normalisations.filter(isNew),
      notes: annotations.notes.filter(isNew),
      equivalences: annotations.equivalences,
    };
    for (const id of lineById.keys()) taken.add(id);
    return part;
  });
  return {
    entities: parts.flatMap(({ entities }) => entities),
    relations: parts.flatMap(({ relations }) => relations),
    events: parts.flatMap(({ events }) => events),
    attributes: parts.flatMap(({ attributes }) => attributes),
    normalisations: parts.flatMap(({ normalisations }) => normalisations),
    notes: parts.flatMap(({ notes }) => notes),
    equivalences: parts.flatMap(({ equivalences }) => equivalences),
  };
}
