const DAY = 86_400_000;

/** A way through times that do not go back: on how many days, how many they are, and the first of them. */
interface Way {
  days: number;
  length: number;
  first: number;
  time: number;
  /** Where the last of them stands, and the way to the one before it. */
  at: number;
  before: Way | undefined;
}

/**
 * When things happened that a ledger tells of in this order. The order is the truth, and each time, in milliseconds, is what the clock of some machine claimed. The times
 * of as many days are believed as can be true together, which means that none is before an earlier one: a clock that stands still is one witness, however often it is
 * asked. Of several choices it is the one with the most times, then the one over the shortest, then the one that believes the later ones. A time that is not believed
 * gives way as little as it must: it lies between those about it. What comes back never decreases, and is what was claimed where the clocks were right.
 */
export function settleTimes(claims: readonly number[]): number[] {
  const believed = new Set(pointsOf(bestWay(claims)));
  const latest: number[] = [];
  let next = Infinity;
  for (const [at, time] of [...claims.entries()].reverse()) {
    if (believed.has(at)) next = time;
    latest[at] = Math.min(time, next);
  }
  let before = -Infinity;
  return latest.map((time) => (before = Math.max(before, time)));
}

function pointsOf(way: Way | undefined): number[] {
  const points: number[] = [];
  for (let each = way; each !== undefined; each = each.before) points.push(each.at);
  return points;
}

/** The longest sequence that does not go back (Fredman, 1975), with the best way to each time in a tree of prefixes (Fenwick, 1994). */
function bestWay(claims: readonly number[]): Way | undefined {
  const times = [...new Set(claims)].sort((a, b) => a - b);
  const ranks = new Map(times.map((time, index) => [time, index + 1]));
  const ofEarlierDays = new Map(times.map((time, index) => [dayOf(time), index] as const).reverse());
  const tree: (Way | undefined)[] = [];
  const bestUpTo = (rank: number): Way | undefined => {
    let best: Way | undefined;
    for (let node = rank; node > 0; node -= node & -node) best = betterOf(best, tree[node]);
    return best;
  };
  let best: Way | undefined;
  for (const [at, time] of claims.entries()) {
    const rank = ranks.get(time) as number;
    const before = [bestUpTo(rank), bestUpTo(ofEarlierDays.get(dayOf(time)) ?? 0)];
    const way = before.map((each) => extend(each, time, at)).reduce((a, b) => betterOf(a, b) as Way);
    for (let node = rank; node <= times.length; node += node & -node) tree[node] = betterOf(tree[node], way);
    if (best === undefined || isBetterEnd(way, best)) best = way;
  }
  return best;
}

function extend(before: Way | undefined, time: number, at: number): Way {
  if (before === undefined) return { days: 1, length: 1, first: time, time, at, before };
  const days = before.days + Number(dayOf(time) > dayOf(before.time));
  return { days, length: before.length + 1, first: before.first, time, at, before };
}

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

/** The one of more days, then the longer one, then the one that starts later in time, then the one that ends later in the ledger. */
function betterOf(a: Way | undefined, b: Way | undefined): Way | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (b.days - a.days || b.length - a.length || b.first - a.first || b.at - a.at) > 0 ? b : a;
}

/** Whether a way through the whole ledger is better than the best that ends before it. */
function isBetterEnd(way: Way, best: Way): boolean {
  const shorter = best.time - best.first - (way.time - way.first);
  return (way.days - best.days || way.length - best.length || shorter) >= 0;
}
