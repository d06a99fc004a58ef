import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { copyFixture, goldenText, runAsOwner, transcript } from "@t4/testkit";
import { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { addMeasureOptions, measureExit, type MeasureFlags, measureInput } from "./measure-command.ts";

const HYPERFINE = {
  results: [{ command: "notify", times: Array.from({ length: 25 }, (_, n) => 0.02 + n / 10_000) }],
};

/** Each step: the golden file's name and the command line, on aurora. */
const STORY: readonly [name: string, args: readonly string[]][] = [
  ["cov-dry-run.txt", ["cov", "billing", "--from", "coverage.xml", "--dry-run"]],
  ["cov.txt", ["cov", "--from", "coverage.xml", "--from", "src/catalog/lcov.info"]],
  ["cov-again.txt", ["cov", "billing", "catalog", "--from", "coverage.xml"]],
  ["cov-json.txt", ["cov", "billing", "--from", "coverage.xml", "--format", "json"]],
  ["cov-unnamed.txt", ["cov", "billing", "ledger_export", "--from", "src/catalog/lcov.info"]],
  ["bench.txt", ["bench", "--from", "services/webhook_gateway/benchmark.json"]],
  ["bench-hyperfine.txt", ["bench", "notifier", "--from", "hyperfine.json"]],
  ["bench-json.txt", ["bench", "notifier", "--from", "hyperfine.json", "--format", "json"]],
  ["bench-whose.txt", ["bench", "--from", "hyperfine.json"]],
];

const transcripts = new Map<string, { text: string; exit: number | undefined }>();
beforeAll(async () => {
  await using workspace = await copyFixture("aurora");
  await writeFile(join(workspace.root, "hyperfine.json"), JSON.stringify(HYPERFINE));
  for (const [name, args] of STORY) {
    const run = await runAsOwner(workspace.root, args);
    transcripts.set(name, { text: transcript(args, run), exit: run.exitCode });
  }
});

describe("what cov and bench print", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name)?.text ?? "not run";
    expect(text).toBe(await goldenText(name, text));
  });
});

const FLAGS = { timeout: 600 };

describe("the command lines of cov and bench", () => {
  it("are refused on a terminal's standard error with what to give instead", async () => {
    await using workspace = await copyFixture("aurora");
    const run = await runAsOwner(workspace.root, ["cov"]);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toBe(
      "error E_USAGE what to measure is not said\n  hint: Name modules, or give --all, or --from REPORT.\n",
    );
  });

  it("name modules, or all, or a report, and not two of the first", async () => {
    await expect(measureInput([], FLAGS)).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(measureInput(["a"], { ...FLAGS, all: true })).rejects.toMatchObject({ code: "E_USAGE" });
    expect(await measureInput([], { ...FLAGS, all: true })).toMatchObject({ modules: [], from: [], keepGoing: false });
    const { from, runner } = await measureInput(["a"], { timeout: 1.5, from: ["x.xml"], passEnv: ["DB"] });
    expect(from).toEqual([{ typed: "x.xml", path: resolve("x.xml") }]);
    expect(runner).toMatchObject({ timeoutMs: 1500, passEnv: ["DB"] });
  });

  it("take a time limit of up to a day", async () => {
    const limits = ["0", "-1", "1e9", "86401", "", "ten"];
    for (const limit of limits) await expect(parsed("--timeout", limit)).rejects.toThrow("Give seconds");
    expect((await parsed("--timeout", "0.5", "--from", "a", "--from", "b", "m")).from).toEqual(["a", "b"]);
  });

  it.each<[statuses: string[], severities: string[], exit: number]>([
    [["changed", "untested"], [], 0],
    [["held", "withheld", "unchanged"], [], 0],
    [["changed", "untested"], ["warning", "error"], 3],
    [["changed", "untested"], ["warning"], 0],
    [["untested"], ["warning"], 3],
    [["failed", "unwritten", "untested"], ["error"], 1],
  ])("end for modules that are %j with findings of %j with %i", (statuses, severities, exit) => {
    const modules = statuses.map((status, at) => ({
      status,
      findings: at === 0 ? severities.map((severity) => ({ severity })) : [],
    }));
    expect(measureExit({ modules } as never)).toBe(exit);
  });
});

async function parsed(...words: string[]): Promise<MeasureFlags> {
  const command = addMeasureOptions(new Command("cov"), "x")
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  await command.action(() => {}).parseAsync(words, { from: "user" });
  return command.opts<MeasureFlags>();
}
