import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The README.md of every npm package that is installed for this repository: prose of many hands. Absolute paths, sorted; none when the
 * packages lie elsewhere.
 */
export function listInstalledReadmes(): string[] {
  const store = fileURLToPath(new URL("../../../node_modules/.pnpm", import.meta.url));
  return list(store)
    .map((version) => join(store, version, "node_modules"))
    .flatMap((folder) => list(folder).flatMap((name) => packageFolders(folder, name)))
    .flatMap((folder) => ["README.md", "readme.md", "Readme.md"].map((name) => join(folder, name)))
    .filter((path) => existsSync(path))
    .sort();
}

function packageFolders(folder: string, name: string): string[] {
  return name.startsWith("@")
    ? list(join(folder, name)).map((scoped) => join(folder, name, scoped))
    : [join(folder, name)];
}

/** Real folders in a folder: links lead to packages that are listed where they are. */
function list(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
