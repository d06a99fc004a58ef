import { describe, expect, it } from "vitest";
import { findDuplicateNames } from "./duplicate-names.ts";

describe("findDuplicateNames", () => {
  it("names both files of the first name given twice", () => {
    const error = findDuplicateNames([
      { name: "core", manifestPath: "a/module.manifest.json" },
      { name: "__proto__", manifestPath: "p/module.manifest.json" },
      { name: "core", manifestPath: "b/module.manifest.json" },
    ]);
    expect(error).toMatchObject({ code: "E_DUPLICATE_MODULE", file: "b/module.manifest.json" });
    expect(error?.message).toContain("a/module.manifest.json and b/module.manifest.json");
  });

  it("is content with distinct names", () => {
    expect(
      findDuplicateNames([
        { name: "a", manifestPath: "a" },
        { name: "b", manifestPath: "b" },
      ]),
    ).toBeUndefined();
  });
});
