import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  diffTrees,
  emptyWorkspace,
  generateWorkspace,
  snapshotTree,
  startT4,
  type T4End,
  type TempWorkspace,
  type Tree,
  testContext,
} from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recoverLedger } from "./recover-ledger.ts";
import { verifyLedger } from "./verify-ledger.ts";

/** The largest file that a process may write, in KiB. */
const LIMITS = [0, 1, 2, 4, 8, 16, 64, 1024];

let workspace: TempWorkspace;
let root: string;

beforeEach(async () => {
  workspace = await emptyWorkspace("t4-limits-");
  root = workspace.root;
  await generateWorkspace(root, { modules: 4 });
});
afterEach(() => workspace.remove());

/** Runs a command that may write no file larger than that. */
function runLimited(args: readonly string[], kib: number): Promise<T4End> {
  return startT4(root, args, 1_795_251_700, ["bash", "-c", `ulimit -f ${kib} && exec "$0" "$@"`]).ended;
}

/** Every file; a folder that was made for one stays, empty, and git does not see it. */
async function look(): Promise<Tree> {
  const tree = await snapshotTree(root, { except: [".t4"] });
  return new Map([...tree].filter(([, { kind }]) => kind !== "directory"));
}

async function leftovers(): Promise<string[]> {
  const paths = await readdir(root, { recursive: true });
  return paths.filter((path) => /\.tmp$|\.pending$|\.draft$|\/draft\./.test(path));
}

/** The files that the failures named, one for each limit; each must have changed nothing. With the last limit the command ends well. */
async function failUpTo(args: readonly string[]): Promise<string[]> {
  const named: string[] = [];
  for (const kib of LIMITS) {
    const before = await look();
    const { exitCode, stderr } = await runLimited(args, kib);
    expect(await leftovers(), `${kib} KiB`).toEqual([]);
    if (exitCode === 0) return named;
    const said = /^error E_WRITE (\S+) cannot be written \(EFBIG\); nothing was changed\n {2}hint: /.exec(stderr);
    expect({ stderr, isTyped: said !== null }).toEqual({ stderr, isTyped: true });
    named.push(said?.[1] ?? "");
    expect(diffTrees(before, await look(), { mtimes: false }), `${kib} KiB`).toEqual([]);
    const { findings } = await verifyLedger({}, testContext(root));
    expect(findings, `${kib} KiB`).toEqual([]);
  }
  throw new Error(`t4 ${args.join(" ")} never ends well`);
}

const file = (pattern: string): unknown => expect.stringMatching(new RegExp(`^${pattern}$`));

describe("a disk that takes no more", () => {
  const run = file(String.raw`manifests/\.ledger/runs/.*\.pending`);
  const snapshot = file(String.raw`manifests/\.ledger/objects/.*`);
  const lock = file(String.raw`\.t4/.*`);

  it("changes no file when it stops t4 enrich, and the error names the one that could not be written", async () => {
    const named = await failUpTo(["enrich"]);
    expect(named).toEqual(expect.arrayContaining([lock, run, snapshot]));
    expect(await readFile(join(root, ".t4/.gitignore"), "utf8")).toBe("*\n");
    expect((await startT4(root, ["enrich", "--check"]).ended).exitCode).toBe(0);
  });

  it("changes no file when it stops t4 revert, and the error names the one that could not be written", async () => {
    await startT4(root, ["enrich"]).ended;
    const named = await failUpTo(["revert", "--last"]);
    expect(named).toEqual(expect.arrayContaining([lock, run, snapshot]));
    expect((await recoverLedger(testContext(root))).removed).toEqual([]);
  });
});
