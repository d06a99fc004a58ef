import { joinPath } from "@t4/core";
import picomatch from "picomatch";
import { type FileTree, foldersAbove, holdsFile, nearestAbove } from "./file-tree.ts";
import { isTame } from "./tame-pattern.ts";
import { isCode, isSetAside } from "./set-aside.ts";

/** Where a folder's own code lies, when not in the folder itself. */
const CODE_FOLDERS = ["src", "lib", "app"];

/**
 * Folders that are modules because somebody describes them. A document written about a module (`claude.me`, `AGENTS.md`, …) makes its folder one, unless
 * all code in it belongs to modules below. A README is in many folders: it makes one only of a folder with code of its own that lies in
 * no other module. `context` holds the config's names of context documents, `taken` the folders of modules that are known already.
 */
export function findDocumentedFolders(
  tree: FileTree,
  context: readonly string[],
  taken: ReadonlySet<string>,
): string[] {
  const isDocument = documentMatcher(context);
  const documented = new Map<string, "strong" | "weak">();
  for (const folder of tree.folders) {
    const documents = tree.filesIn(folder).filter((name) => isDocument(name));
    if (folder === "" || documents.length === 0 || isSetAside(folder)) continue;
    documented.set(folder, documents.every(isReadme) ? "weak" : "strong");
  }
  const found = new Set(taken);
  const aboveModules = new Set([...taken].flatMap(foldersAbove));
  const aboveDocuments = new Set([...documented.keys()].flatMap(foldersAbove));
  const isInside = (folder: string): boolean =>
    nearestAbove(folder, { has: (above) => above !== "" && found.has(above) }) !== undefined;
  // A folder comes after the one it lies in.
  for (const [folder, strength] of documented) {
    if (found.has(folder)) continue;
    const isModule =
      strength === "strong"
        ? !aboveModules.has(folder) || hasOwnCode(tree, folder, found)
        : !isInside(folder) &&
          (hasDirectCode(tree, folder) ||
            (!aboveModules.has(folder) && !aboveDocuments.has(folder) && hasOwnCode(tree, folder, found)));
    if (!isModule) continue;
    found.add(folder);
    for (const above of foldersAbove(folder)) aboveModules.add(above);
  }
  return [...found].filter((folder) => !taken.has(folder)).sort();
}

function isReadme(name: string): boolean {
  return /^readme\b/i.test(name);
}

/** Says of a file's name whether it is a context document's. */
export function documentMatcher(context: readonly string[]): (name: string) => boolean {
  const tame = context.filter(isTame);
  return tame.length === 0 ? () => false : picomatch(tame, { dot: true, nonegate: true, noextglob: true });
}

function hasDirectCode(tree: FileTree, folder: string): boolean {
  const places = [folder, ...CODE_FOLDERS.map((name) => joinPath(folder, name))];
  return places.some((place) => tree.filesIn(place).some(isCode));
}

function hasOwnCode(tree: FileTree, folder: string, found: ReadonlySet<string>): boolean {
  return holdsFile(tree, folder, isCode, (below) => found.has(below) || isSetAside(below));
}
