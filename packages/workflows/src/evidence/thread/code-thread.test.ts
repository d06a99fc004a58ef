import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  generateWorkspace,
  REPOSITORY,
  snapshotTree,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrich } from "../../enrich.ts";
import type { EnrichReport } from "../../enrich-report.ts";
import { quality } from "../../quality.ts";

const THREAD = join(REPOSITORY, "packages/cli/bin/code.cjs");
/** `shippedFolder` of the bundle, where the thread finds the grammars. */
const SHIPPED = join(REPOSITORY, "packages/cli/dist");

/** What gates and an enrichment of a fixture say that remember nothing, and the workspace afterwards. */
async function runIn(fixture: string, codeThread: string | undefined) {
  const workspace = await copyFixture(fixture);
  const context = { ...testContext(workspace.root), shippedFolder: SHIPPED, codeThread };
  const { gates } = await quality({}, context);
  const { report, warnings } = await enrich({ modules: [], dryRun: false }, context);
  const tree = await snapshotTree(workspace.root);
  await workspace.remove();
  return { said: { gates: gates.map((gate) => ({ ...gate, ms: 0 })), report, warnings }, tree };
}

/** Runs in a fixture with the thread that `entry` starts, and once without any. */
async function compare(fixture: string, entry: string) {
  const [threaded, alone] = [await runIn(fixture, entry), await runIn(fixture, undefined)];
  return { threaded, alone, differing: diffTrees(alone.tree, threaded.tree, { mtimes: false }) };
}

/** {@link compare} on aurora with the thread that a script is. */
async function compareScript(script: string) {
  await using folder = await emptyWorkspace();
  const entry = join(folder.root, "thread.cjs");
  await writeFile(entry, script);
  return await compare("workspaces/aurora", entry);
}

/** Answers as the real one does, but that no module has a package. */
const WITHOUT_APIS = `
  const { parentPort } = require("node:worker_threads");
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = ({ answer }) => post({ answer: { ...answer, found: answer.found?.exports ? undefined : answer.found } });
  require(${JSON.stringify(THREAD)});
`;

function apisIn({ modules }: EnrichReport): number {
  return modules.filter(({ changes }) => changes.some(({ field }) => field === "apis")).length;
}

describe("the thread that reads code", () => {
  it.each(["workspaces/aurora", "workspaces/broken", "cases/billing-example/input"])(
    "changes nothing in what is said and written, in %s",
    async (fixture) => {
      const { threaded, alone, differing } = await compare(fixture, THREAD);
      expect(threaded.said).toEqual(alone.said);
      expect(differing).toEqual([]);
    },
  );

  it("is what tells of code, where it answers", async () => {
    const { threaded, alone } = await compareScript(WITHOUT_APIS);
    expect(apisIn(alone.said.report)).toBeGreaterThan(10);
    expect(apisIn(threaded.said.report)).toBe(0);
  });

  it.each([
    ["is not there", "/nowhere/thread.cjs"],
    ["cannot be had", "no absolute path.cjs"],
  ])("is done without when it %s", async (_name, entry) => {
    const { threaded, alone, differing } = await compare("workspaces/aurora", entry);
    expect(threaded.said).toEqual(alone.said);
    expect(differing).toEqual([]);
  });

  it.each([
    ["does not start", "throw new Error('no')"],
    ["ends at once", "process.exit(0)"],
    ["fails at the first question", "require('node:worker_threads').parentPort.on('message', () => { throw 'no'; })"],
    [
      "ends after a few answers",
      `const { parentPort } = require("node:worker_threads");
       let count = 0;
       parentPort.on("message", () => { if ((count += 1) === 20) process.exit(1); });
       require(${JSON.stringify(THREAD)});`,
    ],
  ])("is done without when it %s", async (_name, script) => {
    const { threaded, alone, differing } = await compareScript(script);
    expect(threaded.said).toEqual(alone.said);
    expect(differing).toEqual([]);
  });
});

/** What the gate of imports says of aurora where one module that lists no API has its `src` outside of the workspace. */
async function judge(codeThread: string | undefined) {
  await using workspace = await copyFixture("workspaces/aurora");
  const context = { ...testContext(workspace.root), shippedFolder: SHIPPED };
  await rm(join(workspace.root, "src/flagkit/__init__.py"));
  await symlink("/usr", join(workspace.root, "src/flagkit/src"));
  const { report } = await enrich({ modules: [], dryRun: false }, context);
  await rm(join(workspace.root, ".t4"), { recursive: true });
  const { gates } = await quality({ gates: ["imports"] }, { ...context, codeThread });
  const again = await enrich({ modules: [], dryRun: true }, { ...context, codeThread });
  return { gates: gates.map((gate) => ({ ...gate, ms: 0 })), first: report.summary, again: again.report };
}

describe("a source that cannot be looked at", () => {
  it("is told of as it is without the thread, and ends nothing", async () => {
    const threaded = await judge(THREAD);
    expect(threaded.again.summary).toMatchObject({ failed: 1 });
    expect(threaded).toEqual(await judge(undefined));
  });
});

describe("when it is started", () => {
  let script: TempWorkspace;
  beforeAll(async () => {
    script = await emptyWorkspace();
    await writeFile(join(script.root, "thread.cjs"), WITHOUT_APIS);
  });
  afterAll(() => script.remove());

  /** How many modules of a generated workspace get APIs when a thread would say that there are none. */
  async function apisOf(modules: number, { cache, files }: { cache?: string; files?: FilePort } = {}) {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await generateWorkspace(root, { modules });
    if (cache !== undefined) {
      await mkdir(join(root, ".t4"));
      await writeFile(join(root, ".t4/evidence.ndjson"), cache);
    }
    const codeThread = join(script.root, "thread.cjs");
    const context = { ...testContext(root, files), shippedFolder: SHIPPED, codeThread };
    return apisIn((await enrich({ modules: [], dryRun: true }, context)).report);
  }

  it("is ahead of a run of which nothing is kept", async () => {
    expect(await apisOf(3)).toBe(0);
  });

  it("is late where what is kept cannot be used, and only for many modules", async () => {
    expect(await apisOf(60, { cache: "of another build\n" })).toBe(0);
    expect(await apisOf(30, { cache: "of another build\n" })).toBeGreaterThan(10);
  });

  it("is not where files are not those on the disk", async () => {
    expect(await apisOf(3, { files: { ...nodeFiles } })).toBeGreaterThan(0);
  });
});
