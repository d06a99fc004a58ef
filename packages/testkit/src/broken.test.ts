import { ERROR_CODES } from "@t4/core";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixturePath } from "./temp-workspace.ts";

const BROKEN = fixturePath("broken");

interface ExpectedFinding {
  code: string;
  file: string;
  line?: number;
}

const readExpected = async () =>
  JSON.parse(await readFile(join(BROKEN, "expected.json"), "utf8")) as Record<string, ExpectedFinding[]>;

describe("broken", () => {
  it("says of each of its modules what is expected, in the table and for tests", async () => {
    const modules = (await readdir(join(BROKEN, "src"))).filter((name) => name !== "two_lanes");
    const table = await readFile(join(BROKEN, "README.md"), "utf8");
    const expected = await readExpected();
    expect(Object.keys(expected)).toEqual(modules.sort());
    const rows = new Map(table.split("\n").map((line) => [/^\| `(\w+)` \|/.exec(line)?.[1], line]));
    const untold = Object.entries(expected).flatMap(([name, findings]) =>
      findings.filter(({ code }) => !rows.get(name)?.includes(code)).map(({ code }) => `${name}: ${code}`),
    );
    expect(untold).toEqual([]);
    expect(modules.filter((name) => !rows.has(name))).toEqual([]);
  });

  it("expects codes that exist, in files that exist", async () => {
    const findings = Object.values(await readExpected()).flat();
    expect(findings.filter(({ code }) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
    expect(findings.filter(({ file }) => !existsSync(join(BROKEN, file)))).toEqual([]);
  });
});
