/** The words of a name in one orthography, so that names that are written in different ways compare equal. */

/** Greek letters by their names, which is how most terminologies spell them. */
const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ϵ: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ϑ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  ς: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  ϕ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
};

/** Letters that Unicode does not take apart into a letter and a mark. */
const latin: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };

/**
 * A category in round or square brackets at the end of a name: SNOMED CT's `(disorder)`, DOID's `[EXACT]` and the
 * like.
 */
const category =
  /[([](?:disorder|disease|finding|procedure|substance|product|medicinal product|body structure|morphologic abnormality|organism|observable entity|qualifier value|situation|event|physical object|cell|cell structure|clinical drug|context-dependent category|diagnosis|symptom|chemical)[)\]]$/i;

/**
 * Runs of letters and runs of digits in lower case, without accents: Greek letters by their names, British spellings as
 * American ones, without the possessive `'s`, without a category in brackets at the end. `IL-2`, `IL2` and `il 2`
 * give the same words. Empty where the name has neither letter nor digit. Takes time linear in the name.
 */
export function wordsOf(name: string): string[] {
  const words = runs(plain(name.trim().replace(category, '')));
  return words.length > 0 ? words : runs(plain(name));
}

function runs(text: string): string[] {
  return (text.match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []).map(americanSpelling);
}

function plain(name: string): string {
  let text = name.toLowerCase();
  if (/[^\0-\x7f]/.test(text)) {
    text = text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}+/gu, '')
      .normalize('NFKC')
      .replaceAll(/[α-ωϵϑϕ]/g, (letter) => ` ${greek[letter] ?? letter} `)
      .replaceAll(/[øđłßæœı]/g, (letter) => latin[letter] ?? letter)
      .replaceAll(/[’‘ʼ′`]/g, "'");
  }
  return text.includes("'") ? text.replaceAll(/(?<=\p{L})'s(?![\p{L}\p{N}])/gu, '') : text;
}

const known = new Map<string, string>();
const mostKnown = 200_000;

/**
 * One word in lower case, spelled the American way where British and American spelling differ. The rules also change
 * words that they are not meant for (`aerobic` becomes `erobic`): the result is for comparison, where only equality
 * counts.
 */
export function americanSpelling(word: string): string {
  if (word.length < 4) return word;
  let spelled = known.get(word);
  if (spelled === undefined) {
    spelled = respelled(word);
    if (known.size >= mostKnown) known.clear();
    known.set(word, spelled);
  }
  return spelled;
}

function respelled(word: string): string {
  return word
    .replace(/ae$/, 'a')
    .replaceAll(/oe|ae/g, 'e')
    .replaceAll('sulph', 'sulf')
    .replace(/(?<=[^f])our(?=s?$|ed$|ing$|al$|ally$|ite$|less$)/, 'or')
    .replace(/aluminium/, 'aluminum')
    .replace(/^(cent|fib|lit|met|goit|calib|tit|sep|lust|spect)re(?=s?$)/, '$1er')
    .replace(/(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er)$)/, 'iz')
    .replace(/(?<=[a-z]{2}l)ys(?=(?:e|ed|ing|er)$)/, 'yz')
    .replace(/(?<=[a-z]{2}[aeiou]l)l(?=(?:ed|ing|er)$)/, '')
    .replace(/logue(?=s?$)/, 'log')
    .replace(/^grey$/, 'gray');
}
