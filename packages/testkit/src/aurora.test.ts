import { getOwn, isJsonObject, parseJson } from "@t4/core";
import { execa } from "execa";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPython } from "./cpython.ts";
import { copyFixture, fixturePath } from "./temp-workspace.ts";

const AURORA = fixturePath("aurora");
/** In order of trust, as the default configuration has it. */
const DOCUMENTS = [/^claude\.me$/, /^CLAUDE\.md$/, /^AGENTS\.md$/, /_context\.md$/, /^README\.md$/];
const python = await findPython(["pytest"]);

async function modules(): Promise<{ dir: string; manifest: unknown }[]> {
  const paths = (await readdir(AURORA, { recursive: true })).filter((path) =>
    /^(?:src|services)\/.*module\.manifest\.json$/.test(path),
  );
  return await Promise.all(
    paths.sort().map(async (path) => {
      const { value } = parseJson(await readFile(join(AURORA, path)), path);
      return { dir: path.slice(0, -"/module.manifest.json".length), manifest: value };
    }),
  );
}

describe("aurora", () => {
  it("has modules of every lane in two package roots, each with a name of its own", async () => {
    const found = (await modules()).map(({ manifest }) => (isJsonObject(manifest) ? manifest : {}));
    expect(found.length).toBeGreaterThanOrEqual(14);
    expect(new Set(found.map((manifest) => getOwn(manifest, "module"))).size).toBe(found.length);
    const tags = JSON.stringify(found.map((manifest) => getOwn(manifest, "tags")));
    for (const lane of ["L0", "L1", "L2", "L3", "L4", "L5", "l2-integration"]) expect(tags).toContain(`"lane:${lane}"`);
  });

  it("holds no output of T4", async () => {
    const paths = await readdir(AURORA, { recursive: true });
    expect(paths.filter((path) => /\.ledger|review_queue|_generated|__pycache__/.test(path))).toEqual([]);
    for (const { manifest } of await modules()) expect(manifest).not.toHaveProperty("_provenance");
  });

  it("has documents of 4 to 16 KB, but for the stubs", async () => {
    for (const { dir } of await modules()) {
      const names = await readdir(join(AURORA, dir));
      const name = DOCUMENTS.map((pattern) => names.find((entry) => pattern.test(entry))).find(Boolean) ?? "none";
      const text = await readFile(join(AURORA, dir, name), "utf8");
      if (/^---\n(?:.*\n)*?status: draft\n/.test(text)) continue;
      expect(Buffer.byteLength(text), `${dir}/${name}`).toBeGreaterThanOrEqual(4096);
      expect(Buffer.byteLength(text), `${dir}/${name}`).toBeLessThanOrEqual(16_384);
    }
  });

  it("has a vocabulary of its own with 40 keys or more", async () => {
    const { value } = parseJson(await readFile(join(AURORA, "vocab/features.json")), "vocab/features.json");
    expect(Object.keys(isJsonObject(value) ? value : {}).length).toBeGreaterThanOrEqual(40);
  });

  it.skipIf(python === undefined)("passes its own tests (skipped where no python on the PATH has pytest)", async () => {
    await using workspace = await copyFixture("aurora");
    const run = await execa(python ?? "", ["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"], {
      cwd: workspace.root,
      reject: false,
      stdin: "ignore",
    });
    expect(run.stdout).toMatch(/^1\d\d passed/m);
    expect(run.exitCode).toBe(0);
  });
});
