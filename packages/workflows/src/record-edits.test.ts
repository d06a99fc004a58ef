import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { commitRun, readLedger } from "@t4/writer";
import { describe, expect, it } from "vitest";
import { findEdits, recordEdits } from "./record-edits.ts";

const PATH = "a/module.manifest.json";
const AT = { at: "2026-11-21T09:00:00Z", actor: "owner@example.org", reason: "why" };
const bytes = (value: unknown) => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
const present = (value: unknown, path = PATH) => ({ module: "a", path, bytes: value === null ? null : bytes(value) });

/** A workspace whose ledger saw the manifest as `{"module": "a", "x_n": 1}`. */
async function recordedWorkspace() {
  const workspace = await emptyWorkspace();
  const place = { files: nodeFiles, root: workspace.root, ledgerDir: "manifests/.ledger" };
  await mkdir(join(workspace.root, "a"));
  await writeFile(join(workspace.root, PATH), bytes({ module: "a" }));
  const change = { field: "/x_n", new: 1, extractor: "test", confidence: "high" as const };
  const entry = {
    module: "a",
    path: PATH,
    before: bytes({ module: "a" }),
    after: bytes({ module: "a", x_n: 1 }),
    changes: [change],
  };
  await commitRun({ ...place, header: { op: "enrich", ...AT }, entries: [entry] });
  return { place, [Symbol.asyncDispose]: () => workspace.remove() };
}

describe("findEdits", () => {
  it("finds nothing in what is as the ledger left it, and in what it never saw", async () => {
    await using workspace = await recordedWorkspace();
    const unseen = "b/module.manifest.json";
    const files = [present({ module: "a", x_n: 1 }), present({ module: "b" }, unseen), present(null, unseen)];
    expect(await findEdits(workspace.place, files)).toEqual([]);
  });

  it("tells what a person changed, with old and new", async () => {
    await using workspace = await recordedWorkspace();
    const [edit, ...others] = await findEdits(workspace.place, [present({ module: "a", x_n: 2 })]);
    expect(others).toEqual([]);
    expect(edit?.entry).toMatchObject({
      module: "a",
      path: PATH,
      changes: [{ field: "/x_n", old: 1, new: 2, extractor: "human", confidence: "high" }],
    });
  });

  it("takes a file that is gone for removed, and keeps what it held", async () => {
    await using workspace = await recordedWorkspace();
    const [edit] = await findEdits(workspace.place, [present(null)]);
    expect(edit?.afterBytes).toBeNull();
    expect(edit?.entry).toMatchObject({
      after: null,
      changes: [{ field: "", old: { module: "a", x_n: 1 }, removed: true, extractor: "human", confidence: "high" }],
    });
    await recordEdits(workspace.place, AT, [present(null)]);
    expect(await findEdits(workspace.place, [present(null)])).toEqual([]);
  });

  it("takes another layout of the same values for an edit without changes", async () => {
    await using workspace = await recordedWorkspace();
    const packed = { ...present(null), bytes: Buffer.from('{"x_n":1,"module":"a"}') };
    expect((await findEdits(workspace.place, [packed])).map(({ entry }) => entry.changes)).toEqual([[]]);
  });
});

describe("recordEdits", () => {
  it("writes one run for all edits, and none for none", async () => {
    await using workspace = await recordedWorkspace();
    expect(await recordEdits(workspace.place, AT, [present({ module: "a", x_n: 1 })])).toEqual({
      edits: [],
      run: null,
    });
    const { run } = await recordEdits(workspace.place, { ...AT, at: "2026-11-22T09:00:00Z" }, [
      present({ module: "a" }),
    ]);
    expect(run).toMatch(/^20261122T090000Z-[0-9a-f]{8}$/);
    const { runs } = await readLedger(workspace.place);
    expect(runs.map(({ header }) => [header.op, header.reason])).toEqual([
      ["enrich", "why"],
      ["record", "why"],
    ]);
    expect(runs[1]?.header.parents).toEqual([runs[0]?.id]);
    expect(await findEdits(workspace.place, [present({ module: "a" })])).toEqual([]);
  });
});
