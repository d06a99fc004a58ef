import { isAbsolute, relative, resolve, sep } from "node:path";
import { DEFAULT_CONFIG, parseConfig } from "@t4/contracts";
import { decodeUtf8, type Finding, joinPath, T4Error } from "@t4/core";
import { fileAt, filesAt, findMergeBase, type Workspace } from "@t4/readers";

/** The ledger as a merge base held it. */
export interface BaseLedger {
  /** The merge base. */
  commit: string;
  /** Its ledger files: workspace path to blob id. */
  files: Map<string, string>;
  /** A ledger that has been moved since. */
  findings: Finding[];
}

const CONFIG_NAME = "t4.config.json";

/**
 * The ledger of the merge base of HEAD and `base`, in the folder that the merge base's own config names and in the one that holds now. Throws `E_USAGE`
 * for a base that git does not know, and `E_GIT` when it cannot be told.
 */
export async function readBaseLedger(
  { root, config }: Workspace,
  base: string,
  configPath: string | undefined,
): Promise<BaseLedger> {
  const commit = await findMergeBase(root, base);
  const configFile = insideOf(root, configPath) ?? CONFIG_NAME;
  const was = joinPath(await ledgerAt(root, commit, configFile));
  const now = joinPath(config.ledger);
  const folders = [...new Set([was, now])].flatMap((ledger) => [joinPath(ledger, "runs"), joinPath(ledger, "objects")]);
  const files = await filesAt(root, commit, folders);
  // Unfinished runs that somebody committed are no part of the record.
  for (const file of files.keys()) if (/\.(?:pending|draft)$/.test(file)) files.delete(file);
  const isMoved = was !== now && [...files.keys()].some((file) => file.startsWith(`${was}/`));
  return { commit, files, findings: isMoved ? [movedLedger({ configFile, was, now, commit })] : [] };
}

/** Without a config that can be read T4 wrote nothing there, so only the default can have been meant. */
async function ledgerAt(root: string, commit: string, configFile: string): Promise<string> {
  const bytes = await fileAt(root, commit, configFile);
  if (bytes === undefined) return DEFAULT_CONFIG.ledger;
  try {
    return (await parseConfig({ path: configFile, text: decodeUtf8(bytes, configFile) })).ledger;
  } catch (error) {
    if (error instanceof T4Error) return DEFAULT_CONFIG.ledger;
    throw error;
  }
}

/** The path of a config relative to the workspace; undefined when there is none, or outside. */
function insideOf(root: string, configPath: string | undefined): string | undefined {
  const path = configPath === undefined ? "" : relative(root, resolve(root, configPath)).replaceAll(sep, "/");
  return path === "" || path.startsWith("..") || isAbsolute(path) ? undefined : path;
}

function movedLedger(move: { configFile: string; was: string; now: string; commit: string }): Finding {
  const { configFile, was, now, commit } = move;
  return {
    code: "E_LEDGER_REWRITTEN",
    severity: "error",
    file: configFile,
    message: `the ledger was in ${was} at ${commit.slice(0, 12)}, and is looked for in ${now} now`,
    fix: `Leave the ledger where it is: set \`ledger\` to ${JSON.stringify(was)} in ${configFile}.`,
  };
}
