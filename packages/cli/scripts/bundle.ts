/**
 * Bundles the command into one file with what it needs beside it, so that it starts fast and can be packed and installed anywhere:
 * dist/t4.cjs, dist/t4.cjs.cache (its compiled code), dist/charts.cjs, dist/vocab, dist/schemas, dist/mk, dist/grammars.
 */
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type BuildOptions, type Plugin } from "esbuild";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(cli, "..", "..");
const dist = join(cli, "dist");
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
};

/** What draws charts is large and seldom asked for: it goes into a file of its own, which is loaded when it is needed. */
const CHARTS = "charts.cjs";
const apart: Plugin = {
  name: "charts-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@t4\/trends\/page$/ }, () => ({ path: `./${CHARTS}`, external: true })),
};
await build({
  ...shared,
  stdin: { contents: 'export * from "@t4/trends/page";', resolveDir: join(root, "packages/workflows") },
  outfile: join(dist, CHARTS),
  legalComments: "eof",
});
await build({
  ...shared,
  entryPoints: [join(cli, "src/bin.ts")],
  outfile: join(dist, "t4.cjs"),
  plugins: [apart],
  // Its ES module build declares a `require` of its own, which hides the bundle's.
  alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
  // Everything is in the file: an import at run time is a require, which also lets the compiled code be kept.
  supported: { "dynamic-import": false },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "external",
  // The one dynamic look-up in the bundle is for the grammars, which lie beside it.
  define: { "import.meta.url": "__t4BundleUrl" },
  banner: { js: 'const __t4BundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  logLevel: "warning",
});

for (const folder of ["vocab", "schemas", "mk"]) {
  await rm(join(dist, folder), { recursive: true, force: true });
  await cp(join(root, folder), join(dist, folder), { recursive: true });
}
await mkdir(join(dist, "grammars"), { recursive: true });
for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) {
  await copyFile(require.resolve(wasm), join(dist, "grammars", wasm.slice(wasm.indexOf("/") + 1)));
}

// Runs the bundle once over the fixtures so that the engine's compiled code of what an enrichment needs can be kept beside it.
const bundle = join(dist, "t4.cjs");
await rm(`${bundle}.cache`, { force: true });
const draft = `${bundle}.cache.tmp`;
const practice = ["--root", join(root, "fixtures/workspaces/aurora"), "enrich", "--dry-run", "--quiet"];
await promisify(execFile)(process.execPath, [join(cli, "bin/t4.cjs"), ...practice], {
  env: { ...process.env, T4_KEEP_COMPILED: draft },
});
await rename(draft, `${bundle}.cache`);
