import type { SeededRandom } from './random.ts';

/** The course of a measurement: year and value at the turning points, straight lines between them. */
type Course = readonly (readonly [year: number, value: number])[];

const courses = {
  weight: [
    [2011, 81.2],
    [2014, 79.4],
    [2015.6, 74.1],
    [2018, 79.2],
    [2019.9, 84.6],
    [2020.2, 78.4],
    [2024.7, 73.6],
  ],
  hba1c: [
    [2011, 63],
    [2012, 52],
    [2014, 54],
    [2016, 58],
    [2018, 61],
    [2021.7, 66],
    [2022.3, 58],
    [2024.7, 56],
  ],
  filtration: [
    [2011, 67],
    [2014, 59],
    [2018, 52],
    [2020, 45],
    [2022.7, 38],
    [2024.7, 36],
  ],
  cholesterol: [
    [2011, 5.1],
    [2012, 4.4],
    [2017, 4.3],
    [2018, 3.7],
    [2024.7, 3.6],
  ],
  albumin: [
    [2011, 1.4],
    [2018, 2.6],
    [2020, 7.8],
    [2024.7, 11.5],
  ],
  systolic: [
    [2011, 144],
    [2013, 136],
    [2017.5, 142],
    [2018, 134],
    [2024.7, 130],
  ],
  diastolic: [
    [2011, 84],
    [2018, 78],
    [2024.7, 72],
  ],
  pulse: [
    [2011, 78],
    [2016.4, 80],
    [2016.7, 72],
    [2024.7, 70],
  ],
  blow: [
    [2012, 1.38],
    [2024.7, 1.09],
  ],
  saturation: [
    [2012, 95.5],
    [2024.7, 93],
  ],
  score: [
    [2012, 19],
    [2013.8, 13],
    [2024.7, 17],
  ],
} as const satisfies Record<string, Course>;

/**
 * Measurements of one visit by slot name, as they are written in the note. `date` is `YYYY-MM-DD`.
 * Creatinine follows filtration as 5000 / eGFR, which is close enough to CKD-EPI for this patient's age and sex.
 */
export function measurements(random: SeededRandom, date: string): Map<string, string> {
  const year = Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) - 1) / 12;
  const value = (course: Course, scatter: number): number =>
    at(course, year) + (random.next() * 2 - 1) * scatter;

  const filtration = Math.round(value(courses.filtration, 1.5));
  const rhythm = year > 2016.5 ? ' irregular' : ' regular';
  const pressure = [value(courses.systolic, 7), value(courses.diastolic, 5)].map(
    (part) => Math.round(part / 2) * 2,
  );
  return new Map([
    ['weight', value(courses.weight, 0.6).toFixed(1)],
    ['hba1c', value(courses.hba1c, 2).toFixed(0)],
    ['filtration', String(filtration)],
    ['creatinine', (5000 / filtration).toFixed(0)],
    ['cholesterol', value(courses.cholesterol, 0.2).toFixed(1)],
    ['albumin', value(courses.albumin, 0.6).toFixed(1)],
    ['pressure', pressure.join('/')],
    ['pulse', value(courses.pulse, 5).toFixed(0) + rhythm],
    ['blow', value(courses.blow, 0.04).toFixed(2)],
    ['saturation', value(courses.saturation, 0.6).toFixed(0)],
    ['score', value(courses.score, 1.2).toFixed(0)],
  ]);
}

function at(course: Course, year: number): number {
  let [beforeYear, before] = course[0] ?? [0, 0];
  for (const [nextYear, next] of course) {
    if (year <= nextYear) {
      if (nextYear === beforeYear) return next;
      return before + ((next - before) * (year - beforeYear)) / (nextYear - beforeYear);
    }
    [beforeYear, before] = [nextYear, next];
  }
  return before;
}
