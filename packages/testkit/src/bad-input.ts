import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A sound module in a folder of its own, for what `fixtures/workspaces/broken` cannot hold. Gives the folder. */
async function plantModule(root: string, name: string): Promise<string> {
  const folder = join(root, "src", name);
  await mkdir(folder, { recursive: true });
  const manifest = { metadata: { status: "draft" }, module: name, schema_version: "1.0.0" };
  await writeFile(join(folder, "module.manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return folder;
}

/** Adds the module `huge_context`, whose `claude.me` holds `bytes` bytes of prose: `E_TOO_LARGE` from 5 MB on. */
export async function plantHugeContext(root: string, bytes = 6_000_000): Promise<void> {
  const folder = await plantModule(root, "huge_context");
  const line = "- **Health checks**: this line comes again and again\n";
  await writeFile(join(folder, "claude.me"), line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes));
}

/** Adds the module `nested_manifest`, whose manifest nests `depth` lists into each other: `E_JSON_DEPTH` from 65 on. */
export async function plantNestedManifest(root: string, depth = 100_000): Promise<void> {
  const folder = await plantModule(root, "nested_manifest");
  const text = `{"module": "nested_manifest", "x_deep": ${"[".repeat(depth)}${"]".repeat(depth)}}\n`;
  await writeFile(join(folder, "module.manifest.json"), text);
}
