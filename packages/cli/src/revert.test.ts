import { execFile } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  goldenText,
  REPOSITORY,
  runAsOwner,
  setField,
  snapshotTree,
  type T4Run,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Step, tellStory } from "./test-story.ts";

const MANIFEST = "billing/module.manifest.json";
const CLEARER =
  "Billing turns usage into invoices and collects them, once, through two payment providers, and nothing else may change a balance.";

/** The name of the nth run, oldest first. */
async function runName(root: string, index: number): Promise<string> {
  const { stdout } = await runAsOwner(root, ["ledger", "log", "--format", "json"]);
  const { runs } = JSON.parse(stdout) as { runs: { run: string }[] };
  return runs.at(-1 - index)?.run ?? "";
}

const STORY: readonly Step[] = [
  ["revert-empty.txt", ["revert", "--last"]],
  ["", ["enrich"]],
  ["revert-dry-run.txt", ["revert", "--last", "--dry-run"]],
  ["revert.txt", ["revert", "--last", "--reason", "wrong evidence"]],
  ["revert-again.txt", ["revert", "--last"]],
  ["revert-redo.txt", async (root) => ["revert", "--run", await runName(root, 1)]],
  ["revert-edited.txt", ["revert", "--last"], (root) => setField(join(root, MANIFEST), "description", CLEARER)],
  ["", ["record", "--reason", "clearer"]],
  ["revert-later-json.txt", async (root) => ["revert", "--sha", await runName(root, 0), "--format", "json"]],
  ["revert-later.txt", async (root) => ["revert", "--run", await runName(root, 2)]],
  ["revert-to.txt", async (root) => ["revert", "--to", await runName(root, 0), "--module", "billing"]],
  ["revert-to-again.txt", async (root) => ["revert", "--to", await runName(root, 0)]],
  ["revert-json.txt", ["revert", "--last", "--format", "json"]],
  ["revert-log.txt", ["ledger", "log"]],
];

let transcripts: Map<string, string>;
beforeAll(async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  transcripts = await tellStory(workspace.root, STORY);
}, 60_000);

describe("what t4 revert prints", () => {
  it.each(STORY.map(([name]) => name).filter((name) => name !== ""))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(name, text));
  });

  it("fits into 100 columns, but for paths and the diff", () => {
    for (const [name, text] of transcripts) {
      if (name === "revert-dry-run.txt" || name.endsWith("json.txt") || !name.startsWith("revert")) continue;
      const long = text.split("\n").filter((line) => line.length > 100 && !line.includes("hint:"));
      expect({ name, long }).toEqual({ name, long: [] });
    }
  });
});

describe("t4 revert", () => {
  let root: string;
  let remove: () => Promise<void>;
  const runIn = (...args: string[]): Promise<T4Run> => runAsOwner(root, args);

  beforeAll(async () => {
    ({ root, remove } = await copyFixture("cases/billing-example/input"));
    await runIn("enrich");
  }, 60_000);
  afterAll(() => remove());

  it.each([
    [["revert"], /--last, --run RUN or --to RUN/],
    [["revert", "--last", "--run", "1234"], /--last and --run exclude each other/],
    [["revert", "--to", "1234", "--sha", "1234"], /--sha and --to exclude each other/],
    [["revert", "--last", "--reason", " "], /must say something/],
    [["revert", "--run"], /argument missing/],
    [["revert", "--run", "ffffffff"], /t4 ledger log/],
    [["revert", "--run", ""], /t4 ledger log/],
    [["revert", "--last", "--module", "biling"], /Did you mean billing\?/],
    [["revert", "--lats"], /Did you mean --last\?/],
    [["rever", "--last"], /Did you mean revert\?/],
  ])("answers %j with what was meant, writes nothing and exits 2", async (args, said) => {
    const before = await snapshotTree(root);
    const run = await runIn(...args);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(said);
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("is `make revert-last` for a governed repository", async () => {
    await using governed = await emptyWorkspace();
    await cp(root, governed.root, { recursive: true });
    await cp(join(REPOSITORY, "mk/t4.mk"), join(governed.root, "t4.mk"));
    const t4 = `T4=${process.execPath} ${join(REPOSITORY, "packages/cli/bin/t4.cjs")}`;
    const make = (...more: string[]) =>
      promisify(execFile)("make", ["--no-print-directory", "-f", "t4.mk", t4, "revert-last", ...more], {
        cwd: governed.root,
      });
    expect((await make("module=billing")).stdout).toMatch(/^restored billing /);
    expect((await make()).stdout).toMatch(/^nothing to do: already undone/);
    const original = await readFile(join(governed.root, MANIFEST));
    expect(original).toEqual(await readFile(join(REPOSITORY, "fixtures/cases/billing-example/input", MANIFEST)));
  });
});
