import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace, goldenText, putFile, putFiles, runAsOwner, transcript } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { T4_PACKAGE, VERSION } from "./version.ts";

const TREE = {
  CODEOWNERS: "* @acme/platform\n/libs/pay/ @acme/payments @jane\n",
  Makefile: "test:\n\tpytest\n",
  "examples/shop/package.json": '{"name": "shop"}',
  "libs/pay/README.md": "# Payments\n",
  "libs/pay/pyproject.toml": "",
  "libs/pay/src/pay/__init__.py": "",
  "package.json": '{"workspaces": ["packages/*", "examples/*"]}',
  "packages/broken/package.json": "{",
  "packages/web/package.json": '{"name": "@acme/web"}',
  "services/pay/CLAUDE.md": "# The payment service\n",
};

const lay = (root: string): Promise<void> => putFiles(root, TREE);

/** Each step: the golden file's name, the command line, and what a person does before it. */
const STORY: readonly [name: string, args: readonly string[], before?: (root: string) => Promise<void>][] = [
  ["init-empty.txt", ["init"]],
  ["init.txt", ["init"], lay],
  ["init-json.txt", ["init", "--format", "json"]],
  ["init-apply.txt", ["init", "--apply"]],
  ["init-again.txt", ["init"]],
];

const transcripts = new Map<string, string>();
beforeAll(async () => {
  await using workspace = await emptyWorkspace();
  for (const [name, args, before] of STORY) {
    await before?.(workspace.root);
    const said = transcript(args, await runAsOwner(workspace.root, args));
    // The id of the run stands for every byte that it wrote, also for Make targets and T4's version.
    transcripts.set(name, said.replace(/(?<=\d{8}T\d{6}Z-)[0-9a-f]{8}/, "········"));
  }
});

describe("what init prints", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(`init/${name}`, text));
    if (!name.includes("json")) expect(text.split("\n").filter((line) => [...line].length > 100)).toEqual([]);
  });

  it("names hundreds of modules only when asked to", async () => {
    await using workspace = await emptyWorkspace();
    for (let index = 0; index < 300; index += 1) {
      await putFile(workspace.root, `libs/lib${index}/__init__.py`, "");
    }
    const brief = await runAsOwner(workspace.root, ["init"]);
    expect(brief.stdout).toContain("  … and 260 more; --verbose lists all\n");
    expect(brief.stdout).toContain("300 manifests and 6 other files would be written");
    const full = await runAsOwner(workspace.root, ["--verbose", "init"]);
    expect(full.stdout.match(/^ {2}lib\d+ /gm)).toHaveLength(300);
  });
});

describe("what init writes", () => {
  it("runs the version of the package that this is", async () => {
    const path = join(import.meta.dirname, "../package.json");
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ name: T4_PACKAGE, version: VERSION });
  });
});
