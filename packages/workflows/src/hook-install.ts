import { join, relative, sep } from "node:path";
import { encodeUtf8 } from "@t4/core";
import { asWriteError } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { type HookState, lookAtHook } from "./hook-state.ts";

export interface HookReport {
  /** The hook's path, relative to the workspace. */
  hook: string;
  /** `kept` when it was as it should be; `refused` when the place is somebody else's. */
  done: "installed" | "updated" | "kept" | "removed" | "nothing" | "refused";
  found: HookState["found"];
  manager: HookState["manager"];
  shared: boolean;
  line: string;
}

/**
 * Puts T4's pre-commit hook in its place, or takes it away; another hook is never touched, and nothing is put into a folder that other repositories use.
 * A second call changes nothing. Throws `E_GIT`, `E_READ` and `E_WRITE`.
 */
export async function installHook(
  { uninstall }: { uninstall: boolean },
  context: WorkflowContext,
): Promise<HookReport> {
  const { script, path, ...state } = await lookAtHook(context);
  const shownPath = relative(context.root, path).replaceAll(sep, "/");
  const report = (done: HookReport["done"]): HookReport => ({ hook: shownPath, done, ...state });
  const isOwn = state.found === "own" || state.found === "outdated";
  try {
    if (uninstall) {
      if (!isOwn) return report("nothing");
      await context.files.remove(path);
      return report("removed");
    }
    if (state.found === "own" || state.found === "calling") return report("kept");
    const isFree = state.found === "none" || state.found === "outdated";
    if (!isFree || state.shared || state.manager !== null) return report("refused");
    await putInPlace(path, script, context);
    return report(state.found === "outdated" ? "updated" : "installed");
  } catch (error) {
    throw asWriteError(error, context.root);
  }
}

async function putInPlace(path: string, script: string, { files }: WorkflowContext): Promise<void> {
  await files.makeDir(join(path, ".."));
  const draft = `${path}.t4-draft`;
  await files.remove(draft);
  try {
    await files.create(draft, encodeUtf8(script), 0o755);
    await files.rename(draft, path);
  } catch (error) {
    await files.remove(draft).catch(() => undefined);
    throw error;
  }
}
