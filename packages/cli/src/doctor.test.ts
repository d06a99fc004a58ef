import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, gitInit, goldenText, runAsOwner, runT4, transcript, type T4Run } from "@t4/testkit";
import { describe, expect, it } from "vitest";

/** Which Node runs the tests is nothing to compare. */
function withoutVersion(run: T4Run): T4Run {
  return { ...run, stdout: run.stdout.replace(/Node \d+\.\d+\.\d+/, "Node 20.19.0") };
}

describe("t4 doctor", () => {
  it("says what is there, what is missing, and what is broken", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const { root } = workspace;
    await gitInit(root);
    const exits: (number | undefined)[] = [];
    const tell = async (name: string, args: string[]): Promise<void> => {
      const run = await runAsOwner(root, args);
      exits.push(run.exitCode);
      const printed = transcript(args, withoutVersion(run));
      expect(printed).toBe(await goldenText(name, printed));
    };
    await tell("doctor.txt", ["doctor"]);
    await writeFile(join(root, "t4.config.json"), '{ "contexts": [] }\n');
    await tell("doctor-broken.txt", ["doctor"]);
    await tell("doctor-json.txt", ["doctor", "--format", "json"]);
    expect(exits).toEqual([0, 1, 1]);
  });

  it("is told when there is no folder", async () => {
    expect(await runT4(["doctor"], { root: "/nowhere/at/all", cwd: "/" })).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
