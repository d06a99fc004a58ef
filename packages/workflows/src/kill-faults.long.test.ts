import { join } from "node:path";
import { type FilePort, T4Error } from "@t4/core";
import {
  emptyWorkspace,
  generateWorkspace,
  loadDisk,
  type MemoryDisk,
  memoryFiles,
  type Operation,
  processFiles,
  REPOSITORY,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrich, type EnrichResult } from "./enrich.ts";

const LEDGER = "manifests/.ledger";
const QUEUE = "manifests/review_queue.json";
/** What is written after the run. */
const DERIVED = new Set([`${LEDGER}/.gitattributes`, "manifests/.gitattributes", QUEUE]);
const input = { modules: [], dryRun: false };

let workspace: TempWorkspace;
/** Three modules that are yet to be enriched, with a warm cache; and what enrichment makes of them. */
let start: MemoryDisk;
let old: Map<string, string>;
let fresh: Map<string, string>;
/** What an undisturbed run does, and from which operation on it writes. */
let operations: Operation[];
let firstWrite: number;
let processes = 0;

/** One `t4 enrich`, as a process of its own, on a disk in memory. The real folder is only listed. */
function run(files: FilePort): Promise<EnrichResult> {
  processes += 1;
  return enrich(input, testContext(workspace.root, processFiles(files, processes)));
}

beforeAll(async () => {
  workspace = await emptyWorkspace("t4-faults-");
  await generateWorkspace(workspace.root, { modules: 3 });
  const bare = await loadDisk([workspace.root, join(REPOSITORY, "vocab"), join(REPOSITORY, "schemas")]);
  const done = bare.copy();
  await run(memoryFiles(done));
  fresh = state(done);
  start = bare.copy();
  const files = memoryFiles(start);
  const cache = join(workspace.root, ".t4/evidence.ndjson");
  await files.makeDir(join(workspace.root, ".t4"));
  await files.create(cache, await memoryFiles(done).read(cache));
  old = state(start);
  const measured = memoryFiles(start.copy());
  await run(measured);
  operations = measured.operations;
  firstWrite = operations.findIndex(({ name }) => name === "makeDir");
});
afterAll(() => workspace.remove());

/** Every file but T4's own working files, by its path relative to the workspace. */
function state(disk: MemoryDisk): Map<string, string> {
  const prefix = `${workspace.root}/`;
  const own = [...disk.files()].filter(([path]) => path.startsWith(prefix) && !path.startsWith(`${prefix}.t4/`));
  return new Map(own.map(([path, bytes]) => [path.slice(prefix.length), Buffer.from(bytes).toString("latin1")]));
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort();
}

/** What is wrong with a disk after a run that failed: all must be old, or all new but for what is derived from the run. */
function judgeFailed(disk: MemoryDisk): string[] {
  const found = state(disk);
  const [fromOld, fromFresh] = [differing(found, old), differing(found, fresh)];
  const isWhole = fromOld.length === 0 || fromFresh.every((path) => DERIVED.has(path));
  return isWhole ? [] : [`not old: ${fromOld.join(", ")}; not new: ${fromFresh.join(", ")}`];
}

const DRAFT = /\/\.t4\/draft\.|\.tmp$/;
/** The draft of a released lock, whose process ended before it could take its place, goes when the lock is taken next. */
const LASTING_DRAFT = /\/\.t4\/draft\.(?!.*\.released$)|\.tmp$/;

/** What is wrong after the next run, which nothing disturbs. */
async function judgeNext(disk: MemoryDisk, leftover: RegExp): Promise<string[]> {
  const problems: string[] = [];
  await run(memoryFiles(disk));
  problems.push(...differing(state(disk), fresh).map((path) => `${path} is not as it should be in the end`));
  const { runs } = await readLedger({ files: memoryFiles(disk), root: workspace.root, ledgerDir: LEDGER });
  if (runs.length !== 1) problems.push(`${runs.length} runs`);
  const working = [...disk.files().keys()].filter((path) => leftover.test(path));
  problems.push(...working.map((path) => `left over: ${path.slice(workspace.root.length + 1)}`));
  const again = await run(memoryFiles(disk));
  if (again.report.run !== null || differing(state(disk), fresh).length > 0)
    problems.push("the run after that changed something");
  return problems;
}

describe("a run of enrich on three modules", () => {
  it("writes what this test disturbs", () => {
    expect(firstWrite).toBeGreaterThan(0);
    expect(operations.length - firstWrite).toBeGreaterThan(80);
    expect(differing(old, fresh)).toContain(QUEUE);
    expect(differing(old, fresh).filter((path) => path.endsWith("/module.manifest.json"))).toHaveLength(3);
  });

  it.each(["EIO", "ENOSPC", "EMFILE", "EROFS"])(
    "leaves all old or all new when any writing step fails with %s",
    async (error) => {
      const problems: string[] = [];
      let hit = 0;
      for (let at = firstWrite; at < operations.length; at += 1) {
        const disk = start.copy();
        const files = memoryFiles(disk, { at, error });
        const failure = await failureOf(run(files));
        const operation = files.operations[at];
        if (operation !== undefined) hit += 1;
        const found =
          failure === undefined ? differing(state(disk), fresh).map((path) => `${path} is not new`) : judgeFailed(disk);
        if (failure !== undefined && !namesFile(failure)) found.push(`threw ${String(failure)}`);
        found.push(...(await judgeNext(disk, DRAFT)));
        problems.push(...found.map((problem) => `${at} ${operation?.name} ${operation?.path}: ${problem}`));
      }
      expect(problems).toEqual([]);
      expect(hit).toBe(operations.length - firstWrite);
    },
  );

  it("leaves all old or all new when the process ends at any step", async () => {
    const problems: string[] = [];
    let hit = 0;
    for (let at = 0; at < operations.length; at += 1) {
      const disk = start.copy();
      const files = memoryFiles(disk, { at });
      await run(files).catch(() => undefined);
      if (files.operations.length === at) hit += 1;
      const found = await judgeNext(disk, LASTING_DRAFT);
      problems.push(...found.map((problem) => `${at} ${operations[at]?.name} ${operations[at]?.path}: ${problem}`));
    }
    expect(problems).toEqual([]);
    expect(hit).toBe(operations.length);
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A typed error that says which file of the workspace it is about. */
function namesFile(failure: unknown): boolean {
  return failure instanceof T4Error && failure.file !== undefined && !failure.file.startsWith("..");
}
