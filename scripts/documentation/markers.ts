/** Replaces what stands between two comments in a Markdown file. */

/**
 * Puts each content between its markers, `<!-- NAME: … -->` and `<!-- /NAME -->`, both alone on their lines. The
 * comment may say more after the colon.
 *
 * @param file the file's name for errors.
 * @throws Error naming the marker that the text does not have, or has twice.
 */
export function replaceBetweenMarkers(
  text: string,
  contents: ReadonlyMap<string, string>,
  file: string,
): string {
  let replaced = text;
  for (const [name, content] of contents) {
    const block = new RegExp(`(^<!-- ${name}: [^\\n]*-->\\n)(.*?)(^<!-- /${name} -->$)`, 'gms');
    const found = replaced.match(block)?.length ?? 0;
    if (found !== 1) {
      throw new Error(
        `${file}: expected one <!-- ${name}: … --> with a <!-- /${name} --> after it, each on a line of its own; found ${found}`,
      );
    }
    replaced = replaced.replace(block, (_, before: string, __, after: string) => before + content + after);
  }
  return replaced;
}
