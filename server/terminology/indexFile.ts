/** Merged concepts as an index. */
import type { Build } from './building.ts';
import { writeAbout } from './dictionaryFile.ts';
import { type BuildOptions, buildIndex } from './index/builder.ts';

/**
 * Writes the concepts of a build as an index, and `FILE.about.json` beside it. The index appears when it is complete; a build
 * that fails leaves what was there, and goes on when it is called again where the options give it a purpose.
 * @throws as {@link buildIndex}.
 */
export async function writeIndex(file: string, build: Build, options: BuildOptions = {}): Promise<void> {
  const contents = {
    concepts: build.concepts,
    // Both are known when all concepts have been taken.
    get retired() {
      return build.retired();
    },
    get sources() {
      return build.statements();
    },
  };
  await buildIndex(file, contents, options);
  await writeAbout(file, build);
}
