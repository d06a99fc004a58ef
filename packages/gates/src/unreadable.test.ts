import { describe, expect, it } from "vitest";
import { unreadableManifests } from "./unreadable.ts";

const unreadable = (number: number) =>
  Array.from({ length: number }, (_, index) => ({
    code: "E_JSON",
    severity: "error" as const,
    file: `m${index}/module.manifest.json`,
    message: "is no JSON",
    fix: "Mend it.",
  }));

describe("unreadableManifests", () => {
  it("says nothing where every manifest can be used", () => {
    expect(unreadableManifests({ modules: [], unreadable: [] })).toEqual([]);
  });

  it("names the first few in one sentence", () => {
    expect(unreadableManifests({ modules: [], unreadable: unreadable(5) })).toEqual([
      "5 manifests cannot be used, as the gate schema tells: m0/module.manifest.json, m1/module.manifest.json, m2/module.manifest.json, and 2 more",
    ]);
  });
});
