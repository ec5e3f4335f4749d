import { SeededRandom } from './random.ts';
import type { Alternative, Entry } from './record-sources.ts';
import { includes, monthOf, readContacts, readLetters, readReviews } from './record-sources.ts';
import { measurements } from './record-values.ts';

const seed = 19490421;

const cover = `FERNLEA SURGERY
Longitudinal record, printed on 1 October 2024

Patient: Mrs. Marguerite Haldane     Date of birth: 21/04/1949     Sex: F
Registered: 8 February 2011
Next of kin: Ewan Haldane (son)
`;

/**
 * The markup of the long record: a cover, then every letter, contact and yearly review in the order of time.
 * Letters stand on their own dates. Contacts are dated at random within their months, reviews are put together from
 * pools of sentences, and the measurements follow the course of the illness with some scatter: all from one fixed
 * seed, so that the same sources always give the same text.
 */
export function composeRecord(sources: { letters: string; contacts: string; reviews: string }): string {
  const random = new SeededRandom(seed);
  const entries: Entry[] = readLetters(sources.letters);

  for (const contact of readContacts(sources.contacts)) {
    const { from, to } = contact.months;
    if (from === undefined || to === undefined)
      throw new Error(`contacts.markup: "${contact.title}" has no months.`);
    entries.push({ ...contact, date: dateIn(random, random.integer(from, to)) });
  }

  const reviews = readReviews(sources.reviews);
  const drawn = new Map<string, Alternative[]>();
  let scope = 0;

  const draw = (pool: string, month: number): string => {
    const all = reviews.pools.get(pool);
    if (all === undefined) throw new Error(`reviews.markup: there is no pool "${pool}".`);
    const fits = ({ months }: Alternative): boolean => includes(months, month);
    let queue = drawn.get(pool) ?? [];
    // Every sentence is used once before any comes back, as far as its months allow.
    if (!queue.some(fits)) queue = [...queue, ...random.shuffled(all)];
    const index = queue.findIndex(fits);
    const [chosen] = queue.splice(index, index < 0 ? 0 : 1);
    drawn.set(pool, queue);
    if (chosen === undefined)
      throw new Error(`reviews.markup: the pool "${pool}" has nothing for month ${month}.`);
    scope += 1;
    return scopeKeys(chosen.markup, `s${scope}`);
  };

  const medicinesAt = (month: number): string =>
    reviews.medicines
      .filter(({ months }) => includes(months, month))
      .map(({ name, dose, indications }) => {
        const indication = random.shuffled(indications)[0] ?? '';
        scope += 1;
        const medicine = indication.includes('+m') ? `{C #m|${name}}` : `{C|${name}}`;
        return scopeKeys(`- ${medicine} ${dose} (${indication})`, `s${scope}`);
      })
      .join('\n');

  const review = (name: string, date: string): Entry => {
    const template = reviews.templates.get(name);
    if (template === undefined) throw new Error(`reviews.markup: there is no template "${name}".`);
    const month = monthOf(date);
    const values = measurements(random, date);
    const body = template.body.replace(/<<([a-z0-9-]+)>>/g, (_, slot: string) => {
      if (slot === 'medicines') return medicinesAt(month);
      return values.get(slot) ?? draw(slot, month);
    });
    return { ...template, date, body };
  };

  for (let year = 2012; year <= 2023; year += 1) {
    const even = year % 2 === 0;
    entries.push(
      review(even ? 'diabetes-sections' : 'diabetes-prose', dateIn(random, year * 12 + 9 + (year % 3))),
    );
    if (year > 2012) {
      entries.push(
        review(even ? 'lungs-sections' : 'lungs-prose', dateIn(random, year * 12 + 5 + (year % 3))),
      );
    }
  }

  entries.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
  const sections = entries.map(({ date, title, author, body }, index) => {
    return `${date}  ${title.toUpperCase()}  (${author})\n${scopeKeys(body, `e${index + 1}`)}\n`;
  });
  return [cover, ...sections].join('\n');
}

/** Makes the keys of a piece of markup its own, so that pieces written apart can stand in one document. */
function scopeKeys(markup: string, scope: string): string {
  return markup.replace(/\{[^|{}]*\|/g, (header) =>
    header.replace(/([#+!&])([a-z0-9]+)/g, (_, sign: string, key: string) => `${sign}${key}${scope}`),
  );
}

/** A working day of a month. */
function dateIn(random: SeededRandom, month: number): string {
  const year = Math.floor(month / 12);
  let day = random.integer(2, 26);
  const weekday = new Date(Date.UTC(year, month % 12, day)).getUTCDay();
  if (weekday === 0) day += 1;
  if (weekday === 6) day += 2;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two((month % 12) + 1)}-${two(day)}`;
}
