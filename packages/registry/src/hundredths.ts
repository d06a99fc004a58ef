/** Binary fractions fall short of what people wrote by far less than this. */
const SLACK = 1e-6;

/** A number of hundredths, rounded down: 66.666 is 6666. Rounding never lifts a value to a target that it misses. */
export function toHundredths(value: number): number {
  return Math.floor(value * 100 + SLACK);
}

/** A number from whole hundredths. */
export function fromHundredths(hundredths: number): number {
  return hundredths / 100;
}

/** A value with at most two decimals, rounded down. */
export function roundDown(value: number): number {
  return fromHundredths(toHundredths(value));
}

/** The average of values that have at most two decimals, rounded down to two; null of none. The order of the values does not matter. */
export function averageOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + Math.round(value * 100), 0);
  return fromHundredths(Math.floor(sum / values.length));
}

/**
 * Shares of 100 in proportion to `weights`, in whole hundredths that sum to exactly 10000: what rounding down leaves goes to those that lost
 * most by it, the first of equals first. All 0 when the weights are.
 */
export function shareOut(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight * 10_000) / total);
  const shares = exact.map(Math.floor);
  const left = 10_000 - shares.reduce((sum, share) => sum + share, 0);
  const byLoss = exact
    .map((share, index) => ({ index, loss: share - Math.floor(share) }))
    .sort((a, b) => b.loss - a.loss || a.index - b.index);
  for (const { index } of byLoss.slice(0, left)) shares[index] = (shares[index] as number) + 1;
  return shares;
}
