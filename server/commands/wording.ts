/** Small pieces of the sentences that commands print. */

/** A number with its noun: `1 document`, `2 documents`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first few entries of a list, and how many more there are. */
export function firstOf(entries: readonly string[], shown = 5): string {
  const rest = entries.length - shown;
  return rest <= 0 ? entries.join(', ') : `${entries.slice(0, shown).join(', ')} and ${rest} more`;
}
