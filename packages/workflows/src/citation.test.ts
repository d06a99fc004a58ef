import { describe, expect, it } from "vitest";
import { parseCitation } from "./citation.ts";

describe("parseCitation", () => {
  it.each([
    ["claude.me#L12-L18", { path: "src/billing/claude.me", lines: { first: 12, last: 18 } }],
    ["__init__.py#L40", { path: "src/billing/__init__.py", lines: { first: 40, last: 40 } }],
    ["importcheck:src/core/engine.py#L12", { path: "src/core/engine.py", lines: { first: 12, last: 12 } }],
    ["exports:src/core/__init__.py#L3", { path: "src/core/__init__.py", lines: { first: 3, last: 3 } }],
    ["bench:bench/manifest/core.json", { path: "bench/manifest/core.json", lines: undefined }],
    ["bench:bench/manifest/core.json#slowest", { path: "bench/manifest/core.json", lines: undefined }],
    ["policy:lane:L2", { path: undefined, lines: undefined }],
    ["human:owner@example.org", { path: undefined, lines: undefined }],
    ["git:blob:ce013625030ba8dba906f756967f9e9ca394464a", { path: undefined, lines: undefined }],
    ["../../../etc/passwd#L1", { path: undefined, lines: { first: 1, last: 1 } }],
    ["../../.git/config#L1", { path: undefined, lines: { first: 1, last: 1 } }],
    ["bench:.git/config#L1-L3", { path: undefined, lines: { first: 1, last: 3 } }],
    ["coverage:(pytest-cov)", { path: undefined, lines: undefined }],
    ["(old)/notes.md#L2", { path: "src/billing/(old)/notes.md", lines: { first: 2, last: 2 } }],
    ["coverage:/etc/passwd", { path: undefined, lines: undefined }],
  ])("takes %s apart", (source, expected) => {
    expect(parseCitation(source, "src/billing")).toMatchObject({ source, ...expected });
  });

  it.each([
    ["claude.me#L1", { report: false, outside: false }],
    ["coverage:coverage.xml", { report: true, outside: false }],
    ["coverage:(outside)/../ci.xml", { report: true, outside: false }],
    ["policy:lane:L2", { report: false, outside: false }],
    ["../../../etc/passwd#L1", { report: false, outside: true }],
    ["bench:.git/config#L1-L3", { report: true, outside: true }],
  ])("tells of %s whether it is a report, and whether it can be evidence", (source, expected) => {
    expect(parseCitation(source, "src/billing")).toMatchObject(expected);
  });
});
