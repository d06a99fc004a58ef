import { T4Error } from "@t4/core";
import type { Sources } from "@t4/readers";
import { readProjectFiles } from "./scaffold-project.ts";

/** Numbers and letters in groups, as npm, Python and calendars have them. */
const VERSION = /^\d+(?:\.\d+)*(?:[-+.]?[0-9A-Za-z]+)*$/;
const LONGEST = 100;

/**
 * The version to tag: the one given, else that of the `package.json` and `pyproject.toml` at the root, which must not name two. Throws `E_USAGE` when there is none, and as
 * {@link readProjectFiles} does.
 */
export async function versionToTag(given: string | undefined, sources: Sources): Promise<string> {
  if (given !== undefined) return checked(given, "the command line");
  const files = (await readProjectFiles(sources)).filter(({ version }) => version !== undefined);
  const [first, second] = files;
  if (first?.version === undefined) {
    throw new T4Error("E_USAGE", "no version is given, and no package.json or pyproject.toml at the root names one", {
      hint: "Give it: t4 tag-prod 1.2.3",
    });
  }
  if (second?.version !== undefined && second.version !== first.version) {
    throw new T4Error(
      "E_USAGE",
      `${first.path} says version ${first.version}, and ${second.path} says ${second.version}`,
      { hint: "Make them agree, or give the version: t4 tag-prod 1.2.3" },
    );
  }
  return checked(first.version, first.path);
}

/** A range, as package managers have them. */
const RANGE = /(?:^|\.)x(?:\.|$)/i;

/** The version in `text`, which may be that of a tag: `v1.2.3-prod` means 1.2.3. */
function checked(text: string, from: string): string {
  const version = text.replace(/^v(?=\d)/, "").replace(/-prod$/, "");
  if (VERSION.test(version) && !RANGE.test(version) && version.length <= LONGEST) return version;
  throw new T4Error("E_USAGE", `${JSON.stringify(text)} (from ${from}) is no version`, {
    hint: "Give one such as 1.2.3, 2.0.0-rc.1 or 2026.11.",
  });
}
