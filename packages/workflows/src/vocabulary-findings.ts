import { type Finding, formatPointer, joinPath, pointerLocator, type Position, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { type Ambiguity, listAmbiguities } from "@t4/vocab";

/** Where the workspace keeps its own vocabulary. */
export function vocabularyFolder({ config }: Workspace): string {
  return config.vocab ?? "vocab";
}

/** Every wording that two keys claim, at the place of the second claim. */
export async function vocabularyFindings(workspace: Workspace): Promise<Finding[]> {
  return (await locateAmbiguities(workspace)).map(({ finding }) => finding);
}

/** {@link vocabularyFindings}, each with the wording and the keys that it is about. */
export async function locateAmbiguities(workspace: Workspace): Promise<(Ambiguity & { finding: Finding })[]> {
  const ambiguities = listAmbiguities(workspace.vocabularyData);
  const files = [...new Set(ambiguities.map(({ file }) => file))];
  const located = await Promise.all(files.map(async (file) => [file, await locatorOf(workspace, file)] as const));
  const locators = new Map(located);
  return ambiguities.map((each) => ({ ...each, finding: asFinding(workspace, each, locators.get(each.file)) }));
}

/** The first ambiguity as an error, for commands that need a clear vocabulary. */
export async function ambiguityAt(workspace: Workspace): Promise<T4Error | undefined> {
  const [finding] = await vocabularyFindings(workspace);
  if (finding === undefined) return undefined;
  const { message, file, line, column, fix } = finding;
  return new T4Error("E_VOCAB", message, { file, line, column, hint: fix });
}

type Locator = (pointer: string) => Position;

/** Finds places in a file of the workspace's own vocabulary; undefined when it has no such file. */
async function locatorOf(workspace: Workspace, file: Ambiguity["file"]): Promise<Locator | undefined> {
  const source = await workspace.sources.read(joinPath(vocabularyFolder(workspace), file));
  return source && pointerLocator(source.text);
}

function asFinding(workspace: Workspace, ambiguity: Ambiguity, locate: Locator | undefined): Finding {
  const { file, wording, keys } = ambiguity;
  return {
    code: "E_VOCAB",
    severity: "error",
    file: joinPath(vocabularyFolder(workspace), file),
    ...locate?.(pointerOf(workspace, ambiguity)),
    message: `${JSON.stringify(wording)} is claimed by ${keys[0]} and by ${keys[1]}`,
    fix: `Remove ${JSON.stringify(wording)} from one of the two.`,
  };
}

function pointerOf({ vocabularyData }: Workspace, { file, wording, keys: [, key] }: Ambiguity): string {
  const entry = (file === "features.json" ? vocabularyData.features : vocabularyData.capabilities)[key];
  const index = entry?.synonyms.indexOf(wording) ?? -1;
  const inside = index >= 0 ? ["synonyms", index] : entry?.title === wording ? ["title"] : [];
  return formatPointer([key, ...inside]);
}
