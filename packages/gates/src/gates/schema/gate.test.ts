import type { Finding } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { FileProblem } from "../../facts.ts";
import { judge } from "../../test-input.ts";
import { gate } from "./gate.ts";

function problem(kind: FileProblem["kind"], code: string, more: Partial<Finding> = {}): FileProblem {
  const place = { file: "a.json", line: 3, column: 5, pointer: "/x" };
  return { kind, finding: { code, severity: "error", ...place, message: "x is wrong", fix: "Edit /x.", ...more } };
}

function codesOf(...problems: FileProblem[]): string[] {
  return judge(gate, { validity: { checked: 1, problems, unmeasured: [] } }).findings.map(({ code }) => code);
}

function subjects(...problems: FileProblem[]): Set<string> {
  const { findings } = judge(gate, { validity: { checked: 1, problems, unmeasured: [] } });
  return new Set(findings.map(({ subject }) => subject));
}

describe("schema", () => {
  it("says what kind of file each problem is in", () => {
    const kinds = ["config", "flags", "schema", "vocabulary", "queue"] as const;
    expect(codesOf(...kinds.map((kind) => problem(kind, "E_JSON")))).toEqual([
      "config-invalid",
      "flags-invalid",
      "schema-unusable",
      "vocabulary-invalid",
      "queue-invalid",
    ]);
  });

  it("tells manifests that cannot be used from those that are against the schema", () => {
    const codes = ["E_JSON", "E_ENCODING", "E_OUTSIDE", "E_MANIFEST", "E_DUPLICATE_MODULE", "E_LANES"];
    expect(codesOf(...codes.map((code) => problem("manifest", code)))).toEqual([
      "manifest-unreadable",
      "manifest-unreadable",
      "manifest-unreadable",
      "manifest-invalid",
      "name-taken",
      "lanes-disagree",
    ]);
  });

  it("has a text for every code that it gives", () => {
    const all = codesOf(
      ...(["config", "flags", "schema", "vocabulary", "queue", "manifest"] as const).map((kind) =>
        problem(kind, "E_X"),
      ),
      ...["E_MANIFEST", "E_DUPLICATE_MODULE", "E_LANES"].map((code) => problem("manifest", code)),
    );
    expect([...new Set(all)].sort()).toEqual(Object.keys(gate.codes).sort());
  });

  it("prints the repair as a command that a shell takes as it stands", () => {
    const mechanical = problem("manifest", "E_MANIFEST", { module: "a b", fix: "t4 fix" });
    const { findings } = judge(gate, { validity: { checked: 1, problems: [mechanical], unmeasured: [] } });
    expect(findings[0]?.fix).toBe("Run `t4 fix 'a b'`.");
  });

  it("knows an unreadable manifest again when its parser stumbles elsewhere, and two faults of one file apart", () => {
    const torn = ["conflict in lines 3 to 9", "conflict in lines 4 to 8"];
    expect(subjects(...torn.map((message) => problem("manifest", "E_JSON", { message }))).size).toBe(1);
    const faults = ["lacks a", "lacks b"].map((message) => problem("manifest", "E_MANIFEST", { message }));
    expect(subjects(...faults).size).toBe(2);
  });

  it("cannot pass over what could not be looked at", () => {
    const validity = { checked: 3, problems: [], unmeasured: ["a.json cannot be read"] };
    expect(judge(gate, { validity })).toMatchObject({ findings: [], unmeasured: ["a.json cannot be read"] });
  });
});
