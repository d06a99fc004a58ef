import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace, git, putFiles, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { generateAll, manifestOf, readGenerated } from "./test-generators.ts";

const at = (root: string) => testContext(root);

describe("the files of a module", () => {
  it("are its own, not those of nested modules, of git's ignored folders, or T4's own output", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await putFiles(root, {
      "module.manifest.json": manifestOf("all"),
      "README.md": "# All\n",
      "docs/how to (really).md": "# How | to\n",
      "tests/test_all.py": "",
      "inner/module.manifest.json": manifestOf("inner"),
      "inner/größe.md": "",
      "inner/x.spec.ts": "",
      "scratch/x.md": "",
      ".gitignore": "scratch/\n",
    });
    await git(root, "init", "-q");
    await generateAll(at(root));
    await generateAll(at(root));
    const { modules } = JSON.parse(await readGenerated(root, "MODULE_REGISTRY.json"));
    expect(modules).toMatchObject([
      { name: "all", path: ".", docs: ["README.md", "docs/how to (really).md"], tests: ["tests/test_all.py"] },
      { name: "inner", path: "inner", docs: ["inner/größe.md"], tests: ["inner/x.spec.ts"] },
    ]);
    const map = await readGenerated(root, "DOCUMENTATION_MAP.md");
    expect(map).toContain("| other | [How \\| to](../how%20to%20%28really%29.md) | - |");
    expect(map).toContain("| other | [größe.md](../../inner/gr%C3%B6%C3%9Fe.md) | - |");
    for (const [, link = ""] of map.matchAll(/\]\(([^)]*)\)/g)) {
      expect((await readFile(join(root, "docs/_generated", decodeURIComponent(link)))).length).toBeGreaterThanOrEqual(
        0,
      );
    }
  });

  it("give the map title, type and status of front matter, else the highest heading", async () => {
    await using workspace = await emptyWorkspace();
    await putFiles(workspace.root, {
      "a/module.manifest.json": manifestOf("a"),
      "a/1.md": "---\ntitle: Start <here>\ntype: tutorial\nstatus: wip\n---\n# Other\n",
      "a/2.md": "## Small\n\n# **Great** `one`\n",
      "a/3.md": "```\n# no heading\n```\n",
      "a/4.md": "---\ntitle: [\n---\n# Four\n",
      "a/5.md": `${"text\n".repeat(20_000)}# Too late\n`,
    });
    const report = await docsMap({ check: false }, at(workspace.root));
    const map = await readGenerated(workspace.root, "DOCUMENTATION_MAP.md");
    expect(map.split("\n").filter((line) => line.includes("]("))).toEqual([
      "| tutorial | [Start &lt;here&gt;](../../a/1.md) | wip |",
      "| other | [Great one](../../a/2.md) | - |",
      "| other | [3.md](../../a/3.md) | - |",
      "| other | [Four](../../a/4.md) | - |",
      "| other | [5.md](../../a/5.md) | - |",
    ]);
    expect(report.findings).toMatchObject([
      { code: "E_FRONT_MATTER", severity: "warning", module: "a", file: "a/4.md" },
    ]);
  });

  it("are listed under their names when they cannot be read, with a finding", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await putFiles(root, { "a/module.manifest.json": manifestOf("a") });
    await writeFile(join(root, "a/latin.md"), Buffer.from([0x23, 0x20, 0xe4]));
    await symlink("/etc/hostname", join(root, "a/out.md"));
    const report = await docsMap({ check: false }, at(root));
    expect(report.findings.map(({ code, file }) => [code, file])).toEqual([
      ["E_ENCODING", "a/latin.md"],
      ["E_OUTSIDE", "a/out.md"],
    ]);
    const map = await readGenerated(root, "DOCUMENTATION_MAP.md");
    expect(map).toContain("[latin.md]");
    expect(map).toContain("[out.md]");
  });
});
