import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "./repository.ts";
import { bundlePath, runT4 } from "./run-t4.ts";
import { fixturePath } from "./temp-workspace.ts";

const isBuilt = existsSync(join(REPOSITORY, "packages/cli/dist/t4.cjs"));

describe("runT4", () => {
  it("says what to do when there is no bundle", () => {
    expect(() => bundlePath(fixturePath("aurora"))).toThrow("run `make build` first");
  });

  it.skipIf(!isBuilt)(
    "gives output and exit code, of a failing command too (skipped before `make build`)",
    async () => {
      const help = await runT4(["--help"]);
      expect(help).toMatchObject({ exitCode: 0, stderr: "" });
      expect(help.stdout).toContain("enrich");
      const wrong = await runT4(["enrich"], { root: fixturePath("nowhere"), cwd: REPOSITORY });
      expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
      expect(wrong.stderr).toContain("E_ROOT");
    },
  );
});
