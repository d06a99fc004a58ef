import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, goldenText, runAsOwner, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let workspace: TempWorkspace;
let report: any;
beforeAll(async () => {
  workspace = await copyFixture("aurora");
  report = JSON.parse((await runAsOwner(workspace.root, ["enrich", "--format", "json"])).stdout);
});
afterAll(() => workspace.remove());

async function readJson(path: string, root = workspace.root): Promise<any> {
  return JSON.parse(await readFile(join(root, path), "utf8"));
}

/** What enrichment made of a module, in few enough words to be reviewed. */
async function describeModule({ path, withheld }: any): Promise<object> {
  const { module, description, features, components, apis = {}, apis_pending = {}, ...rest } = await readJson(path);
  const pending = Object.entries<any>(apis_pending).map(([name, { reason }]) => `${name}: ${reason}`);
  const verified = Object.entries<any>(apis).map(([name, api]) => `${name}: ${api.kind} in ${api.defined_in}`);
  const reasons = Object.entries<any>(rest._provenance).map(
    ([field, entry]) => `${field}: ${entry.reasons.join(", ")}`,
  );
  const { performance, testing } = rest;
  return { module, description, features, components, verified, pending, performance, testing, reasons, withheld };
}

describe("aurora", () => {
  it("comes out as it was reviewed", async () => {
    const modules = await Promise.all(report.modules.map(describeModule));
    const text = `${JSON.stringify(modules, undefined, 2)}\n`;
    expect(text).toBe(await goldenText("aurora/modules.json", text));
  });

  it("leaves the queue as it was reviewed", async () => {
    const { items } = await readJson("manifests/review_queue.json");
    const lines = items.map(({ kind, count, phrase, modules, suggestion }: any) => {
      const places = modules.map(({ module, source }: any) => `${module} ${source}`).join(", ");
      return `${kind} ${count} ${phrase} [${places}]${suggestion === undefined ? "" : ` -> ${suggestion.key}`}\n`;
    });
    expect(lines.join("")).toBe(await goldenText("aurora/queue.txt", lines.join("")));
  });

  it("keeps what people wrote, says so, and hands it back when asked", async () => {
    await using copy = await copyFixture("aurora");
    const { root } = copy;
    const path = "src/identity/module.manifest.json";
    const { description: mine } = await readJson(path, root);
    await runAsOwner(root, ["enrich"]);
    expect((await readJson(path, root)).description).toBe(mine);
    expect((await runAsOwner(root, ["why", "identity", "description"])).stdout).toMatch(/ human;.*\n.*\n +human:/);
    const { items } = await readJson("manifests/review_queue.json", root);
    const conflicts = items
      .filter(({ kind }: any) => kind === "conflict")
      .flatMap(({ modules }: any) => modules)
      .filter(({ module, field }: any) => module === "identity" && field === "description");
    expect(conflicts).toMatchObject([{ current: mine }]);
    expect((await runAsOwner(root, ["accept", "identity", "description"])).exitCode).toBe(0);
    expect((await readJson(path, root)).description).toBe(conflicts[0].proposed);
    const why = await runAsOwner(root, ["why", "identity", "description"]);
    expect(why.stdout).toMatch(/^identity description tool;/);
  });
});
