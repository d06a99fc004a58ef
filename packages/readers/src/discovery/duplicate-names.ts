import { T4Error } from "@t4/core";

/** The error for the first two manifests that give one module name, in the order given; undefined when all names differ. */
export function findDuplicateNames(modules: readonly { name: string; manifestPath: string }[]): T4Error | undefined {
  const seen = new Map<string, string>();
  for (const { name, manifestPath } of modules) {
    const other = seen.get(name);
    if (other !== undefined) {
      return new T4Error(
        "E_DUPLICATE_MODULE",
        `${other} and ${manifestPath} both name their module ${JSON.stringify(name)}`,
        {
          file: manifestPath,
          hint: "Give one of them another name in its `module` field.",
        },
      );
    }
    seen.set(name, manifestPath);
  }
  return undefined;
}
