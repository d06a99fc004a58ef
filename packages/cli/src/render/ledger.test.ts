import { describe, expect, it } from "vitest";
import { styleFor } from "../style.ts";
import { clip } from "./clip.ts";
import { renderLedgerExport } from "./ledger-export.ts";
import { renderLedgerLog } from "./ledger-log.ts";
import { renderLedgerRecover } from "./ledger-recover.ts";
import { renderLedgerShow } from "./ledger-show.ts";

const style = styleFor({ isTerminal: false, flag: false, env: {} });
const NAME = "20261121T090000Z-01234567";
const OTHER = "20261122T090000Z-89abcdef";
const run = {
  id: "01234567".repeat(8),
  run: NAME,
  op: "enrich",
  at: "2026-11-21T09:00:00Z",
  actor: "owner",
  reason: null,
  source: null,
  undoes: [],
  undone: null,
};
const change = { field: "/x", old: 1, new: [2], extractor: "x", confidence: "low" };
const entry = { module: "m", path: "m/module.manifest.json", before: null, after: "ab".repeat(32), changes: [change] };
const log = (more: object) => renderLedgerLog({ runs: [{ ...run, entries: [], ...more }], total: 1 }, style);
const showChange = (old: string, value: string) =>
  show({ entries: [{ ...entry, changes: [{ ...change, old, new: value }] }] }).split("\n");
const show = (more: object) => renderLedgerShow({ ...run, parents: [], entries: [entry], ...more }, style);

describe("renderLedgerLog", () => {
  it("says what is undone, wholly or in part, by which run, and what a revert undid", () => {
    expect(log({ undone: { by: [OTHER], whole: true } })).toContain(`\n  undone by ${OTHER}\n`);
    const by = [OTHER, `${OTHER}a`, `${OTHER}b`];
    expect(log({ undone: { by, whole: false } })).toContain(`\n  undone in part by ${OTHER}, ${OTHER}a and 1 more\n`);
    expect(log({ op: "revert", undoes: [OTHER] })).toContain(`\n  undid ${OTHER}\n`);
  });

  it("keeps long texts and line breaks in one line each", () => {
    const long = "word\n".repeat(100);
    const entries = Array.from({ length: 9 }, () => ({ module: long, path: "p", fields: [] }));
    const lines = log({ reason: long, actor: long, entries }).trimEnd().split("\n");
    expect(lines.map((line) => line.length)).toEqual([100, 100]);
    expect(lines[1]).toMatch(/… and 4 more$/);
  });
});

describe("renderLedgerShow", () => {
  it("tells each change with what was and what is", () => {
    expect(show({ undone: { by: [OTHER], whole: true } })).toBe(
      [
        `${NAME} enrich by owner`,
        `  id      ${run.id}`,
        "  written 2026-11-21T09:00:00Z",
        "  follows nothing",
        `  undone by ${OTHER}`,
        "m m/module.manifest.json no file → abababababab",
        "  /x: 1 → [2] (x, low)",
        "",
      ].join("\n"),
    );
  });

  it("says what is not there, what is lost, and what is the whole file", () => {
    const { old: _, ...made } = change;
    const { new: __, ...gone } = change;
    const changes = [{ ...made, field: "" }, gone, { ...gone, lost: ["new"] }];
    const text = show({ entries: [{ ...entry, module: null, changes }] });
    expect(text).toContain("\nm/module.manifest.json no file →");
    expect(text).toContain(
      "\n  the whole file: nothing → [2] (x, low)\n  /x: 1 → nothing (x, low)\n  /x: 1 → lost (x, low)\n",
    );
  });

  it("cuts long values short, gives the longer one the room, and says how to see them whole", () => {
    const long = "y".repeat(300);
    for (const [old, value] of [
      [long, long],
      ["a", long],
      [long, "a"],
    ] as const) {
      const shown = showChange(old, value).at(-3) ?? "";
      expect(shown.length).toBeGreaterThan(96);
      expect(shown.length).toBeLessThanOrEqual(100);
      expect(showChange(old, value).at(-2)).toBe("… stands for more: --format json shows it whole");
    }
    expect(showChange("a", "b").at(-2)).not.toContain("--format json");
  });
});

describe("renderLedgerRecover", () => {
  it("has a line for each thing that was done", () => {
    const report = { rolled_forward: [run.id], rolled_back: [run.id], discarded: ["d"], removed: ["r"] };
    expect(
      renderLedgerRecover(report, style)
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["ended run 012345670123", "taken back run 012345670123", "discarded d", "removed r", ""]);
  });
});

describe("renderLedgerExport", () => {
  const report = { dry_run: false, runs: 2, written: [], removed: [], unchanged: 0, unnamed: [] };

  it("says what was written, removed, left alone and left out", () => {
    expect(renderLedgerExport({ ...report, unchanged: 2 }, style)).toBe("2 runs: 2 views right already\n");
    expect(
      renderLedgerExport({ ...report, written: ["a"], removed: ["b"], unchanged: 1, unnamed: ["../c"] }, style),
    ).toBe(
      'written a\nremoved b\nleft out "../c": no file can have this name\n2 runs: 1 view written, 1 view right already\n',
    );
  });
});

describe("clip", () => {
  it("counts characters, not code units, and keeps to the width", () => {
    expect(clip("😀😀😀", 3)).toBe("😀😀😀");
    expect(clip("😀😀😀😀", 3)).toBe("😀😀…");
    expect(clip("a\n b", 10)).toBe("a b");
  });
});
