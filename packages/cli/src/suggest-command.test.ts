import { describe, expect, it } from "vitest";
import { wholeProgram } from "./program.ts";
import { suggestCommand, suggestModuleFlag } from "./suggest-command.ts";

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

describe("suggestModuleFlag", () => {
  it.each([
    ["enrich flask", "Name modules by a flag: t4 enrich --module flask."],
    ["enrich flask click", "Name modules by a flag: t4 enrich --module flask click."],
    ["queue flask click", "Name modules by a flag: t4 queue --module flask."],
    ["quality flask", undefined],
    ["why flask features more", undefined],
    ["nope flask", undefined],
  ])("answers %j with %j", async (line, hint) => {
    const [name = "", ...words] = line.split(" ");
    expect(suggestModuleFlag(await wholeProgram(), name, words)).toBe(hint);
  });
});
