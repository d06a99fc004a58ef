import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace, gitInit, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { quality } from "./quality.ts";

const gates = ["ledger"];

describe("quality", () => {
  it("says where waivers are judged to whoever asks for them as for a gate", async () => {
    await using workspace = await emptyWorkspace();
    const asked = quality({ gates: ["waivers"] }, testContext(workspace.root));
    await expect(asked).rejects.toMatchObject({ code: "E_USAGE", hint: expect.stringContaining("`t4 quality`") });
  });

  it("throws for a config or a base that was named and is not there", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await writeFile(join(root, "t4.config.json"), "{}");
    const context = testContext(root);
    for (const configPath of ["nope.json", "../nope.json"]) {
      await expect(quality({ gates }, { ...context, configPath })).rejects.toMatchObject({ code: "E_CONFIG" });
    }
    expect(await quality({ gates, base: "nope" }, context)).toMatchObject({ gates: [{ verdict: "undecidable" }] });
    await gitInit(root);
    for (const base of ["nope", ""]) {
      await expect(quality({ gates, base }, context)).rejects.toMatchObject({ code: "E_USAGE" });
    }
    expect(await quality({ gates, base: "HEAD" }, { ...context, configPath: "t4.config.json" })).toMatchObject({
      ok: true,
    });
  });
});
