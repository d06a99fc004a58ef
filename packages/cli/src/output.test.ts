import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bundlePath, copyFixture, git, runAsOwner, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let workspace: TempWorkspace;
beforeAll(async () => {
  workspace = await copyFixture("cases/billing-example/input");
});
afterAll(() => workspace.remove());

/** Runs `t4` under bash, which does `what` with "$@"; gives what bash printed. */
async function runUnderBash(what: string, args: readonly string[]) {
  const command = [process.execPath, bundlePath(), "--root", workspace.root, ...args];
  const child = spawn("bash", ["-c", what, "bash", ...command], {
    env: { ...process.env, NO_COLOR: "1", T4_ACTOR: "owner@example.org", SOURCE_DATE_EPOCH: "1795251600" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

const CANNOT =
  /^error E_WRITE standard output cannot be written \((?:ENOSPC|EFBIG)\); what the command did stands\n {2}hint: .+\n$/;

describe("standard output that cannot be written", () => {
  it.each([["enrich"], ["revert", "--last"], ["--format", "json", "ledger", "log"], ["--help"], ["--version"]])(
    "%s says so in one sentence and exits 2",
    async (...args) => {
      const { stdout, stderr } = await runUnderBash('"$@" >/dev/full; echo $?', args);
      expect(stdout).toBe("2\n");
      expect(stderr).toMatch(CANNOT);
    },
  );

  it("says so, too, when only a part of it could be", async () => {
    const file = join(workspace.root, "out.txt");
    const { stdout, stderr } = await runUnderBash(`ulimit -f 1; "$@" >'${file}'; echo $?`, [
      "--format",
      "json",
      "enrich",
      "--dry-run",
    ]);
    const { size } = await stat(file);
    expect(size).toBe(1024);
    expect(stdout).toBe("2\n");
    expect(stderr).toMatch(CANNOT);
  });

  it("leaves the exit code alone when it is standard error", async () => {
    const script = 'exec 9> >(:); wait $!; "$@" 2>&9; echo $?; "$@" 2>/dev/full; echo $?';
    expect(await runUnderBash(script, ["why", "biling"])).toEqual({ stdout: "2\n2\n", stderr: "" });
    expect(await runUnderBash('"$@" >/dev/full 2>/dev/full; echo $?', ["queue"])).toEqual({
      stdout: "2\n",
      stderr: "",
    });
  });
});

describe("the diff of a file with CRLF line ends", () => {
  it("is the change itself on a pipe, as git takes it", async () => {
    await using crlf = await copyFixture("cases/billing-example/input");
    const path = join(crlf.root, "billing/module.manifest.json");
    const asCommitted = (await readFile(path, "utf8")).replaceAll("\n", "\r\n");
    await writeFile(path, asCommitted);
    await runAsOwner(crlf.root, ["enrich"]);
    const { stdout } = await runAsOwner(crlf.root, ["revert", "--last", "--dry-run"]);
    await writeFile(join(crlf.root, "change.diff"), stdout.slice(0, stdout.indexOf("\nwould undo") + 1));
    await git(crlf.root, "apply", "change.diff");
    expect(await readFile(path, "utf8")).toBe(asCommitted);
  });
});
