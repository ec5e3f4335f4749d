/** How the numbers of two names differ: what the second has more, less, or others. */
export type NumberDifference = 'none' | 'more' | 'less' | 'other';

/**
 * Compares numbers and single letters, which tell apart what shares all other words (`type 1`, `type 2`; `hepatitis B`, `hepatitis
 * C`).
 * @param stems of a mention. @param others of a name.
 */
export function numberDifference(stems: readonly string[], others: readonly string[]): NumberDifference {
  const isNumber = (stem: string): boolean => /^(?:\p{N}+|\p{L})$/u.test(stem);
  const isLess = stems.some((stem) => isNumber(stem) && !others.includes(stem));
  const isMore = others.some((stem) => isNumber(stem) && !stems.includes(stem));
  if (isLess) return isMore ? 'other' : 'less';
  return isMore ? 'more' : 'none';
}
