import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { copyFixture, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { quality } from "../quality.ts";
import { factTools, openFacts } from "./open-facts.ts";

/** Files that count how often each is read. */
function countingFiles(): { files: FilePort; reads: (path: string) => number } {
  const counts = new Map<string, number>();
  const files: FilePort = {
    ...nodeFiles,
    read: (path, limit) => {
      counts.set(path, (counts.get(path) ?? 0) + 1);
      return nodeFiles.read(path, limit);
    },
  };
  return { files, reads: (path) => counts.get(path) ?? 0 };
}

async function readsOf(path: string, ...gates: string[]): Promise<number> {
  await using workspace = await copyFixture("gates/idempotency/workspace");
  const { files, reads } = countingFiles();
  await quality({ gates }, testContext(workspace.root, files));
  return reads(join(workspace.root, path));
}

function readsOfCharge(...gates: string[]): Promise<number> {
  return readsOf("billing/charge.py", ...gates);
}

describe("facts", () => {
  it("read a source once for all gates that judge by evidence", async () => {
    expect(await readsOfCharge("imports", "idempotency")).toBe(await readsOfCharge("imports"));
    expect(await readsOfCharge("imports")).toBe(1);
  });

  it("read the review queue once for all gates that judge it", async () => {
    for (const gate of ["schema", "queue", "idempotency"]) {
      expect({ gate, reads: await readsOf("manifests/review_queue.json", gate) }).toEqual({ gate, reads: 1 });
    }
    expect(await readsOf("manifests/review_queue.json", "schema", "queue", "idempotency")).toBe(1);
  });

  it("judge a manifest by its schema once, whoever asks", async () => {
    await using workspace = await copyFixture("gates/idempotency/workspace");
    const tools = factTools(testContext(workspace.root), { scope: undefined, base: undefined });
    const { modules, validate } = await tools.workspace();
    const judged: [string, unknown][] = [];
    const validator: typeof tools.validator = async (settings) => {
      const judge = await tools.validator(settings);
      return (manifest, folder) => {
        const problems = judge(manifest, folder);
        judged.push([folder, problems]);
        return problems;
      };
    };
    await openFacts({ ...tools, validator }).validity();
    expect(judged).toHaveLength(modules.length);
    for (const [index, { manifest, dir }] of modules.entries()) {
      expect(judged[index]?.[0]).toBe(dir);
      expect(judged[index]?.[1]).toBe(validate(manifest, dir));
    }
  });

  it("read no source for a gate that needs none", async () => {
    expect(await readsOfCharge("schema", "vocab", "queue")).toBe(0);
  });

  it("leave the workspace as it is, byte for byte", async () => {
    await using workspace = await copyFixture("gates/idempotency/workspace");
    await writeFile(join(workspace.root, "billing/claude.me"), "# Billing\n\n- **Late fees**: after a week\n");
    const before = await snapshotTree(workspace.root);
    const report = await quality({}, testContext(workspace.root));
    expect(report.gates.find(({ id }) => id === "idempotency")?.verdict).toBe("broken");
    expect(await snapshotTree(workspace.root)).toEqual(before);
  });

  it("say what is wrong with the settings where nothing else can be told", async () => {
    await using workspace = await copyFixture("gates/idempotency/workspace");
    await writeFile(join(workspace.root, "t4.config.json"), '{ "ignroe": [] }\n');
    const { gates } = await quality({ gates: ["schema", "vocab", "idempotency"] }, testContext(workspace.root));
    expect(gates.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["schema", "broken"],
      ["vocab", "undecidable"],
      ["idempotency", "undecidable"],
    ]);
    expect(gates[0]?.findings).toMatchObject([{ code: "config-invalid", file: "t4.config.json", line: 1 }]);
  });
});
