import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace } from "./generate/generate-workspace.ts";
import { emptyWorkspace, type TempWorkspace } from "./temp-workspace.ts";
import { diffTrees, snapshotTree, type TreeDifference } from "./tree.ts";

/** A generated workspace whose manifests people wrote each in their own way. */
export interface OddWorkspace extends TempWorkspace {
  /** The manifests' paths by module. */
  paths: ReadonlyMap<string, string>;
  /** The bytes of every manifest by path, as Latin-1 text; of another copy when `root` is given. */
  manifests(root?: string): Promise<Map<string, string>>;
  /** Sets a field of a module's manifest, as an editor does. */
  edit(module: string, field: string, value: unknown): Promise<void>;
  /** What in the whole tree is otherwise after `act`, time stamps too. */
  changesOf(act: () => Promise<unknown>): Promise<TreeDifference[]>;
}

/** Tabs and CRLF; no layout, keys the wrong way round and too many lines at the end; escapes, odd numbers and no newline at the end. */
const ODD: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(JSON.parse(text), undefined, "\t").replaceAll("\n", "\r\n"),
  (text) => `  ${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).toReversed()))}\n\n\n`,
  (text) => text.trimEnd().replace("{", '{\n  "x_note": "caf\\u00e9 \u00e9", "x_number": 1.50,'),
];

/** Makes a workspace of so many modules. */
export async function oddWorkspace(modules: number): Promise<OddWorkspace> {
  const workspace = await emptyWorkspace("t4-odd-");
  const names = new Set(await generateWorkspace(workspace.root, { modules, reports: false }));
  const paths = new Map<string, string>();
  for (const path of (await snapshotTree(workspace.root)).keys()) {
    if (!path.endsWith("module.manifest.json")) continue;
    const text = await readFile(join(workspace.root, path), "utf8");
    const { module } = JSON.parse(text) as { module: string };
    if (!names.has(module)) continue;
    await writeFile(join(workspace.root, path), ODD[paths.size % ODD.length]?.(text) ?? text);
    paths.set(module, path);
  }
  return {
    ...workspace,
    paths,
    async manifests(root = workspace.root) {
      const texts = [...paths.values()].map(
        async (path) => [path, await readFile(join(root, path), "latin1")] as const,
      );
      return new Map(await Promise.all(texts));
    },
    async edit(module, field, value) {
      await setField(join(workspace.root, paths.get(module) ?? ""), field, value);
    },
    async changesOf(act) {
      const before = await snapshotTree(workspace.root);
      await act();
      return diffTrees(before, await snapshotTree(workspace.root));
    },
  };
}

/** Sets a field of the manifest at `path`, as an editor does. */
export async function setField(path: string, field: string, value: unknown): Promise<void> {
  const manifest = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, `${JSON.stringify({ ...manifest, [field]: value }, undefined, 2)}\n`);
}
