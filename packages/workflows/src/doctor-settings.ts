import type { Workspace } from "@t4/readers";
import { type Check, count, fault, guarded, ok } from "./doctor-check.ts";
import type { WorkflowContext } from "./context.ts";
import { compileValidator, openSettings, openWithoutVocabulary } from "./open.ts";
import { vocabularyFindings, vocabularyFolder } from "./vocabulary-findings.ts";

/** What was found of the settings, and the workspace by them; none where they cannot be used. */
export interface SettingsChecks {
  checks: readonly Check[];
  workspace: Workspace | undefined;
}

/** Looks at config, flags, manifest schema and vocabulary. Throws `E_ROOT` for a root that is no folder. */
export async function checkSettings(context: WorkflowContext): Promise<SettingsChecks> {
  const config = context.configPath ?? "t4.config.json";
  let workspace: Workspace;
  try {
    workspace = await openWithoutVocabulary(context);
  } catch (error) {
    const { code, file } = error as { code?: string; file?: string };
    if (code === "E_ROOT") throw error;
    return { checks: [fault(settingAt(file ?? config, config), error)], workspace: undefined };
  }
  const hasConfig = await workspace.sources.has(config);
  return {
    workspace,
    checks: [
      ok("config", hasConfig ? `${config} is valid.` : "There is no t4.config.json, so the defaults hold."),
      await checkFlags(workspace),
      ...(await guarded("schema", () => checkSchema(workspace))),
      ...(await guarded("vocabulary", () => checkVocabulary(context))),
    ],
  };
}

function settingAt(file: string, config: string): string {
  if (file === config) return "config";
  return file.endsWith(".schema.json") ? "schema" : "flags";
}

async function checkFlags({ config, sources, flags }: Workspace): Promise<Check> {
  const path = config.flags ?? "schemas/flags.json";
  const off = Object.entries(flags.gates).flatMap(([id, isOn]) => (isOn ? [] : [id]));
  const gates = off.length === 0 ? "every gate is on" : `off: ${off.join(", ")}`;
  return ok(
    "flags",
    (await sources.has(path)) ? `${path} is valid; ${gates}.` : `The shipped thresholds hold; ${gates}.`,
  );
}

async function checkSchema(workspace: Workspace): Promise<readonly Check[]> {
  await compileValidator(workspace);
  const { schema } = workspace;
  return [ok("schema", schema === undefined ? "The shipped manifest schema holds." : `${schema.path} is valid.`)];
}

async function checkVocabulary(context: WorkflowContext): Promise<readonly Check[]> {
  const workspace = await openSettings(context);
  const [ambiguity] = await vocabularyFindings(workspace);
  if (ambiguity !== undefined) {
    const { file, message, fix } = ambiguity;
    return [{ ...ok("vocabulary", `${file}: ${message}.`), state: "broken", fix }];
  }
  const { features, capabilities, tags } = workspace.vocabularyData;
  const folder = vocabularyFolder(workspace);
  const isOwn = (await workspace.sources.names(folder)) !== undefined;
  const counts = [
    count(Object.keys(features).length, "feature"),
    count(Object.keys(capabilities).length, "capability", "capabilities"),
    count(tags.length, "tag"),
  ].join(", ");
  return [ok("vocabulary", `${isOwn ? `${folder}/` : "The shipped vocabulary"} holds ${counts}.`)];
}
