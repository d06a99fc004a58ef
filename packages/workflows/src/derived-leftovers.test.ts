import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles, sha256 } from "@t4/core";
import { copyFixture, putFile, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { fix } from "./fix.ts";
import { revert } from "./revert.ts";

const CASES = ["manifests/.review_queue.json", "manifests/..gitattributes", "manifests/.ledger/..gitattributes"];

let workspace: TempWorkspace;
const context = (files: FilePort = nodeFiles) => testContext(workspace.root, files);
const isThere = (path: string): boolean => existsSync(join(workspace.root, path));

beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  await enrich({ modules: [], dryRun: false }, context());
});
afterEach(() => workspace.remove());

/** What a command leaves that is killed while it replaces a derived file; gives its path. */
async function leave(name: string): Promise<string> {
  const target = name.replace(/\/\.([^/]*)$/, "/$1");
  const path = `${name}.t4-${sha256(target).slice(0, 8)}.tmp`;
  await putFile(workspace.root, path, "half");
  return path;
}

const lastTwice = { aim: "last", modules: [], reason: null, dryRun: false } as const;

describe("what a killed command left beside a derived file", () => {
  it.each(CASES)("goes with the next command that writes: %s", async (name) => {
    const path = await leave(name);
    await fix({ modules: [], dryRun: true }, context());
    await revert({ ...lastTwice, dryRun: true }, context());
    expect(isThere(path)).toBe(true);
    await fix({ modules: [], dryRun: false }, context());
    expect(isThere(path)).toBe(false);
    await leave(name);
    await revert(lastTwice, context());
    expect(isThere(path)).toBe(false);
    await leave(name);
    await revert(lastTwice, context());
    expect(isThere(path)).toBe(false);
  });

  it("is left when it is not T4's", async () => {
    const others = ["manifests/.review_queue.json.t4-00000000.tmp", "manifests/.notes.tmp"];
    for (const path of others) await writeFile(join(workspace.root, path), "mine");
    await rm(join(workspace.root, "manifests/review_queue.json"));
    await enrich({ modules: [], dryRun: false }, context());
    expect(others.filter(isThere)).toEqual(others);
  });

  it("stops no command when it cannot be removed", async () => {
    const path = await leave(CASES[0]!);
    const remove: FilePort["remove"] = async (each) => {
      if (each.endsWith(path)) throw Object.assign(new Error("EPERM"), { code: "EPERM", path: each });
      await nodeFiles.remove(each);
    };
    const { report } = await revert(lastTwice, context({ ...nodeFiles, remove }));
    expect(report.run).not.toBeNull();
    expect(isThere(path)).toBe(true);
  });
});
