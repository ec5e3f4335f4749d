/** Reading of the hand-written parts of the long record. Every function throws an Error naming the fault. */

/** Months since the year 0; `undefined` means open. Both ends included. */
export interface Months {
  from: number | undefined;
  to: number | undefined;
}

/** An entry of the record. `date` is `YYYY-MM-DD`; its body is markup. */
export interface Entry {
  date: string;
  title: string;
  author: string;
  body: string;
}

/** A hand-written contact to be dated by the composer within `months`. */
export interface Contact extends Omit<Entry, 'date'> {
  months: Months;
}

export interface Alternative {
  months: Months;
  markup: string;
}

export interface Medicine {
  months: Months;
  name: string;
  dose: string;
  /** Markup; `+m` in it names the medicine. */
  indications: string[];
}

export interface ReviewSources {
  templates: Map<string, Omit<Entry, 'date'>>;
  pools: Map<string, Alternative[]>;
  medicines: Medicine[];
}

/** The month of a date that begins with `YYYY-MM`. */
export function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** Whether a month lies in the range. */
export function includes({ from, to }: Months, month: number): boolean {
  return (from === undefined || month >= from) && (to === undefined || month <= to);
}

/** Sections `=== date | title | author` with their bodies. */
export function readLetters(source: string): Entry[] {
  return sections(source).map(({ fields: [date = '', title = '', author = ''], body }) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`letters.markup: "${date}" is not a date.`);
    return { date, title, author, body };
  });
}

/** Sections `=== from..to | title | author` with their bodies. */
export function readContacts(source: string): Contact[] {
  return sections(source).map(({ fields: [range = '', title = '', author = ''], body }) => ({
    months: readMonths(range),
    title,
    author,
    body,
  }));
}

/** Sections `template | name | title | author`, `pool | name` and `medicines`. */
export function readReviews(source: string): ReviewSources {
  const sources: ReviewSources = { templates: new Map(), pools: new Map(), medicines: [] };
  for (const { fields, body } of sections(source)) {
    const [kind, name = '', title = '', author = ''] = fields;
    if (kind === 'template') sources.templates.set(name, { title, author, body });
    else if (kind === 'pool') sources.pools.set(name, body.split('\n').map(readAlternative));
    else if (kind === 'medicines') sources.medicines = body.split('\n').map(readMedicine);
    else throw new Error(`reviews.markup: unknown section "${fields.join(' | ')}".`);
  }
  return sources;
}

function sections(source: string): { fields: string[]; body: string }[] {
  return source
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const lineEnd = section.indexOf('\n');
      const fields = section.slice(0, lineEnd).split(' | ');
      return { fields, body: section.slice(lineEnd + 1).trim() };
    });
}

function readMonths(range: string): Months {
  const [from = '', to = ''] = range.split('..');
  const month = (text: string): number | undefined => (text === '' ? undefined : monthOf(text));
  return { from: month(from), to: month(to) };
}

function readAlternative(line: string): Alternative {
  const dated = /^@([^|]*)\|(.*)$/.exec(line);
  if (dated === null) return { months: readMonths('..'), markup: line };
  return { months: readMonths(dated[1] ?? ''), markup: dated[2] ?? '' };
}

function readMedicine(line: string): Medicine {
  const [range = '', name = '', dose = '', indications = ''] = line.split(' | ');
  return { months: readMonths(range), name, dose, indications: indications.split(' ; ') };
}
