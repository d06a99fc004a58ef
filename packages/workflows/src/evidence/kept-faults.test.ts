import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "../enrich.ts";

const SOURCE = "billing/__init__.py";
const DOCUMENT = "billing/claude.me";

/** What is said of the one module by two runs after `fault`, what the cache holds, and what is said once `mend` has been done. */
async function runs(fault: (root: string) => Promise<void>, mend: (root: string) => Promise<void>) {
  await using workspace = await copyFixture("cases/billing-example/input");
  const { root } = workspace;
  const run = async () => {
    const { report } = await enrich({ modules: [], dryRun: false }, testContext(root));
    return report.modules.map(({ status, withheld, findings }) => ({
      status,
      withheld,
      codes: findings.map(({ code }) => code),
    }));
  };
  await run();
  await fault(root);
  await run();
  const first = await run();
  const kept = await readFile(join(root, ".t4/evidence.ndjson"), "utf8");
  const second = await run();
  await mend(root);
  return { first, kept, second, mended: await run() };
}

describe("evidence with a fault in it", () => {
  it("is kept where every source could be read, and says the same until the source changes", async () => {
    let text = "";
    const { first, kept, second, mended } = await runs(
      async (root) => {
        text = await readFile(join(root, SOURCE), "utf8");
        await appendFile(join(root, SOURCE), "\ndef broken(:\n");
      },
      (root) => writeFile(join(root, SOURCE), text),
    );
    expect(first[0]?.codes).toEqual(["E_PYTHON_SYNTAX"]);
    expect(kept).toContain("E_PYTHON_SYNTAX");
    expect(second).toEqual(first);
    expect(mended[0]?.codes).toEqual([]);
  });

  it("is not kept where a source could not be read", async () => {
    let text = "";
    const { first, kept, mended } = await runs(
      async (root) => {
        text = await readFile(join(root, DOCUMENT), "utf8");
        await writeFile(join(root, DOCUMENT), Buffer.from([0x23, 0x20, 0xff]));
      },
      (root) => writeFile(join(root, DOCUMENT), text),
    );
    expect(first[0]?.codes).toEqual(["E_ENCODING"]);
    expect(kept).not.toContain("E_ENCODING");
    expect(mended[0]?.codes).toEqual([]);
  });
});
