import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles, sha256, type FilePort } from "@t4/core";
import type { PlannedImport, Run } from "@t4/ledger";
import { emptyWorkspace, exploreCrashes, exploreErrors, MemoryDisk, memoryFiles, type Experiment } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { appendImports } from "./append-imports.ts";
import { appendRun } from "./append-run.ts";
import { readHeads, readLedger } from "./read-ledger.ts";
import { recover } from "./recover.ts";

const SEED = 20_261_121;
const ROOT = "/w";
const RUNS = "manifests/.ledger/runs";
const header = { at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };
const place = (files: FilePort) => ({ files, root: ROOT, ledgerDir: "manifests/.ledger" });

const imports = ["a", "b", "c"].map((sha): PlannedImport => {
  const change = { field: "/x", new: sha, extractor: "x", confidence: "high" as const };
  const source = { sha, at: "2024-05-01T10:00:00Z", operation: "enrich" };
  return { source, imported: [{ module: "m", changes: [change] }] };
});
const append = (files: FilePort): Promise<string[]> => appendImports(place(files), header, imports, () => {});

/** What is in the ledger after the first run, such as `a>b`, each the parent of the next; throws when it is no chain, or something is left over. */
async function chainOf(disk: MemoryDisk): Promise<string> {
  const { runs } = await readLedger(place(memoryFiles(disk)));
  expect([...disk.files().keys()].filter((path) => !path.endsWith(".ndjson"))).toEqual([]);
  const next = new Map(runs.map((run) => [run.header.parents.join(), run]));
  const chain: Run[] = [];
  for (let run = next.get(""); run !== undefined; run = next.get(run.id)) chain.push(run);
  expect(chain).toHaveLength(runs.length);
  return chain.map(({ header: { source } }) => source?.sha ?? "").join("");
}

let start: MemoryDisk;
beforeAll(async () => {
  start = new MemoryDisk();
  const files = memoryFiles(start);
  await files.makeDir(ROOT);
  const entry = { module: "m", path: "m.json", before: sha256("x"), after: null, changes: [] };
  await appendRun(place(files), { ...header, op: "record" }, [{ entry, beforeBytes: undefined, afterBytes: null }]);
});

const experiment = (
  isWhole: (told: string, ending: string) => boolean,
): Experiment & { problems: Promise<string>[] } => {
  const problems: Promise<string>[] = [];
  return {
    start,
    problems,
    act: append,
    recover: (files) => recover(place(files)),
    judge: (disk, ending) => {
      const state = disk.copy();
      problems.push(
        chainOf(state).then(
          (told) => (isWhole(told, ending) ? "" : `${ending}: ${told}`),
          (error: unknown) => `${ending}: ${String(error)}`,
        ),
      );
      return undefined;
    },
  };
};

async function problemsOf({ problems }: { problems: Promise<string>[] }): Promise<string[]> {
  const found = await Promise.all(problems);
  expect(found.length).toBeGreaterThan(10);
  return [...new Set(found)].filter((problem) => problem !== "");
}

describe("appendImports", () => {
  it("dates no import before its parent, also when a head's clock was ahead", async () => {
    const disk = start.copy();
    const at = place(memoryFiles(disk));
    await appendImports(at, { ...header, at: "2027-01-01T00:00:00Z" }, imports.slice(0, 1), () => {});
    const names = await appendImports(at, header, imports.slice(1), () => {});
    expect(names).toEqual([expect.stringMatching(/^20270101T000000Z-/), expect.stringMatching(/^20270101T000000Z-/)]);
    expect(await chainOf(disk)).toBe("abc");
    expect((await readLedger(at)).runs.map((run) => run.header.at)).toEqual([
      header.at,
      ...imports.map(() => "2027-01-01T00:00:00Z"),
    ]);
  });

  it("links the imports to what is there, and to each other", async () => {
    const disk = start.copy();
    const files = memoryFiles(disk);
    const counts: number[] = [];
    const names = await appendImports(place(files), header, imports, (count) => counts.push(count));
    expect(await chainOf(disk)).toBe("abc");
    expect(counts).toEqual([1, 2, 3]);
    const [head] = await readHeads(place(files));
    expect(names.at(-1)).toBe(`20261121T090000Z-${head?.slice(0, 8)}`);
    expect(new Set(names.map((name) => disk.files().has(`${ROOT}/${RUNS}/${name}.ndjson`)))).toEqual(new Set([true]));
  });

  it("leaves the ledger as it was when any operation fails", async () => {
    const tried = experiment((told, ending) => told === (ending === "failed" ? "" : "abc"));
    const { operations, states } = await exploreErrors(tried, ["EIO", "ENOSPC"]);
    expect(states).toBe(operations.length * 2);
    expect(await problemsOf(tried)).toEqual([]);
  });

  it(`leaves a chain of whole runs when the power goes at any operation (seed ${SEED})`, async () => {
    const tried = experiment((told) => ["", "a", "ab", "abc"].includes(told));
    await exploreCrashes(tried, { perCrash: 24, perSecondCrash: 2, seed: SEED });
    expect(await problemsOf(tried)).toEqual([]);
  });

  it("takes them back from the last one on, so that none is left without its parent", async () => {
    const disk = start.copy();
    const files = memoryFiles(disk);
    let renames = 0;
    let removals = 0;
    const failing: FilePort = {
      ...files,
      rename: (from, to) => (++renames === 3 ? fail(to) : files.rename(from, to)),
      remove: (path) => (path.endsWith(".ndjson") && ++removals === 2 ? fail(path) : files.remove(path)),
    };
    await expect(append(failing)).rejects.toMatchObject({ code: "E_WRITE" });
    await recover(place(files));
    expect(await chainOf(disk)).toBe("a");
  });

  it("writes nothing where the ledger's folder leads out", async () => {
    await using workspace = await emptyWorkspace();
    await mkdir(join(workspace.root, "w/manifests"), { recursive: true });
    await mkdir(join(workspace.root, "elsewhere"));
    await symlink(join(workspace.root, "elsewhere"), join(workspace.root, "w/manifests/.ledger"));
    const there = { ...place(nodeFiles), root: join(workspace.root, "w") };
    await expect(appendImports(there, header, imports, () => {})).rejects.toMatchObject({ code: "E_OUTSIDE" });
    expect(await readdir(join(workspace.root, "elsewhere"))).toEqual([]);
  });
});

function fail(path: string): Promise<never> {
  return Promise.reject(Object.assign(new Error("no"), { code: "EIO", path }));
}
