import { canonicalJson, compareCodeUnits, type JsonValue } from "@t4/core";
import type { OlderChange, OlderOperation, OlderRecord } from "./older-line.ts";
import type { Change, ImportedEntry, ImportSource, Run } from "./run.ts";

/** A run to write for one operation of an older ledger. */
export interface PlannedImport {
  source: ImportSource;
  imported: ImportedEntry[];
}

export interface ImportPlan {
  /** In order of their older times; those of one time as they were given. */
  imports: PlannedImport[];
  /** For each record given, whether the ledger did not hold it already and no record before it said the same. */
  isNew: boolean[];
}

/**
 * The runs that take records of an older ledger into a ledger: one for each operation and time. What the ledger holds already is left out: what an
 * import brought before, and what is told about one of its own runs.
 */
export function planImport(records: readonly OlderRecord[], runs: readonly Run[]): ImportPlan {
  const known = new Known(runs);
  const isNew = records.map((record) => known.add(record));
  const fresh = records.filter((_, index) => isNew[index]);
  const operations = operationNames(records, runs);
  const groups = new Map<string, Group>();
  for (const record of fresh) groupOf(groups, record, operations).add(record);
  const imports = [...groups.values()].map((group) => group.toImport());
  return { imports: imports.sort((a, b) => compareCodeUnits(a.source.at, b.source.at)), isNew };
}

/** What is in the ledger, or was given before. */
class Known {
  readonly #ids: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(runs: readonly Run[]) {
    this.#ids = new Set(runs.map(({ id }) => id));
    for (const { header, imported = [] } of runs) {
      const { source } = header;
      if (source === undefined) continue;
      for (const { module, changes } of imported) {
        for (const change of changes) this.#seen.add(changeKey({ ...source, module, change }));
      }
      if (source.operation === null) continue;
      const operation = { ...source, operation: source.operation };
      for (const module of [null, ...imported.map((entry) => entry.module)])
        this.#seen.add(touchKey(operation, module));
    }
  }

  /** False when the record says nothing new. */
  add(record: OlderRecord): boolean {
    if (this.#ids.has(record.sha)) return false;
    const keys =
      record.kind === "change"
        ? [changeKey(record)]
        : [null, ...record.modules].map((module) => touchKey(record, module));
    const fresh = keys.filter((key) => !this.#seen.has(key));
    for (const key of fresh) this.#seen.add(key);
    return fresh.length > 0;
  }
}

function changeKey({ sha, at, module, change }: Omit<OlderChange, "kind">): string {
  return canonicalJson([sha, at, module, change as unknown as JsonValue]);
}

function touchKey(
  { sha, at, operation }: Pick<OlderOperation, "sha" | "at" | "operation">,
  module: string | null,
): string {
  return canonicalJson([sha, at, operation, module]);
}

/** What each operation did, where any line or run says so. */
function operationNames(records: readonly OlderRecord[], runs: readonly Run[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { header } of runs) {
    if (header.source?.operation != null) names.set(header.source.sha, header.source.operation);
  }
  for (const record of records) if (record.kind === "operation") names.set(record.sha, record.operation);
  return names;
}

class Group {
  readonly #source: ImportSource;
  readonly #changes = new Map<string, Change[]>();

  constructor(source: ImportSource) {
    this.#source = source;
  }

  add(record: OlderRecord): void {
    for (const module of record.kind === "change" ? [record.module] : record.modules) {
      const changes = this.#changes.get(module) ?? [];
      if (record.kind === "change") changes.push(record.change);
      this.#changes.set(module, changes);
    }
  }

  toImport(): PlannedImport {
    const imported = [...this.#changes].map(([module, changes]) => ({ module, changes }));
    return { source: this.#source, imported: imported.sort((a, b) => compareCodeUnits(a.module, b.module)) };
  }
}

function groupOf(groups: Map<string, Group>, record: OlderRecord, operations: ReadonlyMap<string, string>): Group {
  const { sha, at } = record;
  const operation = record.kind === "operation" ? record.operation : (operations.get(sha) ?? null);
  const key = canonicalJson([sha, at, operation]);
  const group = groups.get(key) ?? new Group({ sha, at, operation });
  groups.set(key, group);
  return group;
}
