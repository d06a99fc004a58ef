import { describe, expect, it } from "vitest";
import { wholeProgram } from "./program.ts";
import { suggestCommand } from "./suggest-command.ts";

describe("suggestCommand", () => {
  it.each([
    ["enrihc", "enrich"],
    ["ENRICH", "enrich"],
    ["legder verfy", "ledger verify"],
    ["lgedger vreify", "ledger verify"],
    ["docs-map", "docs map"],
    ["docsmap", "docs map"],
    ["ledger:verify", "ledger verify"],
    ["verify", "ledger verify"],
    ["promot", "vocab promote"],
    ["enrihc billing", "enrich"],
    ["regsitry --check", "registry"],
    ["frobnicate", undefined],
    ["", undefined],
  ])("takes %j for %j", async (line, meant) => {
    expect(suggestCommand(await wholeProgram(), line.split(" "))).toBe(meant);
  });
});
