import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  emptyWorkspace,
  generateWorkspace,
  killWhen,
  startT4,
  type StartedT4,
  type TempWorkspace,
  testContext,
  touchDocuments,
} from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyLedger } from "./verify-ledger.ts";

let workspace: TempWorkspace;
let root: string;

beforeEach(async () => {
  workspace = await emptyWorkspace("t4-holder-");
  root = workspace.root;
  await generateWorkspace(root, { modules: 8 });
  await startT4(root, ["enrich"]).ended;
});
afterEach(() => workspace.remove());

const runs = (): string => join(root, "manifests/.ledger/runs");

/** A `t4` that is stopped while it holds the lock: its run is pending. */
async function stopInside(args: readonly string[] = ["enrich"]): Promise<StartedT4> {
  for (let round = 0; round < 10; round += 1) {
    await touchDocuments(root, round);
    if (args[0] === "revert") await startT4(root, ["enrich"]).ended;
    const holder = startT4(root, args);
    await killWhen(runs(), { moment: "pending", delayMs: 0 }, () => holder.kill("SIGSTOP"), holder.ended);
    if ((await readdir(runs())).some((name) => name.endsWith(".pending"))) return holder;
    holder.kill("SIGCONT");
    await holder.ended;
  }
  throw new Error("t4 could not be stopped while it was writing");
}

async function isUnfinished(): Promise<boolean> {
  return (await readdir(runs())).some((name) => name.endsWith(".pending"));
}

describe("a t4 that holds the lock", () => {
  it("keeps it while it is stopped: others wait, and with --no-wait fail at once", async () => {
    const holder = await stopInside();
    const refused = await startT4(root, ["enrich", "--no-wait"]).ended;
    expect(refused.stderr).toContain("E_LOCKED");
    expect(refused.stderr).toContain(`process ${holder.pid} `);
    expect(refused.exitCode).toBeGreaterThan(0);
    const undo = await startT4(root, ["revert", "--last", "--no-wait"]).ended;
    expect(undo).toMatchObject({
      exitCode: refused.exitCode,
      stderr: expect.stringContaining(`process ${holder.pid} `),
    });
    const waiter = startT4(root, ["enrich"]);
    await waiter.says(`process ${holder.pid} `);
    expect(await isUnfinished()).toBe(true);
    holder.kill("SIGCONT");
    expect(await holder.ended).toMatchObject({ exitCode: 0 });
    expect(await waiter.ended).toMatchObject({ exitCode: 0 });
    expect(await isUnfinished()).toBe(false);
    expect((await startT4(root, ["enrich", "--check"]).ended).exitCode).toBe(0);
  });

  it.each([[["enrich"]], [["revert", "--last"]]])("loses it when it is killed while stopped: %s", async (args) => {
    const holder = await stopInside(args);
    holder.kill("SIGKILL");
    expect(await holder.ended).toMatchObject({ signal: "SIGKILL" });
    expect(await startT4(root, [...args, "--no-wait"]).ended).toMatchObject({ exitCode: 0 });
    expect(await isUnfinished()).toBe(false);
    const { findings } = await verifyLedger({}, testContext(root));
    expect(findings).toEqual([]);
    expect((await startT4(root, ["enrich", "--check"]).ended).exitCode).toBe(args[0] === "enrich" ? 0 : 1);
  });
});
