import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileManifestSchema, validateManifest, validateQueue } from "@t4/contracts";
import { type JsonValue, parseJsonText } from "@t4/core";
import { copyFixture, fixturePath, runAsOwner, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let workspace: TempWorkspace;
const reports: string[] = [];
beforeAll(async () => {
  workspace = await copyFixture("aurora");
  for (const args of [["enrich", "--dry-run"], ["enrich"], ["enrich"], ["accept", "identity", "description"]]) {
    reports.push((await runAsOwner(workspace.root, [...args, "--format", "json"])).stdout);
  }
  reports.push((await runAsOwner(fixturePath("broken"), ["enrich", "--dry-run", "--format", "json"])).stdout);
});
afterAll(() => workspace.remove());

const check = async (name: string) => {
  const path = `schemas/${name}.schema.json`;
  return compileManifestSchema(parseJsonText(await readFile(fixturePath(`../${path}`), "utf8"), path).value, path);
};

describe("what T4 writes is what it publishes", () => {
  it("for reports", async () => {
    const validate = await check("enrich.report");
    for (const report of reports.map((text): any => JSON.parse(text))) {
      expect(validate({ ...report, command: "enrich" })).toEqual([]);
    }
    expect(JSON.parse(reports[1]!).run).not.toBeNull();
    expect(validate({ ...JSON.parse(reports[1]!), extra: 1 })).not.toEqual([]);
  });

  it("for the lines of runs", async () => {
    const validate = await check("ledger.run");
    const folder = join(workspace.root, "manifests/.ledger/runs");
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const file of files) {
      const lines = (await readFile(join(folder, file), "utf8")).trimEnd().split("\n");
      for (const line of lines) expect(validate(JSON.parse(line) as JsonValue)).toEqual([]);
    }
    expect(validate({ t4: 2 })).not.toEqual([]);
  });

  it("for the queue and every manifest", async () => {
    expect(validateQueue(await readJson("manifests/review_queue.json"))).toEqual([]);
    for (const { path } of JSON.parse(reports[1]!).modules) expect(validateManifest(await readJson(path))).toEqual([]);
  });
});

async function readJson(path: string): Promise<JsonValue> {
  return JSON.parse(await readFile(join(workspace.root, path), "utf8")) as JsonValue;
}
