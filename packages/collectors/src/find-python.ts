import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { T4Error } from "@t4/core";
import { execa } from "execa";
import { runnerEnvironment } from "./environment.ts";
import { withScratch } from "./scratch.ts";

/** A Python that can import what was asked for. */
export interface Python {
  /** How it is started. */
  command: string;
  /** Which of the optional modules it can import. */
  has: string[];
  /** What its speed depends on: `CPython 3.11.2`, `pymalloc`, and whether there is a global lock. */
  facts: { runtime: string; allocator: string; gil: boolean };
}

export interface PythonRequest {
  /** The workspace, absolute: where a relative `python` of the config and a relative `T4_PYTHON` start. */
  root: string;
  /** `python` of the config. */
  configured: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that it is started with besides the usual ones, as the runner is. */
  passEnv?: readonly string[];
  /** Modules that have to be there, such as `pytest_cov`. */
  needs: readonly string[];
  /** Modules for which one on the PATH is preferred to those before it, so that coverage, benchmarks and tests are run by the same. */
  wants?: readonly string[];
  /** Modules that are only asked about. */
  asks?: readonly string[];
}

/**
 * The interpreter to collect with: the config's, else `$T4_PYTHON`, else that of the active virtual environment, else the first `python3` or `python` on
 * the PATH that can import what is needed and wanted, else the first that can import what is needed. Nothing of the workspace is on the import path while it
 * is asked. Throws `E_RUNNER` with what to install.
 */
export async function findPython(request: PythonRequest): Promise<Python> {
  const { chosen, others } = candidates(request);
  const tried = chosen === undefined ? others : [chosen];
  let lacks: { command: string; missing: string[] } | undefined;
  let second: Python | undefined;
  for (const command of tried) {
    const answer = await ask(command, request);
    if (answer === undefined) continue;
    const { missing, has, facts } = answer;
    if (missing.length > 0) lacks ??= { command, missing };
    else if (request.wants?.every((name) => has.includes(name)) ?? true) return { command, has, facts };
    else second ??= { command, has, facts };
  }
  if (second !== undefined) return second;
  throw missingPython(request, chosen, lacks);
}

function candidates({ root, configured, env }: PythonRequest): { chosen: string | undefined; others: string[] } {
  const virtual = env["VIRTUAL_ENV"];
  const bin = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const fromRoot = (command: string): string => (/[/\\]/.test(command) ? resolve(root, command) : command);
  const named = configured ?? (env["T4_PYTHON"] || undefined);
  const chosen =
    (named === undefined ? undefined : fromRoot(named)) ??
    (virtual === undefined || virtual === "" ? undefined : join(virtual, ...bin));
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const names = process.platform === "win32" ? ["python.exe"] : ["python3", "python"];
  const others = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return { chosen, others: [...new Set(others)].filter((path) => existsSync(path)) };
}

interface Answer {
  missing: string[];
  has: string[];
  facts: Python["facts"];
}

const ASK = `
import importlib, json, os, platform, sys, sysconfig
def can(name):
    try:
        importlib.import_module(name)
        return True
    except BaseException:
        return False
needs, asks = json.loads(sys.argv[1])
malloc = os.environ.get("PYTHONMALLOC") or ("pymalloc" if sysconfig.get_config_var("WITH_PYMALLOC") else "malloc")
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(json.dumps({
    "missing": [name for name in needs if not can(name)],
    "has": [name for name in asks if can(name)],
    "facts": {"runtime": platform.python_implementation() + " " + platform.python_version(), "allocator": malloc, "gil": bool(gil)},
}))
`;
const ASK_TIMEOUT_MS = 30_000;

/** Undefined when it is no Python that answers. */
function ask(
  command: string,
  { env, passEnv = [], needs, wants = [], asks = [] }: PythonRequest,
): Promise<Answer | undefined> {
  return withScratch(async (cwd) => {
    const result = await execa(command, ["-B", "-c", ASK, JSON.stringify([needs, [...wants, ...asks]])], {
      cwd,
      env: runnerEnvironment(env, passEnv),
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: ASK_TIMEOUT_MS,
      maxBuffer: 1024 * 1024,
    });
    if (result.exitCode !== 0) return undefined;
    try {
      // What an imported module prints comes first.
      return JSON.parse(result.stdout.slice(result.stdout.lastIndexOf("\n") + 1)) as Answer;
    } catch {
      return undefined;
    }
  });
}

function missingPython(
  { needs }: PythonRequest,
  chosen: string | undefined,
  lacks: { command: string; missing: string[] } | undefined,
): T4Error {
  const packages = needs.map((name) => name.replaceAll("_", "-"));
  const debian = packages.map((name) => `python3-${name}`).join(" ");
  const command = lacks?.command ?? chosen;
  if (lacks === undefined && chosen !== undefined) {
    return new T4Error("E_RUNNER", `${chosen} is no Python that starts`, {
      hint: "Name another with T4_PYTHON or `python` in t4.config.json, or activate a virtual environment.",
    });
  }
  const what =
    lacks === undefined
      ? "there is no Python on the PATH"
      : `${chosen === undefined ? "no Python on the PATH" : chosen} can${chosen === undefined ? "" : "not"} import ${lacks.missing.join(" and ")}`;
  return new T4Error("E_RUNNER", what, {
    hint: `${command ?? "python3"} -m pip install ${packages.join(" ")} (on Debian: apt-get install ${debian}), or name a Python that has it with T4_PYTHON.`,
  });
}
