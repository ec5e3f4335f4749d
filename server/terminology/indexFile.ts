/** Merged concepts as an index. */
import type { Build } from './building.ts';
import { writeAbout } from './dictionaryFile.ts';
import { buildIndex } from './index/builder.ts';

/**
 * Writes the concepts of a build as an index, and `FILE.about.json` beside it. The index appears when it is complete; a build
 * that fails leaves what was there.
 */
export async function writeIndex(file: string, build: Build): Promise<void> {
  await buildIndex(file, {
    concepts: build.concepts,
    // Both are known when all concepts have been taken.
    get retired() {
      return build.retired();
    },
    get sources() {
      return build.statements();
    },
  });
  await writeAbout(file, build);
}
