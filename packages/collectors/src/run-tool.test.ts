import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { runTool, type ToolCall } from "./run-tool.ts";

const node = (code: string, more: Partial<ToolCall> = {}) =>
  runTool({
    command: process.execPath,
    args: ["-e", code],
    cwd: process.cwd(),
    env: { PATH: process.env["PATH"] ?? "" },
    timeoutMs: 30_000,
    ...more,
  });

/** A program that starts a child which would never end, notes both pids in `file`, and does `then`. */
const withChild = (file: string, then: string) => `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
  require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify([process.pid, child.pid]));
  ${then}`;

/** False also for a process that has ended and whose parent has not asked how. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z");
  return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
}

/** Waits for a process that was killed to be gone from the table. */
async function isGone(pid: number): Promise<boolean> {
  await expect.poll(() => isRunning(pid), { timeout: 1000 }).toBe(false);
  return true;
}

describe("runTool", () => {
  it("gives what a program printed on both streams, and how it ended", async () => {
    expect(await node('console.log("out"); console.error("err")')).toMatchObject({ outcome: "done" });
    expect(await node('console.log("last words"); process.exit(3)')).toEqual({
      outcome: "failed",
      exitCode: 3,
      signal: undefined,
      tail: ["last words"],
    });
    expect(await node("process.abort()")).toMatchObject({ outcome: "failed", signal: "SIGABRT" });
  });

  it("hands over the given environment and arguments, and no shell reads them", async () => {
    const code = "console.log(JSON.stringify([process.argv.slice(1), Object.keys(process.env).sort()]))";
    const { tail } = await node("", { args: ["-e", code, "--", "$(id)", "a b;c"], env: { ONLY: "this" } });
    expect(JSON.parse(tail[0] ?? "")).toEqual([["$(id)", "a b;c"], ["ONLY"]]);
  });

  it("says that a program is missing", async () => {
    expect(await node("", { command: "/nowhere/python" })).toMatchObject({ outcome: "missing", why: "ENOENT" });
  });

  it("keeps the end of a million lines", async () => {
    const code = `
      const { writeFileSync } = require("node:fs");
      for (let n = 0; n < 1e6; n += 1e4) writeFileSync(1, Array.from({ length: 1e4 }, (_, k) => "line " + (n + k + 1) + "\\n").join(""));
      process.exit(1)`;
    const { tail } = await node(code);
    expect(tail.at(-1)).toBe("line 1000000");
    expect(tail).toHaveLength(40);
  });

  it("ends a program at its time limit with all its children, also those that do not listen", async () => {
    await using folder = await emptyWorkspace();
    const file = join(folder.root, "pids");
    const end = await node(withChild(file, "setInterval(() => console.log('waiting'), 50)"), { timeoutMs: 1500 });
    expect(end.outcome).toBe("timeout");
    const [parent, child] = JSON.parse(await readFile(file, "utf8")) as [number, number];
    expect([await isGone(parent), await isGone(child)]).toEqual([true, true]);
  });

  it("lets a program end in an orderly way first", async () => {
    const code =
      'process.on("SIGTERM", () => { console.log("tidied up"); process.exit(0); }); setInterval(() => {}, 1000)';
    expect(await node(code, { timeoutMs: 1000 })).toEqual({ outcome: "timeout", tail: ["tidied up"] });
  });

  it("leaves no child behind when the program ends before it", async () => {
    await using folder = await emptyWorkspace();
    const file = join(folder.root, "pids");
    expect(await node(withChild(file, "process.exit(0)"))).toMatchObject({ outcome: "done" });
    const [, child] = JSON.parse(await readFile(file, "utf8")) as [number, number];
    expect(await isGone(child)).toBe(true);
  });

  it("is ended with this process, when that is told to end", async () => {
    await using folder = await emptyWorkspace();
    const file = join(folder.root, "pids");
    const call = {
      command: process.execPath,
      args: ["-e", withChild(file, "setInterval(() => {}, 1000)")],
      cwd: folder.root,
      env: { PATH: process.env["PATH"] ?? "" },
      timeoutMs: 60_000,
    };
    const url = new URL("run-tool.ts", import.meta.url).href;
    const code = `import { runTool } from ${JSON.stringify(url)}; await runTool(${JSON.stringify(call)});`;
    const parent = spawn(
      process.execPath,
      ["--conditions=t4-source", "--import", "tsx", "--input-type=module", "-e", code],
      {
        stdio: "ignore",
      },
    );
    const pids = async (): Promise<number[]> => JSON.parse(await readFile(file, "utf8").catch(() => "[]"));
    await expect.poll(pids, { timeout: 20_000 }).toHaveLength(2);
    const ended = once(parent, "exit");
    parent.kill("SIGTERM");
    expect(await ended).toEqual([null, "SIGTERM"]);
    for (const pid of await pids()) expect(await isGone(pid)).toBe(true);
  });
});
