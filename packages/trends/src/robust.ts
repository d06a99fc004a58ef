/** The middle of some values; of an even number of them the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Makes the median absolute deviation of normal noise its standard deviation (Rousseeuw and Croux, 1993). */
const TO_SIGMA = 1.4826;

/** How far values spread about their median, as a standard deviation that outliers do not move. */
export function robustSpread(values: readonly number[]): number {
  const centre = median(values);
  return TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}

/** By how much `later` lies above `earlier`: the median of all differences between the two (Hodges and Lehmann, 1963). */
export function shiftBetween(earlier: readonly number[], later: readonly number[]): number {
  return median(later.flatMap((b) => earlier.map((a) => b - a)));
}

/**
 * How likely `later` would rank at least this high among all values if both came from the same source: the exact one-sided p of the rank-sum test (Mann and
 * Whitney, 1947), with mean ranks for ties.
 */
export function rankSumP(earlier: readonly number[], later: readonly number[]): number {
  const pooled = [...earlier, ...later].toSorted((a, b) => a - b);
  const rankOf = (value: number) => pooled.indexOf(value) + pooled.lastIndexOf(value);
  const observed = later.reduce((sum, value) => sum + rankOf(value), 0);
  const sums = countSums(pooled.map(rankOf), later.length);
  const [all, extreme] = [sums, sums.filter(([sum]) => sum >= observed)].map((some) =>
    some.reduce((total, [, count]) => total + count, 0),
  ) as [number, number];
  return extreme / all;
}

/** For each sum that `size` of the ranks can have, how many choices have it. */
function countSums(ranks: readonly number[], size: number): [sum: number, count: number][] {
  const bySize = Array.from({ length: size + 1 }, () => new Map<number, number>());
  bySize[0]?.set(0, 1);
  for (const rank of ranks) {
    for (let chosen = size; chosen > 0; chosen -= 1) {
      const [fewer, more] = [bySize[chosen - 1], bySize[chosen]];
      for (const [sum, count] of fewer ?? []) more?.set(sum + rank, (more.get(sum + rank) ?? 0) + count);
    }
  }
  return [...(bySize[size] ?? [])];
}
