import type { InitReport } from "@t4/workflows/init";
import { describe, expect, it } from "vitest";
import { styleFor } from "../style.ts";
import { renderInit } from "./init.ts";

const style = styleFor({ isTerminal: false, flag: false, env: {} });
const module = (name: string, folder: string) =>
  ({ module: name, folder, kinds: ["python"], owners: ["@acme/platform"] }) as unknown as InitReport["modules"][number];

const LONG = "a_name_that_is_longer_than_its_column_is_wide";
const REPORT = {
  apply: true,
  run: "20261121T090000Z-00000000",
  governed: 0,
  modules: [module("pay", "libs/pay"), module(LONG, "libs/long"), module("web", "web")],
  files: [{ path: ".github/workflows/t4.yml", purpose: "runs `make --file mk/t4.mk quality` on pull requests" }],
  by_hand: [{ path: "Makefile", what: "For `make quality`, add: `include mk/t4.mk`, and run it before you commit." }],
  left_out: [{ path: "examples/shop", why: "a package of the workspace, but tests, docs or an example by its place" }],
  findings: [],
} as unknown as InitReport;

describe("renderInit", () => {
  it.each([40, 50, 80, 100])("stays within %i columns", (width) => {
    const text = renderInit(REPORT, { verbose: false, width }, style);
    // A name is never cut, and stands alone where it is too long.
    const lines = text.split("\n").filter((line) => line.trim() !== LONG);
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    for (const said of ["pay", LONG, "libs/long", "@acme/platform", "include mk/t4.mk", "takes all of this back"])
      expect(text.replaceAll(/\s+/g, " ")).toContain(said);
  });

  it("keeps its columns beside a name that is longer than its own", () => {
    const text = renderInit(REPORT, { verbose: false, width: 100 }, style);
    const rows = text.split("\n").filter((line) => line.includes("@acme/platform"));
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.indexOf("Python"))).size).toBe(1);
    expect(text).toContain(`\n  ${LONG}\n`);
  });
});
