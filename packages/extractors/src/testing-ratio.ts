/**
 * `part` of `whole` in percent, to two decimals. Only all of it is 100 and only none of it is 0, however close the rest comes, as
 * coverage.py has it.
 */
export function percentOf(part: number, whole: number): number {
  const rounded = Math.round((part / whole) * 10_000) / 100;
  if (part < whole && rounded >= 100) return 99.99;
  return part > 0 && rounded <= 0 ? 0.01 : rounded;
}
