/** Keys that hold what CI services run: of GitHub, GitLab, Azure, CircleCI and Bitbucket. */
const RUN_KEYS = new Set(["run", "uses", "script", "before_script", "after_script", "bash", "command"]);

/** What the settings of a CI service run, line by line, without comments; none for what does not parse. Never throws. */
export async function ciCommands(text: string): Promise<string[]> {
  const { parseAllDocuments } = await import("yaml");
  try {
    const documents = parseAllDocuments(text, { logLevel: "silent" }).map((document) => document.toJS() as unknown);
    return textsUnder(documents, false, new Set()).flatMap(linesOf);
  } catch {
    return []; // The service will say what is wrong with it.
  }
}

function textsUnder(value: unknown, isRun: boolean, seen: Set<unknown>): string[] {
  if (typeof value === "string") return isRun ? [value] : [];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (Array.isArray(value)) return value.flatMap((item) => textsUnder(item, isRun, seen));
  return Object.entries(value).flatMap(([key, item]) => textsUnder(item, RUN_KEYS.has(key), seen));
}

function linesOf(script: string): string[] {
  const lines = script.split("\n").map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  return lines.filter((line) => line !== "");
}
