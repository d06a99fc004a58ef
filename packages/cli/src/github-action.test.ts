import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyWorkspace, REPOSITORY, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const ACTION = ".github/actions/t4";
/** Prints who it is and its arguments. */
const SPEAK = (name: string): string => `#!/bin/sh\nprintf "<%s>" ${name} "$@"\necho\nexit \${T4_END:-0}\n`;

let stage: TempWorkspace;
let output: string;
beforeAll(async () => {
  stage = await emptyWorkspace("t4-action-");
  const { root } = stage;
  await cp(join(REPOSITORY, ACTION), join(root, ACTION), { recursive: true });
  await mkdir(join(root, "bin"));
  for (const name of ["npx", "node"]) await writeFile(join(root, "bin", name), SPEAK(name), { mode: 0o755 });
  await writeFile(join(root, "Makefile"), "build: ; @echo built\n");
  output = join(root, "output");
});
beforeEach(() => writeFile(output, ""));
afterAll(() => stage.remove());

interface ActionRun {
  calls: string[][];
  code: number;
  output: string;
  stderr: string;
}

/** Runs the action's script with its inputs, in a folder where `npx` and `node` only say what they are called with. */
async function act(args: string, version = "", end = 0): Promise<ActionRun> {
  const env = {
    PATH: `${join(stage.root, "bin")}:/usr/bin:/bin`,
    GITHUB_ACTION_PATH: join(stage.root, ACTION),
    GITHUB_OUTPUT: output,
    T4_ARGS: args,
    T4_VERSION: version,
    T4_END: String(end),
  };
  const run = promisify(execFile)(join(stage.root, ACTION, "run.sh"), [], { cwd: stage.root, env });
  const { code, stdout, stderr } = await run.then(
    (ended) => ({ code: 0, ...ended }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  const lines = stdout.split("\n").filter((line) => line !== "");
  const calls = lines.map((line) => line.slice(1, -1).split("><"));
  return { calls, code, stderr, output: await readFile(output, "utf8") };
}

describe("the action", () => {
  it("builds the commit that it is taken from, and runs that", async () => {
    const t4 = join(stage.root, "packages/cli/bin/t4.cjs");
    expect(await act("quality --format github")).toMatchObject({
      calls: [["node", t4, "quality", "--format", "github"]],
      code: 0,
      output: "exit-code=0\n",
      stderr: expect.stringContaining("built"),
    });
  });

  it("runs a version of @t4/cli", async () => {
    const { calls } = await act("gate links", "1.2.3-rc.1");
    expect(calls).toEqual([["npx", "--yes", "--package", "@t4/cli@1.2.3-rc.1", "--", "t4", "gate", "links"]]);
  });

  it.each(["latest", "file:../evil", "1.2.3; touch planted", "npm:evil@1.0.0", "1.2.3\n"])(
    "takes %j for no version",
    async (version) => {
      const run = await act("quality", version);
      expect(run).toMatchObject({ calls: [], code: 2, output: "exit-code=2\n" });
      expect(run.stderr).toContain("version must be");
    },
  );

  it("takes an argument a line, spaces and all", async () => {
    const { calls } = await act("record\nbilling\r\n\n--reason\nclearer words\n", "1.2.3");
    expect(calls[0]?.slice(6)).toEqual(["record", "billing", "--reason", "clearer words"]);
  });

  it.each(["quality; touch planted", "$(touch planted)", "`touch planted`", "* $HOME", '"; touch planted; "'])(
    "gives t4 %j as words that mean nothing to a shell",
    async (args) => {
      const { calls } = await act(args, "1.2.3");
      expect(calls[0]?.slice(6)).toEqual(args.split(" "));
      await expect(readFile(join(stage.root, "planted"))).rejects.toThrow("ENOENT");
    },
  );

  it.each([1, 2, 3])("ends with %i when t4 does, and says so", async (end) => {
    expect(await act("quality", "1.2.3", end)).toMatchObject({ code: end, output: `exit-code=${end}\n` });
  });
});
