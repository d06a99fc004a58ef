import { fillTemplate, type ScaffoldFile } from "../template.ts";
import { DOC_TEMPLATES } from "./templates.ts";

/** Titles of documents may have so many characters. */
const LONGEST_TITLE = 120;

/** What a module's README links to, and how a sentence names it. */
const LINKED: readonly [path: string, words: string][] = [
  ["docs/API.md", "its API"],
  ["docs/ARCHITECTURE.md", "how it is built"],
  ["docs/CONTRIBUTING.md", "how to change it"],
];

/**
 * The seven documents of a module as they should be, whether they are there or not. `workspace` is a word for file names; `isReachable` says of a document,
 * relative to the module's folder, whether it is there or can be made: nothing else is linked to.
 */
export function planDocs(
  { module, workspace }: { module: string; workspace: string },
  isReachable: (path: string) => boolean,
): ScaffoldFile[] {
  const links = linksTo(isReachable);
  return DOC_TEMPLATES.map((template) =>
    fillTemplate(template, {
      module,
      workspace,
      links,
      type: template.type,
      // JSON's strings are YAML's, and no value in quotes is taken for anything but text.
      yamlModule: JSON.stringify(module),
      yamlTitle: JSON.stringify(titleOf(module, template.title)),
    }),
  );
}

/** A workspace's name as a word of lower-case letters, digits and `_`: what its context documents begin with. `workspace` where nothing of it is left. */
export function workspaceWord(name: string): string {
  const word = name
    .replace(/^@[^/]*\//, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return word === "" ? "workspace" : word;
}

function titleOf(module: string, title: string): string {
  const name = [...module].slice(0, LONGEST_TITLE - title.length - 2).join("");
  return `${name}: ${title}`;
}

function linksTo(isReachable: (path: string) => boolean): string {
  const parts = LINKED.filter(([path]) => isReachable(path)).map(([path, words]) => `[${words}](${path})`);
  const last = parts.pop();
  if (last === undefined) return "";
  return ` More to read: ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}.`;
}
