/** The commands in a Markdown file's `console` blocks and what they print. */

const block = /^```console\n(.*?)^```$/gms;

/** The commands in order, without the `$ ` before them. */
export function commandsIn(markdown: string): string[] {
  return Array.from(markdown.matchAll(block), ([, content = '']) => commandsOf(content)).flat();
}

/**
 * The file with each command's output in place of what stood below it.
 *
 * @param outputs those of {@link commandsIn}, in the same order; empty, or ending in a line feed.
 */
export function writeOutputs(markdown: string, outputs: readonly string[]): string {
  let next = 0;
  return markdown.replace(block, (_, content: string) => {
    const lines = commandsOf(content).map((command) => {
      const output = outputs[next];
      next += 1;
      return `$ ${command}\n${output ?? ''}`;
    });
    return `\`\`\`console\n${lines.join('')}\`\`\``;
  });
}

function commandsOf(content: string): string[] {
  return content.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
}
