import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundlePath, runT4 } from "./run-t4.ts";

const built = (() => {
  try {
    return existsSync(bundlePath());
  } catch {
    return false;
  }
})();

describe("runT4", () => {
  it.skipIf(built)("says what to do when there is no bundle", async () => {
    await expect(runT4(["--help"])).rejects.toThrow("make build");
  });

  it.skipIf(!built)("gives output and exit code without throwing", async () => {
    const help = await runT4(["--help"]);
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain("enrich");
    const wrong = await runT4(["no-such-command"]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).not.toBe("");
  });
});
