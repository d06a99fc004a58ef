import { resolve } from "node:path";
import { copyFixture, emptyWorkspace, fixturePath, testContext } from "@t4/testkit";
import { Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { wholeProgram } from "../program.ts";
import { answer } from "./answer.ts";
import { complete } from "./complete.ts";

/** A command line that ends where the cursor is: after a blank, a new word begins. */
function words(line: string): string[] {
  return line.split(" ");
}

async function offered(line: string): Promise<{ first: string | undefined; more: string }> {
  const { candidates, more } = answer(await wholeProgram(), words(line));
  return { first: candidates[0]?.word, more };
}

describe("answer", () => {
  it("offers every command with a line on it, and nothing that is hidden", async () => {
    const program = await wholeProgram();
    const { candidates } = answer(program, [""]);
    expect(candidates.map(({ word }) => word)).toEqual(program.commands.map((command) => command.name()));
    expect(candidates.filter(({ about }) => about === "")).toEqual([]);
    expect(answer(program, words("completion ")).candidates.map(({ word }) => word)).toEqual(["bash", "zsh", "fish"]);
  });

  it.each([
    ["ledger ", "log", "none"],
    ["ledger l", "log", "none"],
    ["--root x vocab ", "list", "none"],
    ["enrich --", "--module", "none"],
    ["enrich --module ", undefined, "modules"],
    ["enrich --module a ", undefined, "modules"],
    ["enrich --module a -", "--module", "none"],
    ["enrich --module a --dry-run ", "--module", "none"],
    ["enrich --module=", undefined, "modules"],
    ["why ", undefined, "modules"],
    ["--quiet why ", undefined, "modules"],
    ["why billing ", undefined, "none"],
    ["fix a b ", undefined, "modules"],
    ["record --reason why ", undefined, "modules"],
    ["record --reason ", undefined, "none"],
    ["--root ", undefined, "dirs"],
    ["enrich --root ", undefined, "dirs"],
    ["--config ", undefined, "files"],
    ["ledger import ", undefined, "files"],
    ["--format ", "text", "none"],
    ["enrich --format=", "text", "none"],
    ["queue --no-such=", undefined, "none"],
    ["fix -- --x ", undefined, "modules"],
    ["fix -- -", undefined, "modules"],
    ["gate ", undefined, "gates"],
    ["gate schema ", undefined, "gates"],
  ])("after `t4 %s` comes %s or %s", async (line, first, more) => {
    expect(await offered(line)).toEqual({ first, more });
  });

  it("offers a command's own flags and the global ones, once each, and none that is hidden", async () => {
    const flags = answer(await wholeProgram(), words("record --")).candidates.map(({ word }) => word);
    expect(flags).toEqual(expect.arrayContaining(["--reason", "--dry-run", "--root", "--format", "--help"]));
    expect(new Set(flags).size).toBe(flags.length);
    const command = new Command("t4").addOption(new Option("--secret").hideHelp());
    expect(answer(command, ["--"]).candidates.map(({ word }) => word)).toEqual(["--help"]);
  });
});

async function lines(shell: "bash" | "zsh", typed: string[], root = fixturePath("aurora")): Promise<string[]> {
  const text = await complete({ shell, words: typed }, await wholeProgram(), testContext(root));
  return text.replaceAll("\t\n", "\n").trimEnd().split("\n");
}

describe("complete", () => {
  it("gives what begins as the word does", async () => {
    expect(await lines("zsh", ["enr"])).toEqual([":none", "enrich\tcompose manifests from evidence"]);
    expect(await lines("zsh", ["--format=t"])).toEqual([":none", "--format=text"]);
    expect(await lines("zsh", ["ledger", "import", "x"])).toEqual([":files"]);
  });

  it("gives bash only what comes after the `=` that it splits at", async () => {
    expect(await lines("bash", ["--format", "=", "j"])).toEqual([":none", "json", "junit"]);
    expect(await lines("bash", ["--format", "="])).toContain("text");
    expect(await lines("bash", ["--format=j"])).toEqual([":none", "--format=json", "--format=junit"]);
    expect(await lines("bash", ["--format", "=", "json", "enri"])).toHaveLength(2);
  });

  it("names the workspace's modules, also those of the workspace that the line names", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    await using empty = await emptyWorkspace();
    expect(await lines("zsh", ["why", "b"], workspace.root)).toEqual([":none", "billing"]);
    expect(await lines("zsh", ["why", ""], empty.root)).toEqual([":none"]);
    expect(await lines("zsh", ["--root", workspace.root, "why", ""], empty.root)).toEqual([":none", "billing"]);
    expect(await lines("bash", ["--root", "=", workspace.root, "why", ""], empty.root)).toEqual([":none", "billing"]);
  });

  it("names the gates with their questions", async () => {
    expect(await lines("zsh", ["gate", "ledger", "fresh"])).toEqual([
      ":none",
      expect.stringMatching(/^freshness\t.+\?$/),
    ]);
  });

  it("says nothing where the workspace is broken or not there", async () => {
    for (const root of [fixturePath("broken-config"), resolve("/nowhere")]) {
      expect(await lines("zsh", ["why", ""], root)).toEqual([":none"]);
    }
  });
});
