/**
 * Bundles the command into one file with what it needs beside it, so that it starts fast and can be packed and installed anywhere:
 * dist/t4.cjs and dist/code.cjs, each with its compiled code in .cache, dist/charts.cjs, dist/vocab, dist/schemas, dist/mk, dist/grammars.
 */
import { spawnSync } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(cli, "..", "..");
const dist = join(cli, "dist");
const AURORA = join(root, "fixtures/workspaces/aurora");
const require = createRequire(import.meta.url);

const shared: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  conditions: ["t4-source"],
  mainFields: ["module", "main"],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: "warning",
  write: false,
};

/** Bundles, and puts each file in its place as a whole: somebody may start the command meanwhile. */
async function bundleTo(options: BuildOptions): Promise<void> {
  const { outputFiles = [] } = await build({ ...shared, ...options });
  await mkdir(dist, { recursive: true });
  for (const { path, text } of outputFiles) {
    await replace(path, (draft) => writeFile(draft, path.endsWith(".cjs") ? asAscii(text) : text));
  }
}

/** The bundler leaves only regular expressions as they are written. A file that is ASCII is read in a fraction of the time. */
function asAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Makes a file or folder beside its place, and moves it there. */
async function replace(path: string, make: (draft: string) => Promise<unknown>): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await rm(draft, { recursive: true, force: true });
  await make(draft);
  await rename(draft, path);
}

/** What draws charts is large and seldom asked for: it goes into a file of its own, which is loaded when it is needed. */
const CHARTS = "charts.cjs";
const apart: Plugin = {
  name: "charts-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@t4\/trends\/page$/ }, () => ({ path: `./${CHARTS}`, external: true })),
};
await bundleTo({
  stdin: { contents: 'export * from "@t4/trends/page";', resolveDir: join(root, "packages/workflows") },
  outfile: join(dist, CHARTS),
  legalComments: "eof",
});

/** What runs from a bundle: the command, and the thread that reads code. Started by bin/, with their compiled code beside them. */
const ENTRIES = {
  "t4.cjs": join(cli, "src/bin.ts"),
  "code.cjs": join(root, "packages/workflows/src/evidence/thread/main.ts"),
};
for (const [name, entry] of Object.entries(ENTRIES)) {
  await rm(join(dist, `${name}.cache`), { force: true });
  await bundleTo({
    entryPoints: [entry],
    outfile: join(dist, name),
    plugins: [apart],
    // Its ES module build declares a `require` of its own, which hides the bundle's.
    alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
    // Everything is in the file: an import at run time is a require, which also lets the compiled code be kept.
    supported: { "dynamic-import": false },
    legalComments: "external",
    // The one dynamic look-up in the bundle is for the grammars, which lie beside it.
    define: { "import.meta.url": "__t4BundleUrl" },
    banner: { js: 'const __t4BundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}

for (const folder of ["vocab", "schemas", "mk"]) {
  const place = join(dist, folder);
  await replace(place, async (draft) => {
    await cp(join(root, folder), draft, { recursive: true });
    // A folder cannot be moved over another one that holds something.
    await rm(place, { recursive: true, force: true });
  });
}
await mkdir(join(dist, "grammars"), { recursive: true });
for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) {
  const place = join(dist, "grammars", wasm.slice(wasm.indexOf("/") + 1));
  await replace(place, (draft) => copyFile(require.resolve(wasm), draft));
}

// Runs the bundles over the fixtures so that the engine's compiled code of what an enrichment and the gates need can be kept beside them: each run
// adds to what the one before it has kept.
const kept = await mkdtemp(join(dist, "compiled-"));
for (const practice of [["enrich", "--dry-run"], ["quality"]]) {
  keepCompiled(["--root", AURORA, ...practice, "--quiet"], kept);
  for (const name of Object.keys(ENTRIES)) await rename(join(kept, `${name}.cache`), join(dist, `${name}.cache`));
}
await rm(kept, { recursive: true });

/** Runs the command and keeps its compiled code in `folder`. The gates have findings in the fixture, which is no failure. */
function keepCompiled(args: readonly string[], folder: string): void {
  const env = { ...process.env, T4_KEEP_COMPILED: folder };
  const { status, stderr } = spawnSync(process.execPath, [join(cli, "bin/t4.cjs"), ...args], { env, encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`t4 ${args.join(" ")} ended with ${status}: ${stderr}`);
}
