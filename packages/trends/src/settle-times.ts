/** The best way to a claim through claims that do not go back: how many they are, and the first of them. */
interface Way {
  length: number;
  first: number;
  /** Where the claim stands, and the way to the one before it. */
  at: number;
  before: Way | undefined;
}

/** When something is claimed to have happened, in milliseconds; one that is not firm was perhaps earlier. */
export interface Claim {
  time: number;
  isFirm: boolean;
}

/**
 * When things happened that a ledger tells of in this order. The order is the truth, and each time is what the clock of some machine claimed. As many firm claims are
 * believed as can be true together, which means that none is before an earlier one; of several choices the one over the shortest time, then the one that believes the
 * later ones. A claim that is not believed gives way as little as it must: it lies between those about it. One that is not firm takes the time before it. What comes back,
 * in milliseconds, never decreases, and is what was claimed where the clocks were right.
 */
export function settleTimes(claims: readonly Claim[]): number[] {
  const believed = new Set(pointsOf(longestWay(claims)));
  const latest: number[] = [];
  let next = Infinity;
  for (const [at, { time }] of [...claims.entries()].reverse()) {
    if (believed.has(at)) next = time;
    latest[at] = Math.min(time, next);
  }
  let before = -Infinity;
  return claims.map(({ isFirm }, at) => {
    if (isFirm || before === -Infinity) before = Math.max(before, latest[at] as number);
    return before;
  });
}

function pointsOf(way: Way | undefined): number[] {
  const points: number[] = [];
  for (let each = way; each !== undefined; each = each.before) points.push(each.at);
  return points;
}

/** The longest sequence that does not go back (Fredman, 1975), with the best way to each time in a tree of prefixes (Fenwick, 1994). */
function longestWay(claims: readonly Claim[]): Way | undefined {
  const times = [...new Set(claims.map(({ time }) => time))].sort((a, b) => a - b);
  const ranks = new Map(times.map((time, index) => [time, index + 1]));
  const tree: (Way | undefined)[] = [];
  let best: { way: Way; span: number } | undefined;
  for (const [at, { time, isFirm }] of claims.entries()) {
    if (!isFirm) continue;
    const rank = ranks.get(time) as number;
    let before: Way | undefined;
    for (let node = rank; node > 0; node -= node & -node) before = betterOf(before, tree[node]);
    const way = { length: (before?.length ?? 0) + 1, first: before?.first ?? time, at, before };
    for (let node = rank; node <= times.length; node += node & -node) tree[node] = betterOf(tree[node], way);
    const span = time - way.first;
    if (best === undefined || way.length > best.way.length || (way.length === best.way.length && span <= best.span)) {
      best = { way, span };
    }
  }
  return best?.way;
}

/** The longer one, then the one that starts later in time, then the one that ends later in the ledger. */
function betterOf(a: Way | undefined, b: Way | undefined): Way | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (b.length - a.length || b.first - a.first || b.at - a.at) > 0 ? b : a;
}
