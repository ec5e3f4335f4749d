/**
 * Annotations of one text in several standoff files, as the BioNLP Shared Tasks have them: `.a1` holds the given
 * entities, `.a2` and `.rel` what refers to them, `.co` coreference.
 */
import { type Annotations, noAnnotations } from '../annotation/document.ts';
import type { Problem } from '../annotation/problems.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';
import { type FileProblem, standoffFileProblems } from './fileProblems.ts';
import { readText } from './textFiles.ts';

export interface AnnotationFile {
  readonly path: string;
  readonly standoff: StandoffFile;
}

/**
 * Reads the parts against the text and puts them together. References lead across the files. An id that an earlier
 * file has is a problem, as nobody can know which of the two is meant. A file that cannot be read is returned as the
 * problem. Never rejects.
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
  const ids = contents.map((content) => [...parseStandoff(content, text).lineById.keys()]);
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

function clashes({ lineById }: StandoffFile, earlier: ReadonlySet<string>): Problem[] {
  return Array.from(lineById)
    .filter(([id]) => earlier.has(id))
    .map(([id, { span: place }]) => ({
      code: 'brat/duplicate-id',
      severity: 'error',
      message: `${id} is the id of another annotation in a file beside this one. Give one of the two another id.`,
      place,
    }));
}

function together(files: readonly AnnotationFile[]): Annotations {
  const kinds = Object.keys(noAnnotations) as (keyof Annotations)[];
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      files.flatMap(({ standoff }): readonly unknown[] => standoff.annotations[kind]),
    ]),
  ) as unknown as Annotations;
}
