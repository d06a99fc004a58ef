import { describe, expect, it } from "vitest";
import { toFinding } from "./problem-finding.ts";
import { validateManifest } from "./validate.ts";

const TEXT = `{
  "aliases": [""],
  "metadata": { "status": "draft" },
  "modul": "billing",
  "module": "billing",
  "_provenance": { "features": { "sources": ["a#L1"], "confidence": "high", "reasons": [] } }
}
`;

describe("toFinding", () => {
  const place = { file: "billing/module.manifest.json", text: TEXT, module: "billing" };
  const findings = validateManifest(JSON.parse(TEXT)).map((problem) => toFinding(problem, place));
  const at = (pointer: string): unknown => findings.find((finding) => finding.pointer === pointer);

  it("points at the value at fault, of an unknown key at its own", () => {
    expect(at("/modul")).toEqual({
      code: "E_MANIFEST",
      severity: "error",
      module: "billing",
      file: "billing/module.manifest.json",
      line: 4,
      column: 12,
      pointer: "/modul",
      message: 'unknown key "modul"; did you mean "module"?',
      fix: "Edit /modul in billing/module.manifest.json.",
    });
  });

  it("offers t4 fix for what is mechanical", () => {
    expect(at("/aliases/0")).toMatchObject({ line: 2, column: 15, fix: "t4 fix" });
    expect(at("/_provenance/features/sources")).toMatchObject({ line: 6, fix: "t4 fix" });
    expect(at("/_provenance/features")).toMatchObject({ fix: "t4 fix" });
  });

  it("has no place for a value that stands in no file", () => {
    const finding = toFinding({ pointer: "", keyword: "required", message: "x" }, { file: "m.json" });
    expect(finding).toMatchObject({ fix: "Edit m.json." });
    expect(finding.line).toBeUndefined();
  });
});
