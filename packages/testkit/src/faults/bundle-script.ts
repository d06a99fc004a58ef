import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const ESBUILD = fileURLToPath(new URL("../../../../node_modules/.bin/esbuild", import.meta.url));

/**
 * Bundles a TypeScript file into one that Node starts at once, in `folder`, and gives its path: for tests that start a process a
 * hundred times.
 */
export async function bundleScript(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, "script.mjs");
  const options = [
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--conditions=t4-source",
    "--main-fields=module,main",
    `--outfile=${outfile}`,
  ];
  const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await execa(ESBUILD, [entry, ...options, `--banner:js=${banner}`, "--log-level=warning"]);
  return outfile;
}
