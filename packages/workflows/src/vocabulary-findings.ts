import { type Finding, formatPointer, joinPath, type Position, positionOfPointer, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { type Ambiguity, listAmbiguities } from "@t4/vocab";

/** Where the workspace keeps its own vocabulary. */
export function vocabularyFolder({ config }: Workspace): string {
  return config.vocab ?? "vocab";
}

/** Every wording that two keys claim, at the place of the second claim. */
export async function vocabularyFindings(workspace: Workspace): Promise<Finding[]> {
  return Promise.all(listAmbiguities(workspace.vocabularyData).map((ambiguity) => asFinding(workspace, ambiguity)));
}

/** The first ambiguity as an error, for commands that need a clear vocabulary. */
export async function ambiguityAt(workspace: Workspace): Promise<T4Error | undefined> {
  const [ambiguity] = listAmbiguities(workspace.vocabularyData);
  if (ambiguity === undefined) return undefined;
  const { message, file, line, column, fix } = await asFinding(workspace, ambiguity);
  return new T4Error("E_VOCAB", message, { file, line, column, hint: fix });
}

async function asFinding(workspace: Workspace, { file, wording, keys }: Ambiguity): Promise<Finding> {
  const path = joinPath(vocabularyFolder(workspace), file);
  const text = (await workspace.sources.read(path))?.text;
  return {
    code: "E_VOCAB",
    severity: "error",
    file: path,
    ...(text === undefined ? {} : positionOfWording(text, workspace, file, keys[1], wording)),
    message: `${JSON.stringify(wording)} is claimed by ${keys[0]} and by ${keys[1]}`,
    fix: `Remove ${JSON.stringify(wording)} from one of the two.`,
  };
}

function positionOfWording(
  text: string,
  { vocabularyData }: Workspace,
  file: Ambiguity["file"],
  key: string,
  wording: string,
): Position {
  const entry = (file === "features.json" ? vocabularyData.features : vocabularyData.capabilities)[key];
  const index = entry?.synonyms.indexOf(wording) ?? -1;
  const inside = index >= 0 ? ["synonyms", index] : entry?.title === wording ? ["title"] : [];
  return positionOfPointer(text, formatPointer([key, ...inside]));
}
