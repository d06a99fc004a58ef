import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace, findPython } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { runTool, type ToolCall } from "./run-tool.ts";

const python = await findPython();
if (python === undefined) process.stderr.write("skipped: there is no python3 on the PATH\n");

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
const withChild = (file: string, then: string, how = "{ stdio: 'inherit' }") => `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], ${how});
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

async function pidsIn(file: string): Promise<number[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.endsWith("]") ? (JSON.parse(text) as number[]) : [];
}

const foldersIn = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith("t4-collect-"));

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
    expect(JSON.parse(tail[0] ?? "")).toEqual([
      ["$(id)", "a b;c"],
      ["ONLY", "T4_RUN"],
    ]);
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

  it("ends a program that does not do what it is told", async () => {
    const code =
      'let told = 0; process.on("SIGTERM", () => told++ || console.log("told")); setTimeout(() => console.log("stayed"), 8000);';
    expect(await node(code, { timeoutMs: 1500 })).toEqual({ outcome: "timeout", tail: ["told"] });
  }, 20_000);

  it("leaves no child behind when the program ends before it", async () => {
    await using folder = await emptyWorkspace();
    const file = join(folder.root, "pids");
    expect(await node(withChild(file, "process.exit(0)"))).toMatchObject({ outcome: "done" });
    const [, child] = JSON.parse(await readFile(file, "utf8")) as [number, number];
    expect(await isGone(child)).toBe(true);
  });

  it.skipIf(python === undefined)(
    "leaves no child behind that has a session of its own and lost its parent",
    async () => {
      await using folder = await emptyWorkspace();
      const file = join(folder.root, "pids");
      const code = `
import os, sys, time
ready, begun = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() > 0: os._exit(0)
    with open(sys.argv[1], "w") as file: file.write(f"[{os.getpid()}]")
    os.write(begun, b".")
    time.sleep(600)
os.read(ready, 1)`;
      expect(await node("", { command: python ?? "", args: ["-c", code, file] })).toMatchObject({ outcome: "done" });
      const [child = 0] = await pidsIn(file);
      expect(await isGone(child)).toBe(true);
    },
  );

  it("ends at its time limit also a child that has left its group and knows nothing of its environment", async () => {
    await using folder = await emptyWorkspace();
    const file = join(folder.root, "pids");
    const code = withChild(file, "setInterval(() => {}, 1000)", "{ stdio: 'ignore', detached: true, env: {} }");
    expect((await node(code, { timeoutMs: 1500 })).outcome).toBe("timeout");
    for (const pid of await pidsIn(file)) expect(await isGone(pid)).toBe(true);
  });

  it("is ended with this process, when that is told to end, and its folder is gone", async () => {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
    expect(await Promise.all(signals.map(endWith))).toEqual([[], [], [], []]);
  });
});

/** Starts a program, with a child in a session of its own, from a process that is told to end once both run. Both end; gives what is left in the temporary folder. */
async function endWith(signal: NodeJS.Signals): Promise<string[]> {
  await using folder = await emptyWorkspace();
  const temporary = join(folder.root, "tmp");
  await mkdir(temporary);
  const file = join(folder.root, "pids");
  const program = withChild(file, "setInterval(() => {}, 1000)", "{ stdio: 'ignore', detached: true }");
  const call = {
    command: process.execPath,
    args: ["-e", program],
    cwd: folder.root,
    env: { PATH: process.env["PATH"] ?? "" },
    timeoutMs: 60_000,
  };
  const [tool, scratch] = ["run-tool.ts", "scratch.ts"].map((name) =>
    JSON.stringify(new URL(name, import.meta.url).href),
  );
  const code = `import { runTool } from ${tool}; import { withScratch } from ${scratch}; await withScratch(() => runTool(${JSON.stringify(call)}));`;
  const parent = spawn(
    process.execPath,
    ["--conditions=t4-source", "--import", "tsx", "--input-type=module", "-e", code],
    { stdio: "ignore", env: { ...process.env, TMPDIR: temporary } },
  );
  await expect.poll(() => pidsIn(file), { timeout: 20_000 }).toHaveLength(2);
  expect(await foldersIn(temporary)).toHaveLength(1);
  const ended = once(parent, "exit");
  parent.kill(signal);
  expect(await ended).toEqual([null, signal]);
  for (const pid of await pidsIn(file)) expect(await isGone(pid)).toBe(true);
  return foldersIn(temporary);
}
