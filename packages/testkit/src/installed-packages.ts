import { cp, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { REPOSITORY } from "./repository.ts";

/**
 * Lays npm packages that are installed for this repository into `folder`, each under its name without scope, as they were published and without what
 * they depend on. Throws when one is not installed.
 */
export async function layInstalledPackages(folder: string, names: readonly string[]): Promise<void> {
  const store = join(REPOSITORY, "node_modules/.pnpm");
  const versions = await readdir(store);
  for (const name of names) {
    const version = versions
      .filter((each) => each.startsWith(`${name.replace("/", "+")}@`))
      .sort()
      .at(-1);
    if (version === undefined) throw new Error(`${name} is not installed: run \`make install\` first`);
    const from = await realpath(join(store, version, "node_modules", name));
    const filter = (path: string): boolean => !path.slice(from.length).includes("/node_modules");
    await cp(from, join(folder, basename(name)), { recursive: true, filter });
  }
}
