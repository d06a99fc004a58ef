import { ERROR_CODES, type Finding } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { LedgerFacts } from "../../facts.ts";
import { judge } from "../../test-input.ts";
import { gate } from "./gate.ts";

const RUN = "manifests/.ledger/runs/20261119T090000Z-71015921.ndjson";

function finding(more: Partial<Finding> = {}): Finding {
  return {
    code: "E_LEDGER",
    severity: "error",
    file: RUN,
    line: 2,
    message: "m",
    fix: "Restore the file from git.",
    ...more,
  };
}

function judged(more: Partial<LedgerFacts>) {
  return judge(gate, { ledger: { findings: [], unmeasured: [], runs: 3, ...more } });
}

const fixOf = (more: Partial<Finding>) => judged({ findings: [finding(more)] }).findings[0]?.fix;

describe("ledger", () => {
  it("holds when nothing was found, and counts runs", () => {
    expect(judged({})).toMatchObject({ findings: [], measured: 3, unmeasured: [] });
    expect(judged({ runs: 0 })).toMatchObject({ measured: 0, inapplicable: "nothing is recorded yet" });
  });

  it("keeps each finding's place and module", () => {
    const { findings } = judged({ findings: [finding({ module: "billing" })] });
    expect(findings).toMatchObject([{ code: "malformed-run", file: RUN, line: 2, module: "billing" }]);
  });

  it("has a code of its own for each of the ledger's, and none for any other", () => {
    const codes = Object.keys(ERROR_CODES).filter((code) => /^E_(?:LEDGER|UNRECORDED)/.test(code));
    const given = codes.map((code) => judged({ findings: [finding({ code })] }).findings[0]?.code);
    expect(new Set(given).size).toBe(codes.length);
    expect(given.filter((code) => !Object.hasOwn(gate.codes, code ?? ""))).toEqual([]);
    expect(() => judged({ findings: [finding({ code: "E_JSON" })] })).toThrow("E_JSON");
  });

  it("restores the whole ledger, wherever it is", () => {
    expect(fixOf({})).toContain("`git checkout HEAD -- manifests/.ledger`");
    expect(fixOf({ file: "a b/objects/92/92e6" })).toContain("`git checkout HEAD -- 'a b'`");
    expect(fixOf({ fix: "Remove the copy." })).toBe("Remove the copy.");
  });

  it("prints commands that do as they are printed", () => {
    const unrecorded = { code: "E_UNRECORDED", module: "it's", file: "a b/module.manifest.json" };
    expect(fixOf({ ...unrecorded, fix: "Take it into the ledger: …" })).toBe(
      String.raw`Take it into the ledger: ` +
        "`t4 record 'a b' --reason \"…\"`" +
        "; or restore it (git checkout HEAD -- 'a b/module.manifest.json').",
    );
    const atRoot = { ...unrecorded, file: "module.manifest.json", fix: "Take it into the ledger: …" };
    expect(fixOf(atRoot)).toContain("`t4 record 'it'\\''s' ");
    expect(fixOf({ ...unrecorded, fix: "Put the line …" })).toBe("Put the line …");
    const rewritten = { code: "E_LEDGER_REWRITTEN", fix: `Restore it: git checkout 687f6cbd35f0 -- ${RUN}` };
    expect(fixOf(rewritten)).toBe(`Restore it: \`git checkout 687f6cbd35f0 -- ${RUN}\``);
  });

  it("tells two findings of one file apart", () => {
    const { findings } = judged({ findings: [finding(), finding({ message: "n" })] });
    expect(new Set(findings.map(({ subject }) => subject)).size).toBe(2);
  });

  it("cannot pass what could not be decided", () => {
    const unmeasured = [finding({ code: "E_GIT", message: "git cannot say", fix: "Fetch." })];
    expect(judged({ unmeasured })).toMatchObject({ findings: [], unmeasured: ["git cannot say. Fetch."] });
  });
});
