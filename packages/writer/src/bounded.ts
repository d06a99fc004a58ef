/** How many files are in work at once: enough to hide the disk's latency, too few to run out of descriptors. */
const LIMIT = 16;

/**
 * Does `work` for every item, up to 16 at a time. When one fails no more are started; those in work are waited for, and
 * the first failure is thrown.
 */
export async function eachBounded<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  await mapBounded(items, work);
}

/** {@link eachBounded}, with the results in the order of the items. */
export async function mapBounded<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const all = [...items];
  const queue = all.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LIMIT, all.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
