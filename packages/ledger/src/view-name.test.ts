import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moduleOfView, viewName, viewNames } from "./view-name.ts";

describe("viewName", () => {
  it.each([
    ["billing", "billing.ndjson"],
    ["core.engine-2_b", "core.engine-2_b.ndjson"],
    ["team/billing", "team%2Fbilling.ndjson"],
    ["../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.ndjson"],
    ["..", "%2E..ndjson"],
    [".hidden", "%2Ehidden.ndjson"],
    ["a%2Fb", "a%252Fb.ndjson"],
    ["a\\b\0\n", "a%5Cb%00%0A.ndjson"],
    ["Zahlung-für", "Zahlung-f%C3%BCr.ndjson"],
  ])("writes %j as %s, and finds the way back", (module, name) => {
    expect(viewName(module)).toBe(name);
    expect(moduleOfView(name)).toBe(module);
  });

  it.each(["", "x".repeat(201), "ü".repeat(40)])("gives nothing for %j, which no file can be named after", (module) => {
    expect(viewName(module)).toBeUndefined();
  });

  it("is one plain file name for any module, and another one for every other", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, (module) => {
        const name = viewName(module);
        if (name === undefined) return;
        expect(name).toMatch(/^[\w%-][\w.%-]*\.ndjson$/);
        expect(moduleOfView(name)).toBe(module);
      }),
      { seed: 20_261_121, numRuns: 2000 },
    );
  });
});

describe("viewNames", () => {
  it("keeps names apart that some disks take for the same", () => {
    const { names, unnamed } = viewNames(["Billing", "orders", "billing", "Users", "", "orders"]);
    expect([...names]).toEqual([
      ["%42illing.ndjson", "Billing"],
      ["orders.ndjson", "orders"],
      ["billing.ndjson", "billing"],
      ["Users.ndjson", "Users"],
    ]);
    for (const [name, module] of names) expect(moduleOfView(name)).toBe(module);
    expect(unnamed).toEqual([""]);
  });
});

describe("moduleOfView", () => {
  it.each([
    ["50%.ndjson", "50%"],
    ["für.ndjson", "für"],
    ["%zz.ndjson", "%zz"],
  ])("takes %s, which T4 would not have written, at its word", (name, module) => {
    expect(moduleOfView(name)).toBe(module);
  });

  it.each([".ndjson", "billing.jsonl", "%FF.ndjson", ""])("knows no module for %j", (name) => {
    expect(moduleOfView(name)).toBeUndefined();
  });
});
