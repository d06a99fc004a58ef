import { execFile } from "node:child_process";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyWorkspace, putFile, REPOSITORY } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { judgeAction, judgeWorkflow, scriptsOf } from "./github-rules.ts";

const WORKFLOWS = join(REPOSITORY, ".github/workflows");
const names = (await readdir(WORKFLOWS)).toSorted();
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(join(WORKFLOWS, name), "utf8")] as const)),
);
const quality = texts.get("quality.yml")!;
const ledger = texts.get("ledger-consistency.yml")!;
const action = await readFile(join(REPOSITORY, ".github/actions/t4/action.yml"), "utf8");

/** The lines that the linter prints for `.github` below a folder. */
async function lint(root: string): Promise<string[]> {
  const script = join(REPOSITORY, "packages/cli/scripts/lint-workflows.ts");
  try {
    await promisify(execFile)(process.execPath, ["--import", "tsx", script, root], { cwd: REPOSITORY });
    return [];
  } catch (error) {
    return (error as { stdout: string }).stdout.trimEnd().split("\n");
  }
}

describe("the linter of workflows", () => {
  it("finds nothing in this repository", async () => {
    expect(await lint(REPOSITORY)).toEqual([]);
  });

  it("names what GitHub would not take, and two commits of one action, by file and line", async () => {
    await using copy = await emptyWorkspace("t4-workflows-");
    await cp(join(REPOSITORY, ".github"), join(copy.root, ".github"), { recursive: true });
    const plant = (path: string, text: string) => putFile(copy.root, path, text);
    await plant(
      ".github/workflows/quality.yml",
      quality.replace("  sarif:\n    needs: gates", "  sarif:\n    needs: gate"),
    );
    await plant(
      ".github/workflows/docs-quality.yml",
      texts.get("docs-quality.yml")!.replace("cancelled()", "canceled()"),
    );
    await plant(".github/workflows/ledger-consistency.yml", ledger.replace(/checkout@9/, "checkout@8"));
    await plant(".github/actions/t4/action.yml", action.replace("using: composite", "using: compost"));
    const lines = await lint(copy.root);
    expect(lines).toContainEqual(expect.stringMatching(/^\.github\/workflows\/quality\.yml:\d+:\d+: .*gate/));
    expect(lines).toContainEqual(expect.stringMatching(/^\.github\/workflows\/docs-quality\.yml:\d+:\d+: .*canceled/));
    expect(lines).toContainEqual(expect.stringMatching(/^\.github\/actions\/t4\/action\.yml:\d+:\d+: .*compost/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^\.github\/workflows\/ledger-consistency\.yml: uses .*another/),
    );
  });
});

describe("the rules for workflows", () => {
  it.each<[string, string, string, string]>([
    ["a tag in place of a commit", ledger, "@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0 # v7.0.0", "@v7 # v7.0.0"],
    ["a short commit", ledger, "@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", "@9c091bb"],
    ["a commit without its version", ledger, " # v7.0.0", ""],
    ["no permissions", ledger, "permissions:\n  contents: read\n", ""],
    ["more permissions than to read", ledger, "permissions:\n  contents: read\n", "permissions: write-all\n"],
    [
      "a job that may write more than alerts",
      quality,
      "security-events: write",
      "security-events: write\n      packages: write",
    ],
    [
      "a script that runs with the right to write",
      quality,
      "  gates:\n",
      "  gates:\n    permissions: { security-events: write }\n",
    ],
    [
      "an expression in a script",
      ledger,
      "run: make ledger-check",
      "run: make ledger-check base=${{ github.event.before }}",
    ],
    ["a strangers' event", quality, "  pull_request:\n", "  pull_request_target:\n"],
    ["no time limit", ledger, "    timeout-minutes: 15\n", ""],
    ["a token left behind", ledger, "persist-credentials: false", "persist-credentials: true"],
    ["a last job that forgets one", quality, "needs: [gates, sarif, ", "needs: [sarif, "],
    ["a last job that is skipped when another fails", quality, "if: ${{ always() }}", "if: ${{ success() }}"],
    ["a last job that overlooks what was cancelled", quality, " || contains(needs.*.result, 'cancelled')", ""],
  ])("find %s", (_, text, from, to) => {
    expect(judgeWorkflow(text)).toEqual([]);
    const broken = text.replace(from, to);
    expect(broken).not.toBe(text);
    expect(judgeWorkflow(broken)).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ["an input in the script", "run.sh\"'", "run.sh\" ${{ inputs.args }}'"],
    ["an input that it does not have", "${{ inputs.args }}", "${{ inputs.args }}${{ inputs.arg }}"],
    ["an input that it does not use", "inputs.version", "env.version"],
    ["a tag in place of a commit", "@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e", "@v6"],
  ])("find %s of an action", (_, from, to) => {
    expect(judgeAction(action)).toEqual([]);
    expect(action).toContain(from);
    expect(judgeAction(action.replace(from, to))).toHaveLength(1);
  });
});

describe("the steps of workflows", () => {
  it("judge by `make quality` and nothing else", () => {
    expect(scriptsOf(quality)).toEqual(["make quality"]);
  });

  it.each(names)("of %s are targets of make, which can be followed anywhere", async (name) => {
    const { stdout } = await promisify(execFile)("make", ["help"], { cwd: REPOSITORY });
    const targets = new Set([...stdout.matchAll(/^ {2}(\S+) /gm)].map(([, target]) => `make ${target}`));
    const scripts = scriptsOf(texts.get(name)!);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !targets.has(script))).toEqual([]);
  });
});
