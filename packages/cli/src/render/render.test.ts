import { T4Error } from "@t4/core";
import { describe, expect, it } from "vitest";
import { styleFor } from "../style.ts";
import { describeError, errorDocument } from "./error.ts";
import { renderEnrich } from "./enrich.ts";
import { renderFinding } from "./finding.ts";
import { describeEdits } from "./hook.ts";
import { renderLedgerLog } from "./ledger-log.ts";
import { renderQuality } from "./quality.ts";
import { renderQueue } from "./queue.ts";
import { renderRecord } from "./record.ts";
import { renderWhy } from "./why.ts";

const style = styleFor({ isTerminal: false, flag: undefined, env: {} });
const plain = { style, verbose: false };

describe("describeError", () => {
  it("gives code, place, sentence and hint, and the exit code of the code", () => {
    const error = new T4Error("E_CONFIG", "unknown key", { file: "t4.config.json", line: 3, column: 5, hint: "Look." });
    expect(describeError(error, plain)).toEqual({
      text: "error E_CONFIG t4.config.json:3:5 unknown key\n  hint: Look.\n",
      exit: 2,
    });
  });

  it("shows the stack of a bug, and asks for a report", () => {
    const { text, exit } = describeError(new TypeError("oops"), plain);
    expect(text).toMatch(/^bug TypeError: oops\n\s+at .*\n(?:.*\n)*This is a fault in T4\./);
    expect(exit).toBe(2);
    expect(describeError("odd", plain).text).toMatch(/^bug odd\n/);
    expect(errorDocument(new TypeError("oops"))).toMatchObject({ error: { code: "BUG" } });
  });

  it("shows the stack of T4's own error only when asked", () => {
    const error = new T4Error("E_ROOT", "no such folder");
    expect(describeError(error, plain).text).not.toContain("    at ");
    expect(describeError(error, { style, verbose: true }).text).toContain("    at ");
  });
});

describe("renderFinding", () => {
  const finding = { code: "E_JSON", severity: "error" as const, module: "a", file: "a/m.json", line: 3, column: 1 };

  it("says the file once", () => {
    const rendered = renderFinding({ ...finding, message: "a/m.json is not valid JSON", fix: "Mend it." }, style);
    expect(rendered).toBe("error a a/m.json:3:1 E_JSON is not valid JSON\n  fix: Mend it.");
  });

  it("leaves out what is not known", () => {
    const bare = { code: "E_JSON", severity: "warning" as const, file: "q.json", message: "odd", fix: "Run it." };
    expect(renderFinding(bare, style)).toBe("warning q.json E_JSON odd\n  fix: Run it.");
  });
});

describe("renderEnrich", () => {
  const summary = { modules: 1, changed: 1, unchanged: 0, draft: 0, failed: 0, withheld: 0 };
  const report = { dry_run: true, run: null, modules: [], queue: { items: 0, added: 0, removed: 0 }, summary };

  it("ends in one line of counts and one of what was written", () => {
    expect(renderEnrich(report, [], style)).toBe(
      "1 module: 1 would change, 0 unchanged; 0 withheld; review queue 0 (+0 -0)\ndry run: nothing was written\n",
    );
    const written = { ...report, dry_run: false, run: "r", summary: { ...summary, modules: 2, draft: 1, failed: 1 } };
    expect(renderEnrich(written, [], style)).toBe(
      "2 modules: 1 changed, 0 unchanged, 1 draft, 1 failed; 0 withheld; review queue 0 (+0 -0)\nrecorded as r\n",
    );
  });
});

function placeIn(module: string) {
  return { module, source: "claude.me#L1" };
}

function advise(kind: string, more: object): string {
  const modules = [{ ...placeIn("m"), ...more }];
  return renderQueue([{ kind, phrase: 'a "b"', count: 1, modules, ...more } as never], style);
}

describe("what lists show", () => {
  it("is short: the first places of a queue item, and how many more", () => {
    const item = {
      kind: "unmapped",
      phrase: "X",
      normalized: "x",
      count: 5,
      first_seen: "2026-11-21T09:00:00Z",
      status: "open",
    };
    const modules = ["a", "b", "c", "d", "e"].map(placeIn);
    const text = renderQueue([{ ...item, modules } as never], style);
    expect(text).toContain("a claude.me#L1, b claude.me#L1, c claude.me#L1 and 2 more");
    expect(text).toMatch(/\n1 item\n$/);
  });

  it("advises on each kind of item", () => {
    expect(advise("unmapped", { suggestion: { key: "k.x", score: 0.8 } })).toContain(
      `t4 vocab promote 'a "b"' k.x (score 0.8)`,
    );
    expect(advise("weak", { suggestion: { key: "k.x", score: 1 } })).toContain("would be k.x with more evidence");
    expect(advise("withheld", { reason: "confidence:low", needs: "more" })).toContain("confidence:low; needs more");
    expect(advise("conflict", { field: "description", proposed: "P" })).toContain("t4 accept m description");
  });

  it("gives each module's own reason, once for those that share it, and of an asked module that alone", () => {
    const places = [
      { ...placeIn("a"), reason: "R1", needs: "N1" },
      { ...placeIn("b"), reason: "R2", needs: "N2" },
      { ...placeIn("c"), reason: "R1", needs: "N1" },
    ];
    const item = { kind: "withheld", phrase: "features", count: 3, modules: places } as never;
    expect(renderQueue([item], style)).toContain("\n  a, c: R1; needs N1\n  b: R2; needs N2\n1 item");
    expect(renderQueue([item], style, "b")).toBe(
      "withheld features (3) b claude.me#L1 and 2 more\n  R2; needs N2\n1 item\n",
    );
    const many = places.flatMap((place) => ["x", "y", "z"].map((needs) => ({ ...place, needs })));
    expect(renderQueue([{ ...(item as object), modules: many } as never], style)).toContain(
      "\n  and 3 more; --format json lists all\n",
    );
  });

  it("says of a withheld field why it has no value and what would lift that, and shows none", () => {
    const withheld = { reason: "confidence:low", needs: "more" };
    const nothing = { value: null, owner: "unknown" as const, confidence: null, reasons: [], extracted_at: null };
    const field = {
      ...nothing,
      field: "features",
      evidence: [],
      history: [],
      outdated: null,
      conflict: null,
      withheld,
    };
    expect(renderWhy({ module: "a", path: "a/m.json", fields: [field] }, style)).toBe(
      "a features withheld\n  confidence:low; needs more\n",
    );
  });

  it("is short: the first files of a run, and how many more", () => {
    const entries = Array.from({ length: 7 }, (_, index) => ({ module: null, path: `p${index}`, fields: ["/a"] }));
    const run = {
      id: "0123456789abcdef",
      run: "r",
      op: "fix",
      at: "2026-11-21T09:00:00Z",
      actor: "o",
      reason: null,
      source: null,
      undoes: [],
      undone: null,
      entries,
    };
    expect(renderLedgerLog({ runs: [run], total: 1 }, style)).toBe(
      "r fix by o\n  2026-11-21T09:00:00Z, 7 files: p0 (1), p1 (1), p2 (1), p3 (1), p4 (1) and 2 more\n",
    );
    expect(renderLedgerLog({ runs: [], total: 0 }, style)).toBe("no run is recorded\n");
    expect(renderLedgerLog({ runs: [], total: 3 }, style)).toBe("none of the 3 runs in the ledger fits\n");
  });

  it("says when there is nothing", () => {
    expect(renderQueue([], style)).toBe("nothing waits for a decision\n");
    const nothing = { dry_run: false, run: null, modules: [], findings: [] };
    expect(renderRecord(nothing, style)).toBe("no manifest was edited\n");
    expect(renderWhy({ module: "a", path: "a/m.json", fields: [] }, style)).toContain("run t4 enrich --module a");
  });
});

describe("styleFor", () => {
  it.each([
    [{ isTerminal: true, flag: undefined, env: {} }, true],
    [{ isTerminal: false, flag: undefined, env: {} }, false],
    [{ isTerminal: true, flag: undefined, env: { NO_COLOR: "1" } }, false],
    [{ isTerminal: true, flag: undefined, env: { NO_COLOR: "" } }, true],
    [{ isTerminal: true, flag: undefined, env: { TERM: "dumb" } }, false],
    [{ isTerminal: true, flag: false, env: { FORCE_COLOR: "1" } }, false],
    [{ isTerminal: false, flag: true, env: { NO_COLOR: "1" } }, true],
    [{ isTerminal: false, flag: undefined, env: { FORCE_COLOR: "1" } }, true],
    [{ isTerminal: false, flag: undefined, env: { FORCE_COLOR: "0" } }, false],
  ])("%j: %s", (options, coloured) => {
    expect(styleFor(options).red("x") !== "x").toBe(coloured);
  });
});

describe("describeEdits", () => {
  it("adds no path that is gone, for which git add would fail", () => {
    const edit = { module: "m", state: "unrecorded" } as const;
    const edits = [
      { ...edit, path: "a/module.manifest.json" },
      { ...edit, path: "b/module.manifest.json", removed: true as const },
    ];
    expect(describeEdits({ edits, ledger: "manifests/.ledger", root: "." }).join("")).toContain(
      "&& git add manifests/.ledger a/module.manifest.json\n",
    );
  });
});

describe("renderQuality", () => {
  it("keeps names and paths on their lines", () => {
    const finding = {
      gate: "schema",
      code: "c",
      severity: "error",
      module: "a\nheld  schema",
      file: "b\n::x",
      line: 1,
      column: 2,
      message: "m",
      fix: "f",
      fingerprint: "0",
    } as const;
    const gate = {
      id: "schema",
      verdict: "broken",
      counts: "files",
      measured: 1,
      findings: [finding],
      waived: [],
      because: [],
      question: "?",
      unmeasured: [],
      ms: 0,
    } as unknown as Parameters<typeof renderQuality>[0]["gates"][number];
    expect(renderQuality({ gates: [gate], width: 100, verbose: false }, style)).toBe(
      [
        String.raw`a\u000aheld  schema`,
        String.raw`  b\u000a::x:1:2  schema/c`,
        "    m",
        "    fix: f",
        "",
        "broken        schema  1 file, 1 finding",
        "",
      ].join("\n"),
    );
    expect(renderFinding({ ...finding, severity: "error", module: "m\nx" }, style)).toContain(
      String.raw`error m\u000ax b\u000a::x:1:2 c`,
    );
  });
});
