import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { revert } from "./revert.ts";
import { CLEARER, LAST, revertWorkspace, type RevertWorkspace } from "./test-revert.ts";

let workspace: RevertWorkspace;
let root: string;
let paths: RevertWorkspace["paths"];
let original: Map<string, string>;

beforeEach(async () => {
  workspace = await revertWorkspace();
  ({ root, paths, original } = workspace);
});
afterEach(() => workspace.remove());

/** A file port under which somebody else does `work` just before the lock is taken. */
function meanwhile(work: () => Promise<unknown>): FilePort {
  let done = false;
  const create: FilePort["create"] = async (path, bytes, mode) => {
    if (!done && path.includes("/.t4/draft.")) {
      done = true;
      await work();
    }
    return nodeFiles.create(path, bytes, mode);
  };
  return { ...nodeFiles, create };
}

describe("a file that is not as the run left it", () => {
  it("keeps everything as it is and names each, however it differs", async () => {
    await workspace.remove();
    workspace = await revertWorkspace(7);
    ({ root, paths } = workspace);
    await workspace.enrichAll();
    const [id = ""] = await workspace.runIds();
    const { modules } = await workspace.undo({ aim: { run: id }, dryRun: true });
    expect(modules.length).toBeGreaterThanOrEqual(7);
    const names = modules.map(({ module, path }) => [module ?? "", join(root, path)] as const);
    const at = (index: number): readonly [string, string] => names[index] ?? ["", ""];
    await workspace.edit(at(0)[0], "description", CLEARER);
    await workspace.recordEdits(at(0)[0]);
    await workspace.edit(at(1)[0], "x_by_hand", true);
    await rm(at(2)[1]);
    await rm(at(3)[1]);
    await mkdir(at(3)[1]);
    await rename(at(4)[1], `${at(4)[1]}.kept`);
    await symlink(`${at(4)[1]}.kept`, at(4)[1]);
    const refusal = Object.assign(new Error("EACCES"), { code: "EACCES" });
    const read: FilePort["read"] = (path, limit) =>
      path === at(5)[1] ? Promise.reject(refusal) : nodeFiles.read(path, limit);

    const locked = workspace.context({ ...nodeFiles, read });
    const { report } = await workspace.changesNothing(() => revert({ ...LAST, aim: { run: id } }, locked));
    const found = new Map(report.mismatches.map(({ module, what }) => [module, what]));
    expect([...found.values()]).toEqual(["later run", "edited", "missing", "folder", "link", "unreadable"]);
    expect(report).toMatchObject({ run: null, already: null, undoes: [{ id }] });
    expect(report.mismatches[0]).toMatchObject({
      later: { op: "record" },
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(report.mismatches[1]).toMatchObject({ later: null, expected: modules[1]?.before });
    expect(report.modules.map(({ status }) => status)).toEqual([
      ...Array<string>(6).fill("mismatch"),
      ...Array<string>(modules.length - 6).fill("kept"),
    ]);
  });

  it("stops --to as well, which otherwise takes a recorded edit back", async () => {
    const [first = ""] = paths.keys();
    await workspace.enrichAll();
    const [id = ""] = await workspace.runIds();
    const enriched = await workspace.manifests();
    await workspace.edit(first, "description", CLEARER);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { to: id } }))).toMatchObject({
      already: { why: "there" },
      run: null,
    });
    await workspace.recordEdits(first);
    await workspace.edit(first, "x_by_hand", true);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { to: id } }))).toMatchObject({
      mismatches: [{ what: "edited", module: first, later: null }],
    });
    await workspace.recordEdits(first);
    await workspace.undo({ aim: { to: id } });
    expect(await workspace.manifests()).toEqual(enriched);
  });

  it("is one that another writer changed after the revert was worked out", async () => {
    const [first = "", second = ""] = paths.keys();
    await workspace.enrichAll([first]);
    const enriching = meanwhile(() => workspace.enrichAll([second]));
    const { report } = await revert(LAST, workspace.context(enriching));
    expect(report.modules.map(({ module }) => module)).toEqual([first]);
    expect((await workspace.manifests()).get(paths.get(second) ?? "")).not.toBe(original.get(paths.get(second) ?? ""));

    await workspace.undo({ aim: { run: report.run ?? "" } });
    const editing = meanwhile(() => workspace.edit(first, "x_by_hand", true).then(() => workspace.recordEdits(first)));
    const late = await revert(LAST, workspace.context(editing));
    expect(late.report).toMatchObject({ run: null, mismatches: [{ module: first, what: "later run" }] });
  });
});
