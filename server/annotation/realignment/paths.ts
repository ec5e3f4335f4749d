/**
 * The cheapest way through the places where spans may be, one span after the other. Costs are natural logarithms of
 * how unlikely something is: that the text was edited between two spans, that a span was deleted with its text.
 */

/** Where one span may be. Positions count in the unit of the stored offsets. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** Of this place in itself. */
  readonly cost: number;
}

/** A span as it is stored, and where it may be. */
export interface Stop {
  readonly start: number;
  readonly end: number;
  readonly places: readonly Place[];
  /** What it costs to give it none of the places. */
  readonly absence: number;
}

/** A span that is certain to be where it is stored. */
export interface Fixed {
  readonly start: number;
  /** Where it ends, or a longer one before it. */
  readonly reach: number;
}

export interface Decision {
  /** The index of the place; `undefined` for none. */
  readonly place: number | undefined;
  /** What the cheapest way costs on which the span has no place. Takes a while. */
  readonly absent: () => number;
  /** For each place, what the cheapest way through it costs; infinite where the order of the spans forbids it. */
  readonly totals: readonly number[];
}

/** How many shifts are followed at once. */
const width = 24;

/**
 * What it costs that the text between two spans was edited so that the second is shifted against the first. Few edits
 * explain many spans, so each is dear, and a short one is more likely than a long one.
 */
export function changeCost(shift: number): number {
  return shift === 0 ? 0 : 5 + Math.log(1 + Math.abs(shift));
}

/** What surrounds spans that are placed together. */
export interface Bounds {
  /** What stands before all of them; offsets are right there. Nothing at the start of a text. */
  readonly before?: Fixed;
  /** What stands behind all of them. */
  readonly after?: Fixed;
}

/** For each span the index of its place; `undefined` for none. */
export type Way = readonly (number | undefined)[];

/**
 * Decides the places of all spans together: the starts stay in the stored order, spans that were apart stay apart, and
 * spans with one start keep one. A way costs what its places cost, each change of the shift from one span to the next
 * that has a place, and the absence of the others. The same input gives the same result. Takes a constant number of
 * steps for each place: of the ways that lead to a span, only the cheapest for each of the best shifts are followed,
 * and the likely one.
 *
 * @param stops by start, then by end.
 */
export function cheapestWay(stops: readonly Stop[], bounds: Bounds, likely: Way = []): Way {
  return traced(stops, followed(stops, bounds, likely).at(-1)?.onwards, bounds);
}

/** The cheapest way, and for each span what the others cost; see {@link cheapestWay}. Takes twice as long. */
export function weighedWays(stops: readonly Stop[], bounds: Bounds, likely: Way = []): Decision[] {
  const end = bounds.after && unshifted(bounds.after.start, bounds.after.start);
  const ahead = followBackwards(stops, end, likely);
  const ways = followed(stops, bounds, likely);
  const chosen = traced(stops, ways.at(-1)?.onwards, bounds);
  return ways.map(({ frontier, values }, index) => {
    const rest = ahead[index] as Ahead;
    return {
      place: chosen[index],
      totals: values.map((value, which) => value + (rest.values[which] as number)),
      absent: () => leastBetween(frontier.steps, rest.frontier),
    };
  });
}

/** The ways up to a span and on from it. */
interface Followed {
  readonly frontier: Frontier;
  /** What the cheapest way up to each of its places costs, the place included. */
  readonly values: readonly number[];
  readonly onwards: Frontier;
}

function followed(stops: readonly Stop[], { before }: Bounds, likely: Way): Followed[] {
  let frontier = startingWith(before === undefined ? textStart : unshifted(before.start, before.reach));
  return stops.map((stop, index) => {
    const values: number[] = [];
    const reached: Step[] = [];
    for (const [which, place] of stop.places.entries()) {
      const { cost, step: from } = cheapestTo(frontier.steps, stop.start, place.start);
      const value = cost + place.cost - stop.absence;
      values.push(value);
      if (from !== undefined) reached.push(stepAt(stop, index, which, value, from));
    }
    const way = { frontier, values, onwards: advanced(frontier, reached, likely[index]) };
    frontier = way.onwards;
    return way;
  });
}

function traced(stops: readonly Stop[], last: Frontier | undefined, { after }: Bounds): Way {
  const way: (number | undefined)[] = stops.map(() => undefined);
  const { start } = after ?? textEnd;
  let { step } = cheapestTo(last?.steps ?? [], start, start);
  for (; step !== undefined; step = step.from) if (step.stop >= 0) way[step.stop] = step.which;
  return way;
}

/** A place on a way. */
interface Step {
  /** The index of the span and of its place; -1 where the way begins or ends. */
  readonly stop: number;
  readonly which: number;
  readonly start: number;
  readonly newStart: number;
  /** The furthest end of the spans up to here. */
  readonly reach: number;
  readonly newReach: number;
  /** What the way costs up to here, less the absence of each span that has a place on it. */
  readonly value: number;
  readonly from: Step | undefined;
}

const textStart: Step = unshifted(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
const textEnd: Step = unshifted(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);

function unshifted(start: number, reach: number): Step {
  return { stop: -1, which: -1, start, newStart: start, reach, newReach: reach, value: 0, from: undefined };
}

function stepAt({ start, end, places }: Stop, stop: number, which: number, value: number, from?: Step): Step {
  const place = places[which] as Place;
  const reach = from === undefined ? end : Math.max(from.reach, end);
  const newReach = from === undefined ? place.end : Math.max(from.newReach, place.end);
  return { stop, which, start, newStart: place.start, reach, newReach, value, from };
}

/** What it costs to go from a step to a span at a new start; infinite where the order of the two forbids it. */
function passage(from: Step, start: number, newStart: number): number {
  if (start === Number.POSITIVE_INFINITY) return 0;
  if (from.start === start) return from.newStart === newStart ? 0 : Number.POSITIVE_INFINITY;
  if (newStart <= from.newStart) return Number.POSITIVE_INFINITY;
  if (start >= from.reach && newStart < from.newReach) return Number.POSITIVE_INFINITY;
  return changeCost(newStart - start - shiftOf(from));
}

function shiftOf({ start, newStart }: Step): number {
  return start === newStart ? 0 : newStart - start;
}

/** The cheapest of the ways to some steps and on from there to a span at a new start. */
function cheapestTo(
  steps: readonly Step[],
  start: number,
  newStart: number,
): { readonly cost: number; readonly step: Step | undefined } {
  let cost = Number.POSITIVE_INFINITY;
  let found: Step | undefined;
  for (const step of steps) {
    // No passage is cheaper than none.
    if (step.value >= cost) continue;
    const whole = step.value + passage(step, start, newStart);
    if (whole < cost) {
      cost = whole;
      found = step;
    }
  }
  return { cost, step: found };
}

/** The cost of the cheapest of the ways from a step on to one of some others, which come from the other end. */
function cheapestFrom(step: Step, onwards: readonly Step[]): number {
  let cost = Number.POSITIVE_INFINITY;
  for (const { value, start, newStart } of onwards) {
    if (value < cost) cost = Math.min(cost, value + passage(step, start, newStart));
  }
  return cost;
}

/** The cheapest way that goes from one of the steps to one of others, which come from the other end. */
function leastBetween(steps: readonly Step[], onwards: readonly Step[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const step of steps) least = Math.min(least, step.value + cheapestFrom(step, onwards));
  return least;
}

/** The ways from the end of the spans back to one of them. */
interface Ahead {
  /** The steps behind the span. */
  readonly frontier: readonly Step[];
  /** For each of its places, what the cheapest way from there to the end costs. */
  readonly values: readonly number[];
}

function followBackwards(stops: readonly Stop[], end: Step | undefined, likely: Way): Ahead[] {
  const ahead: Ahead[] = [];
  let frontier = startingWith(end ?? textEnd);
  for (let index = stops.length - 1; index >= 0; index -= 1) {
    const stop = stops[index] as Stop;
    const values: number[] = [];
    const reached: Step[] = [];
    for (const [which, place] of stop.places.entries()) {
      const cost = cheapestFrom(stepAt(stop, index, which, 0), frontier.steps);
      values.push(cost);
      const value = cost + place.cost - stop.absence;
      if (cost < Number.POSITIVE_INFINITY) reached.push(stepAt(stop, index, which, value));
    }
    ahead[index] = { frontier: frontier.steps, values };
    frontier = advanced(frontier, reached, likely[index]);
  }
  return ahead;
}

/** The steps from which to go on. */
interface Frontier {
  readonly steps: readonly Step[];
  /** Where all of them began, which is always one of them: perhaps nothing that follows has a place. */
  readonly beginning: Step;
  /** The last one at a likely place. It stays one of them, however well unlikely ones do for a while. */
  readonly likely?: Step;
}

function startingWith(beginning: Step): Frontier {
  return { steps: [beginning], beginning };
}

/** The best step for each shift, and of these the best. */
function advanced(frontier: Frontier, reached: readonly Step[], likelyPlace: number | undefined): Frontier {
  if (reached.length === 0) return frontier;
  const { beginning } = frontier;
  const likely = reached.find(({ which }) => which === likelyPlace) ?? frontier.likely;
  const byShift = new Map<number, Step>();
  const add = (step: Step): void => {
    const shift = shiftOf(step);
    const other = byShift.get(shift);
    if (other === undefined || step.value < other.value) byShift.set(shift, step);
  };
  for (const step of reached) add(step);
  for (const step of frontier.steps) if (step !== beginning) add(step);
  const steps = [...byShift.values()].sort((a, b) => a.value - b.value);
  if (steps.length > width) steps.length = width;
  if (likely !== undefined && !steps.includes(likely)) steps.push(likely);
  return { steps: [beginning, ...steps], beginning, ...(likely && { likely }) };
}
