import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles, sha256, type FilePort } from "@t4/core";
import { emptyWorkspace, type TempWorkspace } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFile } from "./replace-file.ts";
import { findLeftovers, removeLeftovers } from "./sweep.ts";

let workspace: TempWorkspace;
const place = (files: FilePort = nodeFiles) => ({ files, root: workspace.root, ledgerDir: "manifests/.ledger" });
const REQUEST = { derivedFolders: ["manifests", "artifacts"], paths: ["a/m.json"] };
const find = () => findLeftovers(place(), REQUEST);

async function put(path: string): Promise<void> {
  await mkdir(join(workspace.root, path, ".."), { recursive: true });
  await writeFile(join(workspace.root, path), "left over");
}

const stageOf = (folder: string, name: string) =>
  `${folder}/.${name}.t4-${sha256(`${folder}/${name}`).slice(0, 8)}.tmp`;

beforeEach(async () => {
  workspace = await emptyWorkspace();
});
afterEach(() => workspace.remove());

describe("what a killed process leaves", () => {
  it("is found beside a derived file, whatever step it got to", async () => {
    const killed = { ...nodeFiles, rename: die, remove: async (): Promise<void> => {} };
    await mkdir(join(workspace.root, "manifests"));
    await expect(replaceFile(place(killed), "manifests/queue.json", Buffer.from("new"))).rejects.toThrow("killed");
    expect(await find()).toEqual([stageOf("manifests", "queue.json")]);
  });

  it("is found beside the files that runs wrote, and among the locks, and goes", async () => {
    await put("a/.m.json.t4-0123abcd.tmp");
    await put(".t4/draft.12.345");
    await put(".t4/draft.12.345.released");
    await put(stageOf("artifacts", "e.jsonl"));
    const found = [
      ".t4/draft.12.345",
      ".t4/draft.12.345.released",
      "a/.m.json.t4-0123abcd.tmp",
      stageOf("artifacts", "e.jsonl"),
    ];
    expect(await find()).toEqual(found);
    await removeLeftovers(place(), found);
    expect(await find()).toEqual([]);
    await removeLeftovers(place(), []);
  });

  it.each([
    ["another file's stage", "a/.other.json.t4-0123abcd.tmp"],
    ["a derived file's with a number that is not its own", "manifests/.queue.json.t4-0123abcd.tmp"],
    ["a name that only looks alike", "a/m.json.t4-0123abcd.tmp"],
    ["a name with more", "a/.m.json.t4-0123abcd.tmp.bak"],
    ["a working file", ".t4/evidence.ndjson"],
    ["a lock", ".t4/lock.3"],
    ["what is in a folder of no derived file", stageOf("docs", "e.jsonl")],
  ])("is not taken for %s", async (_, path) => {
    await put(path);
    expect(await find()).toEqual([]);
  });

  it("is a file: links and folders of such a name stay", async () => {
    await mkdir(join(workspace.root, "a/.m.json.t4-0123abcd.tmp"), { recursive: true });
    await symlink("/etc/passwd", join(workspace.root, "a/.m.json.t4-11111111.tmp"));
    expect(await find()).toEqual([]);
  });

  it("is not looked for outside", async () => {
    await mkdir(join(workspace.root, "out"));
    await writeFile(join(workspace.root, "out/.m.json.t4-0123abcd.tmp"), "");
    await mkdir(join(workspace.root, "w"));
    await symlink(join(workspace.root, "out"), join(workspace.root, "w/a"));
    const inner = { ...place(), root: join(workspace.root, "w") };
    await expect(findLeftovers(inner, REQUEST)).rejects.toMatchObject({ code: "E_OUTSIDE" });
    expect(await readdir(join(workspace.root, "out"))).toHaveLength(1);
  });

  it("is named when it cannot be removed", async () => {
    await put("a/.m.json.t4-0123abcd.tmp");
    const stubborn = {
      ...nodeFiles,
      remove: (path: string) => Promise.reject(Object.assign(new Error("no"), { code: "EACCES", path })),
    };
    await expect(removeLeftovers(place(stubborn), await find())).rejects.toMatchObject({
      code: "E_WRITE",
      file: "a/m.json",
    });
  });
});

function die(): Promise<never> {
  return Promise.reject(new TypeError("killed"));
}
