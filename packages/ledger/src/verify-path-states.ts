/**
 * For every path the entries that are nearest at one point of a history, as a tree of 32-way nodes over the paths' numbers. Nodes never change, so
 * that the states of all branches share what they have in common: a run costs as much as it writes, a merge as much as its sides differ.
 */
export interface PathStates<T> {
  /** True when entries that cannot be known come before or among those below. */
  readonly unknown: boolean;
  readonly slots: readonly (PathStates<T> | undefined)[];
  /** Only in a leaf. */
  readonly entries: readonly T[];
}

/** Nothing is known of any path. */
export const UNKNOWN_STATES: PathStates<never> = { unknown: true, slots: [], entries: [] };

const WIDTH_BITS = 5;
const WIDTH = 1 << WIDTH_BITS;

/** The `level` to start with for trees of this many paths. */
export function topLevel(paths: number): number {
  let level = 0;
  while (2 ** (level + WIDTH_BITS) < paths) level += WIDTH_BITS;
  return level;
}

/** What is nearest for one path. */
export function nearestFor<T>(
  states: PathStates<T> | undefined,
  path: number,
  level: number,
): Pick<PathStates<T>, "entries" | "unknown"> {
  let node = states;
  let unknown = false;
  for (let at = level; node !== undefined; at -= WIDTH_BITS) {
    unknown ||= node.unknown;
    if (at < 0) return { entries: node.entries, unknown };
    node = node.slots[slotOf(path, at)];
  }
  return { entries: [], unknown };
}

/** The states after these entries, which come in order of their paths' numbers, no path twice. */
export function withEntries<T>(
  states: PathStates<T> | undefined,
  entries: readonly (readonly [path: number, entry: T])[],
  level: number,
): PathStates<T> | undefined {
  if (entries.length === 0) return states;
  if (level < 0) return { unknown: false, slots: [], entries: entries.map(([, entry]) => entry) };
  const slots = slotsOf(states);
  for (let start = 0; start < entries.length;) {
    const slot = slotOf(entries[start]?.[0] ?? 0, level);
    let end = start + 1;
    while (end < entries.length && slotOf(entries[end]?.[0] ?? 0, level) === slot) end += 1;
    slots[slot] = withEntries(slots[slot], entries.slice(start, end), level - WIDTH_BITS);
    start = end;
  }
  return { unknown: false, slots, entries: [] };
}

/** The states where these histories meet: what is nearest in any of them. */
export function uniteStates<T>(
  histories: readonly (PathStates<T> | undefined)[],
  level: number,
): PathStates<T> | undefined {
  // By halves, so that many histories of one path are not copied once for each of them.
  if (histories.length > 2) {
    const half = histories.length >> 1;
    return unitePair(uniteStates(histories.slice(0, half), level), uniteStates(histories.slice(half), level), level);
  }
  return unitePair(histories[0], histories[1], level);
}

/** What was united before: a branch that is merged again and again meets mostly nodes that it met already. */
const unions = new WeakMap<PathStates<unknown>, WeakMap<PathStates<unknown>, PathStates<unknown>>>();

function unitePair<T>(
  a: PathStates<T> | undefined,
  b: PathStates<T> | undefined,
  level: number,
): PathStates<T> | undefined {
  if (a === b || b === undefined) return a;
  if (a === undefined) return b;
  const known = unions.get(a)?.get(b) ?? unions.get(b)?.get(a);
  if (known !== undefined) return known as PathStates<T>;
  const united: PathStates<T> = {
    unknown: a.unknown || b.unknown,
    slots: level < 0 ? [] : uniteSlots(a, b, level),
    entries: level < 0 ? [...new Set([...a.entries, ...b.entries])] : [],
  };
  const result = isSame(a, united) ? a : isSame(b, united) ? b : united;
  const partners = unions.get(a) ?? new WeakMap<PathStates<unknown>, PathStates<unknown>>();
  unions.set(a, partners.set(b, result));
  return result;
}

function uniteSlots<T>(a: PathStates<T>, b: PathStates<T>, level: number): (PathStates<T> | undefined)[] {
  const united: (PathStates<T> | undefined)[] = [];
  for (let slot = 0; slot < WIDTH; slot += 1) {
    united.push(unitePair(a.slots[slot], b.slots[slot], level - WIDTH_BITS));
  }
  return united;
}

/** A side that says all that the union says stands for it, so that later unions see at once that nothing differs. */
function isSame<T>(a: PathStates<T>, b: PathStates<T>): boolean {
  return (
    a.unknown === b.unknown &&
    a.entries.length === b.entries.length &&
    b.slots.every((slot, index) => slot === a.slots[index])
  );
}

/** A copy of a node's slots, which then say themselves what the node said of all of them. */
function slotsOf<T>(states: PathStates<T> | undefined): (PathStates<T> | undefined)[] {
  const slots: (PathStates<T> | undefined)[] = [];
  for (let slot = 0; slot < WIDTH; slot += 1) {
    const child = states?.slots[slot];
    if (states?.unknown !== true) slots.push(child);
    else slots.push(child === undefined ? UNKNOWN_STATES : { ...child, unknown: true });
  }
  return slots;
}

function slotOf(path: number, level: number): number {
  return (path >>> level) & (WIDTH - 1);
}
