import { canonicalJson, sha256, type JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planImport, type ImportPlan } from "./import-plan.ts";
import type { OlderRecord } from "./older-line.ts";
import { parseRun } from "./parse-run.ts";
import { serializeRun } from "./run-file.ts";
import type { Run } from "./run.ts";

const FIRST = "2024-05-01T10:00:00Z";
const LATER = "2024-06-01T10:00:00Z";

function changeOf(sha: string, at: string, module: string, value: JsonValue = 1): OlderRecord {
  const change = { field: "/x", new: value, extractor: "x", confidence: "high" as const };
  return { kind: "change", sha, at, module, change };
}

function operationOf(sha: string, at: string, operation: string, ...modules: string[]): OlderRecord {
  return { kind: "operation", sha, at, operation, modules };
}

/** The runs that a plan makes, as the ledger would hold them. */
function writtenBy({ imports }: ImportPlan): Run[] {
  return imports.map(({ source, imported }) => {
    const header = { op: "import", at: "2026-11-21T09:00:00Z", actor: "", reason: null, parents: [], source };
    const { bytes, fileName } = serializeRun({ header, entries: [], imported });
    return parseRun(bytes, fileName);
  });
}

const summary = ({ imports }: ImportPlan) =>
  imports.map(({ source, imported }) => [
    source.sha,
    source.at,
    source.operation,
    imported.map(({ module, changes }) => `${module}:${changes.length}`).join(),
  ]);

describe("planImport", () => {
  it("makes one run of an operation with all that was told about it, oldest first", () => {
    const records = [
      changeOf("b", LATER, "orders"),
      changeOf("a", FIRST, "orders", 2),
      changeOf("a", FIRST, "billing"),
      changeOf("a", FIRST, "billing", 3),
      operationOf("a", FIRST, "enrich", "billing", "users"),
    ];
    expect(summary(planImport(records, []))).toEqual([
      ["a", FIRST, "enrich", "billing:2,orders:1,users:0"],
      ["b", LATER, null, "orders:1"],
    ]);
  });

  it("keeps what one operation did at two times apart, but knows its name", () => {
    const records = [operationOf("a", LATER, "enrich", "billing"), changeOf("a", FIRST, "billing")];
    expect(summary(planImport(records, []))).toEqual([
      ["a", FIRST, "enrich", "billing:1"],
      ["a", LATER, "enrich", "billing:0"],
    ]);
  });

  it("keeps two operations of one name and time apart", () => {
    const records = [operationOf("a", FIRST, "enrich", "m"), operationOf("a", FIRST, "fix", "m")];
    expect(summary(planImport(records, [])).map(([, , operation]) => operation)).toEqual(["enrich", "fix"]);
  });

  it("takes nothing twice, not even from one file", () => {
    const records = [changeOf("a", FIRST, "m"), changeOf("a", FIRST, "m"), operationOf("a", FIRST, "fix", "m")];
    const plan = planImport(records, []);
    expect(plan.isNew).toEqual([true, false, true]);
    expect(planImport(records, writtenBy(plan))).toEqual({ imports: [], isNew: [false, false, false] });
  });

  it("takes what is new of a file that has grown", () => {
    const records = [changeOf("a", FIRST, "m"), operationOf("a", FIRST, "fix", "m")];
    const runs = writtenBy(planImport(records, []));
    const grown = [...records, changeOf("a", FIRST, "m", 2), operationOf("a", FIRST, "fix", "m", "n")];
    expect(summary(planImport(grown, runs))).toEqual([["a", FIRST, "fix", "m:1,n:0"]]);
  });

  it("knows the ledger's own runs", () => {
    const header = { op: "enrich", at: LATER, actor: "", reason: null, parents: [] };
    const { bytes, fileName } = serializeRun({ header, entries: [] });
    const records = [changeOf(sha256(bytes), LATER, "m"), operationOf(sha256(bytes), LATER, "enrich", "m")];
    expect(planImport(records, [parseRun(bytes, fileName)]).isNew).toEqual([false, false]);
    expect(planImport(records, []).isNew).toEqual([true, true]);
  });

  it("takes everything in once, whatever is imported in whatever parts", () => {
    const word = fc.constantFrom("a", "b");
    const at = fc.constantFrom(FIRST, LATER);
    const record = fc.oneof(
      fc.tuple(word, at, word, fc.nat(2)).map(([sha, time, module, value]) => changeOf(sha, time, module, value)),
      fc.tuple(word, at, word, word).map(([sha, time, operation, module]) => operationOf(sha, time, operation, module)),
    );
    const parts = fc.array(fc.array(record, { maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, (imports) => {
        const runs: Run[] = [];
        for (const records of imports) runs.push(...writtenBy(planImport(records, runs)));
        expect(planImport(imports.flat(), runs).imports).toEqual([]);
        expect(changesIn(runs)).toEqual(changesOf(imports.flat()));
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });
});

/** Each distinct change, once. */
function changesOf(records: readonly OlderRecord[]): string[] {
  const keys = records.flatMap((record) =>
    record.kind === "change" ? [canonicalJson([record.sha, record.at, record.module, record.change.new ?? null])] : [],
  );
  return [...new Set(keys)].sort();
}

function changesIn(runs: readonly Run[]): string[] {
  return runs
    .flatMap(({ header, imported = [] }) =>
      imported.flatMap(({ module, changes }) =>
        changes.map((change) =>
          canonicalJson([header.source?.sha ?? "", header.source?.at ?? "", module, change.new ?? null]),
        ),
      ),
    )
    .sort();
}

describe("the runs of an import", () => {
  it("stay as they are when they are read and written again", () => {
    const plan = planImport([changeOf("a", FIRST, "m", { b: 1, a: [null] })], []);
    const [run] = writtenBy(plan);
    expect(run?.imported).toEqual(plan.imports[0]?.imported);
  });
});
