import type { HistoryItem } from "./history.ts";
import type { Run } from "./run.ts";

/** Which runs came before which. */
export class Ancestry {
  readonly #byId: ReadonlyMap<string, Run>;
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(runs: readonly Run[]) {
    this.#byId = new Map(runs.map((run) => [run.id, run]));
  }

  /** The ids of all runs before this one. */
  of(run: Run): ReadonlySet<string> {
    let known = this.#known.get(run.id);
    if (known === undefined) {
      known = this.#walk(run);
      this.#known.set(run.id, known);
    }
    return known;
  }

  /** Those of a file's items, newest first, that no later one of them builds on. */
  headsOf(items: readonly HistoryItem[]): HistoryItem[] {
    const heads: HistoryItem[] = [];
    for (const item of items) if (!heads.some((head) => this.of(head.run).has(item.run.id))) heads.push(item);
    return heads;
  }

  #walk(run: Run): Set<string> {
    const found = new Set<string>();
    const open = [...run.header.parents];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(...(this.#byId.get(id)?.header.parents ?? []));
    }
    return found;
  }
}
