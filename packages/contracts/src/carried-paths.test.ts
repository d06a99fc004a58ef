import { describe, expect, it } from "vitest";
import { checkCarriedPaths } from "./carried-paths.ts";

describe("checkCarriedPaths", () => {
  it.each([
    "docs/a.md",
    "../other/a.md",
    "../../README.md",
    "https://example.org/a/../../../b",
    "1..2",
    "/absolute",
    "a..b/c",
  ])("accepts %s in src/billing", (path) =>
    expect(checkCarriedPaths({ links: { docs: [path] } }, "src/billing")).toEqual([]),
  );

  it.each(["../../../a", "a/../../../../b", "..\\..\\..\\a", "../../.."])("refuses %s in src/billing", (path) => {
    expect(checkCarriedPaths({ links: { docs: [path] } }, "src/billing")).toEqual([
      {
        pointer: "/links/docs/0",
        keyword: "path",
        message: `links.docs[0] leads out of the workspace: ${JSON.stringify(path)}`,
      },
    ]);
  });

  it("looks at carried fields only", () => {
    expect(checkCarriedPaths({ x_path: "../..", description: "../..", links: 1, layout: null }, "")).toEqual([]);
    expect(checkCarriedPaths("../..", "")).toEqual([]);
  });
});
