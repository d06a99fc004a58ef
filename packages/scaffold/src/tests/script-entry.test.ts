import { describe, expect, it } from "vitest";
import { planScriptTests } from "./plan-tests.ts";
import { scriptEntry } from "./script-entry.ts";

const FILES = new Set(["src/index.ts", "index.js", "lib/main.mts", "lib/types.d.ts", "sub.ts"]);

describe("scriptEntry", () => {
  it.each<[string, Parameters<typeof scriptEntry>[0], string | undefined]>([
    ["a path in exports", { exports: "./lib/main.mts" }, "lib/main.mts"],
    [
      "the conditions of exports",
      { exports: { ".": { types: "./lib/types.d.ts", import: "./lib/main.mts" } } },
      "lib/main.mts",
    ],
    ["the source beside what is built", { exports: "./dist/index.js", source: "lib/main.mts" }, "lib/main.mts"],
    ["the usual place when all that is named is built", { main: "dist/index.js" }, "src/index.ts"],
    ["no subpath", { exports: { "./sub": "./sub.ts" } }, "src/index.ts"],
    ["nothing out of the folder", { main: "../../other.ts" }, "src/index.ts"],
    ["no odd values", { exports: [1, null, { import: 2 }], main: {} }, "src/index.ts"],
  ])("takes %s", (_, file, entry) => {
    expect(scriptEntry(file, FILES)).toBe(entry);
  });

  it("finds none in a module without sources", () => {
    expect(scriptEntry(undefined, new Set(["README.md", "lib/types.d.ts"]))).toBeUndefined();
  });
});

describe("planScriptTests", () => {
  it.each([
    ["src/index.ts", "../src/index.js", "ts"],
    ["lib/main.mts", "../lib/main.mjs", "ts"],
    ["app.tsx", "../app.js", "ts"],
    ["index.cjs", "../index.cjs", "js"],
  ])("imports %s as %s", (entry, imported, extension) => {
    const [conftest] = planScriptTests({ module: "web", entry, apis: [] });
    expect(conftest?.path).toBe(`tests/conftest.${extension}`);
    expect(conftest?.text).toContain(`from "${imported}"`);
  });
});
