import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { parseContextDocument } from "@t4/readers";
import { emptyWorkspace, putFiles, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { hasProse } from "./document-modules.ts";
import { meta } from "./meta.ts";
import { scaffold } from "./scaffold.ts";
import { manifestOf, readGenerated } from "./test-generators.ts";

const PROSE = "# Pay\n\nPay collects what customers owe.\n";
const STUB = "---\nstatus: draft\n---\n\n# Pay\n\nPay collects what customers owe.\n";

/** The health of the module `pay` with these files, as both tell it; nothing but documents gives points. */
async function healthWith(root: string, files: Record<string, string>): Promise<[number, string | undefined]> {
  await putFiles(root, { "pay/module.manifest.json": manifestOf("pay"), ...files });
  await meta({ check: false }, testContext(root));
  await docsMap({ check: false }, testContext(root));
  const { modules } = JSON.parse(await readGenerated(root, "META_REGISTRY.json"));
  const line = (await readGenerated(root, "MODULE_INDEX.md")).split("\n").find((each) => each.includes("[pay]"));
  return [modules[0].health_score, line?.split("|").at(-2)?.trim()];
}

describe("a module is documented", () => {
  it.each<[string, Record<string, string>, number]>([
    ["by what somebody wrote", { "pay/README.md": PROSE }, 20],
    ["by headings of its own", { "pay/README.md": "# Pay\n\n## Dunning\n" }, 20],
    ["by one of several that is no draft", { "pay/README.md": STUB, "pay/docs/api.md": PROSE }, 20],
    ["by no draft", { "pay/README.md": STUB }, 0],
    ["by no draft that has a mark before it", { "pay/README.md": `\ufeff${STUB}` }, 0],
    ["by no placeholder", { "pay/README.md": "# Pay\n\nTODO: say what it does\n\nDescribe the goals here.\n" }, 0],
    ["by nothing that cannot be read", { "pay/README.md": "x".repeat(6 * 1024 * 1024) }, 0],
    ["by nothing where there is nothing", {}, 0],
  ])("%s", async (_, files, health) => {
    await using workspace = await emptyWorkspace();
    expect(await healthWith(workspace.root, files)).toEqual([health, String(health)]);
  });

  it("by nothing that a scaffold wrote", async () => {
    await using workspace = await emptyWorkspace();
    await putFiles(workspace.root, { "pay/module.manifest.json": manifestOf("pay") });
    await scaffold({ kind: "docs", scope: { all: true }, apply: true }, testContext(workspace.root));
    expect(await healthWith(workspace.root, {})).toEqual([0, "0"]);
  });

  it("without any document being read twice, or one more than it takes", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    const files = { "pay/A.md": STUB, "pay/B.md": PROSE, "pay/C.md": PROSE };
    await putFiles(root, { "pay/module.manifest.json": manifestOf("pay"), ...files });
    const read: string[] = [];
    const counting = {
      ...nodeFiles,
      read: (path: string, limit: number) => {
        read.push(path);
        return nodeFiles.read(path, limit);
      },
    };
    const documents = () => read.splice(0).filter((path) => path.endsWith(".md") && !path.includes("_generated"));
    await meta({ check: true }, testContext(root, counting));
    expect(documents()).toEqual([join(root, "pay/A.md"), join(root, "pay/B.md")]);
    await docsMap({ check: true }, testContext(root, counting));
    expect(documents()).toEqual(["A", "B", "C"].map((name) => join(root, `pay/${name}.md`)));
  });
});

describe("hasProse", () => {
  const notes = [
    "Pay collects.",
    "Todo",
    "TODO: say it",
    "Describe it",
    "To be written",
    "Pay owes\nmuch\n===",
    "- Pay it",
    "```\nPay it\n```",
  ];
  const drafts = [...notes.map((note) => `# Pay\n\n${note}\n`), PROSE, STUB];

  it.each(drafts)("is true of no draft: %j", async (text) => {
    const { draft } = await parseContextDocument({ path: "pay/README.md", sha: "", text });
    expect(draft && hasProse(text)).toBe(false);
  });

  it("saves the usual document from being parsed", () => {
    expect(hasProse(PROSE)).toBe(true);
  });
});
