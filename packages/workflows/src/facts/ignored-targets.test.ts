import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, git, gitInit, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { quality } from "../quality.ts";

let workspace: TempWorkspace;
let root = "";
beforeEach(async () => {
  workspace = await copyFixture("gates/links/workspace");
  root = workspace.root;
  await writeFile(join(root, ".gitignore"), "*.tmp\nout/\n");
  for (const folder of ["out", "shared", "linked"]) await mkdir(join(root, folder));
  await writeFile(join(root, "draft.tmp"), "x\n");
  await writeFile(join(root, "kept.tmp"), "x\n");
  await writeFile(join(root, "out/page.md"), "# Page\n");
  await writeFile(join(root, "shared/a.md"), "# A\n");
  await symlink("../shared", join(root, "linked/shared"));
  const links = ["draft.tmp", "kept.tmp", "out/page.md#page", "linked/shared/a.md", "new.md", "sub/x.md", "out"];
  await writeFile(join(root, "billing/LINKS.md"), links.map((path) => `[a](/${path})\n`).join(""));
});
afterEach(() => workspace.remove());

/** Where links are broken to, in billing/LINKS.md. */
async function missing(at = root): Promise<string[]> {
  const { gates } = await quality({ gates: ["links"] }, testContext(at));
  const found = gates.flatMap(({ findings }) => findings).filter(({ file }) => file === "billing/LINKS.md");
  return found.map(({ message }) => message.replace(/^".*?" leads to /, ""));
}

describe("links to what git ignores", () => {
  it("are broken in a checkout, though it is here, but not to what is tracked or only not added yet", async () => {
    await git(root, "init", "--quiet");
    await git(root, "add", "--force", "kept.tmp");
    await git(root, "init", "--quiet", "sub");
    for (const path of ["sub/x.md", "new.md"]) await writeFile(join(root, path), "x\n");
    const why = "which git ignores, so that no other checkout has it";
    expect(await missing()).toEqual([`draft.tmp, ${why}`, `out/page.md, ${why}`, `out, ${why}`]);
  });

  it("are whole where nothing is a checkout, and where git ignores the workspace as a whole", async () => {
    const elsewhere = ["new.md, which is not there", "sub/x.md, which is not there"];
    expect(await missing()).toEqual(elsewhere);
    await writeFile(join(root, ".gitignore"), "*\n");
    await gitInit(root);
    expect(await missing()).toEqual(elsewhere);
  });
});
