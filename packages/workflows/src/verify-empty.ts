import { type Finding, joinPath, T4Error } from "@t4/core";
import { discover, everHeld, type HeldNames, type Workspace } from "@t4/readers";
import { hasUnfinished, listRuns } from "@t4/writer";
import { ledgerPlace } from "./open.ts";
import { RUN_NAME } from "./verify-surroundings.ts";

const MOST_NAMED = 5;

/**
 * What is wrong with a ledger that holds no run: git may hold some that were deleted, may be unable to say so, or the folder may be no
 * workspace at all. All empty where there never was a run.
 */
export async function judgeEmptyLedger(
  workspace: Workspace,
  configPath: string | undefined,
): Promise<{ findings: Finding[]; unmeasured: Finding[] }> {
  const { root, config } = workspace;
  const folder = joinPath(config.ledger, "runs");
  const held = await everHeld(root, folder);
  const names = runsAmong(held);
  if (names.length > 0) return { findings: deletedRuns(folder, names), unmeasured: [] };
  if (held?.history === "partial") return { findings: [], unmeasured: [unknownPast(folder)] };
  const isWorkspace = configPath !== undefined || (await hasTraces(workspace));
  return { findings: [], unmeasured: isWorkspace ? [] : [nothingThere()] };
}

/**
 * For commands that work on what is recorded: throws `E_LEDGER_ABSENT` where no run is there and git holds some, so that nobody is told there is
 * nothing to do. git is asked only where the ledger holds no run, and what it cannot say stops nothing.
 */
export async function checkNotDeleted(workspace: Workspace): Promise<void> {
  const place = ledgerPlace(workspace);
  if ((await listRuns(place)).length > 0 || (await hasUnfinished(place))) return;
  const folder = joinPath(workspace.config.ledger, "runs");
  const names = runsAmong(await everHeld(workspace.root, folder));
  const [first] = deletedRuns(folder, names, 1);
  if (first !== undefined) {
    throw new T4Error("E_LEDGER_ABSENT", first.message, { file: first.file, hint: first.fix });
  }
}

function runsAmong(held: HeldNames | undefined): string[] {
  return [...(held?.names ?? [])].filter((name) => RUN_NAME.test(name)).sort();
}

function deletedRuns(folder: string, names: readonly string[], most = MOST_NAMED): Finding[] {
  const more = names.length - most;
  return names.slice(0, most).map((name, index) => {
    const file = `${folder}/${name}`;
    const rest = index === most - 1 && more > 0 ? `, as ${more} more are` : "";
    return {
      code: "E_LEDGER_ABSENT",
      severity: "error",
      file,
      message: `${file} is a run that git holds, and it is not there${rest}`,
      fix: `Restore the ledger from git; this lists its commits: git log -- '*-${RUN_NAME.exec(name)?.[1]}.ndjson'`,
    };
  });
}

function unknownPast(file: string): Finding {
  return {
    code: "E_GIT",
    severity: "error",
    file,
    message: `${file} holds no run, and git cannot say whether one was deleted`,
    fix: "Run this in a checkout with all its history; `git fetch --unshallow` completes a shallow clone.",
  };
}

/** True when anything of T4's is there: a config, a folder for the ledger, or a manifest. */
async function hasTraces(workspace: Workspace): Promise<boolean> {
  const { sources, config } = workspace;
  if ((await sources.has("t4.config.json")) || (await sources.has(config.ledger))) return true;
  const { modules, findings } = await discover(workspace);
  return modules.length > 0 || findings.length > 0;
}

function nothingThere(): Finding {
  return {
    code: "E_ROOT",
    severity: "error",
    file: ".",
    message: "there is nothing to verify here: no config, no ledger and no manifest",
    fix: "Check --root.",
  };
}
