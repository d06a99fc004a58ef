import { baseName, compareCodeUnits, dirName } from "@t4/core";
import type { OwnersOf } from "./code-owners.ts";
import { isCode } from "./set-aside.ts";

/** A module's owners as its manifest holds them. */
export interface Ownership {
  team: string;
  codeowners: string[];
}

/** So many of a module's source files are asked for their owners: enough to tell a rule for a folder from one for a kind of file. */
const ASKED_FILES = 20;

/**
 * Who owns each of these folders: whoever owns most of the first source files in it that are no deeper module's, or of the first files where it has
 * no code. A rule for a kind of file, such as every `package.json`, so makes nobody the owner of a module. `around` names the folders of all modules.
 */
export function ownFolders(
  folders: readonly string[],
  paths: readonly string[],
  around: ReadonlySet<string>,
  ownersOf: OwnersOf,
): Map<string, Ownership> {
  const files = filesByModule(paths, around);
  const found = new Map<string, Ownership>();
  for (const folder of folders) {
    const owners = mostFrequent((files.get(folder) ?? []).map(ownersOf));
    const [first] = owners;
    if (first !== undefined) found.set(folder, { team: teamOf(owners) ?? first, codeowners: [...owners] });
  }
  return found;
}

function filesByModule(paths: readonly string[], around: ReadonlySet<string>): Map<string, string[]> {
  const owners = new Map<string, string | undefined>();
  const moduleOf = (folder: string): string | undefined => {
    if (around.has(folder)) return folder;
    if (folder === "") return undefined;
    if (!owners.has(folder)) owners.set(folder, moduleOf(dirName(folder)));
    return owners.get(folder);
  };
  const files = new Map([...around].map((folder) => [folder, { code: [] as string[], others: [] as string[] }]));
  for (const path of paths) {
    const own = files.get(moduleOf(dirName(path)) ?? "");
    const list = isCode(baseName(path)) ? own?.code : own?.others;
    if (list !== undefined && list.length < ASKED_FILES) list.push(path);
  }
  return new Map([...files].map(([folder, { code, others }]) => [folder, code.length > 0 ? code : others]));
}

/** Of as frequent ones, the first in code-unit order. */
function mostFrequent(lists: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, { owners: readonly string[]; count: number }>();
  for (const owners of lists) {
    const key = owners.join(" ");
    counts.set(key, { owners, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [best] = [...counts].sort(([a, one], [b, other]) => other.count - one.count || compareCodeUnits(a, b));
  return best?.[1].owners ?? [];
}

/** The team's name in `@organisation/team`, of the first such owner; else the first owner's own name. */
function teamOf(owners: readonly string[]): string | undefined {
  const team = owners.find((owner) => owner.startsWith("@") && owner.includes("/")) ?? owners[0];
  return team?.startsWith("@") === true ? team.slice(team.lastIndexOf("/") + 1).replace(/^@/, "") : team?.split("@")[0];
}
