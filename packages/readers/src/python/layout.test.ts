import { nodeFiles } from "@t4/core";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Consulted, Sources } from "../sources.ts";
import { PythonProject, readPythonPackage, type PythonProjectOptions, type PythonRecord } from "./index.ts";

async function read(
  files: Record<string, string>,
  module: string,
  options: PythonProjectOptions = {},
): Promise<PythonRecord | undefined> {
  const root = await mkdtemp(join(tmpdir(), "t4-layout-"));
  try {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), source);
    }
    const sources = new Sources(nodeFiles, root);
    return await readPythonPackage(new PythonProject(sources, options), module, new Consulted(sources));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Each export in a word or two: `function pkg/a.py#L1`, `literal`, `missing pkg.x`. */
function shown(record: PythonRecord | undefined): Record<string, string> {
  const entries = (record?.exports.exports ?? []).map(({ name, outcome }): [string, string] => {
    if (outcome.type === "defined") return [name, `${outcome.kind} ${outcome.file}#L${outcome.lines.line}`];
    return [name, outcome.type === "refused" ? `${outcome.doubt.code} ${outcome.doubt.detail}` : outcome.type];
  });
  return Object.fromEntries(entries);
}

const A = "def f():\n    pass\n";

describe("the package of a module", () => {
  it("of a namespace without `__init__.py` says which setting places it, and is found with it", async () => {
    const files = {
      "ns/acme/billing/__init__.py": A,
      "ns/acme/orders/__init__.py": "from ..billing import f\n__all__ = ['f']\n",
    };
    const found = await read(files, "ns/acme/orders");
    expect(shown(found)).toEqual({ f: "missing ..billing, above pythonRoots" });
    const placed = await read(files, "ns/acme/orders", { roots: ["ns"] });
    expect(placed?.place.name).toBe("acme.orders");
    expect(shown(placed)).toEqual({ f: "function ns/acme/billing/__init__.py#L1" });
  });

  it("leaves nested modules to themselves", async () => {
    const files = { "svc/lib/__init__.py": `${A}x = (\n`, "lib/src/__init__.py": A, "lib/src/a/__init__.py": A };
    expect(await read(files, "svc", { moduleFolders: ["svc", "svc/lib"] })).toBeUndefined();
    expect(await read(files, "lib", { moduleFolders: ["lib", "lib/src"] })).toBeUndefined();
    const beside = { "svc/lib/__init__.py": A, "svc/own/__init__.py": A };
    expect((await read(beside, "svc", { moduleFolders: ["svc", "svc/lib"] }))?.place.name).toBe("own");
    expect((await read({ "lib/__init__.py": A }, "", { moduleFolders: ["", "lib"] }))?.place).toBeUndefined();
  });
});
