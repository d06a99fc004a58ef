import { join } from "node:path";
import { type FilePort, T4Error } from "@t4/core";
import { hookPlace } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { callsT4, HOOK_NAME, hookLine, hookScript, isOwnScript } from "./hook-script.ts";

/** What is in the place of git's pre-commit hook. */
type HookFound =
  /** Nothing. */
  | "none"
  /** T4's own hook, just as it should be. */
  | "own"
  /** T4's own hook, of another workspace or not executable. */
  | "outdated"
  /** Somebody else's hook, which runs T4. */
  | "calling"
  /** Somebody else's hook, which does not. */
  | "foreign";

type HookManager = "husky" | "lefthook" | "pre-commit";

/** The pre-commit hook of a checkout. */
export interface HookState {
  /** Absolute. */
  path: string;
  found: HookFound;
  /** The hook manager that wrote it, where that can be told. */
  manager: HookManager | null;
  /** True when the folder of hooks serves other repositories too. */
  shared: boolean;
  /** The line that checks a commit. */
  line: string;
  /** What T4's own hook would hold. */
  script: string;
}

/** Looks at the pre-commit hook, as git would find it. Throws `E_GIT` without a checkout, and `E_READ`. */
export async function lookAtHook({ files, root }: Pick<WorkflowContext, "files" | "root">): Promise<HookState> {
  const { top, folder, isShared, workspace } = await hookPlace(root);
  const path = join(folder, HOOK_NAME);
  const script = hookScript(workspace);
  const base = { path, shared: isShared, line: hookLine(workspace), script };
  const stats = await files.stat(path);
  const text = stats === undefined || stats.kind === "directory" ? "" : await readHook(files, path);
  const manager = managerOf(path, text);
  if (stats?.kind === "file" && isOwnScript(text)) {
    return { ...base, found: text === script && (stats.mode & 0o111) !== 0 ? "own" : "outdated", manager: null };
  }
  const texts = [
    text,
    ...(await Promise.all(settingsOf(manager, top, folder).map((file) => readSetting(files, file)))),
  ];
  if (texts.some(callsT4)) return { ...base, found: "calling", manager };
  return { ...base, found: stats === undefined ? "none" : "foreign", manager };
}

const MAX_HOOK_BYTES = 1024 * 1024;

async function readHook(files: FilePort, path: string): Promise<string> {
  try {
    return Buffer.from(await files.read(path, MAX_HOOK_BYTES)).toString("utf8");
  } catch (cause) {
    throw new T4Error("E_READ", `the hook ${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
      hint: "Check its permissions, or where the link leads.",
    });
  }
}

async function readSetting(files: FilePort, path: string): Promise<string> {
  return readHook(files, path).catch(() => "");
}

function managerOf(path: string, text: string): HookManager | null {
  if (/[/\\]\.husky[/\\]/.test(path) || text.includes("husky")) return "husky";
  if (text.includes("lefthook")) return "lefthook";
  return /pre-commit\.com|\bpre_commit\b/.test(text) ? "pre-commit" : null;
}

/** Where people write down what the manager's hook does. */
function settingsOf(manager: HookManager | null, top: string, hooks: string): string[] {
  if (manager === "husky") return [join(hooks, "..", HOOK_NAME)];
  if (manager === "lefthook") return LEFTHOOK_FILES.map((name) => join(top, name));
  return manager === "pre-commit" ? [join(top, ".pre-commit-config.yaml")] : [];
}

const LEFTHOOK_FILES = ["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"];
